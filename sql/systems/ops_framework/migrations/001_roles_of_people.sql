-- title: Who may do what
-- why: the framework speaks of user_roles in every policy and defines it nowhere.

create schema if not exists private;
grant usage on schema private to authenticated, service_role;

create table if not exists public.user_roles (
    user_id uuid not null references auth.users (id) on delete cascade,
    role text not null,
    granted_at timestamptz not null default now(),
    primary key (user_id, role),
    constraint user_roles_known check (role in ('admin', 'manager', 'staff', 'support'))
);

comment on table public.user_roles is 'Which role a login has; several are allowed';

alter table public.user_roles enable row level security;
grant select on public.user_roles to authenticated;
grant select, insert, update, delete on public.user_roles to service_role;

-- Runs as its owner: a policy on user_roles that reads user_roles would never end.
create or replace function private.has_role(variadic wanted text[]) returns boolean
language sql
stable
security definer
set search_path = ''
as $$
    select exists (
        select 1 from public.user_roles where user_roles.user_id = auth.uid() and user_roles.role = any(wanted)
    )
$$;

drop policy if exists user_roles_read on public.user_roles;
create policy user_roles_read on public.user_roles
for select to authenticated
using (user_id = (select auth.uid()) or (select private.has_role('admin')));

-- ROLLBACK
-- drop table public.user_roles;
-- drop function private.has_role(text[]);
-- drop schema private;
