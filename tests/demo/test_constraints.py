"""The sample system refuses what its description forbids, and lets through what it asks for."""

from __future__ import annotations

import pytest

from console.errors import QueryProblem
from tests.servers import Database

ROOM = "(select id from public.events where status = 'PUBLISHED' and booked_count < capacity order by id limit 1)"
PERSON = "(select id from public.users where role = 'USER' and deleted_at is null order by id limit 1)"
PAGE = "(select id from public.content_pages where slug = 'home')"
BOOKING = "insert into public.bookings (user_id, event_id, seats, unit_price, total_price, expires_at)"
SECTION = "insert into public.content_sections (page_id, type, position, data)"

REFUSED = [
    (f"{BOOKING} select {PERSON}, {ROOM}, 1000, 1, 1000, now()", "events_booked_within_capacity"),
    (f"{BOOKING} select {PERSON}, {ROOM}, 2, 10, 19, now()", "bookings_total_is_seats_times_price"),
    (f"{BOOKING} select {PERSON}, {ROOM}, 1, 10, 10, null", "bookings_pending_expires"),
    ("update public.bookings set status = 'PENDING' where status = 'REFUNDED'", "cannot go from REFUNDED to PENDING"),
    ("update public.events set status = 'DRAFT' where status = 'COMPLETED'", "cannot go from COMPLETED to DRAFT"),
    ("delete from public.bookings", "kept for seven years"),
    ("truncate public.bookings", "never emptied"),
    ("delete from public.users where role = 'ADMIN'", "referenced from table"),
    ("update public.events set capacity = 100000", "its venue only"),
    ("update public.venues set capacity = 5", "has more seats than 5"),
    ("update public.events set end_date = start_date", "events_end_after_start"),
    ("update public.events set slug = 'Not A Slug' where booked_count = 0", "slug_is_url_safe"),
    ("update public.venues set longitude = null where latitude is not null", "venues_point_is_whole"),
    ("insert into public.tags (name, slug) values ('Jazz', 'jazz-2')", "tags_name_key"),
    ("update public.site_settings set is_public = true", "site_settings_no_public_secret"),
    ("update public.site_settings set value = 'ten' where type = 'NUMBER'", "site_settings_value_matches_type"),
    ("update public.site_settings set value = 'yes' where type = 'BOOLEAN'", "site_settings_value_matches_type"),
    ("update public.site_settings set value = '{\"a\":' where type = 'JSON'", "site_settings_value_matches_type"),
    ("update public.site_settings set value = 'javascript:x' where type = 'IMAGE'", "site_settings_value_matches_type"),
    (f"{SECTION} select {PAGE}, 'HERO', 9, '{{\"title\": 1}}'", "content_sections_data_shape"),
    (f"{SECTION} select {PAGE}, 'TEXT', 0, '{{\"html\": \"\"}}'", "content_sections_position_key"),
    (f"{SECTION} select {PAGE}, 'TEXT', -1, '{{\"html\": \"\"}}'", "content_sections_position_not_negative"),
    ("update public.media_files set deleted_at = now() where original_filename = 'logo.svg'", "is used in 1 place"),
    ("delete from public.media_files where deleted_at is null", "mark the file as deleted first"),
    ("update public.users set password_hash = 'hunter2'", "users_password_is_bcrypt"),
    ("update public.audit_log set action = 'nothing'", "append-only"),
    ("delete from public.audit_log", "append-only"),
]

PROBLEMS = [
    ("HERO", '{"heading": "a", "subheading": "b", "ctaText": "c", "ctaLink": "/d", "alignment": "left"}', ""),
    ("HERO", '{"heading": null}', 'HERO needs "heading"'),
    ("HERO", '{"heading": "a", "ctaText": "c"}', "ctaText and ctaLink go together"),
    ("HERO", '{"heading": "a", "alignment": "middle"}', "alignment must be left, center, right or justify"),
    ("TEXT", '{"html": "a", "htlm": "b"}', 'TEXT has no field "htlm"'),
    ("TEXT", '["a"]', "the data must be an object"),
    ("IMAGE", '{"url": "/a.jpg"}', 'IMAGE needs "alt"'),
    ("VIDEO", '{"url": "/a.mp4", "caption": "a"}', ""),
    ("GALLERY", '{"images": "a"}', "images must be a list of {url, alt, caption}"),
    ("GALLERY", '{"images": [{"url": "/a.jpg"}]}', "images must be a list of {url, alt, caption}"),
    ("GALLERY", '{"images": [], "columns": 13}', "columns must be a whole number from 1 to 12"),
    ("CONTACT_FORM", '{"fields": [], "recipientEmail": "nobody"}', "recipientEmail must be an e-mail address"),
    ("CONTACT_FORM", '{"fields": {}, "recipientEmail": "a@b.c"}', "fields must be a list"),
    ("EVENT_LIST", '{"limit": 0}', "limit must be a whole number from 1 to 100"),
    ("EVENT_LIST", '{"limit": 100, "display": "table"}', "display must be grid or list"),
]


def undone(database: Database, sql: str) -> list[str]:
    """What the statements print, in a transaction that is rolled back."""
    return database.psql(f"begin; {sql}; rollback;").splitlines()


@pytest.mark.parametrize(("sql", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_refused(cms: Database, sql: str, reason: str) -> None:
    with pytest.raises(QueryProblem) as refused:
        undone(cms, sql)
    assert reason in refused.value.why


def test_section_problem_names_what_is_wrong(cms: Database) -> None:
    asked = "; ".join(f"select public.section_problem('{kind}', '{data}')" for kind, data, _ in PROBLEMS)
    assert cms.psql(f"{asked};").split("\n") == [answer for *_, answer in PROBLEMS]


def test_seats_are_counted_and_given_back(cms: Database) -> None:
    room = "(select id from room)"
    live = f"select booked_count from public.events where id = {room}"
    drift = f"""select booked_count - (
        select sum(seats) from public.bookings where event_id = events.id and status in ('PENDING', 'CONFIRMED')
        ) from public.events where id = {room}"""
    before, after, expired, left = undone(
        cms,
        f"""create temporary table room as select {ROOM} as id; {live};
        {BOOKING} select {PERSON}, {room}, 1, 10, 10, now() - interval '1 minute'; {live};
        update public.bookings set expires_at = now() + interval '1 day' where booking_date <> now();
        select private.expire_pending_bookings(); {drift}""",
    )
    assert int(after) == int(before) + 1
    assert (expired, left) == ("1", "0")


def test_sections_swap_in_one_statement(cms: Database) -> None:
    shown = f"select string_agg(type::text, ' ' order by position) from public.content_sections where page_id = {PAGE}"
    swap = f"update public.content_sections set position = 1 - position where page_id = {PAGE} and position < 2"
    before, after = undone(cms, f"{shown}; {swap}; {shown}")
    assert before == "HERO EVENT_LIST TEXT VIDEO TEXT"
    assert after == "EVENT_LIST HERO TEXT VIDEO TEXT"


def test_publishing_sets_the_date_keeps_a_version_and_is_written_down(cms: Database) -> None:
    page = "where slug = 'gift-cards'"
    state, kept, logged = undone(
        cms,
        f"update public.content_pages set status = 'PUBLISHED' {page};"
        f"select published_at = now(), version from public.content_pages {page};"
        "select v.version, v.snapshot ->> 'title' from public.content_page_versions as v"
        f" join public.content_pages as p on p.id = v.page_id {page};"
        "select before ->> 'status', after ->> 'status' from public.audit_log where at = now()",
    )
    assert (state, kept, logged) == ("t|2", "2|Gift cards", "DRAFT|PUBLISHED")


def test_the_log_hides_the_secret(cms: Database) -> None:
    (logged,) = undone(
        cms,
        "update public.site_settings set value = 'rotated' where key ~ 'secret';"
        "select before ->> 'value', after ->> 'value' from public.audit_log where at = now()",
    )
    assert logged == "***|***"


def test_an_unused_file_can_be_deleted(cms: Database) -> None:
    deleted = "original_filename = 'img_2041.jpg'"
    left = undone(
        cms,
        f"update public.media_files set deleted_at = now() where {deleted}; delete from public.media_files"
        f" where {deleted}; select count(*) from public.media_files where {deleted}",
    )
    assert left == ["0"]
