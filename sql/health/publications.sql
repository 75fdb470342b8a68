-- title: Which tables are published, by what their rows are told apart, and whether row security guards them
-- why: An UPDATE of a published table without an identity fails; what realtime sends is guarded by policies alone.
select
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    array(
        select p.pubname::text as name
        from pg_catalog.pg_publication as p
        where p.puballtables
            or p.oid in (
                select pr.prpubid from pg_catalog.pg_publication_rel as pr
                where pr.prrelid = c.oid or pr.prrelid = pg_catalog.pg_partition_root(c.oid)
            )
            or p.oid in (
                select pn.pnpubid from pg_catalog.pg_publication_namespace as pn
                where pn.pnnspid = c.relnamespace
            )
        order by name
    ) as publications,
    exists (
        select 1 from pg_catalog.pg_publication as p
        where p.puballtables and (p.pubupdate or p.pubdelete)
    ) or exists (
        select 1
        from pg_catalog.pg_publication_rel as pr
        inner join pg_catalog.pg_publication as p on p.oid = pr.prpubid
        where (pr.prrelid = c.oid or pr.prrelid = pg_catalog.pg_partition_root(c.oid)) and (p.pubupdate or p.pubdelete)
    ) or exists (
        select 1
        from pg_catalog.pg_publication_namespace as pn
        inner join pg_catalog.pg_publication as p on p.oid = pn.pnpubid
        where pn.pnnspid = c.relnamespace and (p.pubupdate or p.pubdelete)
    ) as sends_changes,
    case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full' else 'index' end
        as identity,
    c.oid in (
        select i.indrelid from pg_catalog.pg_index as i
        where i.indisprimary
    ) as has_key,
    c.relrowsecurity as row_security,
    c.relispartition as is_partition
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p')
    and c.relpersistence = 'p'
    and c.oid >= 16384
    and not n.nspname = any(%(platform_schemas)s::text[])
    and not pg_catalog.starts_with(n.nspname::text, 'pg_')
order by n.nspname, c.relname
