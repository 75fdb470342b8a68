"""The views of health on a real server: what they show, that it is live, and what is done from them.

One set-up for many views: hostile names, three sessions that wait for one another, a table that is locked.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import psycopg
import pytest
from textual.widgets import Input, OptionList

from console.config import Config
from console.core.target import Access, Environment
from console.health.screen import HealthScreen
from console.health.screen_view import TABS
from console.widgets.choice import Choice
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.filterbar import FilterInput
from console.widgets.prompt import Prompt
from console.widgets.rows import Row
from console.widgets.text import plain_text
from tests.content.screens import confirmed
from tests.screens.conftest import strict  # noqa: F401  # our folders are the test's
from tests.screens.consoles import Console, console, target_of
from tests.servers import Database
from tests.widgets.hostile import CONTROL, MARKUP, dangerous

NAMES = [name[:60] for name in (*MARKUP, *CONTROL)]
TABLES = """
create table orders (id bigint primary key, guest text not null check (guest <> ''), at timestamptz default now());
create policy own on orders using (guest = current_user);
create index orders_at on orders (at);
insert into orders select n, 'g' || n from generate_series(1, 3000) as n;
create table unkeyed (a int);
create publication feed for table orders, unkeyed;
"""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class Incident:
    """A reader that forgot its transaction, a change of the table that waits for it, and a reader behind that."""

    database: Database
    root: int


@contextlib.contextmanager
def incident(database: Database) -> Iterator[Incident]:
    def run(statement: str) -> None:
        with contextlib.suppress(psycopg.Error), psycopg.connect(**database.params) as other:
            other.execute(statement)

    def waiting(count: int) -> bool:
        return database.psql("select count(*) from pg_locks where not granted") == str(count)

    statements = ("alter table orders add column note text", "select guest from orders limit 1")
    threads = [threading.Thread(target=run, args=(each,), daemon=True) for each in statements]
    with psycopg.connect(**database.params, application_name="report") as root:
        root.execute("select count(*) from orders")
        pid = root.info.backend_pid
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while not waiting(number):
                assert thread.is_alive()
        try:
            yield Incident(database, pid)
        finally:
            database.psql(f"select pg_terminate_backend(pid) from pg_stat_activity where pid = {pid}")
            for thread in threads:
                thread.join(20)
            root.close()


@pytest.fixture
def busy(database15: Database) -> Iterator[Incident]:
    database15.psql("create extension pg_stat_statements")
    database15.psql(TABLES)
    database15.psql("".join(f"create table {quoted(name)} ({quoted(name)} int);" for name in dict.fromkeys(NAMES)))
    with incident(database15) as found:
        yield found


def screen_of(opened: Console) -> HealthScreen:
    return cast(HealthScreen, opened.screen)


async def show(opened: Console, name: str) -> None:
    screen_of(opened).show_tab(name)
    await opened.until(lambda: screen_of(opened).view is not None and screen_of(opened).facts is not None)
    await opened.settled()


async def take(opened: Console, words: str) -> None:
    """The entry of the open menu that begins so."""
    await opened.until(lambda: isinstance(opened.app.screen, Choice))
    options = opened.one(OptionList)
    found = [n for n, option in enumerate(options.options) if str(option.prompt).startswith(words)]
    assert found, [str(option.prompt) for option in options.options]
    options.highlighted = found[0]
    await opened.press("enter")


def row_of(opened: Console, words: str) -> tuple[str, ...]:
    """What the first row shows in which these words stand."""
    shown = (tuple(plain_text(line) for line in row.cells) for row in opened.listing.grid.visible_rows)
    return next((cells for cells in shown if any(words in cell for cell in cells)), ("",) * 12)


async def test_every_view_is_painted_with_hostile_names_and_an_incident(busy: Incident, tmp_path: Path) -> None:
    target = target_of(busy.database, environment=Environment.LOCAL, access=Access.GUARDED)
    config = Config(refresh_seconds=0, thresholds={"shop": {"blocked_seconds": (0.001, None)}})
    async with console(target, open_target="shop", size=(160, 45), area="health", config=config) as opened:
        for tab in TABS:
            await show(opened, tab.name)
            rows = opened.listing.grid.visible_rows
            assert rows, tab.name
            for row in rows[:: max(1, len(rows) // 6)]:
                opened.listing.grid.select(row.key)
                opened.one(Detail).show(opened.listing.detail(row))
            await opened.pilot.pause()
            assert not dangerous("".join(opened.lines())), tab.name
            assert len(opened.lines()) == 45
        await of_triage(opened)
        await of_tables(opened)
        await of_statements(opened, busy.database)
        await of_vitals(opened)
        await of_replication_and_advice(opened)
        await of_the_scorecard(opened, tmp_path)
        await of_activity(opened, busy)


async def of_triage(opened: Console) -> None:
    await show(opened, "triage")
    row = row_of(opened, "Sessions wait for another one")
    assert row[4] == "terminate"
    await opened.shows("blocking tree: 2 held up by one", "frees 2")
    key = next(each.key for each in opened.listing.grid.visible_rows if ("check", "replica_identity") in each.marks)
    opened.listing.grid.select(key)
    await opened.press("a")
    await opened.until(lambda: any("acknowledged" in toast for toast in opened.toasts()))
    await opened.until(lambda: "acknowledged by" in row_of(opened, "cannot be told apart")[1])


async def of_tables(opened: Console) -> None:
    await show(opened, "tables")
    grid = opened.listing.grid
    key = next(row.key for row in grid.visible_rows if row.values[1] == "unkeyed")
    grid.select(key)
    await opened.until(lambda: row_of(opened, "unkeyed")[2] == "0 B")  # looked at: no estimate
    await opened.until(lambda: row_of(opened, "orders")[2] == "locked")
    grid.select(next(row.key for row in grid.visible_rows if row.values[1] == "orders"))
    await opened.until(lambda: "policies: 1" in detail(opened))
    for words in ("columns: 3", "orders_guest_check", "primary key", "it is locked", "own", "feed"):
        assert words in detail(opened), words
    folded = len(grid.visible_rows)
    grid.select("catalog")
    await opened.press("enter")
    await opened.until(lambda: len(grid.visible_rows) > folded + 20)
    await opened.press("p")  # the platform's too, and again: both are folded
    await opened.press("p")
    await opened.until(lambda: len(grid.visible_rows) <= folded)


def detail(opened: Console) -> str:
    lines = [line for block in opened.one(Detail).blocks for line in block.render(100)]
    return "\n".join(str(line) for line in lines)


async def of_statements(opened: Console, database: Database) -> None:
    await show(opened, "statements")
    await opened.press("d")
    database.psql("select a, 'only this' from unkeyed where a = 7")
    await opened.shows("in the last")
    opened.screen.action_refresh()

    def ran(words: str) -> list[Row]:
        return [row for row in opened.listing.grid.visible_rows if words in str(row.values[-1])]

    await opened.until(lambda: ran("from unkeyed"))
    assert not ran("create table")
    found = ran("from unkeyed")[0]
    opened.listing.grid.select(found.key)
    await opened.press("x")
    await opened.until(lambda: isinstance(opened.app.screen, Prompt))  # PostgreSQL 15 wants the values
    opened.one(Input).value = "only this, 7"
    await opened.press("enter")
    await opened.until(lambda: isinstance(opened.app.screen, HealthScreen))
    await opened.until(lambda: "Seq Scan on unkeyed" in detail(opened))
    await opened.press("b")
    await take(opened, "calls")
    await opened.shows("by calls")


async def of_vitals(opened: Console) -> None:
    await show(opened, "vitals")
    opened.screen.action_refresh()
    await opened.until(lambda: "transactions" in opened.keys)
    opened.listing.grid.select("transactions")
    await opened.shows("Committed and rolled back.", "now")
    await opened.press("w")
    await take(opened, "24 hours")
    await opened.shows("the last 24 hours")
    for _ in range(3):
        await opened.press("less_than_sign")
    await opened.until(lambda: "Nothing was seen in that time." in (opened.notice() or ""))
    await opened.press("greater_than_sign", "greater_than_sign", "greater_than_sign")
    await opened.until(lambda: "transactions" in opened.keys)


async def of_replication_and_advice(opened: Console) -> None:
    await show(opened, "replication")
    assert row_of(opened, "public.unkeyed")[0] == "✖"
    assert row_of(opened, "public.orders")[5:] == ("key", "off")
    await show(opened, "settings")
    await opened.press("m")
    await opened.until(lambda: isinstance(opened.app.screen, Prompt))
    opened.one(Input).value = "64GB ssd"
    await opened.press("enter")
    await opened.shows("for 64 GB, SSD")
    await opened.until(lambda: "16 GB" in row_of(opened, "shared_buffers")[3])


async def of_the_scorecard(opened: Console, tmp_path: Path) -> None:
    await show(opened, "scorecard")
    measure = "tables without a primary key"
    await opened.press("e")
    await take(opened, "Markdown")
    await opened.until(lambda: isinstance(opened.app.screen, Prompt))
    opened.one(Input).value = str(tmp_path / "week.md")
    await opened.press("enter")
    await opened.until(lambda: (tmp_path / "week.md").exists())
    assert measure in (tmp_path / "week.md").read_text(encoding="utf-8")
    opened.listing.grid.select(measure)
    await opened.press("enter")
    await opened.until(lambda: opened.one(FilterInput).value == "check:no_primary_key")
    await opened.until(lambda: len(opened.keys) > 0 and screen_of(opened).facts is not None)
    assert {row.values[1] for row in opened.listing.grid.visible_rows} == {"Table without a primary key"}


async def of_activity(opened: Console, busy: Incident) -> None:
    """The root stands first, what waits below it; ending it frees them."""
    await show(opened, "activity")
    first = [plain_text(row.cells[1]) for row in opened.listing.grid.visible_rows[:3]]
    assert first[0] == str(busy.root)
    assert first[1].startswith("└─ ")
    assert first[2].startswith("   └─ ")
    opened.listing.grid.select(str(busy.root))
    await opened.until(lambda: "locks: " in detail(opened) and "AccessShare" in detail(opened))
    await opened.press("space")
    await opened.shows("paused")
    await opened.press("space", "o")
    await opened.shows("frees 2 sessions", "it runs no query")
    await take(opened, "End session")
    said = await confirmed(opened)
    assert str(busy.root) in said
    gone = f"select count(*) from pg_stat_activity where pid = {busy.root}"
    await opened.until(lambda: busy.database.psql(gone) == "0")
    await opened.until(lambda: "└─" not in "".join(plain_text(row.cells[1]) for row in opened.listing.grid.rows))


async def test_what_a_role_may_not_see_is_said_with_its_reason(database18: Database) -> None:
    """Narrow, as a role that may read nothing: rows of one reason are one, and a page says what to do."""
    database18.psql("do $$ begin create role blind login; exception when duplicate_object then null; end $$")
    async with console(target_of(database18, user="blind"), open_target="shop", size=(80, 24), area="health") as opened:
        facts = screen_of(opened).facts
        assert facts is not None
        reasons = {each.reason for each in facts.triage.unknown}
        rows = [row for row in opened.listing.grid.visible_rows if row.key.startswith("? ")]
        assert len(facts.triage.unknown) > len(reasons) == len(rows)
        opened.listing.grid.select(rows[0].key)
        await opened.press("enter")
        await opened.until(lambda: isinstance(opened.app.screen, DetailPage))
        await opened.shows("Health › Triage", "because", "pg_read_all_stats")
        await opened.press("escape")
        await show_unknown(opened, "statements", "pg_stat_statements is not in this database", "create extension")
        await show(opened, "tables")
        await opened.press("o")
        await opened.pilot.pause()
        assert "read-only" in opened.text() or not isinstance(opened.app.screen, Choice)


async def show_unknown(opened: Console, name: str, *words: str) -> None:
    screen_of(opened).show_tab(name)
    await opened.shows("UNKNOWN", *words)
