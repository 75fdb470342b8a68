"""The rows of the sample system: they keep every rule, show every kind of thing, and are the same each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from console.demo.loading import load
from console.scratch.server import Server
from tests.demo.conftest import TODAY
from tests.demo.questions import broken_rules, fingerprint, words
from tests.servers import Database

DAY = date(2025, 6, 13)


def test_rows_keep_every_rule(cms: Database) -> None:
    assert broken_rules(cms) == {}


def test_rules_notice_what_is_wrong(system18: Callable[..., Database]) -> None:
    """A rule that cannot fail proves nothing: break three, with the triggers off."""
    broken = system18("event_cms")
    broken.psql("""
        set session_replication_role = replica;
        update public.events set booked_count = booked_count + 1 where id in (
            select id from public.events where booked_count < capacity limit 2);
        update public.media_files set deleted_at = now() where original_filename = 'home-hero.jpg';
        drop index public.event_tags_tag_id_idx;
    """)
    assert broken_rules(broken) == {
        "booked_count is the seats of live bookings": 2,
        "every address of a file is in the library, and the file is not deleted": 1,
        "no foreign key is without an index": 1,
    }


@pytest.mark.parametrize(
    ("enum", "used"),
    [
        ("user_role", "select role from public.users"),
        ("event_status", "select status from public.events"),
        ("event_category", "select category from public.events"),
        ("booking_status", "select status from public.bookings"),
        ("content_status", "select status from public.content_pages"),
        ("section_type", "select type from public.content_sections"),
        ("setting_type", "select type from public.site_settings"),
        ("setting_group", 'select "group" from public.site_settings'),
    ],
)
def test_every_kind_is_there(cms: Database, enum: str, used: str) -> None:
    assert words(cms, used) == words(cms, f"select unnest(enum_range(null::public.{enum}))")


def test_settings_that_the_description_names(cms: Database) -> None:
    keys = words(cms, "select key from public.site_settings")
    assert keys >= {
        *("site_name", "site_description", "contact_email", "support_email", "maintenance_mode"),
        *("physical_address", "phone_number", "business_hours"),
        *("facebook_url", "twitter_url", "instagram_url", "linkedin_url", "social_handles"),
        *("default_meta_description", "default_og_image", "google_analytics_id"),
        *("primary_color", "secondary_color", "logo_url", "favicon_url", "custom_css"),
    }
    secret = "select is_public, value is not null from public.site_settings where key = 'payment_webhook_secret'"
    assert cms.psql(secret) == "f|t"


def test_there_is_something_on_tonight(cms: Database) -> None:
    """Three shows on the evening of the anchor, at the venue's own time, and one of them is sold out."""
    tonight = cms.psql(f"""
        select count(*), count(*) filter (where e.booked_count = e.capacity)
        from public.events as e join public.venues as v on v.id = e.venue_id
        where (e.start_date at time zone v.timezone)::date = '{TODAY}' and e.status = 'PUBLISHED'
    """)
    assert tonight == "3|1"


def test_amounts(cms: Database) -> None:
    counted = cms.psql("""
        select (select count(*) from public.users), (select count(*) from public.venues),
        (select count(*) from public.events), (select count(*) from public.bookings) between 1800 and 2500
    """)
    assert counted == "400|12|120|t"


def test_same_anchor_gives_the_same_rows_on_every_major(server15: Server, server18: Server) -> None:
    prints = []
    for server, name, anchor in (
        (server15, "same_1", DAY),
        (server18, "same_2", DAY),
        (server18, "same_3", DAY),
        (server18, "other", date(2025, 6, 14)),
    ):
        load(server, name, "event_cms", anchor=anchor)
        prints.append(fingerprint(Database(server, name)))
        server.drop_database(name)
    first, second, third, other = prints
    assert first == second == third
    assert {table for table in first if first[table] == other[table]} == {"tags", "event_tags"}


def test_scale(server18: Server) -> None:
    load(server18, "scaled", "event_cms", 5, anchor=DAY)
    scaled = Database(server18, "scaled")
    counted = scaled.psql("""
        select (select count(*) from public.users), (select count(*) from public.events),
        (select count(*) from public.bookings) between 9000 and 14000
    """)
    assert counted == "2000|600|t"
    # Five times the shows in the same rooms: they do overlap.
    assert set(broken_rules(scaled)) <= {"no two shows in one room at a time"}
    server18.drop_database("scaled")


def test_survives_dump_and_restore(cms: Database) -> None:
    dump = cms.server.run("pg_dump", "-d", cms.name)
    restored = Database(cms.server, f"{cms.name}_restored")
    cms.server.create_database(restored.name)
    restored.psql(dump)
    assert fingerprint(restored) == fingerprint(cms)
    cms.server.drop_database(restored.name)


def test_trigram_indexes_where_the_server_has_them(cms: Database) -> None:
    available = cms.psql("select count(*) from pg_catalog.pg_available_extensions where name = 'pg_trgm'")
    indexes = cms.psql("select count(*) from pg_catalog.pg_indexes where indexdef like '%gin_trgm_ops%'")
    assert (available, indexes) == (("1", "4") if cms.server.binaries.major == 15 else ("0", "0"))


def test_trigram_index_is_used(system15: Callable[..., Database]) -> None:
    plan = system15("event_cms").psql(
        "set enable_seqscan = off; explain select * from public.users where name ilike '%ncent%'"
    )
    assert "users_search_idx" in plan
