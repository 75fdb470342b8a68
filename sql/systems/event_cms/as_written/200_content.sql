-- title: Event bookings with a CMS as the description's tool would make it: pages, media, settings
-- why: a patient, see the first file.

create type content_status as enum ('DRAFT', 'PUBLISHED', 'ARCHIVED');
create type section_type as enum ('HERO', 'TEXT', 'IMAGE', 'VIDEO', 'GALLERY', 'CONTACT_FORM', 'EVENT_LIST');
create type setting_type as enum ('TEXT', 'NUMBER', 'BOOLEAN', 'JSON', 'IMAGE');
create type setting_group as enum ('GENERAL', 'CONTACT', 'SOCIAL_MEDIA', 'SEO', 'APPEARANCE');

-- Mistake 24: published without a date is taken.
create table content_pages (
    id text primary key,
    slug text not null unique,
    title text not null,
    meta_description text,
    status content_status not null default 'DRAFT',
    published_at timestamp(3),
    author_id text not null references users (id) on update cascade on delete restrict,
    created_at timestamp(3) not null default current_timestamp,
    updated_at timestamp(3) not null
);

-- Mistake 9: unique, so that no two have one place, and not deferrable, so that no two can change places.
create table content_sections (
    id text primary key,
    page_id text not null references content_pages (id) on update cascade on delete cascade,
    type section_type not null,
    position integer not null,
    data jsonb not null,
    is_visible boolean not null default true,
    created_at timestamp(3) not null default current_timestamp,
    updated_at timestamp(3) not null,
    unique (page_id, position)
);

create table media_files (
    id text primary key,
    filename text not null unique,
    original_name text not null,
    mime_type text not null,
    file_size integer not null,
    width integer,
    height integer,
    url text not null,
    thumbnail_url text,
    alt_text text,
    folder text not null default 'root',
    uploaded_by_id text not null references users (id) on update cascade on delete restrict,
    created_at timestamp(3) not null default current_timestamp
);

create table site_settings (
    id text primary key,
    key text not null unique,
    value text not null,
    type setting_type not null default 'TEXT',
    "group" setting_group not null default 'GENERAL',
    description text,
    is_public boolean not null default false,
    updated_at timestamp(3) not null
);

-- Mistake 44: "index unique fields".
create index idx_content_pages_slug on content_pages (slug);
create index idx_content_pages_author_id on content_pages (author_id);
create index idx_content_pages_status_published_at on content_pages (status, published_at);
create index idx_content_sections_page_id_position on content_sections (page_id, position);
create index idx_media_files_uploaded_by_id on media_files (uploaded_by_id);
create index idx_media_files_folder_created_at on media_files (folder, created_at);
create index idx_media_files_mime_type on media_files (mime_type);
create index idx_site_settings_key on site_settings (key);
create index idx_site_settings_group on site_settings ("group");
