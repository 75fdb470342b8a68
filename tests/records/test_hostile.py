"""Whatever a table holds: its list, its records, the search, the commands and the screen survive it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import psycopg
import pytest

from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import Problem
from console.records.listing import CELL, Lister, Record, Request, Sort
from console.records.opened import Records
from console.records.record import CHARACTERS
from console.records.resource import Resource
from console.records.screen import RecordsScreen
from console.records.screen_spot import ListOf
from console.records.search import search
from console.records.session import record_session
from console.records.showing import RecordPage, document_of, key_named, page_of, read_page
from tests.records.hostile_rows import KEYS, LOCKED, RELATIONS, hostile_records
from tests.records.reading import everything, kind, on
from tests.screens.consoles import Console, console, target_of
from tests.servers import Database as OnServer

TEXTS = ("12", "Ada", "[/]", "100%", "a\x1b[31m\u202e", "'", '"', "\\", "%s", "NaN", "2025-05-05", "x" * 5_000)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NOT_READ = {"broken": "division by zero", "far_away": "no handler", "never_filled": "has not been populated"}
"""Relations that the server itself does not read, and what it says."""


async def opened(database: Database, records: Records, name: str, *keys: str) -> RecordPage:
    """The page of one record."""
    found = await read_page(database, records, await kind(database, records, name), keys, target="test")
    assert found is not None
    return found


def belongs(page: RecordPage) -> dict[str, tuple[str, list[str]]]:
    """What belongs to a record: group by group its kind and titles."""
    found = {}
    for group in page.groups:
        assert not isinstance(group.records, Unknown), group
        found[group.name] = (group.kind, sorted(one.title for one in group.records))
    return found


def test_every_table_is_listed_opened_and_searched(database18: OnServer) -> None:
    _survives(database18)


@pytest.mark.long
def test_every_table_is_listed_opened_and_searched_on_all(database: OnServer) -> None:
    _survives(database)


def _survives(database: OnServer) -> None:
    database.psql(hostile_records(database))

    async def read(opened: Database, records: Records) -> None:
        refused: dict[str, str] = {}
        for name in records.kinds:
            try:
                made = await kind(opened, records, name)
                async with record_session(opened) as session:
                    page = await Lister(records.catalogue, made).page(session, Request())
            except Problem as problem:
                refused[name] = str(problem)
                continue
            await _open_some(opened, records, made, page.records)
        assert set(refused) == set(NOT_READ)
        assert all(said in refused[name] for name, said in NOT_READ.items())
        for text in TEXTS:
            unknown = [each async for found in search(opened, records, text) for _, each in found.unknown]
            # On a busy machine 40 MB of texts may take longer than a search is given.
            assert all("too long" in each.reason for each in unknown), (text, unknown)
        await _relations(opened, records)
        await _without_key(opened, records)

    on(database, read)


async def _open_some(database: Database, records: Records, made: Resource, rows: tuple[Record, ...]) -> None:
    assert len({one.id for one in rows}) == len(rows)
    for one in rows:
        # A size may stand before what was cut.
        assert all(len(text or "") <= max(CELL, 60) for text in one.values.values())
    for one in rows[:6] if made.key else ():
        shown = await read_page(database, records, made, one.key, target="test")
        assert shown is not None, (made.name, one.key)
        assert all(len(each.text or "") <= CHARACTERS for each in shown.whole.fields)
        assert not [each for each in shown.groups if isinstance(each.records, Unknown)]
        assert not CONTROL.search(page_of(shown))
        document_of(shown)


async def _relations(database: Database, records: Records) -> None:
    """Foreign keys in pairs, to the same table twice, to itself, and through tables that only join."""
    term = await opened(database, records, "terms", "2025", "a,b")
    assert belongs(term) == {
        "courses": ("courses", ["Knots"]),
        "enrolments": ("enrolments", ["1 2025 a,b", "2 2025 a,b"]),
    }
    course = await opened(database, records, "courses", "2")
    targets = {each.column.name: each.target for each in course.whole.fields if each.target}
    later = ("terms", "2026,a\\,b", "Later")
    assert targets == {"year": later, "term": later, "mentor_id": ("courses", "1", "Knots")}
    assert belongs(course) == {"courses": ("courses", ["Loops"])}
    ada = await opened(database, records, "people", "1")
    assert belongs(ada) == {
        "clubs": ("clubs", ["Chess", "Choir"]),
        "enrolments": ("enrolments", ["1 2025 a,b", "1 2026 a,b"]),
        "letters (from)": ("letters", ["1", "3"]),
        "letters (to)": ("letters", ["2", "3"]),
        "locked": ("locked", ["held"]),
    }
    part = await opened(database, records, "parted", "1", "2025-05-05")
    assert belongs(part) == {"part notes": ("part_notes", ["1"])}


async def _without_key(database: Database, records: Records) -> None:
    """Rows that nothing names come once each, whichever way they are sorted, and none of them opens."""
    keyless = await kind(database, records, "keyless")
    for sort in (None, Sort("n", True), Sort("word")):
        found = await everything(database, records, keyless, Request(sort=sort), size=50)
        words = Counter(one.values["word"] for one in found)
        assert len(found) == len(words) == 120
    with pytest.raises(Problem, match="no key"):
        await key_named(database, records, keyless, "1")


LIMITED = """
create role {role} login;
grant usage on schema public to {role};
create table guests (id integer primary key, name text, diary text, of_id integer references people);
insert into guests values (1, 'Dot', 'private', 1);
grant select (id, name, of_id) on guests to {role};
grant select (id) on people to {role};
create table hidden_key (id integer primary key, note text);
insert into hidden_key values (1, 'seen');
grant select (note) on hidden_key to {role};
create table guarded (id integer primary key, note text);
insert into guarded values (1, 'nobody sees it');
alter table guarded enable row level security;
grant select on guarded, locked, letters to {role};
"""


def test_what_a_role_may_not_read_is_unknown_and_the_rest_is_shown(database18: OnServer) -> None:
    role = f"clerk_{database18.name}"
    database18.psql(KEYS + RELATIONS + LIMITED.format(role=role))

    async def read(opened_: Database, records: Records) -> None:
        guest = await opened(opened_, records, "guests", "1")
        unreadable = [each.column.name for each in guest.whole.fields if not each.readable]
        assert unreadable == ["diary"]
        assert "may not read" in page_of(guest)
        assert {each.target for each in guest.whole.fields if each.target} == {("people", "1", "1")}
        assert "of_id.name" not in guest.whole.resource.definition.list
        async with record_session(opened_) as session:
            lister = Lister(records.catalogue, guest.whole.resource)
            assert [one.title for one in (await lister.page(session, Request())).records] == ["Dot"]
        hidden = await kind(opened_, records, "hidden_key")
        assert hidden.key == ()
        assert [one.title for one in await everything(opened_, records, hidden, Request(), size=9)] == ["seen"]
        guarded = await kind(opened_, records, "guarded")
        assert guarded.shape.filtered
        assert await everything(opened_, records, guarded, Request(), size=9) == []
        hits = [hit.title async for found in search(opened_, records, "Dot") for hit in found.hits]
        assert hits == ["Dot"]

    try:
        on(database18, read, user=role)
    finally:
        database18.psql(f"drop owned by {role}; drop role {role}")


def test_a_locked_table_is_unknown_and_the_rest_goes_on(database18: OnServer) -> None:
    database18.psql(KEYS + RELATIONS)

    async def read(opened_: Database, records: Records) -> None:
        with psycopg.connect(**database18.params) as holder:
            holder.execute(f"lock table {LOCKED} in access exclusive mode")
            ada = await opened(opened_, records, "people", "1")
            unknown = {each.name: each.records for each in ada.groups if isinstance(each.records, Unknown)}
            assert list(unknown) == ["locked"]
            found = [each async for each in search(opened_, records, "held")]
            assert {name for each in found for name, _ in each.unknown} == {"locked"}
            both = [each async for each in search(opened_, records, "Ada")]
            assert {hit.title for each in both for hit in each.hits} == {"Ada"}
            made = await kind(opened_, records, LOCKED)
            with pytest.raises(Problem, match="lock"):
                async with record_session(opened_) as session:
                    await Lister(records.catalogue, made).page(session, Request())

    on(database18, read)


ODDEST = ("keyed_by_text", "keyless", "odd_values", "terms", "texts", "wide", "far_away")


async def test_the_screen_survives_the_oddest_tables(database18: OnServer) -> None:
    await _screens(database18, ODDEST)


@pytest.mark.long
async def test_the_screen_survives_every_table(database: OnServer) -> None:
    await _screens(database, None)


async def _screens(database: OnServer, names: Sequence[str] | None) -> None:
    database.psql(hostile_records(database))
    async with console(target_of(database), open_target="shop", area="records") as shop:
        assert isinstance(shop.screen, RecordsScreen)
        for name in names or _kinds(shop):
            shop.screen._show_list(name, ListOf())
            await shop.settled()
            if name in NOT_READ:
                assert NOT_READ[name] in " ".join(shop.text().split())
            else:
                await _look(shop, name)
            while len(shop.screen._spots) > 1:
                shop.screen._spots.pop()
            shop.screen._arrive()
            await shop.settled()


def _kinds(shop: Console) -> list[str]:
    screen = shop.screen
    assert isinstance(screen, RecordsScreen)
    return list(screen._known().kinds)


async def _look(shop: Console, name: str) -> None:
    """The list, the record of the last row that is shown, the detail of its last line."""
    listing = shop.listing.grid
    assert listing.visible_rows, name
    assert not CONTROL.search(shop.text().replace("\n", "")), name
    await shop.press("G", "enter")
    await shop.settled()
    record = shop.listing.grid.visible_rows
    assert record, name
    await shop.press("G")
    await shop.settled()
    assert not CONTROL.search(shop.text().replace("\n", "")), name
