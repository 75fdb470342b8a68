-- title: Let a role read and change the rows of a table
-- why: Under row security a role without a policy sees none of them. What it may do with them its grants say.
create policy {policy} on {relation} to {role} using (true) with check (true)
