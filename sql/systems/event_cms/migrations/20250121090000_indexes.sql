-- title: Indexes
-- why: every foreign key has one, and every list that people look at has one in its own order.

-- Search inside words needs pg_trgm, which a server without contrib does not have: it gets the same tables, only
-- without the trigram indexes.
do $$
begin
    if exists (select 1 from pg_catalog.pg_available_extensions where name = 'pg_trgm') then
        create extension if not exists pg_trgm with schema extensions;
    end if;
end
$$;

create index events_venue_id_idx on public.events (venue_id);
create index events_author_id_status_idx on public.events (author_id, status);
create index events_status_start_date_idx on public.events (status, start_date);
create index events_category_start_date_idx on public.events (category, start_date);
create index events_published_start_date_idx on public.events (start_date) where status = 'PUBLISHED';
create index events_text_idx on public.events using gin (
    to_tsvector('pg_catalog.english'::regconfig, title || ' ' || description)
);

create index event_tags_tag_id_idx on public.event_tags (tag_id);

create unique index bookings_reference_key on public.bookings (reference);
create index bookings_user_id_booking_date_idx on public.bookings (user_id, booking_date desc);
create index bookings_event_id_status_idx on public.bookings (event_id, status);
create index bookings_booking_date_id_idx on public.bookings (booking_date desc, id desc);
create index bookings_pending_expires_at_idx on public.bookings (expires_at) where status = 'PENDING';
create index bookings_payment_ref_idx on public.bookings (payment_ref);

create index media_files_uploaded_by_id_idx on public.media_files (uploaded_by_id);
create index media_files_mime_type_idx on public.media_files (mime_type);
-- The description asks for "uploads of the last 30 days". now() cannot stand in the condition of an index: it would be
-- true on one day only. The date as a column of the index serves the same list on every day.
create index media_files_folder_created_at_idx on public.media_files (folder, created_at desc)
where deleted_at is null;

create index content_pages_author_id_status_idx on public.content_pages (author_id, status);
create index content_pages_published_at_idx on public.content_pages (published_at desc) where status = 'PUBLISHED';
-- "JSON cannot be indexed" is not so: jsonb can.
create index content_sections_data_idx on public.content_sections using gin (data jsonb_path_ops);
create index content_page_versions_created_by_idx on public.content_page_versions (created_by);

create index site_settings_group_key_idx on public.site_settings ("group", key);
create index site_settings_public_key_idx on public.site_settings (key) where is_public;

create index audit_log_row_idx on public.audit_log (table_name, row_id, at desc);
create index audit_log_actor_id_idx on public.audit_log (actor_id);
create index audit_log_at_idx on public.audit_log using brin (at);

do $$
begin
    if exists (select 1 from pg_catalog.pg_extension where extname = 'pg_trgm') then
        create index users_search_idx on public.users using gin (
            email extensions.gin_trgm_ops, name extensions.gin_trgm_ops, phone extensions.gin_trgm_ops
        );
        create index events_search_idx on public.events using gin (
            title extensions.gin_trgm_ops, description extensions.gin_trgm_ops
        );
        create index bookings_reference_search_idx on public.bookings using gin (reference extensions.gin_trgm_ops);
        create index media_files_search_idx on public.media_files using gin (
            original_filename extensions.gin_trgm_ops, alt_text extensions.gin_trgm_ops
        );
    end if;
end
$$;

-- ROLLBACK
-- drop index if exists public.media_files_search_idx;
-- drop index if exists public.bookings_reference_search_idx;
-- drop index if exists public.events_search_idx;
-- drop index if exists public.users_search_idx;
-- drop index public.audit_log_at_idx;
-- drop index public.audit_log_actor_id_idx;
-- drop index public.audit_log_row_idx;
-- drop index public.site_settings_public_key_idx;
-- drop index public.site_settings_group_key_idx;
-- drop index public.content_page_versions_created_by_idx;
-- drop index public.content_sections_data_idx;
-- drop index public.content_pages_published_at_idx;
-- drop index public.content_pages_author_id_status_idx;
-- drop index public.media_files_folder_created_at_idx;
-- drop index public.media_files_mime_type_idx;
-- drop index public.media_files_uploaded_by_id_idx;
-- drop index public.bookings_payment_ref_idx;
-- drop index public.bookings_pending_expires_at_idx;
-- drop index public.bookings_booking_date_id_idx;
-- drop index public.bookings_event_id_status_idx;
-- drop index public.bookings_user_id_booking_date_idx;
-- drop index public.bookings_reference_key;
-- drop index public.event_tags_tag_id_idx;
-- drop index public.events_text_idx;
-- drop index public.events_published_start_date_idx;
-- drop index public.events_category_start_date_idx;
-- drop index public.events_status_start_date_idx;
-- drop index public.events_author_id_status_idx;
-- drop index public.events_venue_id_idx;
-- drop extension if exists pg_trgm;
