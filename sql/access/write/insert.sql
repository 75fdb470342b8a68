-- title: A new row that is tried
-- why: It is taken back; what is wanted is what the server says to it.
insert into {relation} ({columns})
values ({values})
