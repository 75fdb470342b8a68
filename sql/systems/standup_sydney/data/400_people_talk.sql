-- title: Sample notifications and vouches
-- why: what the platform told people about all that, and what they said for each other.

insert into public.notifications (
    id, profile_id, type, title, message, action_url, action_label, read_at, created_at
)
select
    md5('notification-' || spot_assignments.id)::uuid,
    spot_assignments.comedian_id,
    'spot_assignment',
    'You are on: ' || events.name,
    'Spot ' || spot_assignments.spot_order || ' at ' || events.venue || E'.\nPlease confirm.',
    '/events/' || events.id,
    'Confirm',
    case when spot_assignments.confirmed then spot_assignments.updated_at end,
    spot_assignments.created_at
from public.spot_assignments
inner join public.events on spot_assignments.event_id = events.id
order by spot_assignments.id;

insert into public.notifications (id, profile_id, type, title, message, created_at)
select
    md5('notification-' || invoice_payments.id)::uuid,
    invoices.recipient_id,
    'payment_received',
    'Paid: ' || invoices.invoice_number,
    invoice_payments.amount || ' ' || invoice_payments.currency || ' is on its way to you 💸',
    invoice_payments.paid_at
from public.invoice_payments
inner join public.invoices on invoice_payments.invoice_id = invoices.id
where invoice_payments.status = 'succeeded'
order by invoice_payments.id;

insert into public.vouches (id, voucher_id, comedian_id, event_id, message, rating, created_at)
select distinct on (events.promoter_id, spot_assignments.comedian_id, events.id)
    md5('vouch-' || spot_assignments.id)::uuid,
    events.promoter_id,
    spot_assignments.comedian_id,
    events.id,
    pg_temp.word(md5(spot_assignments.id::text), 3, array[
        'Killed it. On time, too.', 'The room loved them.', '“Best five minutes of the night”', 'Book them.',
        'خفيف الظل', 'Went over by a minute [/] but who counts', '🔥🔥🔥'
    ]),
    case when pg_temp.pick(md5(spot_assignments.id::text), 7, 5) > 0
            then 3 + pg_temp.pick(md5(spot_assignments.id::text), 5, 3)
    end,
    events.date + interval '1 day'
from public.spot_assignments
inner join public.events on spot_assignments.event_id = events.id
where events.status = 'completed' and pg_temp.pick(md5(spot_assignments.id::text), 9, 2) = 0
order by events.promoter_id, spot_assignments.comedian_id, events.id;
