-- title: A delete of one row that is tried
-- why: It is taken back; what is wanted is what the server says to it.
delete from {relation} as t
where {condition}
