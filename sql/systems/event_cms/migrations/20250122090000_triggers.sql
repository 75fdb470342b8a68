-- title: Triggers
-- why: from here on nothing changes without being counted, checked and written down.

create trigger check_venue_capacity before insert or update of capacity, venue_id on public.events
for each row execute function private.check_venue_capacity();

create trigger check_events before update of capacity on public.venues
for each row execute function private.check_events_of_venue();

create trigger count_seats after insert or update or delete on public.bookings
for each row execute function private.count_seats();

create trigger keep before delete on public.bookings
for each row execute function private.keep_bookings();

create trigger keep_all before truncate on public.bookings
for each statement execute function private.refuse_truncate();

create trigger publish before insert or update of status on public.content_pages
for each row execute function private.publish_page();

create trigger keep_version after update of status on public.content_pages
for each row when (new.status = 'PUBLISHED' and old.status <> 'PUBLISHED')
execute function private.keep_page_version();

create trigger guard_media before update or delete on public.media_files
for each row execute function private.guard_media();

create trigger keep before update or delete on public.audit_log
for each row execute function private.keep_audit_log();

create trigger keep_all before truncate on public.audit_log
for each statement execute function private.refuse_truncate();

-- State machines. The name begins with "zz": triggers run by name, and this one must see the final values.
create trigger zz_status before update of status on public.events
for each row execute function private.enforce_transition('status');

create trigger zz_status before update of status on public.bookings
for each row execute function private.enforce_transition('status');

create trigger zz_status before update of status on public.content_pages
for each row execute function private.enforce_transition('status');

-- What an auditor asks for: accounts, pages, media, settings, and everything about money.
do $$
declare
    audited text;
begin
    foreach audited in array array[
        'users', 'bookings', 'media_files', 'content_pages', 'content_sections', 'site_settings'
    ] loop
        execute pg_catalog.format(
            'create trigger audit after insert or update or delete on public.%I '
            'for each row execute function private.audit_row()',
            audited
        );
    end loop;
    foreach audited in array array[
        'users', 'venues', 'bookings', 'content_pages', 'content_sections', 'site_settings'
    ] loop
        execute pg_catalog.format(
            'create trigger touch before update on public.%I '
            'for each row execute function private.touch_updated_at()',
            audited
        );
    end loop;
end
$$;

-- Events alone name their columns: booked_count moves with every booking, and the booking is written down already.
create trigger audit after insert or delete or update of
slug, title, description, category, capacity, price, start_date, end_date, status, image_url, video_url, venue_id,
author_id
on public.events
for each row execute function private.audit_row();

create trigger touch before update of
slug, title, description, category, capacity, price, start_date, end_date, status, image_url, video_url, venue_id,
author_id
on public.events
for each row execute function private.touch_updated_at();

-- ROLLBACK
-- do $$
-- declare
--     made record;
-- begin
--     for made in
--         select t.tgname, c.relname
--         from pg_catalog.pg_trigger as t
--         inner join pg_catalog.pg_class as c on c.oid = t.tgrelid
--         where c.relnamespace = 'public'::pg_catalog.regnamespace and not t.tgisinternal
--     loop
--         execute pg_catalog.format('drop trigger %I on public.%I', made.tgname, made.relname);
--     end loop;
-- end
-- $$;
