-- title: Sample pages with sections of every type, and their versions
-- why: what a small house has on its site. One page is a draft, one is archived, one section is hidden.

create temporary table demo_page (
    n integer primary key,
    slug text not null,
    title text not null,
    meta_description text,
    status public.content_status not null,
    -- Days before the anchor.
    published integer,
    version integer not null
) on commit drop;

insert into demo_page values
(
    1, 'home', 'Back of House: live, close up',
    'Comedy, music, theatre and workshops in twelve small rooms across Australia. See what is on tonight, '
    'book a seat in a minute, and come in by the stage door.',
    'PUBLISHED', 40, 5
),
(
    2, 'about-us', 'About us',
    'Back of House began in a wool store in 1962. Today forty people run twelve rooms in seven cities, and '
    'everybody on the payroll has pulled a curtain once.',
    'PUBLISHED', 190, 3
),
(
    3, 'contact', 'Contact and opening hours',
    'Talk to the box office, to production or to the bar: telephone, e-mail and opening hours of Back of House, '
    'and a form that a person answers within a day.',
    'PUBLISHED', 120, 2
),
(
    4, 'whats-on', 'What is on',
    'All shows of the coming weeks at Back of House, from stand-up and jazz to puppets and poster printing. '
    'Filter by what you like and book without an account.',
    'PUBLISHED', 75, 2
),
(
    5, 'venue-hire', 'Hire a room',
    'Rehearse, record, launch or celebrate: rooms from 60 to 450 seats with crew, light and sound included. '
    'See the plans, take the tour and ask for a date today.',
    'PUBLISHED', 33, 4
),
(
    6, 'terms-of-service', 'Terms of service',
    'The rules for tickets of Back of House in plain words: how long we hold a booking, when you get your money '
    'back, how to pass a seat on, and what we keep.',
    'PUBLISHED', 300, 2
),
(
    7, 'privacy-policy', 'Privacy policy',
    'What Back of House knows about you, why we keep it, for how many years, who else sees it, and how to get a '
    'copy or have it deleted with one e-mail to us.',
    'PUBLISHED', 300, 1
),
(8, 'gift-cards', 'Gift cards', null, 'DRAFT', null, 1),
(
    9, 'winter-festival', 'Winter Festival',
    'Nine nights, eleven rooms, forty shows: the Winter Festival of Back of House. Thank you to everybody who '
    'came out in the rain. The next one is being planned.',
    'ARCHIVED', 330, 3
);

insert into public.content_pages (
    id, slug, title, meta_description, status, published_at, author_id, version, created_at, updated_at
)
select
    md5('page-' || slug)::uuid,
    slug,
    title,
    meta_description,
    status,
    pg_temp.midnight() - make_interval(days => published, hours => 14 + n),
    md5('user-' || 1 + n % 3)::uuid,
    version,
    pg_temp.midnight() - make_interval(days => coalesce(published, 0) + 9 + 30 * version, hours => n),
    pg_temp.midnight() - make_interval(days => coalesce(published, 4), hours => 13 + n)
from demo_page
order by n;

insert into public.content_sections (id, page_id, type, position, data, is_visible, created_at, updated_at)
select
    md5('section-' || section.slug || '-' || section.place)::uuid,
    content_pages.id,
    section.type::public.section_type,
    section.place,
    section.data,
    section.is_visible,
    content_pages.created_at + make_interval(mins => section.place),
    content_pages.updated_at - make_interval(mins => 20 - section.place)
from (
    values
    ('home', 0, 'HERO', true, jsonb_build_object(
        'heading', 'Live, close up',
        'subheading', 'Twelve small rooms. Something on every night.',
        'backgroundImage', pg_temp.media_url('pages', 'home-hero.jpg'),
        'ctaText', 'See what is on',
        'ctaLink', '/whats-on',
        'alignment', 'center'
    )),
    ('home', 1, 'EVENT_LIST', true, jsonb_build_object('limit', 6, 'sort', 'start_date', 'display', 'grid')),
    ('home', 2, 'TEXT', true, jsonb_build_object(
        'html', '<h2>No seat is far away</h2><p>The last row of our largest room is 19 metres from the stage.</p>',
        'alignment', 'left'
    )),
    ('home', 3, 'VIDEO', true, jsonb_build_object(
        'url', pg_temp.media_url('events', 'season-trailer.mp4'),
        'thumbnail', pg_temp.media_url('events', 'music-1.jpg'),
        'caption', 'The season in ninety seconds'
    )),
    ('home', 4, 'TEXT', false, jsonb_build_object(
        'html', '<p><strong>Tonight the bar at Wharf Nine is closed.</strong></p>',
        'alignment', 'center'
    )),
    ('about-us', 0, 'HERO', true, jsonb_build_object('heading', 'We come in by the stage door', 'alignment', 'left')),
    ('about-us', 1, 'TEXT', true, jsonb_build_object(
        'html',
        '<p>It began with a borrowed curtain and eleven chairs. The chairs are still here; the curtain caught fire.</p>'
        '<p>We are owned by the people who work here.</p>'
    )),
    ('about-us', 2, 'IMAGE', true, jsonb_build_object(
        'url', pg_temp.media_url('pages', 'about-1962.jpg'),
        'alt', 'The house in 1962, when it was a wool store',
        'caption', 'Footscray, 1962',
        'alignment', 'right',
        'width', 480
    )),
    ('about-us', 3, 'IMAGE', true, jsonb_build_object(
        'url', pg_temp.media_url('pages', 'about-team.jpg'),
        'alt', 'The crew on the loading dock'
    )),
    ('contact', 0, 'TEXT', true, jsonb_build_object(
        'html', '<p>The box office answers the telephone from noon. At night, ask at the bar.</p>'
    )),
    ('contact', 1, 'CONTACT_FORM', true, jsonb_build_object(
        'fields', jsonb_build_array(
            jsonb_build_object('name', 'name', 'label', 'Your name', 'type', 'text', 'required', true),
            jsonb_build_object('name', 'email', 'label', 'E-mail', 'type', 'email', 'required', true),
            jsonb_build_object('name', 'booking', 'label', 'Booking number, if any', 'type', 'text', 'required', false),
            jsonb_build_object('name', 'message', 'label', 'How can we help?', 'type', 'textarea', 'required', true)
        ),
        'recipientEmail', 'boxoffice@backofhouse.example',
        'submitText', 'Send',
        'successMessage', 'Thank you. A person will answer within a day.'
    )),
    ('whats-on', 0, 'EVENT_LIST', true, jsonb_build_object('limit', 24, 'sort', 'start_date', 'display', 'list')),
    ('whats-on', 1, 'EVENT_LIST', true, jsonb_build_object(
        'limit', 4, 'category', 'FAMILY', 'sort', 'start_date', 'display', 'grid'
    )),
    ('venue-hire', 0, 'HERO', true, jsonb_build_object(
        'heading', 'Your night, our crew',
        'subheading', 'Rooms from 60 to 450 seats',
        'backgroundImage', pg_temp.media_url('pages', 'gallery-stage.jpg'),
        'ctaText', 'Ask for a date',
        'ctaLink', '/contact',
        'alignment', 'left'
    )),
    ('venue-hire', 1, 'GALLERY', true, jsonb_build_object(
        'images', jsonb_build_array(
            jsonb_build_object(
                'url', pg_temp.media_url('pages', 'gallery-stage.jpg'),
                'alt', 'The main stage from the balcony',
                'caption', 'Main stage'
            ),
            jsonb_build_object(
                'url', pg_temp.media_url('pages', 'gallery-bar.jpg'),
                'alt', 'The bar before the doors open',
                'caption', 'Bar'
            ),
            jsonb_build_object(
                'url', pg_temp.media_url('pages', 'gallery-studio.jpg'),
                'alt', 'The rehearsal studio in the morning'
            )
        ),
        'columns', 3,
        'spacing', 'wide'
    )),
    ('venue-hire', 2, 'VIDEO', true, jsonb_build_object(
        'url', pg_temp.media_url('pages', 'venue-hire-tour.mp4'),
        'thumbnail', pg_temp.media_url('pages', 'venue-hire-tour-still.jpg'),
        'caption', 'A walk from the dock to the stage'
    )),
    ('venue-hire', 3, 'TEXT', true, jsonb_build_object(
        'html',
        '<ul><li>Sound and light desk with an operator</li><li>Box office and door</li><li>Insurance</li></ul>'
    )),
    ('venue-hire', 4, 'CONTACT_FORM', true, jsonb_build_object(
        'fields', jsonb_build_array(
            jsonb_build_object('name', 'email', 'label', 'E-mail', 'type', 'email', 'required', true),
            jsonb_build_object('name', 'date', 'label', 'Which date?', 'type', 'date', 'required', true)
        ),
        'recipientEmail', 'production@backofhouse.example'
    )),
    ('terms-of-service', 0, 'TEXT', true, jsonb_build_object(
        'html',
        '<h2>Holding</h2><p>A booking that is not paid gives its seats back after twenty minutes.</p>'
        '<h2>Refunds</h2><p>Until 24 hours before the show, in full.</p>',
        'alignment', 'justify'
    )),
    ('privacy-policy', 0, 'TEXT', true, jsonb_build_object(
        'html',
        '<p>We keep bookings for seven years: the tax office asks for it. Everything else goes when you do.</p>',
        'alignment', 'justify'
    )),
    ('gift-cards', 0, 'HERO', true, jsonb_build_object('heading', 'Give someone a night out')),
    ('gift-cards', 1, 'TEXT', true, jsonb_build_object('html', '<p>Still to come: amounts and the voucher</p>')),
    ('winter-festival', 0, 'HERO', true, jsonb_build_object(
        'heading', 'Nine nights of winter', 'alignment', 'center'
    )),
    ('winter-festival', 1, 'EVENT_LIST', true, jsonb_build_object('limit', 40, 'category', 'MUSIC', 'display', 'list'))
) as section (slug, place, type, is_visible, data)
inner join public.content_pages on section.slug = content_pages.slug
order by section.slug, section.place;

-- Each version that was ever published. The last one is the page as it is; the ones before had other titles.
insert into public.content_page_versions (page_id, version, snapshot, created_by, created_at)
select
    content_pages.id,
    past.version,
    case
        when past.version = content_pages.version then private.page_snapshot(content_pages.id)
        else
            private.page_snapshot(content_pages.id)
            || jsonb_build_object('title', content_pages.title || ' (' || past.version || ')')
    end,
    content_pages.author_id,
    content_pages.published_at - make_interval(days => 30 * (content_pages.version - past.version))
from public.content_pages
cross join lateral generate_series(1, content_pages.version) as past (version)
where content_pages.published_at is not null
order by content_pages.slug, past.version;
