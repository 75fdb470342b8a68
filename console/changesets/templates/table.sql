{{header}}

set local lock_timeout = '4s';
set local statement_timeout = '60s';

create table if not exists {{schema}}.{{table}} (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

comment on table {{schema}}.{{table}} is '{{title}}';

-- Policies look at the owner for every row, and so does a foreign key on it.
create index if not exists {{table}}_owner_id_idx on {{schema}}.{{table}} (owner_id);

create or replace function {{schema}}.{{table}}_touch() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := pg_catalog.now();
    return new;
end;
$$;

create or replace trigger {{table}}_touch
    before update on {{schema}}.{{table}}
    for each row execute function {{schema}}.{{table}}_touch();

-- Without a policy nobody but the owner of the table sees a row.
alter table {{schema}}.{{table}} enable row level security;

drop policy if exists {{table}}_select_own on {{schema}}.{{table}};
create policy {{table}}_select_own on {{schema}}.{{table}}
    for select to authenticated
    using ((select auth.uid()) = owner_id);

drop policy if exists {{table}}_insert_own on {{schema}}.{{table}};
create policy {{table}}_insert_own on {{schema}}.{{table}}
    for insert to authenticated
    with check ((select auth.uid()) = owner_id);

drop policy if exists {{table}}_update_own on {{schema}}.{{table}};
create policy {{table}}_update_own on {{schema}}.{{table}}
    for update to authenticated
    using ((select auth.uid()) = owner_id)
    with check ((select auth.uid()) = owner_id);

drop policy if exists {{table}}_delete_own on {{schema}}.{{table}};
create policy {{table}}_delete_own on {{schema}}.{{table}}
    for delete to authenticated
    using ((select auth.uid()) = owner_id);

-- A platform may grant everything by default: say who may do what.
revoke all on {{schema}}.{{table}} from anon, authenticated;
grant select, insert, update, delete on {{schema}}.{{table}} to authenticated;
grant all on {{schema}}.{{table}} to service_role;

-- ROLLBACK
-- set local lock_timeout = '4s';
-- drop table if exists {{schema}}.{{table}};
-- drop function if exists {{schema}}.{{table}}_touch();

-- VERIFY
-- select relrowsecurity as "row level security is on"
-- from pg_catalog.pg_class where oid = '{{schema}}.{{table}}'::regclass;
-- select count(*) = 4 as "it has its policies"
-- from pg_catalog.pg_policy where polrelid = '{{schema}}.{{table}}'::regclass;
-- select not has_table_privilege('anon', '{{schema}}.{{table}}', 'select, insert, update, delete') as "anon is kept out";
