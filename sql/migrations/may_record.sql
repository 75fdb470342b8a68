-- title: Whether this role may write into the history
-- why: What was applied and cannot be recorded is taken back, after it has held its locks: better to know it before.
select
    case
        when pg_catalog.to_regclass(%(history)s::text) is not null
            then pg_catalog.has_any_column_privilege(pg_catalog.to_regclass(%(history)s::text)::oid, 'insert')
        when pg_catalog.to_regnamespace(%(schema)s::text) is not null
            then pg_catalog.has_schema_privilege(pg_catalog.to_regnamespace(%(schema)s::text)::oid, 'create')
        else pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create')
    end as may
