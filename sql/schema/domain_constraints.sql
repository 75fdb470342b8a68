-- title: Checks of domains
-- why: They can be added and dropped one by one. The name of a NOT NULL is the server's business since 18.
select
    'domain constraint' as kind,
    'k' || k.oid as address,
    whole.named || ' ' || pg_catalog.quote_ident(k.conname) as name,
    whole.named as parent,
    pg_catalog.pg_get_constraintdef(k.oid) as definition,
    'alter domain ' || whole.named || ' add constraint ' || pg_catalog.quote_ident(k.conname) || ' '
    || pg_catalog.pg_get_constraintdef(k.oid) as creates,
    'alter domain ' || whole.named || ' drop constraint if exists ' || pg_catalog.quote_ident(k.conname) as drops
from pg_catalog.pg_constraint as k
inner join pg_catalog.pg_type as t on t.oid = k.contypid
inner join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) as named
    ) as whole
where k.contype = 'c'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and t.oid not in (
        select d.objid
        from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
            and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
            and d.deptype = 'e'
    )
order by name
