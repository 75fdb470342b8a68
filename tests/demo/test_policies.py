"""Who sees and changes what in the sample system."""

from __future__ import annotations

import pytest

from console.errors import QueryProblem
from tests.servers import Database

ADMIN = "md5('user-1')::uuid"
ORGANIZER = "(select author_id from public.events where status = 'DRAFT' order by id limit 1)"
CUSTOMER = "(select user_id from public.bookings where status = 'CONFIRMED' order by id limit 1)"


def seen(database: Database, person: str | None, sql: str) -> list[str]:
    """What the statements print for this person (an expression for the key; None: a visitor). Rolled back."""
    role = "authenticated" if person else "anon"
    claims = f"select set_config('request.jwt.claims', json_build_object('sub', {person or 'null'})::text, true)"
    return database.psql(f"begin; {claims}; set local role {role}; {sql}; rollback").splitlines()[1:]


def refused(database: Database, person: str | None, sql: str) -> str:
    with pytest.raises(QueryProblem) as problem:
        seen(database, person, sql)
    return problem.value.why


def test_visitors_see_what_is_published(cms: Database) -> None:
    assert seen(
        cms,
        None,
        "select distinct status from public.events; select distinct status from public.content_pages;"
        "select bool_and(is_visible) from public.content_sections;"
        "select bool_and(is_public) from public.site_settings;"
        "select count(*) > 30 from public.public_site_settings; select count(*) from public.venues",
    ) == ["PUBLISHED", "PUBLISHED", "t", "t", "t", "12"]


@pytest.mark.parametrize("table", ["users", "bookings", "media_files", "audit_log", "content_page_versions"])
def test_visitors_do_not_reach(cms: Database, table: str) -> None:
    assert "permission denied" in refused(cms, None, f"select 1 from public.{table}")


def test_customers_see_themselves_and_their_bookings(cms: Database) -> None:
    assert seen(
        cms,
        CUSTOMER,
        "select count(*), bool_and(id = auth.uid()) from public.users;"
        "select count(*) > 0, bool_and(user_id = auth.uid()) from public.bookings;"
        "select bool_and(is_public) from public.site_settings; select count(*) from public.media_files",
    ) == ["1|t", "t|t", "t", "0"]


def test_customers_cannot_raise_themselves(cms: Database) -> None:
    assert "permission denied" in refused(cms, CUSTOMER, "update public.users set role = 'ADMIN'")
    assert "permission denied" in refused(cms, CUSTOMER, "select password_hash from public.users")
    assert "only an admin" in refused(cms, CUSTOMER, "select public.set_user_role(auth.uid(), 'ADMIN')")
    changed = (
        "update public.site_settings set value = 'mine'; select count(*) from public.site_settings where value = 'mine'"
    )
    assert seen(cms, CUSTOMER, changed) == ["0"]


def test_customers_book_at_the_price_of_the_moment(cms: Database) -> None:
    room = "(select id from public.events where status = 'PUBLISHED' and start_date > now() + interval '9 days' and capacity > booked_count + 5 and price > 0 order by id limit 1)"  # noqa: E501
    assert seen(
        cms,
        CUSTOMER,
        f"select b.status, b.seats, b.total_price = 2 * e.price, b.expires_at - now() from public.book_seats({room}, 2) as b join public.events as e on e.id = b.event_id",  # noqa: E501
    ) == ["PENDING|2|t|00:20:00"]
    assert "at most 10 seats" in refused(cms, CUSTOMER, f"select public.book_seats({room}, 11)")
    assert "permission denied" in refused(cms, CUSTOMER, "delete from public.bookings")


def test_organisers_change_their_own_events_only(cms: Database) -> None:
    assert seen(
        cms,
        ORGANIZER,
        "select bool_or(status = 'DRAFT'), bool_and(status = 'PUBLISHED' or author_id = auth.uid()) from public.events;"
        "update public.events set title = 'Mine';"
        "select bool_and((title = 'Mine') = (author_id = auth.uid())) from public.events",
    ) == ["t|t", "t"]
    assert "permission denied" in refused(cms, ORGANIZER, "update public.events set booked_count = 0")


def test_admins_see_and_change_the_whole(cms: Database) -> None:
    assert seen(
        cms,
        ADMIN,
        "select count(*) from public.users; select bool_or(not is_public) from public.site_settings;"
        "update public.site_settings set value = 'true' where key = 'maintenance_mode';"
        "select actor from public.audit_log where at = now();"
        f"select public.set_user_role({CUSTOMER}, 'ORGANIZER');"
        "update public.media_files set deleted_at = now() where original_filename = 'img_2041.jpg';"
        "select count(*) from public.audit_log where at = now()",
    ) == ["400", "t", seen(cms, ADMIN, "select email from public.users where id = auth.uid()")[0], "", "3"]
    assert "is used in" in refused(
        cms, ADMIN, "update public.media_files set deleted_at = now() where original_filename = 'logo.svg'"
    )
