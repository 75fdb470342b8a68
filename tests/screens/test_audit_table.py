"""The console offers a target's own audit table once it has seen one, and means what was chosen from then on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import OptionList

from console.config import load_config
from console.config_edit import write_audit_table
from console.core.target import Access, Environment
from console.guard.confirm import Confirm
from console.home.screen_audit_table import AuditTableDialog
from console.targets.store import TargetStore
from console.widgets.detail_page import DetailPage
from tests.screens.consoles import QUIET, SIZES, Console, console, target_of
from tests.servers import Database

TABLES = """
create table "log.[/]" (actor text, action text, table_name text, row_id text, "be[@click=app.quit]fore" int,
    before text, after jsonb);
create table old_log (actor text, action text, table_name text, row_id text, note text not null, at int not null);
create table app_settings (key text primary key, value text);
insert into app_settings values ('site_name', 'Theirs');
create function keep() returns trigger language plpgsql as
    $$ begin insert into old_log (actor) values ('x'); return new; end $$;
create table orders (id int);
create trigger "keep [/]" after insert on orders for each row execute function keep();
"""
NAME = 'public."log.[/]"'
HINT = f"{NAME}? o accepts it or declines"


@asynccontextmanager
async def opened_on(
    database: Database, tmp_path: Path, size: tuple[int, int] = (140, 45), **more: Any
) -> AsyncIterator[Console]:
    """A console with one saved target that may be written to, open, on Home."""
    store = TargetStore(tmp_path / "targets.toml")
    target = replace(
        target_of(database, environment=Environment.LOCAL, access=Access.GUARDED, **more), default_area="home"
    )
    store.add(target)
    config = replace(load_config(), refresh_seconds=0)
    async with console(store.get("shop"), size=size, config=config, open_target="shop", store=store) as opened:
        yield opened


async def offered(opened: Console) -> AuditTableDialog:
    """Through `o` to the dialog."""
    await opened.go("home")
    await opened.until(lambda: opened.app.contacts.by_name["shop"].overview is not None)
    opened.listing.perform("audit-table")
    await opened.until(lambda: isinstance(opened.app.screen, AuditTableDialog))
    assert isinstance(opened.app.screen, AuditTableDialog)
    return opened.app.screen


async def test_a_hint_and_what_is_accepted_counts_for_the_next_write(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with opened_on(database, tmp_path) as opened:
        await opened.shows(HINT)
        assert sum("accepts it or declines" in line for line in opened.lines()) == 1, "never more than a line"
        await opened.press("o")
        await opened.shows("Audit table of shop")
        await opened.press("escape")
        await offered(opened)
        await opened.shows("not decided", NAME, "this role may", '[audit_table."shop"]', "written into")
        assert not load_config().audit_tables
        await opened.press("enter")
        await opened.until(lambda: not isinstance(opened.app.screen, AuditTableDialog))
        await opened.until(lambda: any("writes its row into" in words for words in opened.toasts()))
        await opened.until(lambda: "accepts it or declines" not in opened.text())
        mapping = load_config().audit_tables["shop"]
        assert mapping.schema_and_name == ("public", "log.[/]")
        assert dict(mapping.columns) == {
            "actor": "actor", "action": "action", "table": "table_name", "row": "row_id", "before": "before",
            "after": "after",
        }  # fmt: skip

        await opened.go("content")
        await opened.shows("site_name")
        await opened.press("o")
        await opened.until(lambda: len(opened.app.screen.query(OptionList)) == 1)
        await opened.press("enter")
        await opened.shows("Theirs")
        await opened.press("X", "enter")
        await opened.until(lambda: isinstance(opened.app.screen, Confirm))
        assert NAME in opened.text()
        assert "audit row" in opened.text()


async def test_declined_is_silent_from_then_on(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with opened_on(database, tmp_path) as opened:
        await opened.shows(HINT)
        dialog = await offered(opened)
        options = dialog.query_one(OptionList)
        await opened.press("j", "j")
        assert options.highlighted == 2
        await opened.shows("table = false")
        await opened.press("enter")
        await opened.until(lambda: load_config().without_audit_table == {"shop"})
        await opened.until(lambda: "accepts it or declines" not in opened.text())
    async with opened_on(database, tmp_path / "again") as opened:
        await opened.settled()
        await offered(opened)
        await opened.shows("declined")
        assert opened.app.audit_tables.hint("shop") == "", "although it has just been found again"


@pytest.mark.parametrize("area", ["home", "targets"])
async def test_the_hint_is_one_line_in_a_small_terminal(database18: Database, tmp_path: Path, area: str) -> None:
    columns = "actor text, action text, table_name text, before text"
    database18.psql(f'create table "{"long [/] name " * 4}" ({columns})')
    async with opened_on(database18, tmp_path, (80, 30)) as opened:
        await opened.until(lambda: opened.app.audit_tables.hint("shop"))
        await opened.go(area)
        if area == "targets":
            opened.listing.app.push_screen(DetailPage(("Targets",), opened.listing.detail(opened.listing.grid.rows[0])))
        await opened.shows("audit table", "…? o accepts it or declines")


async def test_esc_writes_nothing(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with opened_on(database, tmp_path) as opened:
        await offered(opened)
        await opened.press("escape")
        await opened.until(lambda: not isinstance(opened.app.screen, AuditTableDialog))
        assert not (tmp_path / "config" / "config.toml").exists()
        await opened.shows(HINT)


async def test_what_is_to_be_known_of_each_follows_the_cursor(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    role = f"clerk_{database.name}"
    database.psql(f"create role {role} login; grant insert on old_log to {role}")
    try:
        async with opened_on(database, tmp_path, user=role) as opened:
            await offered(opened)
            await opened.shows(
                "▲ lacks a grant",
                "grant insert (actor, action",
                f'public."log.[/]" to {role}',
                "each change here is refused",
            )
            await opened.press("down")
            await opened.shows(
                "reason → note", "▲ at: NOT NULL without a default", "keep [/] on public.orders", "this role may"
            )
            assert "each change here is refused" not in opened.text()
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


@pytest.mark.parametrize("size", SIZES)
async def test_it_fits_every_terminal(database18: Database, tmp_path: Path, size: tuple[int, int]) -> None:
    database18.psql(TABLES)
    async with opened_on(database18, tmp_path, size) as opened:
        dialog = await offered(opened)
        await opened.shows("enter writes it", NAME, "None")
        frame, shown = dialog.query_one("#frame"), dialog.query_one("#shown")
        assert frame.region.bottom <= size[1]
        assert shown.region.bottom < frame.region.bottom
        seen = opened.text()
        for _ in range(20):
            await opened.press("ctrl+d")
            seen += opened.text()
        assert "columns = {" in seen


async def test_where_nobody_may_be_asked_nothing_is_said(database18: Database, tmp_path: Path) -> None:
    """Not a read-only target, not one that is not saved, and not one that is decided on."""
    database18.psql(TABLES)
    target = target_of(database18, environment=Environment.LOCAL, access=Access.GUARDED)
    async with console(target, config=QUIET, open_target="shop") as opened:
        await opened.go("home")
        (item,) = (item for item in opened.listing.operations() if item.key == "audit-table")
        assert item.why_not == "it is not saved"
        opened.app.audit_tables.look("shop")
        assert opened.app.audit_tables._found == {}
    store = TargetStore(tmp_path / "targets.toml")
    store.add(replace(target, access=Access.READ_ONLY))
    async with console(store.get("shop"), config=QUIET, open_target="shop", store=store) as opened:
        opened.app.audit_tables.look("shop")
        assert opened.app.audit_tables._found == {}
    write_audit_table("shop", None)
    async with opened_on(database18, tmp_path / "decided") as opened:
        opened.app.audit_tables.look("shop")
        assert opened.app.audit_tables._found == {}


async def test_a_file_that_cannot_be_written_is_said(database18: Database, tmp_path: Path) -> None:
    database18.psql(TABLES)
    async with opened_on(database18, tmp_path) as opened:
        await offered(opened)
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config" / "config.toml").write_text("[nonsense")
        await opened.press("enter")
        await opened.until(lambda: any("not valid TOML" in words for words in opened.toasts()))
        assert opened.app.config.audit_tables == {}


async def test_it_is_in_the_palette_wherever_one_is(database18: Database, tmp_path: Path) -> None:
    database18.psql(TABLES)
    async with opened_on(database18, tmp_path) as opened:
        for area in ("content", "home"):
            await opened.go(area)
            titles = [command.title for command in opened.app.commands()]
            assert titles.count("Audit table of shop") == 1, area
