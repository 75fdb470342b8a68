-- title: A standby or a slot has disappeared
-- level: error
-- area: integrity
-- needs: all_sessions
-- detail: {about}
-- figure: {seen}
-- why: Nobody takes over when this server fails; and what is named in synchronous_standby_names holds every COMMIT up.
-- fix: start it again, or take it out of what waits for it
select
    ''::text as schema,
    m.name as object,
    m.kind as object_type,
    ''::text as sub,
    m.about,
    m.seen,
    m.level,
    m.operation,
    1::float8 as value
from (
    select
        'synchronous standby' as kind,
        pg_catalog.current_setting('synchronous_standby_names') as name,
        'none of those that synchronous_standby_names wants is connected: every COMMIT waits' as about,
        'now' as seen,
        null::text as level,
        null::text as operation
    where pg_catalog.current_setting('synchronous_standby_names') <> ''
        and not pg_catalog.pg_is_in_recovery()
        and not exists (
            select from pg_catalog.pg_stat_replication as r
            where r.sync_state in ('sync', 'quorum')
        )
    union all
    select
        'replication slot',
        s.slot_name::text,
        'it is there for a standby, and nobody reads it',
        coalesce(pg_catalog.to_jsonb(s) ->> 'inactive_since', 'now'),
        'warning',
        'maintenance.drop-slot {object}'
    from pg_catalog.pg_replication_slots as s
    where s.slot_type = 'physical'
        and not s.active
        and s.restart_lsn is not null
    union all
    select
        g.kind,
        g.name,
        'it was there at an earlier look',
        pg_catalog.round(g.seconds / 60)::text || ' min ago',
        null,
        null
    from pg_catalog.jsonb_to_recordset(%(gone)s::jsonb) as g (kind text, name text, seconds float8)
    where not exists (
            select from pg_catalog.pg_replication_slots as s
            where g.kind = 'slot' and s.slot_name = g.name
        )
        and not exists (
            select from pg_catalog.pg_stat_replication as r
            where g.kind = 'standby' and r.application_name = g.name
        )
) as m
