-- title: Something keeps VACUUM from cleaning up
-- level: warning
-- area: performance
-- needs: all_sessions
-- threshold: horizon_transactions
-- detail: {kind} {who} holds it {value:count} transactions back: {about}
-- figure: {value:count}
-- why: Rows that died since then are kept in every table, and numbers are not frozen, however often VACUUM runs.
-- fix: {mend:raw}
select
    ''::text as schema,
    h.who as object,
    h.kind as object_type,
    ''::text as sub,
    h.kind,
    h.who,
    h.about,
    h.mend,
    h.operation,
    h.backend_start,
    h.age::float8 as value
from (
    select
        'session' as kind,
        a.pid::text as who,
        pg_catalog.age(a.backend_xmin)::bigint as age,
        coalesce(a.usename::text, '') || ' ' || coalesce(a.state, '') as about,
        'greenroom activity --terminate ' || a.pid::text as mend,
        'activity.terminate {object} backend_start={backend_start}' as operation,
        extract(epoch from a.backend_start)::text as backend_start
    from pg_catalog.pg_stat_activity as a
    where a.backend_xmin is not null
        and a.pid <> pg_catalog.pg_backend_pid()
        and a.backend_type <> 'walsender'
    union all
    select
        'prepared transaction',
        p.gid,
        pg_catalog.age(p.transaction)::bigint,
        'prepared by ' || p.owner::text,
        'rollback prepared ' || pg_catalog.quote_literal(p.gid),
        'maintenance.roll-back-prepared {object}',
        null
    from pg_catalog.pg_prepared_xacts as p
    union all
    select
        'replication slot',
        s.slot_name::text,
        greatest(pg_catalog.age(s.xmin), pg_catalog.age(s.catalog_xmin))::bigint,
        s.slot_type || case when s.active then ', active' else ', nobody reads it' end,
        'select pg_drop_replication_slot(' || pg_catalog.quote_literal(s.slot_name) || ')',
        case when not s.active then 'maintenance.drop-slot {object}' end,
        null
    from pg_catalog.pg_replication_slots as s
    where s.xmin is not null or s.catalog_xmin is not null
    union all
    select
        'standby',
        coalesce(r.application_name, '') || ' ' || coalesce(pg_catalog.host(r.client_addr), ''),
        pg_catalog.age(r.backend_xmin)::bigint,
        'by its hot_standby_feedback',
        'end the long query on the standby',
        null,
        null
    from pg_catalog.pg_stat_replication as r
    where r.backend_xmin is not null
) as h
where h.age >= %(warning)s::float8
    and not pg_catalog.pg_is_in_recovery()
order by value desc
