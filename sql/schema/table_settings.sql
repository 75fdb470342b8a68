-- title: Row security, replica identity and storage parameters of tables, where they are not as usual
-- why: From the catalogue alone. A table without row security has no row here.
with
extended as materialized (
    select d.objid as oid
    from pg_catalog.pg_depend as d
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and d.deptype = 'e'
)

select
    settings.kind,
    '' as address,
    whole.named as name,
    whole.named as parent,
    settings.definition,
    settings.creates,
    settings.drops
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
cross join
    lateral (
        select pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as named
    ) as whole
cross join
    lateral (
        select
            'row security' as kind,
            case when c.relforcerowsecurity then 'forced' else 'enabled' end as definition,
            'alter table ' || whole.named || ' enable row level security'
            || case
                when c.relforcerowsecurity
                    then e';\nalter table ' || whole.named || ' force row level security'
                else ''
            end as creates,
            'alter table ' || whole.named || ' disable row level security'
            || e';\nalter table ' || whole.named || ' no force row level security' as drops
        where c.relrowsecurity
        union all
        select
            'storage parameters' as kind,
            pg_catalog.array_to_string(c.reloptions, ', ') as definition,
            'alter table '
            || whole.named
            || ' set ('
            || pg_catalog.array_to_string(c.reloptions, ', ')
            || ')' as creates,
            'alter table ' || whole.named || ' reset ('
            || (
                select pg_catalog.string_agg(pg_catalog.split_part(o.entry, '=', 1), ', ')
                from pg_catalog.unnest(c.reloptions) as o (entry)
            ) || ')' as drops
        where c.reloptions is not null
        union all
        select
            'replica identity' as kind,
            case c.relreplident when 'f' then 'full' else 'nothing' end as definition,
            'alter table ' || whole.named || ' replica identity '
            || case c.relreplident when 'f' then 'full' else 'nothing' end as creates,
            'alter table ' || whole.named || ' replica identity default' as drops
        where c.relreplident in ('f', 'n')
    ) as settings
where c.relkind in ('r', 'p')
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and c.oid not in (select e.oid from extended as e)
order by name, kind
