-- title: Policies and indexes as the description writes them
-- why: a patient, see the coffee shop.

-- The names of the policies are the description's.
-- noqa: disable=RF05

-- Mistake 26, corrected so that the policies load: the table that they ask is made nowhere.
create table user_roles (
    user_id uuid not null references auth.users (id),
    role text not null,
    primary key (user_id, role)
);

-- Mistake 20: the policies stand, and row level security is never switched on but for the template's table.
-- Mistakes 41 and 42: the user is asked for in every row, several policies for the same command.
create policy "Public can read active products" on products for select using (is_active = true);
create policy "Users can manage own orders" on orders for all
using (customer_id in (
    select id from customers
    where user_id = auth.uid()
));
create policy "Admins have full access" on products for all
using (exists (
    select 1 from user_roles
    where user_id = auth.uid() and role in ('admin', 'staff')
));
create policy "Staff can manage orders" on orders for select
using (exists (
    select 1 from user_roles
    where user_id = auth.uid() and role in ('admin', 'staff', 'barista')
));
create policy "Staff can update order status" on orders for update
using (exists (
    select 1 from user_roles
    where user_id = auth.uid() and role in ('admin', 'staff', 'barista')
));
create policy "Public can read class schedules" on class_schedules for select using (status = 'scheduled');
create policy "Members can manage own bookings" on bookings for all
using (member_id in (
    select id from members
    where user_id = auth.uid()
));
create policy "Instructors can see own class bookings" on bookings for select using (
    class_schedule_id in (
        select cs.id
        from class_schedules as cs
        inner join instructors as i on cs.instructor_id = i.id
        where i.user_id = auth.uid()
    )
);
create policy "Members can manage own profile" on members for all using (user_id = auth.uid());
create policy "Admin full access to bookings" on bookings for all
using (exists (
    select 1 from user_roles
    where user_id = auth.uid() and role in ('admin', 'staff')
));

-- Mistake 39: 7 of 15 foreign keys have no index. Left out: CONCURRENTLY (mistake 8), and the index of the classes to
-- come, whose predicate reads the clock (mistake 7).
create index idx_products_category_active on products (category_id) where is_active = true;
create index idx_orders_customer_date on orders (customer_id, created_at desc);
create index idx_orders_status_created on orders (status, created_at) where status in ('pending', 'preparing');
create index idx_inventory_product_stock on inventory (product_id, current_stock);
create index idx_order_items_product on order_items (product_id);
create index idx_class_schedules_date_instructor on class_schedules (scheduled_date, instructor_id);
create index idx_bookings_member_status on bookings (member_id, status);
create index idx_bookings_class_status on bookings (class_schedule_id, status);
create index idx_members_membership_status on members (membership_status) where membership_status = 'active';

-- Mistake 46: subscribers get every row of these, for no policy of theirs counts.
alter publication supabase_realtime add table orders, order_items, bookings, class_schedules, inventory;
