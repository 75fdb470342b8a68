-- title: Check that changes with time
-- level: warning
-- area: integrity
-- why: A row that was right becomes wrong: it can no longer be changed, and a dump of it cannot be restored.
-- fix: alter table {relation} drop constraint {key_name}
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    k.conname || ' asks for ' || case
        when k.conbin::text ~ '\{SQLVALUEFUNCTION ' then 'the current date, time or user'
        else coalesce(v.named, 'something that changes')
    end || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(k.conname) as key_name
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
cross join
    lateral (
        select min(f.proname || '()') as named
        from pg_catalog.regexp_matches(k.conbin::text, ':(?:funcid|opfuncid) (\d+) ', 'g') as r (found)
        inner join pg_catalog.pg_proc as f on f.oid = r.found[1]::pg_catalog.oid
        where f.provolatile = 'v' or f.proname in ('now', 'transaction_timestamp', 'statement_timestamp')
    ) as v
where k.contype = 'c'
    and (k.conbin::text ~ '\{SQLVALUEFUNCTION ' or v.named is not null)
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
