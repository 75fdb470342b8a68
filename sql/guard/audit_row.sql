-- title: A row in the target's own audit table
-- why: In the transaction of the change that it tells of: there is no change without it, and no row without the change.
insert into {relation} ({columns}) values ({values})
