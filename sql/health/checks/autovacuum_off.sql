-- title: Autovacuum is off
-- level: error
-- part: setting
-- area: performance
-- detail: {setting} is off for {object}
-- figure: off
-- why: Nothing cleans up dead rows or renews statistics until somebody does it by hand.
-- fix: {mend:raw}
select
    ''::text as schema,
    'server'::text as object,
    'server'::text as object_type,
    s.name as sub,
    s.name as setting,
    'alter system set ' || s.name || ' = on' as mend,
    null::text as level,
    null::text as operation,
    1::float8 as value
from pg_catalog.pg_settings as s
where s.name in ('autovacuum', 'track_counts') and s.setting = 'off'
union all
select
    n.nspname::text,
    c.relname::text,
    'table',
    'autovacuum_enabled',
    'autovacuum_enabled',
    'alter table ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
    || ' reset (autovacuum_enabled)',
    'warning',
    'maintenance.table-option {name} option=autovacuum_enabled value=',
    1
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join lateral pg_catalog.pg_options_to_table(c.reloptions) as o
where c.relkind in ('r', 'm')
    and o.option_name = 'autovacuum_enabled'
    and not o.option_value::boolean
