-- title: Autovacuum is behind
-- level: warning
-- area: performance
-- threshold: vacuum_times
-- detail: {rows:count} {kind} where autovacuum should begin at {bound:count}{off}
-- figure: {value:times}
-- why: Dead rows are read by every scan and take room; rows that were only inserted are not frozen and not all-visible.
-- fix: vacuum (analyze) {schema}.{object}
-- operation: maintenance.vacuum {name} analyze=true
with
options as (
    select
        c.oid,
        c.relnamespace,
        c.relname,
        greatest(c.reltuples, 0)::float8 as size,
        (
            select pg_catalog.jsonb_object_agg(o.option_name, o.option_value)
            from pg_catalog.pg_options_to_table(c.reloptions) as o
        ) as told
    from pg_catalog.pg_class as c
    where c.relkind in ('r', 'm')
        and c.relpersistence <> 't'
        and not pg_catalog.pg_is_in_recovery()
        and (
            pg_catalog.pg_stat_get_dead_tuples(c.oid) >= %(least)s::float8
            or pg_catalog.pg_stat_get_ins_since_vacuum(c.oid) >= %(least)s::float8
        )
),

wanted as (
    select
        o.*,
        coalesce((o.told ->> 'autovacuum_enabled')::boolean, true) as is_on,
        coalesce(
            (o.told ->> 'autovacuum_vacuum_threshold')::float8,
            pg_catalog.current_setting('autovacuum_vacuum_threshold')::float8
        ) + coalesce(
            (o.told ->> 'autovacuum_vacuum_scale_factor')::float8,
            pg_catalog.current_setting('autovacuum_vacuum_scale_factor')::float8
        ) * o.size as plain,
        coalesce(
            (o.told ->> 'autovacuum_vacuum_max_threshold')::float8,
            pg_catalog.current_setting('autovacuum_vacuum_max_threshold', true)::float8
        ) as most,
        nullif(coalesce(
            (o.told ->> 'autovacuum_vacuum_insert_threshold')::float8,
            pg_catalog.current_setting('autovacuum_vacuum_insert_threshold')::float8
        ), -1) + coalesce(
            (o.told ->> 'autovacuum_vacuum_insert_scale_factor')::float8,
            pg_catalog.current_setting('autovacuum_vacuum_insert_scale_factor')::float8
        ) * o.size as inserted
    from options as o
)

select
    n.nspname::text as schema,
    w.relname::text as object,
    'table'::text as object_type,
    k.kind as sub,
    k.kind,
    k.rows,
    k.bound::bigint as bound,
    case when w.is_on then '' else '; autovacuum is off for this table' end as off,
    (k.rows / greatest(k.bound, 1))::float8 as value
from wanted as w
inner join pg_catalog.pg_namespace as n on n.oid = w.relnamespace
cross join
    lateral (
        values
        (
            'dead rows',
            pg_catalog.pg_stat_get_dead_tuples(w.oid),
            case when w.most >= 0 then least(w.most, w.plain) else w.plain end
        ),
        ('rows inserted since the last vacuum', pg_catalog.pg_stat_get_ins_since_vacuum(w.oid), w.inserted)
    ) as k (kind, rows, bound)
where k.rows >= %(least)s::float8
    and k.rows / greatest(k.bound, 1) >= %(warning)s::float8
order by value desc
limit 200
