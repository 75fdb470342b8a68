-- title: Table that VACUUM has not frozen in time
-- level: warning
-- area: integrity
-- threshold: freeze_times
-- detail: its {kind} are {age:count} old, {value:times} what autovacuum allows ({limit:count})
-- figure: {value:times}
-- why: Autovacuum should have frozen it already. Either it does not come through, or something holds the horizon.
-- fix: vacuum (freeze) {schema}.{object}
-- operation: maintenance.vacuum {name} freeze=true
with
owned as materialized (
    select
        t.oid,
        m.oid as main
    from pg_catalog.pg_class as m
    inner join pg_catalog.pg_class as t on t.oid = m.reltoastrelid
),

tables as (
    select
        coalesce(o.main, c.oid) as oid,
        pg_catalog.age(c.relfrozenxid)::bigint as xids,
        pg_catalog.mxid_age(c.relminmxid)::bigint as multis,
        least(
            (
                select o2.option_value::bigint from pg_catalog.pg_options_to_table(c.reloptions) as o2
                where o2.option_name = 'autovacuum_freeze_max_age'
            ),
            pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint
        ) as xid_limit,
        least(
            (
                select o2.option_value::bigint from pg_catalog.pg_options_to_table(c.reloptions) as o2
                where o2.option_name = 'autovacuum_multixact_freeze_max_age'
            ),
            pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::bigint
        ) as multi_limit
    from pg_catalog.pg_class as c
    left join owned as o on o.oid = c.oid
    where c.relkind in ('r', 'm', 't')
        and c.relpersistence <> 't'
        and c.relfrozenxid <> '0'
        and not pg_catalog.pg_is_in_recovery()
        and (
            c.reloptions is not null
            or pg_catalog.age(c.relfrozenxid)
            >= %(warning)s::float8 * pg_catalog.current_setting('autovacuum_freeze_max_age')::float8
            or pg_catalog.mxid_age(c.relminmxid)
            >= %(warning)s::float8 * pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::float8
        )
),

late as (
    select
        t.oid,
        n.kind,
        n.age,
        n.bound,
        n.age::float8 / n.bound as value
    from tables as t
    cross join
        lateral (
            values
            ('transaction numbers', t.xids, t.xid_limit), ('multixact numbers', t.multis, t.multi_limit)
        ) as n (kind, age, bound)
    where n.age::float8 / n.bound >= %(warning)s::float8
)

select
    s.nspname::text as schema,
    c.relname::text as object,
    'table'::text as object_type,
    l.kind as sub,
    l.kind,
    max(l.age) as age,
    min(l.bound) as "limit",
    max(l.value)::float8 as value
from late as l
inner join pg_catalog.pg_class as c on c.oid = l.oid
inner join pg_catalog.pg_namespace as s on s.oid = c.relnamespace
group by s.nspname, c.relname, l.kind
order by value desc
limit 200
