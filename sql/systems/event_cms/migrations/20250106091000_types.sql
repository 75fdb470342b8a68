-- title: Types
-- why: the fixed sets of values that the system speaks of, and the one form of a slug.

create type public.user_role as enum ('USER', 'ORGANIZER', 'ADMIN');
create type public.event_status as enum ('DRAFT', 'PUBLISHED', 'CANCELLED', 'COMPLETED');
create type public.booking_status as enum ('PENDING', 'CONFIRMED', 'CANCELLED', 'REFUNDED');
create type public.content_status as enum ('DRAFT', 'PUBLISHED', 'ARCHIVED');
create type public.section_type as enum (
    'HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST'
);
create type public.setting_type as enum ('TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE');
create type public.setting_group as enum ('GENERAL', 'CONTACT', 'SOCIAL_MEDIA', 'SEO', 'APPEARANCE');

-- The description of the system asks for a category as an enum and never lists the values.
create type public.event_category as enum (
    'MUSIC', 'COMEDY', 'THEATRE', 'DANCE', 'FILM', 'FAMILY', 'WORKSHOP', 'OTHER'
);

-- "Unique and URL-safe" was left to the application. A domain says it once for events, venues, pages and tags.
create domain public.slug as text
constraint slug_is_url_safe check (value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 120);

-- ROLLBACK
-- drop domain public.slug;
-- drop type public.event_category;
-- drop type public.setting_group;
-- drop type public.setting_type;
-- drop type public.section_type;
-- drop type public.content_status;
-- drop type public.booking_status;
-- drop type public.event_status;
-- drop type public.user_role;
