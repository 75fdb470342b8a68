-- title: Published table without row level security
-- level: warning
-- area: security
-- why: Subscribers of the publication, realtime among them, get every row and every change of it.
-- fix: alter table {relation} enable row level security
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
    'Published by ' || pg_catalog.string_agg(distinct p.pubname::text, ', ' order by p.pubname::text) || '.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from published as p
inner join pg_catalog.pg_class as c on p.oid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where not c.relrowsecurity and c.relkind = 'r'
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname
