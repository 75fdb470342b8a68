-- title: A change of one row that is tried
-- why: It is taken back; what is wanted is what the server says to it.
update {relation} as t
set {assignments}
where {condition}
