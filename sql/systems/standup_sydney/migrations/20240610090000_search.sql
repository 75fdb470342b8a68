-- title: Search inside words
-- why: support staff know half a name. Needs pg_trgm, which a server without contrib does not have.

set local lock_timeout = '4s';

do $$
begin
    if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm with schema extensions;
        create index profiles_search_idx on public.profiles using gin (
            name extensions.gin_trgm_ops, stage_name extensions.gin_trgm_ops, email extensions.gin_trgm_ops
        );
        create index events_search_idx on public.events using gin (
            name extensions.gin_trgm_ops, venue extensions.gin_trgm_ops
        );
        create index invoices_number_search_idx on public.invoices using gin (
            invoice_number extensions.gin_trgm_ops
        );
    end if;
end
$$;

-- ROLLBACK
-- drop index if exists public.invoices_number_search_idx;
-- drop index if exists public.events_search_idx;
-- drop index if exists public.profiles_search_idx;
-- drop extension if exists pg_trgm;
