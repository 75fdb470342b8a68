-- title: Sample audit log
-- why: what the triggers would have written while the rows of the sample came to be.

insert into public.audit_log (
    actor_id, actor, action, table_name, row_id, before, after, reason, ip, result, at
)
select
    person.id,
    coalesce(person.email, 'anonymous'),
    entry.action,
    entry.table_name,
    entry.row_id,
    private.without_secrets(entry.before),
    private.without_secrets(entry.after),
    entry.reason,
    -- 203.0.113.0/24 is kept free for examples (RFC 5737).
    ('203.0.113.' || 10 + pg_temp.pick(md5(entry.table_name || entry.row_id), 1, 80))::inet,
    entry.result,
    entry.at
from (
    -- Roles that an admin gave.
    select
        md5('user-1')::uuid as actor_id,
        'UPDATE' as action,
        'users' as table_name,
        users.id::text as row_id,
        to_jsonb(users) || '{"role": "USER"}' as before,
        to_jsonb(users) as after,
        'organises shows' as reason,
        'success' as result,
        users.updated_at as at
    from public.users
    where users.role = 'ORGANIZER'

    union all

    -- Refunds.
    select
        md5('user-' || 1 + pg_temp.pick(md5(bookings.reference), 5, 3))::uuid,
        'UPDATE',
        'bookings',
        bookings.id::text,
        to_jsonb(bookings)
        || '{"status": "CONFIRMED", "cancelled_at": null, "refunded_at": null, "status_reason": null}',
        to_jsonb(bookings),
        bookings.status_reason,
        'success',
        bookings.refunded_at
    from public.bookings
    where bookings.status = 'REFUNDED'

    union all

    -- Pages, each time that they were published.
    select
        content_page_versions.created_by,
        'UPDATE',
        'content_pages',
        content_pages.id::text,
        to_jsonb(content_pages) || '{"status": "DRAFT"}',
        to_jsonb(content_pages) || jsonb_build_object('version', content_page_versions.version),
        null,
        'success',
        content_page_versions.created_at
    from public.content_page_versions
    inner join public.content_pages on content_page_versions.page_id = content_pages.id

    union all

    -- Settings: the last change of some, and a night of maintenance.
    select
        md5('user-' || past.who)::uuid,
        'UPDATE',
        'site_settings',
        site_settings.id::text,
        to_jsonb(site_settings) || jsonb_build_object('value', past.old_value),
        to_jsonb(site_settings) || jsonb_build_object('value', coalesce(past.new_value, site_settings.value)),
        past.reason,
        'success',
        site_settings.updated_at - make_interval(mins => past.minutes)
    from (
        values
        ('maintenance_mode', 'false', 'true', 2, 'moving the database', 95),
        ('maintenance_mode', 'true', 'false', 2, 'done', 0),
        ('primary_color', '#c0392b', null, 1, 'new print colours', 0),
        ('booking_fee_percent', '1.9', null, 1, 'new contract with the processor', 0),
        ('max_seats_per_booking', '20', null, 3, 'resellers', 0),
        ('payment_webhook_secret', 'before', 'after', 1, 'rotation', 0),
        ('business_hours', '{"sat": ["10:00", "22:00"]}', null, 3, null, 0)
    ) as past (key, old_value, new_value, who, reason, minutes)
    inner join public.site_settings on past.key = site_settings.key

    union all

    -- Logins that failed.
    select
        null,
        'LOGIN',
        'users',
        users.id::text,
        null,
        null,
        'wrong password',
        'failure',
        pg_temp.midnight() - make_interval(hours => demo_user.n % 97, mins => demo_user.n % 59)
    from demo_user
    inner join public.users on demo_user.id = users.id
    where pg_temp.pick(demo_user.hash, 15, 40) = 0
) as entry
left join public.users as person on entry.actor_id = person.id
order by entry.at, entry.table_name, entry.row_id;
