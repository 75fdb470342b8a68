-- title: Sample media files
-- why: pictures, two films and two documents. Some are used nowhere, and two are marked as deleted.

insert into public.media_files (
    id, filename, original_filename, mime_type, file_size, width, height, url, thumbnail_url, alt_text, folder,
    uploaded_by_id, created_at, deleted_at
)
select
    md5('media-' || file.n)::uuid,
    pg_temp.media_name(file.original),
    file.original,
    case substring(file.original from '\.([a-z0-9]+)$')
        when 'jpg' then 'image/jpeg'
        when 'png' then 'image/png'
        when 'svg' then 'image/svg+xml'
        when 'mp4' then 'video/mp4'
        else 'application/pdf'
    end,
    file.kilobytes::bigint * 1024 + file.n * 17,
    file.width,
    file.height,
    pg_temp.media_url(file.folder, file.original),
    -- Thumbnails are made of pictures only.
    case
        when file.original ~ '\.(jpg|png)$'
            then replace(pg_temp.media_url(file.folder, file.original), '.example/', '.example/thumbnails/')
    end,
    file.alt,
    file.folder,
    md5('user-' || case when file.folder = 'events' then 25 * (1 + file.n % 16) else 1 + file.n % 3 end)::uuid,
    pg_temp.midnight() - make_interval(days => 380 - file.n * 11 + file.n % 7, hours => file.n % 9, mins => file.n),
    case when file.is_deleted then pg_temp.midnight() - make_interval(days => 3, hours => file.n % 9) end
from (
    values
    (1, 'events', 'music-1.jpg', 842, 2400, 1350, 'A quartet on a small stage in blue light', false),
    (2, 'events', 'music-2.jpg', 1210, 2400, 1350, 'Hands on a double bass', false),
    (3, 'events', 'comedy-1.jpg', 655, 2400, 1350, 'A microphone in front of a brick wall', false),
    (4, 'events', 'comedy-2.jpg', 731, 2400, 1350, 'An audience laughing, seen from the stage', false),
    (5, 'events', 'theatre-1.jpg', 1544, 2400, 1350, 'A red curtain, half open', false),
    (6, 'events', 'theatre-2.jpg', 990, 2400, 1350, 'Two actors at a kitchen table', false),
    (7, 'events', 'dance-1.jpg', 1103, 2400, 1350, 'A dancer in mid-air', false),
    (8, 'events', 'dance-2.jpg', 876, 2400, 1350, 'Couples on a wooden floor at dusk', false),
    (9, 'events', 'film-1.jpg', 702, 2400, 1350, 'A screen on a roof, the city behind it', false),
    (10, 'events', 'film-2.jpg', 688, 2400, 1350, 'A pianist below a silent film', false),
    (11, 'events', 'family-1.jpg', 934, 2400, 1350, 'Children looking up at a puppet', false),
    (12, 'events', 'family-2.jpg', 812, 2400, 1350, 'A clown with a very small umbrella', false),
    (13, 'events', 'workshop-1.jpg', 577, 2400, 1350, 'Six people around a lighting desk', false),
    (14, 'events', 'workshop-2.jpg', 623, 2400, 1350, 'Fresh posters on a drying rack', false),
    (15, 'events', 'other-1.jpg', 745, 2400, 1350, 'A poet reading by candlelight', false),
    (16, 'events', 'other-2.jpg', 801, 2400, 1350, 'Market stalls in a foyer', false),
    (17, 'events', 'season-trailer.mp4', 48213, 1920, 1080, null, false),
    (18, 'events', 'poster-old-date.jpg', 1320, 1800, 2545, 'A poster with the date of last year', true),
    (19, 'pages', 'home-hero.jpg', 1876, 3200, 1600, 'The foyer on an opening night', false),
    (20, 'pages', 'about-team.jpg', 1422, 2400, 1600, 'The crew on the loading dock', false),
    (21, 'pages', 'about-1962.jpg', 512, 1600, 1200, 'The house in 1962, when it was a wool store', false),
    (22, 'pages', 'gallery-stage.jpg', 966, 2000, 1333, 'The main stage from the balcony', false),
    (23, 'pages', 'gallery-bar.jpg', 874, 2000, 1333, 'The bar before the doors open', false),
    (24, 'pages', 'gallery-studio.jpg', 915, 2000, 1333, 'The rehearsal studio in the morning', false),
    (25, 'pages', 'gallery-dock.jpg', 1008, 2000, 1333, 'Road cases on the loading dock', false),
    (26, 'pages', 'venue-hire-tour.mp4', 61044, 1920, 1080, null, false),
    (27, 'pages', 'venue-hire-tour-still.jpg', 488, 1920, 1080, 'The empty hall with its lights on', false),
    (28, 'pages', 'accessible-entrance.jpg', 634, 1800, 1200, 'The step-free entrance in Foundry Lane', false),
    (29, 'general', 'logo.svg', 9, null, null, 'Back of House', false),
    (30, 'general', 'favicon.png', 3, 180, 180, 'Back of House', false),
    (31, 'general', 'social-card.png', 214, 1200, 630, 'Back of House: live, close up', false),
    (32, 'general', 'seating-plan.pdf', 388, null, null, null, false),
    (33, 'general', 'logo-draft-v2.png', 41, 800, 800, null, true),
    (34, 'users', 'suki-mehta-portrait.jpg', 296, 900, 900, 'Suki Mehta', false),
    (35, 'root', 'img_2041.jpg', 2875, 4032, 3024, null, false),
    (36, 'root', 'tech-rider.pdf', 120, null, null, null, false)
) as file (n, folder, original, kilobytes, width, height, alt, is_deleted)
order by file.n;
