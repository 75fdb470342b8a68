-- title: Let a role read columns
-- why: Column by column: secrets are not among them, and a column that is added later is not either.
grant select ({columns}) on {relation} to {role}
