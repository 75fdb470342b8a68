-- title: Users
-- why: everybody who books, organises or administers.

-- Keys are uuid: the description says CUID in one place and UUID in another, and PostgreSQL has a type for one of them.
create table public.users (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    password_hash text not null,
    role public.user_role not null default 'USER',
    email_verified boolean not null default false,
    name text not null,
    phone text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Soft delete: bookings are financial records and must keep their owner.
    deleted_at timestamptz,
    constraint users_email_shape check (email ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$'),
    constraint users_name_not_blank check (name ~ '\S'),
    -- "Never plain text" is a rule that the database can hold: only what looks like bcrypt gets in.
    constraint users_password_is_bcrypt check (password_hash ~ '^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$')
);

comment on table public.users is 'People with a login. Deleted ones stay, marked by deleted_at';
comment on column public.users.password_hash is 'bcrypt';

-- A unique column alone would let Mia@example.com and mia@example.com be two people.
create unique index users_email_key on public.users (lower(email));

-- Who asks, seen from a policy. They run as their owner: a policy on users that reads users would never end.
create function private.has_role(variadic wanted public.user_role[]) returns boolean
language sql
stable
security definer
set search_path = ''
as $$
    select exists (
        select 1
        from public.users
        where users.id = auth.uid() and users.role = any(wanted) and users.deleted_at is null
    )
$$;

-- "Role changes require an admin": no role of the API has the right to update the column; this is the only way.
create function public.set_user_role(user_id uuid, new_role public.user_role) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
    if not private.has_role('ADMIN') then
        raise exception 'only an admin may change a role' using errcode = 'insufficient_privilege';
    end if;
    update public.users set role = new_role where users.id = user_id;
end
$$;

revoke execute on function public.set_user_role(uuid, public.user_role) from public, anon;
grant execute on function public.set_user_role(uuid, public.user_role) to authenticated, service_role;

-- ROLLBACK
-- drop function public.set_user_role(uuid, public.user_role);
-- drop function private.has_role(public.user_role[]);
-- drop table public.users;
