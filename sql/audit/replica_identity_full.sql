-- title: Published table that sends whole old rows
-- level: info
-- area: security
-- why: With REPLICA IDENTITY FULL a deletion sends every column of the old row, and policies do not filter deletions.
-- fix: alter table {relation} replica identity default
with
published as materialized (
    select
        r.prrelid as oid,
        p.pubname,
        p.pubupdate or p.pubdelete as changes
    from pg_catalog.pg_publication_rel as r
    inner join pg_catalog.pg_publication as p on r.prpubid = p.oid
    union
    select
        c.oid,
        p.pubname,
        p.pubupdate or p.pubdelete
    from pg_catalog.pg_publication as p
    inner join pg_catalog.pg_class as c on c.relkind in ('r', 'p') and c.relpersistence = 'p'
    where p.puballtables
        or exists (
            select 1 from pg_catalog.pg_publication_namespace as s
            where s.pnpubid = p.oid and s.pnnspid = c.relnamespace
        )
)

select
    n.nspname as schema,
    c.relname as object,
    'table' as object_type,
    'Published by '
    || pg_catalog.string_agg(distinct p.pubname::text, ', ' order by p.pubname::text)
    || ', with REPLICA IDENTITY FULL.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from published as p
inner join pg_catalog.pg_class as c on p.oid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where p.changes and c.relreplident = 'f'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname
