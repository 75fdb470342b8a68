-- title: Sample deployments, checks, backups and restore tests
-- why: a year of releases with the failed ones among them, and thirty days of backups.

insert into ops.deployments (
    id, version, environment, status, deployed_by, started_at, finished_at, downtime_seconds, notes
)
overriding system value
select
    n,
    '1.' || n / 10 || '.' || n % 10,
    (array['development', 'staging', 'production'])[1 + n % 3],
    state.status,
    md5('login-' || 1 + n % 12)::uuid,
    case when state.status <> 'planned' then state.started_at end,
    case when state.status not in ('planned', 'running')
            then state.started_at + make_interval(secs => 20 + pg_temp.pick(md5('deployment-' || n), 3, 90))
    end,
    case when state.status = 'rolled_back' then 31.5 else pg_temp.pick(md5('deployment-' || n), 6, 20) / 10.0 end,
    case n % 30 when 7 then 'rolled back: lock wait on "orders" [/] > 30 s 😱' when 11 then 'hot fix; see O''Neill' end
from generate_series(1, 120 * pg_temp.scale()) as n
cross join lateral (
    select
        case
            when n = 120 * pg_temp.scale() then 'planned'
            when n = 120 * pg_temp.scale() - 1 then 'running'
            when n % 30 = 7 then 'rolled_back'
            when n % 17 = 0 then 'failed'
            else 'succeeded'
        end as status,
        pg_temp.midnight() - make_interval(hours => 72 * (120 * pg_temp.scale() - n)) as started_at
) as state;

insert into ops.checks (deployment_id, name, severity, passed, detail, checked_at)
select
    deployments.id,
    looked.name,
    looked.severity,
    not (deployments.status in ('failed', 'rolled_back') and looked.place = 1)
    and pg_temp.pick(md5(deployments.id || looked.name), 2, case looked.severity when 'pause' then 1000000 else 9 end)
    > 0,
    case when looked.place = 3 then 'public."MixedCase", public.example_table' end,
    coalesce(deployments.started_at, pg_temp.midnight()) - interval '10 minutes'
from ops.deployments
cross join (
    values
    (1, 'migrations have no gap', 'pause'), (2, 'everything is committed', 'pause'),
    (3, 'foreign keys have an index', 'fix'), (4, 'tables have row level security', 'fix'),
    (5, 'no unused index', 'delegate'), (6, 'staging ran for 24 hours', 'delegate')
) as looked (place, name, severity)
order by deployments.id, looked.place;

insert into ops.backups (id, kind, taken_at, bytes, location, sha256, expires_at)
overriding system value
select
    day * 2 + kinds.place,
    kinds.kind,
    pg_temp.midnight() - make_interval(days => day, hours => 22 - kinds.place::integer),
    kinds.size + day * 1000 + pg_temp.pick(md5('backup-' || day), 3, 100000),
    's3://backups.example/' || kinds.kind || '/' || pg_temp.today() - day,
    md5('a' || day || kinds.kind) || md5('b' || day || kinds.kind),
    pg_temp.midnight() - make_interval(days => day - 30)
from generate_series(0, 29) as day
cross join (values (1, 'daily', 48000000), (2, 'media', 910000000)) as kinds (place, kind, size);

insert into ops.restore_tests (id, backup_id, started_at, seconds, succeeded, remarks)
overriding system value
select
    n,
    1 + 2 * n,
    pg_temp.midnight() - make_interval(days => 30 * n::integer),
    400 + 13 * n,
    n <> 4,
    case n when 4 then 'the extension "pg_trgm" was missing there' end
from generate_series(1, 12) as n;

-- What comes next gets the next number.
do $$
begin
    perform pg_catalog.setval('ops.deployments_id_seq', (select max(id) from ops.deployments));
    perform pg_catalog.setval('ops.backups_id_seq', (select max(id) from ops.backups));
    perform pg_catalog.setval('ops.restore_tests_id_seq', (select max(id) from ops.restore_tests));
end
$$;
