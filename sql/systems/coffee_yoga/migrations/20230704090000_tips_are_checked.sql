-- migrate:up
-- title: Tips, step 2
-- why: reads every order there is, and lets others write meanwhile.

set local lock_timeout = '4s';

alter table coffee.orders validate constraint orders_amounts_add_up;

-- migrate:down
-- There is no way from valid to NOT VALID: it is made again, as step 1 made it.
alter table coffee.orders
drop constraint orders_amounts_add_up,
add constraint orders_amounts_add_up check (
    subtotal >= 0 and tax_amount >= 0 and tip_amount >= 0 and total_amount = subtotal + tax_amount + tip_amount
) not valid;
