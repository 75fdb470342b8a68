-- title: The operations framework as its description writes it
-- why: a patient. Each mistake has the number that it has in sql/systems/mistakes.toml. Left out, for no server makes
-- them: two of the three views and the functions that ask for columns of the catalogue that it has not (mistakes 1, 3,
-- 31 to 34), CONCURRENTLY in a transaction (8), and whatever is a shell script (36, 37).

-- The names of the policies are the description's.
-- noqa: disable=RF05

create table if not exists public.example_table (
    id uuid primary key default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    created_by uuid references auth.users (id) on delete set null,
    name text not null,
    description text,
    status text not null default 'active',
    metadata jsonb default '{}'::jsonb,
    constraint chk_status check (status in ('active', 'inactive', 'archived'))
);

create index if not exists idx_example_created_by on public.example_table (created_by);
create index if not exists idx_example_status on public.example_table (status) where status <> 'archived';
create index if not exists idx_example_status_created on public.example_table (status, created_at desc);

-- Mistake 43: it runs as its owner, and with the search path of whoever calls it.
create or replace function public.handle_updated_at() returns trigger
language plpgsql
security definer
as $$
begin
    new.updated_at = now();
    return new;
end
$$;

-- Mistake 35: called idempotent, and neither the trigger nor the policies can be made a second time.
create trigger set_updated_at before update on public.example_table
for each row execute function public.handle_updated_at();

alter table public.example_table enable row level security;

-- Mistake 41: the user is asked for again for every row. Mistake 42: each command has the policy of the service role
-- beside it, which bypasses them all.
create policy "Users can view own records" on public.example_table for select using (auth.uid() = created_by);
create policy "Users can insert own records" on public.example_table for insert with check (auth.uid() = created_by);
create policy "Users can update own records" on public.example_table for update
using (auth.uid() = created_by) with check (auth.uid() = created_by);
create policy "Service role has full access" on public.example_table for all using (auth.role() = 'service_role');

grant select, insert, update, delete on public.example_table to authenticated;
grant all on public.example_table to service_role;

-- The one of its views that a server makes.
create or replace view public.monitor_slow_queries as
select
    pid,
    now() - query_start as duration,
    usename,
    state,
    left(query, 100) as query_preview,
    wait_event_type,
    wait_event
from pg_stat_activity
where state <> 'idle' and now() - query_start > interval '5 seconds'
order by duration desc;

-- Mistake 47: as its owner it tells every user of the API which tables are open.
create or replace function public.audit_rls_policies()
returns table (table_name text, has_rls boolean, policy_count bigint, status text)
language plpgsql
security definer
as $$
begin
    return query
    select
        t.tablename::text,
        t.rowsecurity,
        count(p.policyname),
        case
            when not t.rowsecurity then 'RLS DISABLED'
            when t.rowsecurity and count(p.policyname) = 0 then 'NO POLICIES'
            when t.rowsecurity and count(p.policyname) < 3 then 'FEW POLICIES'
            else 'GOOD'
        end::text
    from pg_tables t
    left join pg_policies p on p.tablename = t.tablename and p.schemaname = t.schemaname
    where t.schemaname = 'public'
    group by t.tablename, t.rowsecurity
    order by t.tablename;
end
$$;

grant execute on function public.audit_rls_policies() to authenticated;
