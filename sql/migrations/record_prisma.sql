-- title: One applied version, as Prisma records it
-- why: Its own file says begun, ended and how many steps; a version that is only marked has none.
insert into {history} (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
values (
    %(id)s,
    %(checksum)s,
    pg_catalog.now(),
    pg_catalog.clock_timestamp(),
    %(migration_name)s,
    %(steps)s
)
