"""The views of the audit's screen: who can do what, what somebody sees and why, runs, lists, templates."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets import Input

from console.audit.screen import AuditScreen
from console.audit.screen_tabs import TABS
from console.scratch.server import Server
from console.widgets.choice import Choice
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.find import Find
from tests.audit.shop import HOSTILE, open_shop
from tests.screens.consoles import WIDE, Console, console, target_of
from tests.screens.hostile_rows import name
from tests.screens.test_every_screen import whole
from tests.servers import Database, Servers

SMALL = (80, 24)
STRANGE = "\x1b[31m[@click=app.quit]x[/]"
MORE = f"""
create table {name(STRANGE)} (id integer primary key, {name(STRANGE)} text);
alter table {name(STRANGE)} enable row level security;
create policy {name("p" + STRANGE)} on {name(STRANGE)} to public using ({name(STRANGE)} <> {name(STRANGE)});
grant select on {name(STRANGE)} to public;
comment on table {name(STRANGE)} is '[/oops]';
"""


@pytest.fixture(scope="module")
def shop(servers: Servers, server18: Server) -> Iterator[Database]:
    database = open_shop(servers.new_database(server18))
    database.psql(MORE)
    yield database
    server18.drop_database(database.name)


@asynccontextmanager
async def audit(shop: Database, view: str, size: tuple[int, int] = WIDE) -> AsyncIterator[Console]:
    """The screen of the audit, on that view, which has read. The findings, which take seconds, are not waited for."""
    async with console(target_of(shop), open_target="shop", size=size) as opened:
        opened.app.action_area("audit")
        await opened.until(lambda: isinstance(opened.app.screen, AuditScreen))
        await go(opened, view)
        yield opened


async def go(opened: Console, view: str) -> None:
    """To a view, and wait until it has read."""
    screen(opened).go(view)
    await opened.until(lambda: screen(opened).facts is not None or opened.notice() is not None)
    await opened.settled()


def screen(opened: Console) -> AuditScreen:
    found = opened.screen
    assert isinstance(found, AuditScreen)
    return found


async def dialog(opened: Console, kind: type[Any]) -> Any:
    """The dialog of that kind, once it has the keys."""
    await opened.until(lambda: isinstance(opened.app.screen, kind) and opened.app.focused is not None)
    await opened.pilot.pause()
    return opened.app.screen


async def find(opened: Console, text: str) -> None:
    """Type into the open dialog and take what is found."""
    (await dialog(opened, Find)).query_one(Input).value = text
    await opened.pilot.pause()
    await opened.press("enter")


async def ask_as(opened: Console, person: str) -> None:
    """In the dialog of identities: a user of auth.users."""
    await dialog(opened, Choice)
    await opened.press("enter")
    await find(opened, person)


async def probed(opened: Console, table: str, person: str) -> None:
    """Probe a table, as that user."""
    await opened.press("p")
    await find(opened, table)
    await ask_as(opened, person)
    await opened.until(lambda: isinstance(opened.app.screen, AuditScreen))
    await opened.settled()


def detail(opened: Console) -> str:
    return str(opened.app.screen.query_one(Detail).query_one("Static").render())


@pytest.mark.parametrize("size", [SMALL, pytest.param(WIDE, marks=pytest.mark.long)], ids=["80x24", "120x32"])
async def test_every_view_shows_hostile_names_as_they_are(shop: Database, size: tuple[int, int]) -> None:
    async with audit(shop, "access", size) as opened:
        for tab in TABS[1:]:
            await go(opened, tab.name)
            assert "✖" not in (opened.notice() or ""), tab.name
            await whole(opened)
            grid = opened.listing.grid
            for row in grid.visible_rows[:: max(1, len(grid.visible_rows) // 2)]:
                grid.select(row.key)
                await opened.pilot.pause()
                await whole(opened)
            assert f"Audit: {tab.title}" in [command.title for command in opened.screen.commands()]
        await go(opened, "overview")
        for _ in range(6):
            await opened.press("b")
            await opened.settled()
            await whole(opened)
        await opened.press("question_mark")
        assert "what is shown" in opened.text()


async def test_the_matrix_and_the_way(shop: Database) -> None:
    async with audit(shop, "access", (160, 45)) as opened:
        grid = screen(opened).matrix
        row = next(row for row in grid.rows if HOSTILE in str(row.values[0]))
        grid.select(row.key)
        roles = [column.key for column in grid.columns[2:]]
        grid.select_column(2 + roles.index("authenticated"))
        await opened.press("l", "h")
        await opened.shows("authenticated on", "SELECT granted by")
        said = {column.key: row.values[place] for place, column in enumerate(grid.columns)}
        assert said["authenticated"] == "s·u·"
        assert said["anon"] == "0···", "granted, and its policies let nothing through, without an error"
        assert said["service_role"] == "S···"
        assert "owner = auth.uid()" in detail(opened)
        await opened.press("c")
        await dialog(opened, Choice)
        await opened.press("enter")
        await find(opened, "anon")
        await opened.shows("answers differ: authenticated and anon", "0 rows, no error", "less")
        screen(opened).matrix.focus()
        await opened.press("escape")
        await opened.shows("all rows", "some rows")


async def test_what_a_user_sees_and_why_not_the_others(shop: Database) -> None:
    async with audit(shop, "probe") as opened:
        await opened.press("p")
        await find(opened, "looked")
        await ask_as(opened, "ann@")
        await dialog(opened, Choice)
        await opened.shows("Before it is asked", "public.looks")
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, AuditScreen))
        assert "Nobody was asked yet." in (opened.notice() or ""), "what reading runs was thought about first"
        await probed(opened, HOSTILE, "ann@")
        await opened.shows("sees 1", "of 4", "does not see")
        assert opened.keys == ['{"id": 1}', '{"id": 2}', '{"id": 3}', '{"id": 4}']
        opened.listing.grid.select('{"id": 3}')
        await opened.press("enter")
        await opened.until(lambda: "agrees" in detail(opened))
        said = detail(opened)
        assert "own rows" in said
        assert "NULL" in said, "nobody owns it"
        assert "TRUE" in said, "it is not hidden"
        assert "yes, it is what the policies say" in said
        await opened.press("c")
        await ask_as(opened, "bob@")
        await opened.shows("only ann@", "only bob@", "neither of the two")
        assert len(opened.keys) == 4
        screen(opened).matrix.focus()
        await opened.press("escape")
        await opened.shows("does not see")


async def test_why_is_a_page_where_there_is_no_room(shop: Database) -> None:
    async with audit(shop, "probe", SMALL) as opened:
        await probed(opened, HOSTILE, "ann@")
        await opened.press("G", "enter")
        await opened.until(lambda: isinstance(opened.app.screen, DetailPage))
        await whole_page(opened)
        assert "Hidden by not hidden" in detail(opened), "what is restrictive decides"
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, AuditScreen))
        opened.screen.perform("cost")
        await opened.until(lambda: isinstance(opened.app.screen, DetailPage))
        await whole_page(opened)
        assert "for each row: and need not be" in detail(opened)
        assert "select auth.uid()" in detail(opened).lower()
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, AuditScreen))
        opened.screen.perform("try delete")
        await opened.until(lambda: isinstance(opened.app.screen, DetailPage), seconds=60)
        await whole_page(opened)
        assert "refused by grant" in detail(opened)
        assert "a copy of the schema" in detail(opened)


async def whole_page(opened: Console) -> None:
    await opened.until(lambda: "Audit" in opened.text())
    assert "\x1b" not in opened.text()


async def test_runs_findings_and_a_template(shop: Database) -> None:
    async with audit(shop, "findings") as opened:
        await opened.until(lambda: screen(opened).facts is not None, seconds=60)
        await opened.until(lambda: screen(opened).access_read is not None)
        row = next(row for row in opened.listing.grid.visible_rows if "circle" in str(row.values[1]))
        opened.listing.grid.select(row.key)
        await opened.until(lambda: 'create policy "round"' in detail(opened))
        await opened.press("b")
        await opened.shows("by object")
        await opened.press("b")
        await opened.shows("by owner", "owned by")
        shop.psql("create table come (id integer); grant all on come to anon")
        opened.screen.action_refresh()
        await opened.until(
            lambda: any("come" in str(row.values[1]) for row in opened.listing.grid.rows if row.values), 60
        )
        await go(opened, "runs")
        await opened.until(lambda: len(opened.keys) == 2)
        await opened.until(lambda: "new" in detail(opened) and "public.come" in detail(opened))
        await go(opened, "templates")
        await opened.press("enter")
        await find(opened, "profiles")
        await opened.shows("for  public.profiles")
        await opened.until(lambda: "create policy" in detail(opened) or "columns" in detail(opened))
        shop.psql("drop table come")
