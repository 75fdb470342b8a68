-- title: Tables and views, who owns them, and whether row security is on
-- why: Those with the same owner and the same grants are as open as each other: one of them (sample) is asked for all.
select
    c.oid::bigint as oid,
    n.oid::bigint as schema_oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    c.relowner::bigint as owner,
    c.relrowsecurity as secured,
    c.relforcerowsecurity as forced,
    c.relispartition as partition,
    coalesce(
        (
            select o.option_value::boolean
            from pg_catalog.pg_options_to_table(c.reloptions) as o
            where o.option_name = 'security_invoker'
        ), false
    ) as invoker,
    c.reltuples::float8 as rows,
    c.oid in (
        select a.attrelid
        from pg_catalog.pg_attribute as a
        where a.attacl is not null and a.attnum > 0 and not a.attisdropped
    ) as by_column,
    (pg_catalog.min(c.oid) over (partition by c.relowner, c.relacl::text))::bigint as sample
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and c.relpersistence <> 't'
    and n.nspname <> 'information_schema'
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by n.nspname, c.relname
