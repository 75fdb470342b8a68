-- title: Put a deleted row back
-- why: An undo. With its own number where the server would make one.
insert into {relation} ({columns}) overriding system value values ({values})
