-- title: Let a role change the rows of a table
-- why: Under row security a role without a policy changes none of them. Which columns its grants say.
create policy {policy} on {relation} for update to {role} using (true) with check (true)
