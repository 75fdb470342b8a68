-- title: Policies of the example table
-- why: one's own rows, and all of them for admins. service_role needs none: it passes row level security by.

set local lock_timeout = '4s';

drop policy if exists own_read on public.example_table;
create policy own_read on public.example_table
for select to authenticated
using (created_by = (select auth.uid()) or (select private.has_role('admin')));

drop policy if exists own_insert on public.example_table;
create policy own_insert on public.example_table
for insert to authenticated
with check (created_by = (select auth.uid()));

drop policy if exists own_update on public.example_table;
create policy own_update on public.example_table
for update to authenticated
using (created_by = (select auth.uid()))
with check (created_by = (select auth.uid()));

drop policy if exists admin_delete on public.example_table;
create policy admin_delete on public.example_table
for delete to authenticated
using ((select private.has_role('admin')));

-- VERIFY
-- select 4 - count(*) as policies_missing from pg_catalog.pg_policies where tablename = 'example_table';

-- ROLLBACK
-- drop policy admin_delete on public.example_table;
-- drop policy own_update on public.example_table;
-- drop policy own_insert on public.example_table;
-- drop policy own_read on public.example_table;
