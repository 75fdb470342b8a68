-- title: Constraint that was never checked
-- level: warning
-- area: integrity
-- why: NOT VALID holds for new rows alone: those that were there before may break it.
-- fix: alter table {relation} validate constraint {key_name}
select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    pg_catalog.json_build_object('constraint', k.conname) as sub,
    case k.contype when 'f' then 'The foreign key ' when 'n' then 'The NOT NULL ' else 'The check ' end
    || k.conname || ' is NOT VALID.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation,
    pg_catalog.quote_ident(k.conname) as key_name
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_class as c on k.conrelid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where not k.convalidated
    and k.contype in ('f', 'c', 'n')
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
