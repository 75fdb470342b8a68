-- title: The standard template of policies, on a table as it asks for
-- why: the description writes your_table where a name would be. As written otherwise.

-- The names of the policies are the description's.
-- noqa: disable=RF05

-- Made nowhere, and asked by the policies.
create table public.user_roles (
    user_id uuid not null references auth.users (id) on delete cascade,
    role text not null,
    primary key (user_id, role)
);

create table public.your_table (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references auth.users (id),
    is_public boolean not null default false,
    name text not null,
    is_active boolean not null default true
);

alter table public.your_table enable row level security;

create policy users_select_own on public.your_table for select using (auth.uid() = user_id);
create policy users_select_public on public.your_table for select using (is_public = true);
create policy admins_select_all on public.your_table for select
using (exists (
    select 1 from public.user_roles
    where user_id = auth.uid() and role in ('admin', 'manager')
));
create policy users_insert_own on public.your_table for insert with check (auth.uid() = user_id);
-- Mistake 48: meant to narrow the one above. Permissive policies are joined by OR, so that it narrows nothing.
create policy users_insert_validated on public.your_table for insert
with check (auth.uid() is not null and user_id = auth.uid());
create policy users_update_own on public.your_table for update
using (auth.uid() = user_id) with check (auth.uid() = user_id);
create policy admins_update_all on public.your_table for update
using (exists (
    select 1 from public.user_roles
    where user_id = auth.uid() and role = 'admin'
));
create policy users_delete_own on public.your_table for delete using (auth.uid() = user_id);
create policy admins_delete_all on public.your_table for delete
using (exists (
    select 1 from public.user_roles
    where user_id = auth.uid() and role = 'admin'
));
create policy service_role_all on public.your_table for all using (auth.role() = 'service_role');

grant select, insert, update, delete on public.your_table to authenticated;
grant all on public.your_table to service_role;

insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000001', 'ada@example.com');
insert into public.your_table (user_id, name) values
('00000000-0000-4000-8000-000000000001', 'Of Ada'),
(null, 'Of nobody');
insert into public.example_table (created_by, name) values ('00000000-0000-4000-8000-000000000001', 'Of Ada');
