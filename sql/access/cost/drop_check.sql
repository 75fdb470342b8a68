-- title: A CHECK constraint dropped, on a copy
-- why: Made-up rows do not keep to it.
alter table {relation} drop constraint if exists {name}
