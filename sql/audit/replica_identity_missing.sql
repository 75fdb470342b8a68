-- title: Published table whose rows have no identity
-- level: error
-- area: integrity
-- why: UPDATE and DELETE fail on it: the server cannot say to subscribers which row is meant.
-- fix: alter table {relation} replica identity full
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
    || ', with UPDATE or DELETE.' as detail,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation
from published as p
inner join pg_catalog.pg_class as c on p.oid = c.oid
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
where p.changes
    and c.relkind = 'r'
    and (
        c.relreplident = 'n'
        or (
            c.relreplident = 'd' and not exists (
                select 1 from pg_catalog.pg_index as i
                where i.indrelid = c.oid and i.indisprimary
            )
        )
        or (
            c.relreplident = 'i' and not exists (
                select 1 from pg_catalog.pg_index as i
                where i.indrelid = c.oid and i.indisreplident
            )
        )
    )
    and n.nspname <> all(%(platform_schemas)s)
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
    and not exists (
        select 1 from pg_catalog.pg_depend as x
        where x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and x.objid = c.oid and x.deptype = 'e'
    )
group by n.nspname, c.relname
