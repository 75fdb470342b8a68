-- title: Uploads
-- why: the files lie in object storage; here is which, how large, and whose.

create table public.media_uploads (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    -- SET NULL and a mark: with CASCADE the row goes, and nobody knows any more which object to delete.
    post_id uuid references public.posts (id) on delete set null,
    cloudflare_r2_key text not null unique,
    cloudflare_r2_url text not null,
    file_type text not null,
    file_size bigint,
    duration integer,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint media_uploads_file_size_positive check (file_size > 0),
    constraint media_uploads_duration_not_negative check (duration >= 0)
);

comment on table public.media_uploads is 'Uploads. Bytes and seconds';

create index media_uploads_user_id_idx on public.media_uploads (user_id);
create index media_uploads_post_id_idx on public.media_uploads (post_id);

alter table public.media_uploads enable row level security;

-- ROLLBACK
-- drop table public.media_uploads;
