-- title: Sample settings
-- why: every key that the description of the system names, every type and every group, some unset, one secret.

insert into public.site_settings (id, key, value, type, "group", description, is_public, updated_at)
select
    md5('setting-' || setting.key)::uuid,
    setting.key,
    setting.value,
    setting.type::public.setting_type,
    setting.section::public.setting_group,
    setting.description,
    setting.is_public,
    pg_temp.midnight() - make_interval(
        days => pg_temp.pick(md5(setting.key), 1, 200), secs => pg_temp.pick(md5(setting.key), 9, 86400)
    )
from (
    values
    ('site_name', 'TEXT', 'GENERAL', true, 'Shown in the header and in every e-mail', 'Back of House'),
    (
        'site_description', 'TEXT', 'GENERAL', true, 'One sentence below the name',
        'Comedy, music and theatre in twelve small rooms'
    ),
    ('contact_email', 'TEXT', 'GENERAL', true, 'Where the contact form goes', 'hello@backofhouse.example'),
    ('support_email', 'TEXT', 'GENERAL', true, 'Printed on tickets', 'boxoffice@backofhouse.example'),
    ('maintenance_mode', 'BOOLEAN', 'GENERAL', true, 'Visitors see a closed door while this is on', 'false'),
    (
        'maintenance_message', 'TEXT', 'GENERAL', true, 'What is written on that door',
        'We are changing the lights. Back in a few minutes.'
    ),
    ('announcement', 'TEXT', 'GENERAL', true, 'A line above every page; empty for none', null),
    ('default_currency', 'TEXT', 'GENERAL', true, 'ISO 4217', 'AUD'),
    ('max_seats_per_booking', 'NUMBER', 'GENERAL', true, 'The most that one booking may hold', '10'),
    ('booking_timeout_minutes', 'NUMBER', 'GENERAL', false, 'How long an unpaid booking holds its seats', '20'),
    ('booking_fee_percent', 'NUMBER', 'GENERAL', true, 'Added at the checkout', '2.5'),
    ('guest_checkout', 'BOOLEAN', 'GENERAL', true, 'Book without an account', 'true'),
    (
        'feature_flags', 'JSON', 'GENERAL', false, 'Parts of the site that can be switched off',
        '{"waitlist": true, "gift_cards": false, "seat_map": {"enabled": true, "venues": ["wharf-nine"]}}'
    ),
    (
        'payment_webhook_secret', 'TEXT', 'GENERAL', false, 'Signs what the payment processor sends us',
        'example-only-0000-not-a-secret'
    ),
    (
        'physical_address', 'TEXT', 'CONTACT', true, 'The office, not a venue',
        '14 Foundry Lane, Marrickville NSW 2204, Australia'
    ),
    ('phone_number', 'TEXT', 'CONTACT', true, 'Box office', '+61 2 5550 0142'),
    (
        'business_hours', 'JSON', 'CONTACT', true, 'Of the box office, in local time; a day that is missing is closed',
        '{"tue": ["12:00", "20:00"], "wed": ["12:00", "20:00"], "thu": ["12:00", "21:00"], '
        '"fri": ["12:00", "22:30"], "sat": ["10:00", "22:30"], "sun": ["10:00", "17:00"], '
        '"holidays": {"closed": ["12-25", "01-01"]}}'
    ),
    ('answer_within_hours', 'NUMBER', 'CONTACT', true, 'Promised on the contact page', '24'),
    ('facebook_url', 'TEXT', 'SOCIAL_MEDIA', true, null, 'https://facebook.example/backofhouse'),
    ('twitter_url', 'TEXT', 'SOCIAL_MEDIA', true, null, 'https://twitter.example/backofhouse'),
    ('instagram_url', 'TEXT', 'SOCIAL_MEDIA', true, null, 'https://instagram.example/backofhouse'),
    ('linkedin_url', 'TEXT', 'SOCIAL_MEDIA', true, 'Empty: the link is not shown', null),
    (
        'social_handles', 'JSON', 'SOCIAL_MEDIA', true, 'For mentions in posts',
        '{"twitter": "@backofhouse", "instagram": "@backofhouse.live", "facebook": "backofhouse"}'
    ),
    ('share_buttons', 'BOOLEAN', 'SOCIAL_MEDIA', true, 'Below every event', 'true'),
    (
        'default_meta_description', 'TEXT', 'SEO', true, 'For pages that have none of their own; 150 to 160 characters',
        'Back of House runs twelve small rooms across Australia: comedy, music, theatre, film and workshops. '
        'See what is on tonight and book a seat in one minute.'
    ),
    (
        'default_og_image', 'IMAGE', 'SEO', true, 'The picture when somebody shares a link; 1200 by 630',
        pg_temp.media_url('general', 'social-card.png')
    ),
    ('google_analytics_id', 'TEXT', 'SEO', true, 'Empty: nobody is counted', 'G-EXAMPLE001'),
    ('allow_indexing', 'BOOLEAN', 'SEO', true, 'Off tells search engines to stay away', 'true'),
    ('sitemap_max_urls', 'NUMBER', 'SEO', false, null, '5e4'),
    ('primary_color', 'TEXT', 'APPEARANCE', true, 'Buttons and links', '#b3382c'),
    ('secondary_color', 'TEXT', 'APPEARANCE', true, 'Headings', '#1f3a4d'),
    ('accent_color', 'TEXT', 'APPEARANCE', true, 'Badges: sold out, last seats', '#e5a823'),
    (
        'logo_url', 'IMAGE', 'APPEARANCE', true, 'Header, 40 pixels high',
        pg_temp.media_url('general', 'logo.svg')
    ),
    (
        'favicon_url', 'IMAGE', 'APPEARANCE', true, null,
        pg_temp.media_url('general', 'favicon.png')
    ),
    ('email_header_image', 'IMAGE', 'APPEARANCE', false, 'A path on the site', '/static/email-header.png'),
    (
        'custom_css', 'TEXT', 'APPEARANCE', true, 'Added after all other styles',
        E':root { --radius: 3px; }\n\n.event-card:hover {\n  transform: translateY(-2px);\n}\n\n'
        || E'.badge--sold-out {\n  background: var(--accent);\n  color: #222;\n}\n'
    ),
    ('events_per_page', 'NUMBER', 'APPEARANCE', true, null, '24'),
    ('show_seats_left', 'BOOLEAN', 'APPEARANCE', true, 'Show how many seats are left', 'true'),
    (
        'navigation', 'JSON', 'APPEARANCE', true, 'The menu, in order',
        '[{"label": "What is on", "href": "/whats-on"}, {"label": "Hire", "href": "/venue-hire"}, '
        '{"label": "About", "href": "/about-us"}, {"label": "Contact", "href": "/contact"}]'
    )
) as setting (key, type, section, is_public, description, value)
order by setting.section, setting.key;
