-- title: Media files
-- why: pictures, films and documents. The files live in storage; here is what is known about them.

create table public.media_files (
    id uuid primary key default gen_random_uuid(),
    -- Made by the system, so that two uploads of "poster.jpg" do not meet.
    filename text not null unique,
    original_filename text not null,
    mime_type text not null,
    file_size bigint not null,
    width integer,
    height integer,
    url text not null unique,
    thumbnail_url text,
    alt_text text,
    folder text not null default 'root',
    uploaded_by_id uuid not null references public.users (id) on delete restrict,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    constraint media_files_mime_type_known check (mime_type ~ '^(image|video|audio|application)/[a-z0-9.+-]+$'),
    constraint media_files_size_positive check (file_size > 0),
    constraint media_files_width_positive check (width > 0),
    constraint media_files_height_positive check (height > 0),
    constraint media_files_folder_shape check (folder ~ '^[a-z0-9_-]+(/[a-z0-9_-]+)*$')
);

comment on table public.media_files is 'What is known about uploaded files. The files themselves are in storage';
comment on column public.media_files.folder is 'root, events, pages, general or users by custom';
comment on column public.media_files.file_size is 'Bytes';

-- Where a file is used. A file has no foreign keys: its address stands in texts and in JSON.
create function private.media_references(media uuid) returns table (kind text, id uuid, label text)
language sql
stable
security definer
set search_path = ''
as $$
    with media as (
        select media_files.url, media_files.thumbnail_url
        from public.media_files
        where media_files.id = media_references.media
    )
    select 'section', content_sections.id, content_pages.slug || ' #' || content_sections.position
    from media
    cross join public.content_sections
    inner join public.content_pages on content_sections.page_id = content_pages.id
    where
        pg_catalog.strpos(content_sections.data::text, pg_catalog.to_jsonb(media.url)::text) > 0
        or pg_catalog.strpos(content_sections.data::text, pg_catalog.to_jsonb(media.thumbnail_url)::text) > 0
    union all
    select 'event', events.id, events.slug
    from media
    inner join public.events on media.url in (events.image_url, events.video_url)
    union all
    select 'setting', site_settings.id, site_settings.key
    from media
    inner join public.site_settings on media.url = site_settings.value
$$;

-- "Soft delete, and check references before": a file in use is not deleted, and none is deleted for good at once.
create function private.guard_media() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    uses bigint;
begin
    if tg_op = 'DELETE' then
        if old.deleted_at is null then
            raise exception 'mark the file as deleted first' using errcode = 'restrict_violation';
        end if;
        return old;
    end if;
    if new.deleted_at is not null and old.deleted_at is null then
        select pg_catalog.count(*) into uses from private.media_references(old.id);
        if uses > 0 then
            raise exception 'the file is used in % places', uses using errcode = 'foreign_key_violation';
        end if;
    end if;
    return new;
end
$$;

-- ROLLBACK
-- drop function private.guard_media();
-- drop function private.media_references(uuid);
-- drop table public.media_files;
