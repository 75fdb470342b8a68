-- title: Say by what the rows of a table are told apart where they are replicated
-- why: Without one UPDATE and DELETE on a published table fail.
alter table {relation} replica identity {identity}
