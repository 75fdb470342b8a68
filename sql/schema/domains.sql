-- title: Domains
-- why: Their checks are objects of their own. Nothing here speaks of a relation, so nothing waits.
select
    'domain' as kind,
    't' || t.oid as address,
    whole.named as name,
    base.typed || base.filled as definition,
    'create domain ' || whole.named || ' as ' || base.typed || base.filled as creates,
    'drop domain if exists ' || whole.named as drops,
    'alter domain ' || whole.named || coalesce(' set default ' || t.typdefault, ' drop default') || e';\n'
    || 'alter domain '
    || whole.named
    || case when t.typnotnull then ' set not null' else ' drop not null' end as alters,
    base.typed as fixed
from pg_catalog.pg_type as t
inner join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) as named
    ) as whole
cross join
    lateral (
        select
            pg_catalog.format_type(t.typbasetype, t.typtypmod) as typed,
            coalesce(' default ' || t.typdefault, '') || case when t.typnotnull then ' not null' else '' end as filled
    ) as base
where t.typtype = 'd'
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
