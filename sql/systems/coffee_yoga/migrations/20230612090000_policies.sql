-- migrate:up
-- title: Grants and policies
-- why: the application is one role; which rows it sees hangs on the account that it speaks for.

set local lock_timeout = '4s';

grant select, insert, update on all tables in schema coffee, yoga to studio_app;
grant select on public.accounts, public.user_roles to studio_app;
grant execute on all functions in schema private to studio_app;

-- Staff works with every table of both houses.
do $$
declare
    relation record;
begin
    for relation in select schemaname, tablename from pg_catalog.pg_tables where schemaname in ('coffee', 'yoga') loop
        execute pg_catalog.format(
            'create policy staff_all on %I.%I for all to studio_app '
            'using ((select private.has_role(''admin'', ''staff''))) '
            'with check ((select private.has_role(''admin'', ''staff'')))',
            relation.schemaname,
            relation.tablename
        );
    end loop;
end
$$;

create policy own on public.accounts
for select to studio_app
using (id = (select private.account_id()));

create policy own on public.user_roles
for select to studio_app
using (account_id = (select private.account_id()));

create policy menu on coffee.categories
for select to studio_app
using (is_active);

create policy menu on coffee.products
for select to studio_app
using (is_active);

create policy menu on coffee.product_variants
for select to studio_app
using (is_active);

create policy own on coffee.customers
for select to studio_app
using (account_id = (select private.account_id()));

create policy own on coffee.orders
for select to studio_app
using (customer_id in (
    select customers.id from coffee.customers
    where customers.account_id = (select private.account_id())
));

create policy barista on coffee.orders
for select to studio_app
using ((select private.has_role('barista')));

create policy barista on coffee.order_items
for select to studio_app
using ((select private.has_role('barista')));

create policy timetable on yoga.class_schedules
for select to studio_app
using (status <> 'cancelled');

create policy timetable on yoga.class_types
for select to studio_app
using (is_active);

create policy timetable on yoga.instructors
for select to studio_app
using (is_active);

create policy own on yoga.members
for select to studio_app
using (account_id = (select private.account_id()));

create policy own on yoga.bookings
for select to studio_app
using (member_id in (
    select members.id from yoga.members
    where members.account_id = (select private.account_id())
));

-- VERIFY
-- select schemaname, tablename as table_without_row_level_security
-- from pg_catalog.pg_tables
-- where schemaname in ('coffee', 'yoga') and not rowsecurity;

-- migrate:down
do $$
declare
    policy record;
begin
    for policy in
        select schemaname, tablename, policyname
        from pg_catalog.pg_policies
        where schemaname in ('public', 'coffee', 'yoga')
    loop
        execute pg_catalog.format(
            'drop policy %I on %I.%I', policy.policyname, policy.schemaname, policy.tablename
        );
    end loop;
end
$$;
revoke execute on all functions in schema private from studio_app;
revoke all on public.accounts, public.user_roles from studio_app;
revoke all on all tables in schema coffee, yoga from studio_app;
