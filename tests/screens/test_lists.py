"""What every list can do: filter, sort, copy, export; shown on the settings of the sample system."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

from textual.widgets import Input, OptionList

from console.config import Config
from console.content.screen import SettingsScreen
from console.core.secret import Secret
from console.widgets.choice import Choice
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.filterbar import FilterInput
from console.widgets.grid import Grid
from console.widgets.prompt import Prompt
from tests.screens.consoles import Console, console, target_of
from tests.servers import Database

SECRET_KEY = "payment_webhook_secret"


async def choose(opened: Console, word: str) -> None:
    """Take the entry that begins with that word from the menu that is open."""
    await opened.until(lambda: isinstance(opened.app.screen, Choice))
    options = opened.one(OptionList)
    options.highlighted = next(
        number for number, option in enumerate(options.options) if str(option.prompt).startswith(word)
    )
    await opened.press("enter")


async def test_filter_by_word_and_by_column(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        every = opened.keys
        await opened.press("slash", "c", "u", "r", "r")
        assert isinstance(opened.app.focused, FilterInput)
        assert opened.keys == ["default_currency"]
        await opened.shows(f"1 of {len(every)}")
        box = opened.one(FilterInput)
        for text, keys in {
            "type:boolean": [key for key in every if "mode" in key or "checkout" in key or "buttons" in key],
            "value:hello@": ["contact_email"],
            "setting:hello@": [],
            f"seen:admins setting:{SECRET_KEY}": [SECRET_KEY],
        }.items():
            box.value = text
            await opened.pilot.pause()
            assert set(keys) <= set(opened.keys), text
            assert keys or not opened.keys, text
        await opened.press("enter")
        assert isinstance(opened.app.focused, Grid)
        await opened.press("escape")
        assert opened.keys == every
        assert not box.display or not box.value


async def test_a_filter_that_leaves_nothing_is_told_from_an_empty_list(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        every = len(opened.keys)
        await opened.press("slash")
        opened.one(FilterInput).value = "nothing like it"
        await opened.shows(f"0 of {every}")
        assert opened.notice() is None
        await opened.shows("No setting matches “nothing like it”. esc clears the filter.")
        await opened.press("enter", "j", "enter", "y", "Y")
        assert opened.app.is_running
        await opened.press("escape")
        await opened.until(lambda: len(opened.keys) == every)
        assert "matches" not in opened.text()


async def test_the_filter_knows_what_the_command_line_knows(database18: Database) -> None:
    database18.psql("create table settings (key text primary key, value text, type text, category text)")
    database18.psql(
        "insert into settings values ('port', 'x', 'number', 'mail'), ('host', 'h', 'text', 'mail'), "
        "('api_token', 's', 'text', 'mailing'), ('title', 'the mail', 'text', 'site')"
    )
    async with console(target_of(database18), open_target="shop", area="content") as opened:
        assert isinstance(opened.screen, SettingsScreen)
        assert opened.screen.facts is not None
        settings = opened.screen.facts.settings
        assert settings is not None
        await opened.press("slash")
        for words, keys in {
            "is:wrong": {"port"},
            "is:secret": {"api_token"},
            "group:mail": {"port", "host", "api_token"},
            "group:site mail": {"title"},
            "is:nothing": set(),
        }.items():
            opened.one(FilterInput).value = words
            await opened.pilot.pause()
            assert set(opened.keys) == keys, words
            assert {item.name for item in settings.matching(words)} == keys, words


async def test_secrets_are_not_searched_nor_shown_nor_copied(cms: Database, tmp_path: Path) -> None:
    secret = cms.psql(f"select value from site_settings where key = '{SECRET_KEY}'")
    assert len(secret) > 10
    async with console(target_of(cms), open_target="shop", area="content", size=(160, 60)) as opened:
        grid = opened.listing.grid
        await opened.press("slash")
        opened.one(FilterInput).value = secret[:8]
        await opened.pilot.pause()
        assert opened.keys == []
        opened.one(FilterInput).value = ""
        await opened.press("enter")
        grid.select(SECRET_KEY)
        await opened.shows("a secret: it is not shown")
        seen = opened.text()
        for column in range(len(opened.listing.COLUMNS)):
            grid._column = column
            opened.listing.action_copy_cell()
            seen += str(opened.app.clipboard)
        for form in ("row", "JSON", "Markdown"):
            await opened.press("Y")
            await choose(opened, form)
            await opened.pilot.pause()
            seen += str(opened.app.clipboard)
        for form in ("CSV", "JSON"):
            await opened.press("e")
            await choose(opened, form)
            await opened.until(lambda: isinstance(opened.app.screen, Prompt))
            await opened.press("enter")
            await opened.until(lambda: not isinstance(opened.app.screen, Prompt))
            await opened.shows("Wrote ")
        files = [name for name in os.listdir(tmp_path) if "content" in name]
        assert len(files) == 2
        seen += "".join((tmp_path / name).read_text() for name in files)
        assert SECRET_KEY in seen
        assert "••••" in seen
        assert secret not in seen


async def test_a_password_is_nowhere_on_the_screen(cms: Database) -> None:
    async with console(
        target_of(cms), open_target="shop", passwords={"shop": Secret("MARKED-password")}, size=(160, 60)
    ) as opened:
        for area in ("home", "targets", "content"):
            await opened.go(area)
            opened.app.action_command_palette()
            await opened.pilot.pause(0.05)
            assert "MARKED" not in opened.text()
            await opened.press("escape")
        assert "MARKED" not in repr(opened.app.contacts.by_name)


async def test_sort_by_keys_and_by_mouse(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        assert "General" in opened.text()
        await opened.press("s")
        assert opened.keys == sorted(opened.keys)
        assert "General" not in opened.text()
        await opened.press("s")
        assert opened.keys == sorted(opened.keys, reverse=True)
        await opened.press("s")
        assert "General" in opened.text()
        line = next(line for line in opened.lines() if " setting " in line)
        await opened.pilot.click(Grid, offset=(line.index("setting"), 0))
        assert opened.keys == sorted(opened.keys)


async def test_copy_a_cell_and_a_row(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        opened.listing.grid.select("contact_email")
        await opened.press("l", "y")
        email = cms.psql("select value from site_settings where key = 'contact_email'")
        assert opened.app.clipboard == email
        assert any("Copied" in toast for toast in opened.toasts())
        await opened.press("Y")
        await choose(opened, "JSON")
        await opened.until(lambda: str(opened.app.clipboard).startswith("{"))
        assert json.loads(opened.app.clipboard)["value"] == email
        await opened.press("Y")
        await choose(opened, "link")
        await opened.until(lambda: "greenroom" in str(opened.app.clipboard))
        assert opened.app.clipboard == "greenroom settings get contact_email --target shop"


async def test_copy_a_setting_as_the_statement_that_sets_it(cms: Database, database18: Database) -> None:
    value = 'it\'s 100% \\ "x"; drop table t; --'
    database18.psql('create table "Site ""Settings" ("Key" text primary key, value text, type text, description text)')
    database18.psql(
        "insert into \"Site \"\"Settings\" values ('a''b', $v$"
        + value
        + "$v$, 'text', ''), ('api_secret_key', 'x', 'text', '')"
    )
    async with console(target_of(database18), open_target="shop", area="content") as opened:
        opened.listing.grid.select("a'b")
        await opened.press("Y")
        await choose(opened, "SQL")
        await opened.until(lambda: str(opened.app.clipboard).startswith("update"))
        database18.psql('update "Site ""Settings" set value = null')
        database18.psql(str(opened.app.clipboard))
        assert database18.psql('select value from "Site ""Settings" where "Key" = \'a\'\'b\'') == value
        assert database18.psql('select count(value) from "Site ""Settings"') == "1", "of one row alone"
        opened.listing.grid.select("api_secret_key")
        await opened.press("Y")
        await opened.shows("Markdown")
        assert "SQL" not in opened.text(), "dots would be set"


async def test_export_writes_what_is_shown_and_never_over_a_file(cms: Database, tmp_path: Path) -> None:
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        await opened.press("slash")
        opened.one(FilterInput).value = "url"
        await opened.press("enter")
        shown = opened.keys
        assert 1 < len(shown) < 20

        async def export(name: str) -> None:
            await opened.press("e")
            await choose(opened, "CSV")
            await opened.until(lambda: isinstance(opened.app.screen, Prompt))
            opened.one(Input).value = name
            await opened.press("enter")
            await opened.until(lambda: not isinstance(opened.app.screen, Prompt))

        await export("some.csv")
        await opened.shows(f"Wrote {len(shown)} rows")
        path = tmp_path / "some.csv"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with path.open(newline="") as file:
            assert [row["key"] for row in csv.DictReader(file)] == shown
        before = path.read_bytes()
        await export("some.csv")
        await opened.shows("is there already")
        assert path.read_bytes() == before
        await export("no/such/folder.csv")
        await opened.shows("could not be written")


async def test_the_detail_is_beside_the_list_or_a_page(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content", size=(120, 32)) as opened:
        opened.listing.grid.select("business_hours")
        await opened.shows('"tue": [', "found by")
        await opened.press("enter")
        assert isinstance(opened.app.focused, Detail)
        await opened.press("escape")
        assert isinstance(opened.app.focused, Grid)
        await opened.pilot.resize_terminal(80, 24)
        await opened.pilot.pause()
        assert "found by" not in opened.text()
        await opened.press("enter")
        await opened.until(lambda: isinstance(opened.app.screen, DetailPage))
        await opened.shows('"tue": [', "Content › Settings › business_hours", " PRODUCTION ")
        await opened.press("escape")
        assert opened.listing.grid.current is not None
        assert opened.listing.grid.current.key == "business_hours"


async def test_refresh_keeps_the_place_and_shows_what_is_new(cms: Database, database18: Database) -> None:
    database18.psql(
        "create table site_settings (key text primary key, value text, type text, description text);"
        "insert into site_settings select 'key_' || to_char(n, 'fm00'), n, 'NUMBER', '' from generate_series(1, 60) n"
    )
    async with console(target_of(database18), open_target="shop", area="content") as opened:
        opened.listing.grid.select("key_50")
        await opened.pilot.pause()
        top = opened.listing.grid.scroll_y
        database18.psql("update site_settings set value = '4711' where key = 'key_50'")
        await opened.press("r")
        await opened.shows("4711")
        assert opened.listing.grid.current is not None
        assert opened.listing.grid.current.key == "key_50"
        assert opened.listing.grid.scroll_y == top


async def test_several_tables_of_settings_are_offered(database18: Database) -> None:
    database18.psql(
        "create table site_settings (key text primary key, value text, type text, description text, is_public boolean);"
        "create schema shop;"
        "create table shop.site_settings (like site_settings including all);"
        "insert into site_settings values ('a_key', 'of public', 'TEXT');"
        "insert into shop.site_settings values ('b_key', 'of shop', 'TEXT')"
    )
    async with console(target_of(database18), open_target="shop", area="content") as opened:
        assert "Several tables hold settings" in (opened.notice() or "")
        assert "o shows one of them" in (opened.notice() or "")
        await opened.press("o")
        await choose(opened, "Show shop.site_settings")
        await opened.until(lambda: opened.notice() is None)
        assert opened.keys == ["b_key"]
        await opened.press("o")
        await opened.shows("it is shown")


async def test_keys_of_the_user(cms: Database) -> None:
    config = Config(
        refresh_seconds=0, keys={"screen.filter": "f7", "list.down": "n", "area.content": "c", "app.help": "f1"}
    )
    async with console(target_of(cms), open_target="shop", config=config) as opened:
        await opened.settled()
        assert "c Content" in opened.lines()[1]
        await opened.press("c")
        await opened.settled()
        assert opened.app.current_mode == "content"
        first = opened.listing.grid.current
        await opened.press("j")
        assert opened.listing.grid.current is first
        await opened.press("n")
        assert opened.listing.grid.current is not first
        assert "f7 filter" in opened.lines()[-1]
        await opened.press("f1")
        await opened.shows("f7", "Filter what is shown")
        await opened.press("escape", "slash")
        assert not isinstance(opened.app.focused, FilterInput)
        await opened.press("f7")
        assert isinstance(opened.app.focused, FilterInput)
        await opened.press("n", "c", "question_mark")
        assert opened.one(FilterInput).value == "nc?"
