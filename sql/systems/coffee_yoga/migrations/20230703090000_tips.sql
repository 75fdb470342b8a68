-- migrate:up
-- title: Tips
-- why: a tip is part of what was paid. The sum is checked anew for what is written from now on: NOT VALID takes its
-- lock for a moment only.

set local lock_timeout = '4s';

-- A default that is a constant rewrites nothing. Required: an empty tip would make the sum unknown, and pass.
alter table coffee.orders add column tip_amount numeric(10, 2) not null default 0;

alter table coffee.orders
drop constraint orders_amounts_add_up,
add constraint orders_amounts_add_up check (
    subtotal >= 0 and tax_amount >= 0 and tip_amount >= 0 and total_amount = subtotal + tax_amount + tip_amount
) not valid;

-- VERIFY
-- select count(*) as orders_to_mend
-- from coffee.orders
-- where total_amount <> subtotal + tax_amount + tip_amount;

-- migrate:down
alter table coffee.orders
drop constraint orders_amounts_add_up,
drop column tip_amount,
add constraint orders_amounts_add_up check (
    subtotal >= 0 and tax_amount >= 0 and total_amount = subtotal + tax_amount
);
