-- title: Audit log
-- why: who did what, when, from where, with the values before and after.

create table public.audit_log (
    id bigint generated always as identity primary key,
    actor_id uuid references public.users (id) on delete set null,
    -- The name stays when the person is gone.
    actor text not null default current_user,
    action text not null,
    table_name text not null,
    row_id text,
    before jsonb,
    after jsonb,
    reason text default nullif(current_setting('app.reason', true), ''),
    ip inet default inet_client_addr(),
    result text not null default 'success',
    at timestamptz not null default now(),
    constraint audit_log_result_known check (result in ('success', 'failure'))
);

comment on table public.audit_log is 'Append-only. Administrative actions are kept for seven years';

-- A log that repeats passwords and keys is a leak.
create function private.without_secrets(row_image jsonb) returns jsonb
language sql
immutable
set search_path = ''
as $$
    select case
        when row_image ? 'key' and row_image ? 'value' and private.names_a_secret(row_image ->> 'key')
            then row_image || '{"value": "***"}'
        else row_image - 'password_hash'
    end
$$;

create function private.audit_row() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    old_image jsonb := case when tg_op <> 'INSERT' then private.without_secrets(pg_catalog.to_jsonb(old)) end;
    new_image jsonb := case when tg_op <> 'DELETE' then private.without_secrets(pg_catalog.to_jsonb(new)) end;
    person public.users;
begin
    select * into person from public.users where users.id = auth.uid();
    insert into public.audit_log (actor_id, actor, action, table_name, row_id, before, after)
    values (
        person.id,
        coalesce(person.email, session_user),
        tg_op,
        tg_table_name,
        coalesce(new_image, old_image) ->> 'id',
        old_image,
        new_image
    );
    return null;
end
$$;

-- Append-only. Two things are let through: a deleted user becomes null, and what is older than seven years may go.
create function private.keep_audit_log() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and new.actor_id is null
        and pg_catalog.to_jsonb(new) - 'actor_id' = pg_catalog.to_jsonb(old) - 'actor_id' then
        return new;
    end if;
    if tg_op = 'DELETE' and old.at < pg_catalog.now() - interval '7 years' then
        return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;

create function private.refuse_truncate() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    raise exception '% is never emptied', tg_relid::pg_catalog.regclass using errcode = 'insufficient_privilege';
end
$$;

-- ROLLBACK
-- drop function private.refuse_truncate();
-- drop function private.keep_audit_log();
-- drop function private.audit_row();
-- drop function private.without_secrets(jsonb);
-- drop table public.audit_log;
