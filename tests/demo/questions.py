"""What the tests of the sample system ask it. Each rule counts the rows that break it."""

from __future__ import annotations

from tests.servers import Database

RULES = {
    "booked_count is the seats of live bookings": """
        select count(*) from public.events as e where e.booked_count <> (
            select coalesce(sum(b.seats), 0) from public.bookings as b
            where b.event_id = e.id and b.status in ('PENDING', 'CONFIRMED'))""",
    "no event has more seats than its venue": """
        select count(*) from public.events as e join public.venues as v on v.id = e.venue_id
        where e.capacity > v.capacity""",
    "the price of a booking is the price of its event": """
        select count(*) from public.bookings as b join public.events as e on e.id = b.event_id
        where b.unit_price <> e.price""",
    "nobody books before the event is there, or without being there": """
        select count(*) from public.bookings as b join public.events as e on e.id = b.event_id
        join public.users as u on u.id = b.user_id
        where b.booking_date < e.created_at or b.booking_date < u.created_at or b.booking_date > e.start_date""",
    "nothing is booked, cancelled or refunded before its time": """
        select count(*) from public.bookings where booking_date > now() or cancelled_at < booking_date
        or refunded_at < cancelled_at or updated_at < booking_date""",
    "only organisers and admins make events": """
        select count(*) from public.events as e join public.users as u on u.id = e.author_id
        where u.role = 'USER' or u.deleted_at is not null""",
    "only admins make pages": """
        select count(*) from public.content_pages as p join public.users as u on u.id = p.author_id
        where u.role <> 'ADMIN'""",
    "no two shows in one room at a time": """
        select count(*) from public.events as a join public.events as b on a.venue_id = b.venue_id and a.id < b.id
        where (a.start_date, a.end_date) overlaps (b.start_date, b.end_date)""",
    "every address of a file is in the library, and the file is not deleted": r"""
        with used as (
            select (regexp_matches(d.text, 'https://media\.[^" ]+', 'g'))[1] as url from (
                select data::text as text from public.content_sections
                union all select image_url from public.events
                union all select video_url from public.events
                union all select value from public.site_settings) as d)
        select count(*) from used where not exists (
            select 1 from public.media_files as m where m.url = used.url and m.deleted_at is null)""",
    "the last version of a page is the page": """
        select count(*) from public.content_pages as p where p.published_at is not null and not exists (
            select 1 from public.content_page_versions as v where v.page_id = p.id and v.version = p.version
            and v.snapshot = private.page_snapshot(p.id))""",
    "meta descriptions have 150 to 160 characters, titles less than 60": """
        select count(*) from public.content_pages
        where length(meta_description) not between 150 and 160 or length(title) >= 60""",
    "no section leaves a gap": """
        select count(*) from (
            select position, row_number() over (partition by page_id order by position) - 1 as place
            from public.content_sections) as s
        where s.position <> s.place""",
    "no foreign key is without an index": """
        select count(*) from pg_catalog.pg_constraint as f where f.contype = 'f' and not exists (
            select 1 from pg_catalog.pg_index as i where i.indrelid = f.conrelid
            and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey)""",
    "no table of the API is without row-level security": """
        select count(*) from pg_catalog.pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity""",
    "no function leaves its search path to the caller": """
        select count(*) from pg_catalog.pg_proc
        where pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)
        and not coalesce('search_path=""' = any(proconfig), false)""",
    "the secrets of settings are not in the log": """
        select count(*) from public.audit_log where before::text ~ 'password_hash' or after::text ~ 'password_hash'
        or (coalesce(after, before) ->> 'key' ~ 'secret' and coalesce(after, before) ->> 'value' <> '***')""",
}

TABLES = (
    "users",
    "venues",
    "events",
    "tags",
    "event_tags",
    "bookings",
    "media_files",
    "content_pages",
    "content_sections",
    "content_page_versions",
    "site_settings",
    "audit_log",
)


def fingerprint(database: Database) -> dict[str, str]:
    """The rows of each table, as one md5 that does not depend on their order."""
    parts = " union all ".join(
        f"select '{table}', md5(string_agg(t::text, '|' order by t::text collate \"C\")) from public.{table} as t"
        for table in TABLES
    )
    return dict(line.split("|") for line in database.psql(f"set timezone = 'UTC'; {parts}").splitlines())


def broken_rules(database: Database) -> dict[str, int]:
    """The rules that some row breaks, with how many do."""
    parts = " union all ".join(f"select '{name}', ({question})" for name, question in RULES.items())
    counted = (line.split("|") for line in database.psql(parts).splitlines())
    return {name: int(count) for name, count in counted if count != "0"}


def words(database: Database, query: str) -> set[str]:
    """The values of a one-column query."""
    return set(database.psql(query).splitlines())
