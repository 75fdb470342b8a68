-- title: Admins, the audit log and consents
-- why: who may act for the company, what they did, and what a user agreed to.

create table public.admin_users (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null unique references public.users (id) on delete restrict,
    role text not null,
    permissions jsonb not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint admin_users_role_known check (role in ('admin', 'moderator', 'support'))
);

create table public.audit_logs (
    id uuid primary key default gen_random_uuid(),
    -- SET NULL: the log stays when the admin has left, and actor_email says who it was.
    admin_user_id uuid references public.admin_users (id) on delete set null,
    actor_email text,
    action text not null,
    resource_type text not null,
    resource_id uuid,
    old_values jsonb,
    new_values jsonb,
    result text not null default 'success',
    reason text,
    ip_address inet,
    user_agent text,
    created_at timestamptz not null default now(),
    constraint audit_logs_result_known check (result in ('success', 'failure'))
);

create table public.user_consents (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references public.users (id) on delete cascade,
    consent_type text not null,
    granted boolean not null,
    granted_at timestamptz,
    revoked_at timestamptz,
    ip_address inet,
    user_agent text,
    created_at timestamptz not null default now(),
    constraint user_consents_type_known check (consent_type in ('marketing', 'analytics', 'data_processing')),
    constraint user_consents_state_has_its_time check (
        case
            when granted then granted_at is not null and revoked_at is null
            else granted_at is null or revoked_at is not null
        end
    )
);

comment on table public.admin_users is 'Who may act for the company';
comment on table public.audit_logs is 'Append-only: what admins did';
comment on table public.user_consents is 'What a user agreed to, each time anew; the latest counts';

create index audit_logs_admin_user_id_created_at_idx on public.audit_logs (admin_user_id, created_at desc);
create index audit_logs_resource_idx on public.audit_logs (resource_type, resource_id, created_at desc);
create index user_consents_user_id_idx on public.user_consents (user_id, consent_type, created_at desc);

alter table public.admin_users enable row level security;
alter table public.audit_logs enable row level security;
alter table public.user_consents enable row level security;

create function private.keep_audit_logs() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and new.admin_user_id is null
        and pg_catalog.to_jsonb(new) - 'admin_user_id' = pg_catalog.to_jsonb(old) - 'admin_user_id' then
        return new;
    end if;
    if tg_op = 'DELETE' and old.created_at < pg_catalog.now() - interval '1 year' then
        return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger keep before update or delete on public.audit_logs
for each row execute function private.keep_audit_logs();
create trigger touch before update on public.admin_users
for each row execute function private.touch_updated_at();

-- Runs as its owner: a policy on admin_users that reads admin_users would never end.
create function private.admin_role() returns text
language sql
stable
security definer
set search_path = ''
as $$
    select admin_users.role from public.admin_users where admin_users.user_id = auth.uid() and admin_users.is_active
$$;

-- ROLLBACK
-- drop function private.admin_role();
-- drop table public.user_consents;
-- drop table public.audit_logs;
-- drop table public.admin_users;
-- drop function private.keep_audit_logs();
