-- title: Show a role the rows of a table
-- why: Under row security a role without a policy sees none of them.
create policy {policy} on {relation} for select to {role} using (true)
