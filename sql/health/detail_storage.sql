-- title: How a table is stored, who owns it, and who it is published to
-- why: Options of its own explain why autovacuum, its pages or its replication differ from the rest.
with
busy as materialized (
    select distinct l.relation as oid
    from pg_catalog.pg_locks as l
    where l.locktype = 'relation'
        and l.mode = 'AccessExclusiveLock'
        and l.database = (
            select d.oid from pg_catalog.pg_database as d
            where d.datname = pg_catalog.current_database()
        )
)

select
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    r.rolname::text as owner,
    pg_catalog.obj_description(c.oid, 'pg_class') as comment,
    case c.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' else 'permanent' end as persistence,
    coalesce(m.amname::text, '') as method,
    coalesce(s.spcname::text, '') as tablespace,
    c.relrowsecurity as row_security,
    c.relforcerowsecurity as row_security_forced,
    case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full' else 'index' end
        as identity,
    coalesce(c.reloptions, array[]::text[]) as options,
    coalesce(t.reloptions, array[]::text[]) as toast_options,
    (
        select pn.nspname::text || '.' || pc.relname::text
        from pg_catalog.pg_inherits as i
        inner join pg_catalog.pg_class as pc on pc.oid = i.inhparent
        inner join pg_catalog.pg_namespace as pn on pn.oid = pc.relnamespace
        where i.inhrelid = c.oid and c.relispartition
    ) as partition_of,
    c.relispartition as is_partition,
    case
        when c.relispartition and c.oid not in (select b.oid from busy as b)
            then pg_catalog.pg_get_expr(c.relpartbound, c.oid)
    end as bound,
    case
        when c.relkind = 'p' and c.oid not in (select b.oid from busy as b) then pg_catalog.pg_get_partkeydef(c.oid)
    end as partition_key,
    array(
        select p.pubname::text as name
        from pg_catalog.pg_publication as p
        where p.puballtables
            or p.oid in (
                select pr.prpubid from pg_catalog.pg_publication_rel as pr
                where pr.prrelid = c.oid
            )
            or p.oid in (
                select pn.pnpubid from pg_catalog.pg_publication_namespace as pn
                where pn.pnnspid = c.relnamespace
            )
        order by name
    ) as publications
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_roles as r on r.oid = c.relowner
left join pg_catalog.pg_am as m on m.oid = c.relam
left join pg_catalog.pg_tablespace as s on s.oid = c.reltablespace
left join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
where c.oid = %(oid)s::pg_catalog.oid
