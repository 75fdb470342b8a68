-- title: Whether the list of seed files is there
-- why: Supabase's command line makes it when it seeds for the first time; the schema may be there before.
select
    pg_catalog.to_regnamespace(%(schema)s) is not null as schema_exists,
    pg_catalog.to_regclass(%(seeds)s) is not null as seeds_exist
