"""What belongs to every screen: the palette, the keys while something floats, leaving, and messages of servers."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from functools import partial
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input, OptionList

from console.areas import AREAS
from console.config import Config, SettingsMapping
from console.core.target import Environment, SecretSource
from console.theme.themes import THEMES
from console.widgets.choice import Choice
from console.widgets.grid import Grid
from console.widgets.help import Help
from console.widgets.prompt import Prompt
from tests.screens.consoles import QUIET, Console, console, nowhere, target_of
from tests.screens.hostile_rows import RAISING
from tests.servers import Database
from tests.widgets.hostile import dangerous


async def palette(opened: Console, words: str) -> None:
    """Open the palette, type, and take the first that is found."""
    await opened.press("ctrl+p")
    await opened.until(lambda: isinstance(opened.app.screen, CommandPalette))
    opened.one(Input).value = words
    await opened.until(lambda: words.lower() in shown_commands(opened)[:1].__repr__().lower())
    await opened.press("enter")
    await opened.until(lambda: not isinstance(opened.app.screen, CommandPalette))


def shown_commands(opened: Console) -> list[str]:
    """The titles that the palette offers now."""
    if not isinstance(opened.app.screen, CommandPalette):
        return []
    options = opened.one(OptionList)
    return [str(option.prompt).partition("\n")[0] for option in options.options]


async def test_the_palette_offers_areas_targets_operations_and_themes(cms: Database) -> None:
    async with console(target_of(cms, "one"), nowhere("two"), area="home") as opened:
        await opened.press("colon")
        await opened.until(lambda: len(shown_commands(opened)) > 8)
        offered = shown_commands(opened)
        for each in AREAS:
            assert each.title in offered
        for words in ("Open one", "Open two", "Test step by step", "Theme: light", "Keys", "Quit"):
            assert words in offered, words
        assert "Maximize" not in offered, "what Textual offers by itself is not ours"


async def test_the_palette_offers_what_the_keys_of_the_screen_do(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        rows, titles = opened.keys, {each.title for each in opened.app.commands()}
        assert {"Filter", "Sort", "Copy", "Copy as", "Export", "Refresh", "Editor"} <= titles
        await palette(opened, "Export")
        await opened.shows("a spreadsheet would run")
        await opened.press("escape")
        await palette(opened, "Filter")
        await opened.press(*"mail")
        await opened.until(lambda: opened.keys and opened.keys != rows)
        await opened.press("enter")
        await palette(opened, "Copy as")
        await opened.shows("Markdown")


async def test_the_palette_opens_a_target(cms: Database) -> None:
    async with console(nowhere("other"), target_of(cms, "one", environment=Environment.STAGING)) as opened:
        await opened.settled()
        await palette(opened, "Open one")
        await opened.until(lambda: opened.app.current_mode == "content")
        await opened.settled()
        assert opened.lines()[0].startswith(" STAGING   one")
        await palette(opened, "Theme: light")
        assert opened.app.theme == "light"
        await palette(opened, "Home")
        assert opened.app.current_mode == "home"
        opened.listing.grid.select("one")
        await palette(opened, "Test step by step")
        await opened.until(lambda: opened.app.current_mode == "targets")
        await opened.shows("● login")


def is_on_top(opened: Console, kind: type[Screen[Any]]) -> bool:
    return isinstance(opened.app.screen, kind)


async def test_what_floats_has_the_keys(cms: Database) -> None:
    """No area, palette, psql or second dialog behind the back of what is asked."""
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        for kind, key in ((Choice, "Y"), (Help, "question_mark")):
            await opened.press(key)
            await opened.until(partial(is_on_top, opened, kind))
            dialog = opened.app.screen
            await opened.press("1", "8", "t", "exclamation_mark", "ctrl+p", "colon", "slash", "e", "o", "r")
            assert opened.app.screen is dialog
            assert opened.app.current_mode == "content"
            await opened.press("escape")
        await opened.press("e", "enter")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        await opened.press("end", "1", "colon", "question_mark", "exclamation_mark", "slash", "s")
        assert opened.one(Input).value.endswith("1:?!/s")


async def test_keys_typed_faster_than_the_focus_moves(cms: Database) -> None:
    """`/` and a word at once: no letter of it is taken for a key of the list."""
    async with console(target_of(cms), open_target="shop", area="content") as opened:
        for key in ("slash", "s", "o", "r", "t", "1", "8", "y"):
            opened.app.post_message(key_event(key))
        await opened.until(lambda: opened.one(Input, "FilterInput").value == "sort18y")
        assert opened.app.current_mode == "content"
        assert opened.listing.grid.sort_column is None


async def test_keys_typed_before_the_screen_is_there(cms: Database) -> None:
    """To another area and into its filter, into a dialog and out of it: at once, as people do who know the way."""
    async with console(target_of(cms), open_target="shop") as opened:
        for key in ("8", "slash", "s", "o", "r", "t", "1", "enter", "l", "s"):
            opened.app.post_message(key_event(key))
        await opened.until(lambda: any(grid.sort_column is not None for grid in opened.app.screen.query(Grid)))
        assert opened.app.current_mode == "content"
        assert opened.one(Input, "FilterInput").value == "sort1"
        assert opened.listing.grid.sort_column == 2


def key_event(key: str):  # type: ignore[no-untyped-def]  # events.Key
    from textual import events
    from textual.keys import key_to_character

    return events.Key(key, key_to_character(key))


@pytest.mark.parametrize("theme", [*THEMES, "nonsense", None])
async def test_the_theme_of_the_configuration(theme: str | None) -> None:
    async with console(nowhere(), config=Config(refresh_seconds=0, theme=theme)) as opened:
        assert opened.app.theme == (theme if theme in THEMES else "dark")


async def test_a_message_of_the_server_is_shown_harmless(database18: Database) -> None:
    database18.psql(RAISING)
    config = Config(refresh_seconds=0, settings={"shop": SettingsMapping("public.site_settings")})
    async with console(target_of(database18), open_target="shop", config=config, area="content") as opened:
        said = opened.notice() or ""
        assert said.startswith("? UNKNOWN This role may not do that.")
        assert "[/] ␛[31m[@click=app.quit]x[/]⟨202E⟩" in said
        assert "[/oops] ␛]0;t␇" in said
        assert not dangerous("".join(opened.lines()))
        assert opened.app.is_running


async def test_a_toast_is_data() -> None:
    async with console(nowhere()) as opened:
        opened.app.notify("[/] [@click=app.quit]x[/]\x1b[31m", title="[/oops]", severity="error")
        await opened.shows("[/] [@click=app.quit]x[/]␛[31m")
        assert not dangerous("".join(opened.lines()))


async def test_leaving_waits_for_nothing(database18: Database) -> None:
    """Not for a password command that sleeps, not for a query, not for a dialog."""
    database18.psql(
        "create view site_settings as select 'a'::text as key, 'b'::text as value, pg_sleep(20)::text as type"
    )
    command = (sys.executable, "-c", "import time; time.sleep(15)")
    slow = nowhere("slow", secret=SecretSource.COMMAND, password_command=command)
    config = Config(refresh_seconds=1, settings={"shop": SettingsMapping("public.site_settings")})
    async with console(slow, target_of(database18), open_target="shop", config=config) as opened:
        opened.app.ask_targets()
        opened.app.action_area("content")
        await opened.shows("Reading settings")
        await opened.press("question_mark")
        left = time.monotonic()
        await opened.press("ctrl+q")
    assert time.monotonic() - left < 5
    assert opened.app.return_code == 0
    query = "select count(*) from pg_stat_activity where query ~ 'pg_sleep|site_settings' and pid <> pg_backend_pid()"
    for _ in range(100):
        if database18.psql(query) == "0":
            break
        await asyncio.sleep(0.05)
    assert database18.psql(query) == "0", "nothing is left on the server"


async def test_a_screen_that_fails_says_so_and_stays(cms: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours is neither an empty list nor the end of the console."""
    from console.home.screen import HomeScreen

    async def broken(self: HomeScreen) -> None:
        raise ZeroDivisionError("MARKED inside")

    monkeypatch.setattr(HomeScreen, "read", broken)
    async with console(target_of(cms)) as opened:
        await opened.shows("Something in greenroom went wrong.", "ZeroDivisionError")
        assert "MARKED" not in opened.text(), "the message may hold data; it is for the log"
        await opened.press("t")
        await opened.until(lambda: opened.app.current_mode == "targets")


async def test_how_old_what_is_seen_is(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="content", config=QUIET) as opened:
        await opened.shows("seen now")
        await opened.until(lambda: re.search(r"seen [3-9] s ago", opened.lines()[0]), seconds=20)
        await opened.press("r")
        await opened.until(lambda: re.search(r"seen (now|[12] s ago)", opened.lines()[0]))
        await opened.go("home")
        await opened.shows("live")
        await opened.press("space")
        await opened.shows("paused")
        await opened.press("space")
        await opened.shows("live")


async def test_areas_are_gone_to_by_key_and_by_mouse(cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area="home") as opened:
        for each in AREAS:
            if each.in_bar:
                await opened.press(each.key)
                assert opened.app.current_mode == each.name
                assert each.title in opened.lines()[1]
        line = opened.lines()[1]
        for each in AREAS:
            if each.in_bar:
                await opened.pilot.click("AreaBar", offset=(line.index(f" {each.key} {each.title}") + 2, 0))
                await opened.pilot.pause()
                assert opened.app.current_mode == each.name
