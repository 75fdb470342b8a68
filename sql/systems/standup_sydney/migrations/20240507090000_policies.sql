-- title: Grants and policies
-- why: who sees and changes what, held by the database: one's own, what one takes part in, and admins all.

set local lock_timeout = '4s';

grant select, insert, update, delete on all tables in schema public to service_role;
grant execute on all functions in schema private to authenticated, service_role;
grant select on public.events, public.spot_assignments to anon;
grant select on all tables in schema public to authenticated;
revoke select on public.ticket_platforms from authenticated;
grant insert, update on public.events, public.spot_assignments, public.spot_confirmations to authenticated;
grant insert, update, delete on public.applications, public.vouches to authenticated;
grant update (read_at) on public.notifications to authenticated;
-- Column by column: nobody raises their own role.
grant update (name, stage_name, avatar_url, phone, bio) on public.profiles to authenticated;
-- Financial records are cancelled, never deleted.
revoke delete on public.invoices, public.invoice_items, public.invoice_payments, public.ticket_sales from service_role;

-- Admins read and write every table.
do $$
declare
    relation record;
begin
    for relation in select tablename from pg_catalog.pg_tables where schemaname = 'public' loop
        execute pg_catalog.format(
            'create policy admin_all on public.%I for all to authenticated '
            'using ((select private.is_admin())) with check ((select private.is_admin()))',
            relation.tablename
        );
    end loop;
end
$$;

create policy own_read on public.profiles
for select to authenticated
using (user_id = (select auth.uid()));

create policy own_change on public.profiles
for update to authenticated
using (user_id = (select auth.uid()) and deleted_at is null)
with check (user_id = (select auth.uid()));

create policy own on public.comedian_profiles
for select to authenticated
using (profile_id = (select private.my_profile()));

create policy own on public.promoter_profiles
for select to authenticated
using (profile_id = (select private.my_profile()));

create policy own on public.agency_profiles
for select to authenticated
using (profile_id = (select private.my_profile()));

create policy own on public.photographer_profiles
for select to authenticated
using (profile_id = (select private.my_profile()));

create policy published on public.events
for select to anon, authenticated
using (status <> 'draft');

create policy promoter on public.events
for all to authenticated
using (promoter_id = (select private.my_profile()))
with check (promoter_id = (select private.my_profile()));

create policy participant on public.applications
for select to authenticated
using (
    comedian_id = (select private.my_profile())
    or exists (
        select 1
        from public.events
        where events.id = applications.event_id and events.promoter_id = (select private.my_profile())
    )
);

create policy apply on public.applications
for insert to authenticated
with check (comedian_id = (select private.my_profile()) and status = 'pending');

create policy line_up on public.spot_assignments
for select to anon, authenticated
using (
    exists (
        select 1
        from public.events
        where events.id = spot_assignments.event_id and events.status in ('lineup_confirmed', 'completed')
    )
);

create policy promoter on public.spot_assignments
for all to authenticated
using (
    exists (
        select 1
        from public.events
        where events.id = spot_assignments.event_id and events.promoter_id = (select private.my_profile())
    )
);

create policy participant on public.spot_confirmations
for select to authenticated
using (
    exists (
        select 1
        from public.spot_assignments
        where spot_assignments.id = spot_confirmations.assignment_id
            and spot_assignments.comedian_id = (select private.my_profile())
    )
);

create policy participant on public.invoices
for select to authenticated
using ((select private.my_profile()) in (recipient_id, promoter_id));

create policy own on public.notifications
for all to authenticated
using (profile_id = (select private.my_profile()));

create policy participant on public.vouches
for select to authenticated
using ((select private.my_profile()) in (voucher_id, comedian_id));

create policy vouch on public.vouches
for insert to authenticated
with check (voucher_id = (select private.my_profile()));

alter publication supabase_realtime add table public.applications, public.spot_assignments, public.notifications;

-- VERIFY
-- select tablename as table_without_row_level_security
-- from pg_catalog.pg_tables
-- where schemaname = 'public' and not rowsecurity;

-- ROLLBACK
-- alter publication supabase_realtime drop table public.applications, public.spot_assignments, public.notifications;
-- do $$
-- declare
--     policy record;
-- begin
--     for policy in select tablename, policyname from pg_catalog.pg_policies where schemaname = 'public' loop
--         execute pg_catalog.format('drop policy %I on public.%I', policy.policyname, policy.tablename);
--     end loop;
-- end
-- $$;
-- revoke all on all tables in schema public from anon, authenticated, service_role;
-- revoke execute on all functions in schema private from authenticated, service_role;
