-- title: The table or index that maintenance is done to
-- why: What it is, how big about, and what must be known to tell later whether the work took.
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
    c.oid::bigint as oid,
    n.nspname::text as schema,
    c.relname::text as name,
    c.relkind::text as kind,
    greatest(c.relpages, 0)::bigint * pg_catalog.current_setting('block_size')::bigint as octets,
    (
        select coalesce(sum(greatest(x.relpages, 0)::bigint), 0)::bigint
        from pg_catalog.pg_index as i
        inner join pg_catalog.pg_class as x on x.oid = i.indexrelid
        where i.indrelid = c.oid
    ) * pg_catalog.current_setting('block_size')::bigint as index_octets,
    c.relfilenode::bigint as file,
    c.relispartition as attached,
    coalesce(t.relname::text, c.relname::text) as of_table,
    exists(
        select from pg_catalog.pg_constraint as k
        where k.conindid = c.oid and k.contype in ('p', 'u', 'x')
    ) as of_constraint,
    exists(
        select from pg_catalog.pg_constraint as k
        where k.conindid = c.oid and k.contype = 'x'
    ) as excludes,
    coalesce(j.indisvalid, true) as valid,
    case
        when c.relkind = 'i'
            and c.oid not in (select b.oid from busy as b)
            and t.oid not in (select b.oid from busy as b)
            then pg_catalog.pg_get_indexdef(c.oid)
    end as definition,
    case c.relreplident when 'd' then 'default' when 'n' then 'nothing' when 'f' then 'full' else 'index' end
        as identity,
    (
        select pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
        from pg_catalog.pg_options_to_table(c.reloptions) as o
    ) as options,
    pg_catalog.clock_timestamp()::text as now
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
left join pg_catalog.pg_index as j on j.indexrelid = c.oid
left join pg_catalog.pg_class as t on t.oid = j.indrelid
where n.nspname = %(schema)s and c.relname = %(name)s
