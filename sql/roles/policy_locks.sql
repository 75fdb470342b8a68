-- title: Let a role lock the rows of a table, and change none
-- why: Who counts what belongs to a row must be able to hold it.
create policy {policy} on {relation} for update to {role} using (true) with check (false)
