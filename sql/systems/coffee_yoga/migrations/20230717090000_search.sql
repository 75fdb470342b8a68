-- migrate:up
-- title: Search inside words
-- why: who stands at the counter knows half a name. Needs pg_trgm, which a server without contrib does not have.

set local lock_timeout = '4s';

do $$
begin
    if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm;
        create index customers_search_idx on coffee.customers using gin (
            (first_name || ' ' || last_name) gin_trgm_ops, email gin_trgm_ops, phone gin_trgm_ops
        );
        create index members_search_idx on yoga.members using gin (
            (first_name || ' ' || last_name) gin_trgm_ops, email gin_trgm_ops, phone gin_trgm_ops
        );
        create index products_search_idx on coffee.products using gin (name gin_trgm_ops);
    end if;
end
$$;

-- migrate:down
drop index if exists coffee.products_search_idx;
drop index if exists yoga.members_search_idx;
drop index if exists coffee.customers_search_idx;
drop extension if exists pg_trgm;
