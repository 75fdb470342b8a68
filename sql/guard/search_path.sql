-- title: The schemas that a name without one is looked for in
-- why: A file may have set others than this role has at its start, and who asks later does not know.
select pg_catalog.current_schemas(false)::text[] as schemas
