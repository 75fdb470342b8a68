-- title: The history of Prisma
-- why: In its own words: a later run of it must find what it would have made.
create table if not exists {history} (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default pg_catalog.now(),
    applied_steps_count integer not null default 0
)
