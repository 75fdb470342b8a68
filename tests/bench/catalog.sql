-- Many tables for the lines about catalogues: `tables` of them, each with two indexes, a foreign key and a few rows.
-- `policies` of 0 or 2 a table; 20 roles have the rights that an application gives. Each table is its own transaction:
-- one for all of them would need as many locks.
\set ON_ERROR_STOP 1
set client_min_messages = warning;

do $$
begin
    for n in 0..19 loop
        if pg_catalog.to_regrole('bench_role_' || n) is null then
            execute pg_catalog.format('create role %I', 'bench_role_' || n);
        end if;
    end loop;
end
$$;

select pg_catalog.format(
    'create table public.t%1$s (id bigint primary key, owner_id uuid, parent_id bigint%2$s, name text, at timestamptz);'
    'create index on public.t%1$s (owner_id);'
    'insert into public.t%1$s select n, gen_random_uuid(), null, ''x'', now() from generate_series(1, 3) as n;'
    'grant select, insert, update on public.t%1$s to bench_role_%3$s, bench_role_%4$s',
    n,
    case when n > 1 then pg_catalog.format(' references public.t%s (id)', n - 1) end,
    n % 20,
    (n + 7) % 20
)
from pg_catalog.generate_series(1, :tables) as n
\gexec
select pg_catalog.format(
    'alter table public.t%1$s enable row level security;'
    'grant select, insert, update, delete on public.t%1$s to authenticated;'
    'create policy own_read on public.t%1$s for select to authenticated using (owner_id = auth.uid());'
    'create policy own_write on public.t%1$s for update to authenticated'
    ' using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()))',
    n
)
from pg_catalog.generate_series(1, :tables) as n
where :policies > 0
\gexec
analyze;
