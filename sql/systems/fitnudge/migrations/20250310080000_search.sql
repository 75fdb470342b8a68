-- title: Search inside words
-- why: support staff know half a name. Needs pg_trgm, which a server without contrib does not have.

set local lock_timeout = '4s';

do $$
begin
    if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm with schema extensions;
        create index users_search_idx on public.users using gin (
            email extensions.gin_trgm_ops, name extensions.gin_trgm_ops, username extensions.gin_trgm_ops
        );
    end if;
end
$$;

-- ROLLBACK
-- drop index if exists public.users_search_idx;
-- drop extension if exists pg_trgm;
