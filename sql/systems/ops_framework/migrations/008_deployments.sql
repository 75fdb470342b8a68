-- title: Deployments
-- why: what went out, when, by whom, and what the checks before it said. The gate reads the last one.

create table if not exists ops.deployments (
    id bigint generated always as identity primary key,
    version text not null,
    environment text not null,
    status text not null default 'planned',
    deployed_by uuid references auth.users (id) on delete set null,
    started_at timestamptz,
    finished_at timestamptz,
    downtime_seconds numeric(8, 2) not null default 0,
    notes text,
    constraint deployments_environment_known check (environment in ('development', 'staging', 'production')),
    constraint deployments_status_known check (
        status in ('planned', 'running', 'succeeded', 'failed', 'rolled_back')
    ),
    constraint deployments_state_has_its_time check (
        (status = 'planned' or started_at is not null)
        and (status in ('planned', 'running')) = (finished_at is null)
        and finished_at >= started_at
    ),
    constraint deployments_downtime_not_negative check (downtime_seconds >= 0)
);

create table if not exists ops.checks (
    id bigint generated always as identity primary key,
    deployment_id bigint not null references ops.deployments (id) on delete cascade,
    name text not null,
    severity text not null,
    passed boolean not null,
    detail text,
    checked_at timestamptz not null default now(),
    constraint checks_severity_known check (severity in ('pause', 'fix', 'delegate')),
    constraint checks_once unique (deployment_id, name)
);

comment on table ops.deployments is 'What went out to which environment';
comment on table ops.checks is 'What was looked at before: pause stops it, fix is mended, delegate is passed on';

create index if not exists deployments_deployed_by_idx on ops.deployments (deployed_by);
create index if not exists deployments_started_at_idx on ops.deployments (environment, started_at desc);

alter table ops.deployments enable row level security;
alter table ops.checks enable row level security;

-- VERIFY
-- select count(*) as deployments_with_a_failed_pause
-- from ops.deployments
-- inner join ops.checks on checks.deployment_id = deployments.id
-- where deployments.status = 'succeeded' and checks.severity = 'pause' and not checks.passed;

-- ROLLBACK
-- drop table ops.checks;
-- drop table ops.deployments;
