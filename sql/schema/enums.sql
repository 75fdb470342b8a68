-- title: Enum types and their labels in order
-- why: Labels can be added one by one and never removed, so each stands by itself.
select
    'enum' as kind,
    't' || t.oid as address,
    whole.named as name,
    labels.listed as definition,
    'create type ' || whole.named || ' as enum (' || labels.listed || ')' as creates,
    'drop type if exists ' || whole.named as drops,
    labels.parts
from pg_catalog.pg_type as t
inner join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) as named
    ) as whole
cross join
    lateral (
        select
            coalesce(
                pg_catalog.string_agg(pg_catalog.quote_literal(l.enumlabel), ', ' order by l.enumsortorder), ''
            ) as listed,
            coalesce(
                pg_catalog.json_agg(
                    pg_catalog.json_build_object(
                        'name', pg_catalog.quote_literal(l.enumlabel),
                        'creates',
                        'alter type ' || whole.named || ' add value if not exists '
                        || pg_catalog.quote_literal(l.enumlabel)
                        || coalesce(
                            ' after ' || pg_catalog.quote_literal(l.previous),
                            ' before ' || pg_catalog.quote_literal(l.following),
                            ''
                        )
                    ) order by l.enumsortorder
                ), '[]'
            ) as parts
        from (
            select
                e.enumlabel,
                e.enumsortorder,
                pg_catalog.lag(e.enumlabel) over (order by e.enumsortorder) as previous,
                pg_catalog.lead(e.enumlabel) over (order by e.enumsortorder) as following
            from pg_catalog.pg_enum as e
            where e.enumtypid = t.oid
        ) as l
    ) as labels
where t.typtype = 'e'
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
