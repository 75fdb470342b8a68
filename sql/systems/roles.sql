-- title: The roles of Supabase
-- why: they belong to the cluster and not to a database: another system may have made them already. What is right is
-- not touched, so that two systems can be loaded at a time once they are there. Who makes them waits for whoever is at
-- it: two at once would fail. That lock is one database's own, so they are made from the database postgres.

do $$
declare
    wanted text;
begin
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('greenroom demo roles', 0));
    foreach wanted in array array['anon', 'authenticated', 'service_role'] loop
        if not exists (select 1 from pg_catalog.pg_roles where rolname = wanted) then
            execute pg_catalog.format('create role %I nologin noinherit', wanted);
        end if;
    end loop;
    if not exists (select 1 from pg_catalog.pg_roles where rolname = 'service_role' and rolbypassrls) then
        alter role service_role bypassrls;
    end if;
end
$$;
