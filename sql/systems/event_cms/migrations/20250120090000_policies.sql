-- title: Grants and row-level security
-- why: who sees and changes what, held by the database. Three roles: anon is a visitor, authenticated a user of any
-- kind (what kind, the row in users says), service_role the application's own server.

revoke all on all tables in schema public from anon, authenticated;
revoke execute on procedure private.add_transitions(regclass, name, text[]) from public;
revoke execute on function
private.expire_pending_bookings(),
private.page_snapshot(uuid),
private.media_references(uuid)
from public;
grant select, insert, update, delete on all tables in schema public to service_role;
grant execute on all functions in schema private to service_role;

alter table public.users enable row level security;
alter table public.venues enable row level security;
alter table public.events enable row level security;
alter table public.tags enable row level security;
alter table public.event_tags enable row level security;
alter table public.bookings enable row level security;
alter table public.media_files enable row level security;
alter table public.content_pages enable row level security;
alter table public.content_sections enable row level security;
alter table public.content_page_versions enable row level security;
alter table public.site_settings enable row level security;
alter table public.audit_log enable row level security;

-- Users: their own row; an admin all. Columns are granted one by one: no password hash out, no role in.
grant select (id, email, role, email_verified, name, phone, created_at, updated_at, deleted_at)
on public.users to authenticated;
grant update (name, phone) on public.users to authenticated;

create policy users_read on public.users
for select to authenticated
using (id = (select auth.uid()) or (select private.has_role('ADMIN')));

create policy users_change_own on public.users
for update to authenticated
using (id = (select auth.uid()) and deleted_at is null)
with check (id = (select auth.uid()));

-- Venues and tags: everybody reads, admins write.
grant select on public.venues, public.tags to anon, authenticated;
grant insert, update, delete on public.venues, public.tags to authenticated;

create policy venues_read on public.venues
for select to anon, authenticated
using (true);

create policy venues_write on public.venues
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

create policy tags_read on public.tags
for select to anon, authenticated
using (true);

create policy tags_write on public.tags
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

-- Events: the public sees PUBLISHED ones, organisers also their own, admins all. Nobody sets booked_count by hand.
grant select on public.events to anon, authenticated;
grant insert (
    slug, title, description, category, capacity, price, start_date, end_date, status, image_url, video_url, venue_id,
    author_id
), update (
    slug, title, description, category, capacity, price, start_date, end_date, status, image_url, video_url, venue_id
)
on public.events to authenticated;

create policy events_read_published on public.events
for select to anon, authenticated
using (status = 'PUBLISHED');

create policy events_own on public.events
for all to authenticated
using (author_id = (select auth.uid()) and (select private.has_role('ORGANIZER', 'ADMIN')))
with check (author_id = (select auth.uid()) and (select private.has_role('ORGANIZER', 'ADMIN')));

create policy events_admin on public.events
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

-- The tags of an event follow the event: who sees it sees them, who may change it may change them.
grant select on public.event_tags to anon, authenticated;
grant insert, delete on public.event_tags to authenticated;

create policy event_tags_read on public.event_tags
for select to anon, authenticated
using (exists (
    select 1 from public.events
    where events.id = event_tags.event_id
));

create policy event_tags_write on public.event_tags
for all to authenticated
using (
    (select private.has_role('ADMIN'))
    or exists (
        select 1
        from public.events
        where events.id = event_tags.event_id and events.author_id = (select auth.uid())
    )
);

-- Bookings: one's own, and those of one's own events. Made by book_seats() alone, changed by admins, deleted by nobody.
grant select on public.bookings to authenticated;
grant update (status, payment_ref, expires_at, cancelled_at, refunded_at, status_reason)
on public.bookings to authenticated;
revoke delete on public.bookings from service_role;

create policy bookings_read on public.bookings
for select to authenticated
using (
    user_id = (select auth.uid())
    or (select private.has_role('ADMIN'))
    or exists (
        select 1
        from public.events
        where events.id = bookings.event_id and events.author_id = (select auth.uid())
    )
);

create policy bookings_change on public.bookings
for update to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

-- Media: organisers upload and see their own, admins all. Visitors need the file, not the row.
grant select, insert on public.media_files to authenticated;
grant update (original_filename, alt_text, folder, deleted_at) on public.media_files to authenticated;

create policy media_files_own on public.media_files
for all to authenticated
using (uploaded_by_id = (select auth.uid()) and (select private.has_role('ORGANIZER', 'ADMIN')))
with check (uploaded_by_id = (select auth.uid()) and (select private.has_role('ORGANIZER', 'ADMIN')));

create policy media_files_admin on public.media_files
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

-- Pages: visitors read what is published and visible; only admins touch the CMS.
grant select on public.content_pages, public.content_sections to anon, authenticated;
grant insert, update, delete on public.content_pages, public.content_sections to authenticated;
grant select on public.content_page_versions to authenticated;

create policy content_pages_read on public.content_pages
for select to anon, authenticated
using (status = 'PUBLISHED' and published_at <= now());

create policy content_pages_admin on public.content_pages
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

create policy content_sections_read on public.content_sections
for select to anon, authenticated
using (
    is_visible
    and exists (
        select 1
        from public.content_pages
        where
            content_pages.id = content_sections.page_id
            and content_pages.status = 'PUBLISHED'
            and content_pages.published_at <= now()
    )
);

create policy content_sections_admin on public.content_sections
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

create policy content_page_versions_admin on public.content_page_versions
for select to authenticated
using ((select private.has_role('ADMIN')));

-- Settings: the public flag decides for visitors; the rest is for admins.
grant select on public.site_settings, public.public_site_settings to anon, authenticated;
grant insert, update, delete on public.site_settings to authenticated;

create policy site_settings_read_public on public.site_settings
for select to anon, authenticated
using (is_public);

create policy site_settings_admin on public.site_settings
for all to authenticated
using ((select private.has_role('ADMIN')))
with check ((select private.has_role('ADMIN')));

-- The log is read by admins and written by triggers.
grant select on public.audit_log to authenticated;
revoke insert, update, delete on public.audit_log from service_role;

create policy audit_log_read on public.audit_log
for select to authenticated
using ((select private.has_role('ADMIN')));

-- What a live seat plan listens to.
alter publication supabase_realtime add table public.events, public.bookings;

-- VERIFY
-- select tablename as table_without_row_level_security
-- from pg_catalog.pg_tables
-- where schemaname = 'public' and not rowsecurity;

-- ROLLBACK
-- alter publication supabase_realtime drop table public.events, public.bookings;
-- do $$
-- declare
--     policy record;
--     relation record;
-- begin
--     for policy in select tablename, policyname from pg_catalog.pg_policies where schemaname = 'public' loop
--         execute pg_catalog.format('drop policy %I on public.%I', policy.policyname, policy.tablename);
--     end loop;
--     for relation in select tablename from pg_catalog.pg_tables where schemaname = 'public' and rowsecurity loop
--         execute pg_catalog.format('alter table public.%I disable row level security', relation.tablename);
--     end loop;
-- end
-- $$;
-- revoke all on all tables in schema public from anon, authenticated, service_role;
-- revoke execute on all functions in schema private from service_role;
-- grant execute on procedure private.add_transitions(regclass, name, text[]) to public;
-- grant execute on function
-- private.expire_pending_bookings(),
-- private.page_snapshot(uuid),
-- private.media_references(uuid)
-- to public;
