-- title: Site settings
-- why: key and value for the whole site. The value is text; its type says what the text must be.

-- What is wrong with a value, in words, or null. "Validate based on type" was left to the application.
create function public.setting_problem(type public.setting_type, value text) returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
    if value is null then
        return null;
    end if;
    case type
        when 'NUMBER' then
            if value !~ '^-?\d+(\.\d+)?([eE][+-]?\d+)?$' then
                return 'not a number';
            end if;
        when 'BOOLEAN' then
            if value not in ('true', 'false') then
                return 'must be true or false';
            end if;
        when 'JSON' then
            begin
                perform value::jsonb;
            exception
                when others then
                    return 'not valid JSON';
            end;
        when 'IMAGE' then
            if value !~ '^(https://|/)\S+$' then
                return 'must be an https address or a path on the site';
            end if;
        else
            null;
    end case;
    return null;
end
$$;

-- Immutable, because a CHECK and a mask in the log both ask it.
create function private.names_a_secret(key text) returns boolean
language sql
immutable
set search_path = ''
as $$
    select key ~ '(secret|password|token|api_?key)'
$$;

create table public.site_settings (
    id uuid primary key default gen_random_uuid(),
    key text not null unique,
    value text,
    type public.setting_type not null default 'TEXT',
    "group" public.setting_group not null default 'GENERAL',
    description text,
    is_public boolean not null default false,
    updated_at timestamptz not null default now(),
    constraint site_settings_key_shape check (key ~ '^[a-z][a-z0-9_.]*$'),
    constraint site_settings_value_matches_type check (public.setting_problem(type, value) is null),
    -- One wrong click on "public" must not show a key to the world.
    constraint site_settings_no_public_secret check (not (is_public and private.names_a_secret(key)))
);

comment on table public.site_settings is 'Settings of the whole site';
comment on column public.site_settings.is_public is 'Whether visitors may read it without a login';

create function private.setting_number(wanted text) returns numeric
language sql
stable
security definer
set search_path = ''
as $$
    select site_settings.value::numeric
    from public.site_settings
    where site_settings.key = wanted and site_settings.type = 'NUMBER'
$$;

-- security_invoker: the view shows what the reader may read, and not what its owner may.
create view public.public_site_settings with (security_invoker = true, security_barrier = true) as
select
    site_settings.key,
    site_settings.value,
    site_settings.type,
    site_settings."group"
from public.site_settings
where site_settings.is_public;

comment on view public.public_site_settings is 'What the site itself reads';

-- ROLLBACK
-- drop view public.public_site_settings;
-- drop function private.setting_number(text);
-- drop table public.site_settings;
-- drop function private.names_a_secret(text);
-- drop function public.setting_problem(public.setting_type, text);
