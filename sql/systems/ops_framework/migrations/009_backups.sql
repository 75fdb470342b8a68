-- title: Backups and restore tests
-- why: a backup that was never restored is a hope. Thirty days are kept, one restore a month is tried.

create table if not exists ops.backups (
    id bigint generated always as identity primary key,
    kind text not null,
    taken_at timestamptz not null,
    bytes bigint not null,
    location text not null,
    sha256 text not null,
    expires_at timestamptz not null,
    constraint backups_kind_known check (kind in ('daily', 'wal', 'media', 'manual')),
    constraint backups_bytes_positive check (bytes > 0),
    constraint backups_sha256_shape check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint backups_expire_later check (expires_at > taken_at)
);

create table if not exists ops.restore_tests (
    id bigint generated always as identity primary key,
    backup_id bigint not null references ops.backups (id) on delete restrict,
    started_at timestamptz not null,
    seconds integer not null,
    succeeded boolean not null,
    remarks text,
    constraint restore_tests_seconds_positive check (seconds > 0)
);

comment on table ops.backups is 'What was taken, how large it is and where it lies';
comment on table ops.restore_tests is 'Which backup was tried, and how long it took';

create index if not exists backups_taken_at_idx on ops.backups (taken_at desc);
create index if not exists restore_tests_backup_id_idx on ops.restore_tests (backup_id);

alter table ops.backups enable row level security;
alter table ops.restore_tests enable row level security;

-- ROLLBACK
-- drop table ops.restore_tests;
-- drop table ops.backups;
