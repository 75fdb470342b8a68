-- title: The table that every new table is copied from
-- why: key, times, owner, a state, row level security, indexes. Run it twice: the second time changes nothing.

create or replace function private.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := pg_catalog.now();
    return new;
end
$$;

create table if not exists public.example_table (
    id uuid primary key default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    created_by uuid references auth.users (id) on delete set null,
    name text not null,
    description text,
    status text not null default 'active',
    metadata jsonb not null default '{}',
    constraint example_table_status_known check (status in ('active', 'inactive', 'archived'))
);

comment on table public.example_table is 'A pattern to copy, with rows to try things on';

create index if not exists example_table_created_by_idx on public.example_table (created_by);
create index if not exists example_table_status_created_at_idx on public.example_table (status, created_at desc);

-- OR REPLACE: the template of the description fails when it runs a second time.
create or replace trigger touch before update on public.example_table
for each row execute function private.touch_updated_at();

alter table public.example_table enable row level security;
grant select, insert, update, delete on public.example_table to authenticated, service_role;

-- ROLLBACK
-- drop table public.example_table;
-- drop function private.touch_updated_at();
