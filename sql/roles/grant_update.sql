-- title: Let a role change columns
-- why: Column by column: those that its transitions set.
grant update ({columns}) on {relation} to {role}
