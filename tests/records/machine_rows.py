"""Rows that the sample systems do not have and a transition needs: to be made, or to be refused by one of its rules."""

from __future__ import annotations

ANSWERS = {
    "payment method": "card",
    "amount": "12",
    "stock": "77",
    "paid until": "2099-01-01 00:00+00",
    "downtime": "31.5",
    "new deadline": "2099-01-01 00:00+00",
    "new due date": "2099-01-01 00:00+00",
}
"""What is answered to that which a transition asks for."""

_AS_OWNER = "set session_replication_role = replica;"
"""Rows are made as they are wanted, past the triggers that guard the states: constraints still hold."""

READY: dict[tuple[str, str, str], str] = {
    ("standup_sydney", "events", "confirm line-up"): f"""{_AS_OWNER}
        update public.events set status = 'applications_closed'
        where id = (
            select e.id from public.events e
            where e.status = 'completed'
                and (select bool_and(s.confirmed) from public.spot_assignments s where s.event_id = e.id)
            order by e.id limit 1
        )
    """,
    ("event_cms", "content_pages", "publish"): f"""{_AS_OWNER}
        update public.content_pages set status = 'DRAFT'
        where id = (
            select p.id from public.content_pages p
            where p.status = 'PUBLISHED'
                and exists (select 1 from public.content_sections s where s.page_id = p.id and s.is_visible)
            order by p.id limit 1
        )
    """,
    ("coffee_yoga", "products", "back on sale"): """
        update coffee.products set is_available = false
        where id = (select product_id from coffee.inventory where current_stock > 0 order by product_id limit 1)
    """,
    ("coffee_yoga", "bookings", "record payment"): f"""{_AS_OWNER}
        update yoga.bookings set payment_status = 'pending'
        where id = (
            select id from yoga.bookings where status = 'attended' and booking_type = 'regular' order by id limit 1
        )
    """,
    ("fitnudge", "offer_codes", "switch on"): "update public.offer_codes set is_active = false where code = 'NEWYEAR'",
    ("standup_sydney", "invoice_payments", "processing"): f"""{_AS_OWNER}
        update public.invoice_payments set status = 'pending'
        where id = (select id from public.invoice_payments where status = 'processing' order by id limit 1)
    """,
    ("standup_sydney", "invoices", "mark paid"): f"""{_AS_OWNER}
        insert into public.invoice_payments (invoice_id, stripe_payment_intent_id, amount, currency, status, paid_at)
        select i.id, 'pi_machines', i.total_amount, i.currency, 'succeeded', now()
        from public.invoices i
        where i.status = 'sent' and not exists (select 1 from public.invoice_payments p where p.invoice_id = i.id)
        order by i.id limit 1
    """,
}
"""By system, kind and transition: what makes a row from which it can be made."""

BREAKS: dict[tuple[str, str, str, str], str] = {
    ("event_cms", "bookings", "confirm", "its event takes place"): f"""{_AS_OWNER}
        update public.events set status = 'COMPLETED'
        where id = (select event_id from public.bookings where status = 'PENDING' order by id desc limit 1)
    """,
    ("event_cms", "events", "publish", "it lies ahead"): f"""{_AS_OWNER}
        update public.events set start_date = now() - interval '3 days', end_date = now() - interval '2 days'
        where id = (select id from public.events where status = 'DRAFT' order by id desc limit 1)
    """,
    ("event_cms", "content_pages", "publish", "it has a section that is shown"): f"""{_AS_OWNER}
        delete from public.content_sections
        where page_id = (select id from public.content_pages where status = 'DRAFT' order by id desc limit 1)
    """,
    ("standup_sydney", "events", "publish", "it lies ahead"): f"""{_AS_OWNER}
        update public.events set date = now() - interval '3 days'
        where id = (select id from public.events where status = 'draft' order by id desc limit 1)
    """,
    ("standup_sydney", "events", "open applications", "it lies ahead"): f"""{_AS_OWNER}
        update public.events set date = now() - interval '3 days'
        where id = (select id from public.events where status = 'published' order by id desc limit 1)
    """,
    ("standup_sydney", "events", "confirm line-up", "every spot is confirmed"): f"""{_AS_OWNER}
        with chosen as (
            update public.events set status = 'applications_closed'
            where id = (
                select e.id from public.events e
                where e.status = 'completed'
                    and exists (select 1 from public.spot_assignments s where s.event_id = e.id)
                order by e.id desc limit 1
            )
            returning id
        )
        update public.spot_assignments set confirmed = false where event_id = (select id from chosen)
    """,
    ("standup_sydney", "applications", "approve", "its event lies ahead"): f"""{_AS_OWNER}
        update public.events set date = now() - interval '3 days'
        where id = (select event_id from public.applications where status = 'pending' order by id desc limit 1)
    """,
    ("standup_sydney", "invoices", "send", "it has lines"): f"""{_AS_OWNER}
        delete from public.invoice_items
        where invoice_id = (select id from public.invoices where status = 'draft' order by id desc limit 1)
    """,
    ("standup_sydney", "invoices", "send", "its lines add up to its subtotal"): f"""{_AS_OWNER}
        update public.invoice_items set quantity = quantity + 1, total_price = (quantity + 1) * unit_price
        where invoice_id = (select id from public.invoices where status = 'draft' order by id desc offset 1 limit 1)
    """,
    ("coffee_yoga", "orders", "begin", "it has a line"): f"""{_AS_OWNER}
        delete from coffee.order_items
        where order_id = (select id from coffee.orders where status = 'pending' order by id desc limit 1)
    """,
    ("coffee_yoga", "orders", "hand over", "it is paid"): f"""{_AS_OWNER}
        update coffee.orders set payment_status = 'pending'
        where id = (select id from coffee.orders where status = 'ready' order by id desc limit 1)
    """,
    ("coffee_yoga", "bookings", "promote", "nobody has waited longer"): """
        update yoga.bookings set status = 'cancelled', cancelled_at = now()
        where id = (
            select b.id from yoga.bookings b join yoga.class_schedules c on c.id = b.class_schedule_id
            where c.status = 'scheduled' and c.waitlist_count > 1 and b.status = 'confirmed'
                and b.booking_type <> 'waitlist'
            order by c.scheduled_date desc, b.id limit 1
        )
    """,
    ("fitnudge", "users", "reactivate", "the account is deleted"): f"""{_AS_OWNER}
        update public.users set deleted_at = now()
        where id = (select id from public.users where status = 'suspended' order by id desc limit 1)
    """,
    ("fitnudge", "offer_codes", "switch on", "it is used up"): """
        update public.offer_codes set is_active = false where code = 'COMEBACK'
    """,
    ("fitnudge", "admin_users", "switch off", "nobody else is an admin"): """
        update public.admin_users set is_active = false
        where id = (select id from public.admin_users where role = 'admin' and is_active order by id desc limit 1)
    """,
    ("fitnudge", "blog_posts", "publish", "it says something"): f"""{_AS_OWNER}
        update public.blog_posts set content = ''
        where id = (select id from public.blog_posts where status = 'draft' order by id desc limit 1)
    """,
    ("ops_framework", "deployments", "start", "a check that stops it has not passed"): """
        with made as (
            insert into ops.deployments (version, environment, status) values ('9.9.1', 'development', 'planned')
            returning id
        )
        insert into ops.checks (deployment_id, name, severity, passed) select id, 'gaps', 'pause', false from made
    """,
    ("ops_framework", "deployments", "start", "another one is running there"): """
        insert into ops.deployments (version, environment, status)
        select '9.9.2', environment, 'planned' from ops.deployments where status = 'running' limit 1
    """,
}
"""By system, kind, transition and sentence: what makes a row that breaks this rule alone."""

BEHIND: dict[tuple[str, str, str], tuple[str, dict[str, str], str]] = {
    ("standup_sydney", "invoices", "give more time"): ("", {"new due date": "now"}, "on a day that lies ahead"),
    ("fitnudge", "subscriptions", "renew"): ("", {"paid until": "now"}, "until a day that lies ahead"),
    ("standup_sydney", "invoice_payments", "succeeded"): (
        f"""{_AS_OWNER}
        with chosen as (
            select p.invoice_id, i.total_amount, i.currency
            from public.invoice_payments p join public.invoices i on i.id = p.invoice_id
            where p.status in ('pending', 'processing') order by p.id limit 1
        )
        insert into public.invoice_payments (invoice_id, stripe_payment_intent_id, amount, currency, status, paid_at)
        select invoice_id, 'pi_too_much', total_amount, currency, 'succeeded', now() from chosen
        """,
        {},
        "payments of ",
    ),
}
"""What makes that which must hold behind the change not hold: SQL before it, answers, and a part of what is said then.
Where the server's own constraint is there first, it is what that says.
"""

NEVER_BROKEN = {
    ("event_cms", "bookings", "confirm"): "seats of a pending booking are counted already",
    ("coffee_yoga", "bookings", "promote"): "what it requires before is the same, and a CHECK is behind it",
}
"""Transitions whose `hold` no row of the system breaks by that change alone: it is for what others do meanwhile."""
