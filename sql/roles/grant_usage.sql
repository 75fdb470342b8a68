-- title: Let a role name what is in a schema
-- why: A grant on a table is worth nothing without it.
grant usage on schema {schema} to {role}
