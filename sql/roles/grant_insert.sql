-- title: Let a role add rows
-- why: Column by column: what it may not give gets its default.
grant insert ({columns}) on {relation} to {role}
