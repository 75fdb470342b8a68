-- title: Drop a policy
-- why: It is made anew as the definitions are now.
drop policy if exists {policy} on {relation}
