"""What is true of every area, also of one that appears tomorrow: it loads, it survives, and it never lies."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from textual.widgets import Input

from console.areas import AREAS, Area
from console.config import Config, SettingsMapping
from console.core.target import Environment
from console.scratch.server import Server
from console.widgets.area_screen import AreaScreen
from console.widgets.detail import Detail
from console.widgets.dialog import Dialog
from console.widgets.grid import Grid
from console.widgets.list_screen import ListScreen
from console.widgets.notice import Notice
from tests.screens.consoles import SIZES, WIDE, Console, console, nowhere, target_of
from tests.servers import Database, binaries_of
from tests.widgets.hostile import HOSTILE, dangerous

AREA = pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)
WALKED_THROUGH = ("home", "content", "health", "records", "lineups")
"""Areas of every kind: a list, a form, views, places, a draft. The others are walked through in the long run."""
WHOLE = pytest.mark.parametrize(
    "area",
    [pytest.param(each, marks=() if each.name in WALKED_THROUGH else pytest.mark.long) for each in AREAS],
    ids=lambda area: area.name,
)
NEEDS_TARGET = pytest.mark.parametrize(
    "area", [each for each in AREAS if each.needs_target], ids=lambda each: each.name
)
SIZE = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")

KNOWS_NONE = "No table here is known to hold"
"""The names of tables are no secret: that none is of a kind is seen by everybody, and behind every lock."""

WALKED = ((80, 24), WIDE)
"""Beside the list, and as a page of its own; the other sizes are painted only."""


async def whole(open_console: Console) -> None:
    """The screen is painted to its edges, and nothing on it acts on a terminal."""
    width, height = open_console.app.size
    # A screen that has just come is painted when its turn comes, on a busy machine a little later.
    await open_console.until(lambda: len(open_console.lines()) == height)
    painted = open_console.lines()
    assert len(painted) == height
    assert not dangerous("".join(painted))
    banner = painted[0]
    if open_console.app.current is not None:
        word = f" {open_console.app.current.environment.value.upper()} "
        assert banner.startswith(word[:width])


async def walk(open_console: Console, *, every_row: bool = False) -> None:
    """Go over rows, columns, orders and dialogs of the screen, as a person would who tries every key."""
    screen = open_console.screen
    if isinstance(screen, ListScreen):
        rows = list(screen.grid.visible_rows)
        for row in rows if every_row else rows[:: max(1, len(rows) // 3)]:
            screen.grid.select(row.key)
            screen.query_one(Detail).show(screen.detail(row))
            await open_console.pilot.pause()
            await whole(open_console)
        for _ in screen.grid.columns:
            screen.grid.action_column(1)
            screen.grid.action_sort()
        await open_console.pilot.pause()
        await whole(open_console)
        screen.grid.action_edge(-1)
    for action in ("operations", "copy_as", "export", "command_palette"):
        await open_console.app.run_action(action, screen if hasattr(screen, f"action_{action}") else open_console.app)
        await open_console.until(lambda: "".join(open_console.lines()[:1]).strip())
        await whole(open_console)
        while open_console.app.screen is not screen:
            open_console.app.pop_screen()
            await open_console.pilot.pause()
    if isinstance(screen, ListScreen) and screen.grid.display:
        screen.grid.action_open()
        await open_console.pilot.pause()
        await whole(open_console)


@SIZE
@AREA
async def test_it_loads(area: Area, size: tuple[int, int], cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", size=size, area=area.name) as opened:
        await whole(opened)
        assert opened.screen.facts is not None, opened.text()
        assert opened.notice() is None or "✖" not in opened.text()
        assert "shop" in opened.lines()[0]
        assert opened.lines()[-1].startswith((" enter open", "enter open")), "the keys are at the foot"
        if size[0] >= 80:
            assert "ctrl+p palette" in opened.lines()[-1], "all of them"
        if size not in WALKED:
            return
        shown = [
            binding for _, binding, enabled, _ in opened.screen.active_bindings.values() if binding.show and enabled
        ]
        assert len(shown) <= 8, "at most eight keys at the foot"
        await walk(opened)


JUDGES = ("audit", "health")
"""They have something to say of an empty database too: of its server."""


@AREA
async def test_it_is_empty_and_says_what_would_fill_it(area: Area, database18: Database) -> None:
    targets = [target_of(database18)] if area.needs_target else []
    async with console(*targets, open_target="shop" if targets else None, area=area.name) as opened:
        if area.name in JUDGES and isinstance(opened.app.screen, ListScreen) and opened.app.screen.grid.rows:
            return
        assert opened.notice() or not isinstance(opened.app.screen, ListScreen), opened.text()
        said = opened.notice() or ""
        assert "✖" not in said
        assert len(said.split()) > 5, said


@NEEDS_TARGET
async def test_it_asks_for_a_target_first(area: Area) -> None:
    async with console() as opened:
        opened.app.action_area(area.name)
        await opened.shows("Open a target first")
        assert opened.app.current_mode == "home"


@AREA
async def test_a_role_that_may_read_nothing_is_told_so(area: Area, cms: Database, nobody: str) -> None:
    async with console(target_of(cms, user=nobody), open_target="shop", area=area.name) as opened:
        await whole(opened)
        said = opened.notice()
        if area.needs_target and said is not None and KNOWS_NONE not in said:
            assert "UNKNOWN" in said or "This role" in said, "no privilege is never an empty list"


@AREA
async def test_everything_is_locked(area: Area, cms: Database) -> None:
    """ACCESS EXCLUSIVE on every table: what is locked is UNKNOWN, and nobody waits in line for it."""
    with psycopg.connect(**cms.params) as other:
        names = other.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public'"
        )
        other.execute(f"lock table {', '.join(row[0] for row in names.fetchall())} in access exclusive mode")
        async with console(target_of(cms), open_target="shop", area=area.name) as opened:
            await whole(opened)
            said = opened.notice()
            if said is not None and area.needs_target and KNOWS_NONE not in said:
                assert "UNKNOWN" in said
                assert "lock" in said
            # A read that met the lock gives up after 200 ms: nobody stands in line for longer.
            await opened.until(lambda: cms.psql("select count(*) from pg_locks where not granted") == "0")
        other.rollback()


@AREA
async def test_a_target_that_is_not_there(area: Area) -> None:
    async with console(nowhere(), open_target="gone", area=area.name) as opened:
        await whole(opened)
        if area.needs_target and opened.screen.facts is None:
            said = opened.notice() or ""
            assert said.startswith("✖")
            assert "Nothing listens at that address." in said
            assert "r try again" in said
        await walk(opened)


async def test_the_server_goes_while_it_is_looked_at() -> None:
    server = Server.start(binaries_of(18), fast=True)
    try:
        target = target_of(Database(server, "postgres"))
        async with console(target, open_target="shop") as opened:
            for area in AREAS:
                await opened.go(area.name)
            server.stop()
            for area in AREAS:
                await opened.go(area.name)
                opened.screen.action_refresh()
                await opened.settled()
                await whole(opened)
                if area.needs_target and opened.screen.facts is None:
                    assert (opened.notice() or "").startswith("✖")
            await opened.go("home")
            await opened.shows("no server's socket there")
    finally:
        server.stop()


@AREA
async def test_hostile_names_of_targets(area: Area, hostile: Database) -> None:
    """The store refuses such names; a bare address is named after what it holds."""
    names = [name for name in HOSTILE if len(name) < 100]
    here = target_of(hostile, name=names[0])
    others = [
        nowhere(name, database=name, host="127.0.0.1", user=name, environment=list(Environment)[number % 4])
        for number, name in enumerate(names[1:])
    ]
    async with console(here, *others, open_target=here.name, area=area.name) as opened:
        await walk(opened)


@SIZE
@NEEDS_TARGET
async def test_hostile_rows(area: Area, size: tuple[int, int], hostile: Database) -> None:
    async with console(target_of(hostile), open_target="shop", size=size, area=area.name) as opened:
        await whole(opened)
        if size in WALKED:
            await walk(opened, every_row=size == WIDE)


@WHOLE
async def test_it_is_resized_while_it_reads_and_while_it_shows(area: Area, cms: Database) -> None:
    async with console(target_of(cms), open_target="shop") as opened:
        opened.app.action_area(area.name)
        for size in ((60, 16), (200, 60), (20, 5), (80, 24), (120, 32), (109, 30), (111, 29), (160, 45)):
            await opened.pilot.resize_terminal(*size)
        await opened.settled()
        await whole(opened)
        assert opened.screen.facts is not None
        for size in ((60, 16), (30, 8), (10, 3), (160, 45)):
            await opened.pilot.resize_terminal(*size)
            await opened.pilot.pause()
            await whole(opened)


@WHOLE
async def test_every_key_does_something_or_nothing_and_never_breaks(area: Area, cms: Database) -> None:
    """Every action that a key of the screen stands for, one after the other, whatever is open then."""
    async with console(target_of(cms), open_target="shop", area=area.name) as opened:
        screen = opened.app.screen
        tried: set[str] = set()
        for key, active in list(opened.screen.active_bindings.items()):
            binding = active.binding
            if binding.action in tried or (binding.id or "").startswith(("list.", "detail.")):
                continue
            tried.add(binding.action)
            if binding.action in {"quit", "psql", "look"} or key in {"ctrl+q", "ctrl+z"}:
                continue  # they leave, or hand the terminal over
            assert binding.id is not None or binding.system or binding.action in TEXTUALS_OWN, (
                f"{key} ({binding.action}) cannot be re-mapped"
            )
            await opened.app.run_action(binding.action, active.node)
            await opened.pilot.pause()
            await whole(opened)
            for _ in range(5):
                if opened.app.screen is screen:
                    break
                if isinstance(opened.app.screen, AreaScreen):
                    await opened.go(area.name)
                else:
                    opened.app.pop_screen()
                await opened.pilot.pause()


TEXTUALS_OWN = {
    "app.focus_next",
    "app.focus_previous",
    "app.help_quit",
    "app.command_palette",
    "screen.copy_text",
    "command_palette",
    "suspend_process",
    "help_quit",
}


@WHOLE
async def test_going_there_and_back_keeps_the_place(area: Area, cms: Database) -> None:
    """Cursor, filter and order are as they were left."""
    async with console(target_of(cms), open_target="shop", area=area.name) as opened:
        if not isinstance(opened.app.screen, ListScreen) or not opened.listing.grid.visible_rows:
            return  # there is no place to keep
        if area.name == "records":
            return  # there / looks everything up: a place of its own, and esc comes back from it
        grid = opened.listing.grid
        values = grid.visible_rows[-1].values
        word = str(values[1] or values[0])[:6]
        grid.action_column(1)
        grid.action_sort()
        await opened.press("slash")
        opened.one(Input, "FilterInput").value = f'"{word}"'
        await opened.press("enter")
        grid.action_edge(1)
        await opened.pilot.pause()
        before = (opened.keys, grid.current, grid.sort_column, grid.current_column)
        assert before[0], "the filter keeps what it was made of"
        other = next(each.name for each in AREAS if each.name != area.name)
        await opened.go(other)
        await opened.go(area.name)
        grid = opened.listing.grid
        assert [*before[:1], grid.sort_column, grid.current_column] == [opened.keys, before[2], before[3]]
        assert grid.current is not None
        assert before[1] is not None
        assert grid.current.key == before[1].key
        assert word in opened.lines()[-2]


@WHOLE
async def test_themes_keep_rows_legible_and_production_red(area: Area, cms: Database) -> None:
    async with console(target_of(cms), open_target="shop", area=area.name) as opened:
        for theme in ("light", "high-contrast", "dark"):
            opened.app.theme = theme
            await opened.pilot.pause()
            tokens = opened.app.theme_variables
            strips = opened.app.screen._compositor.render_strips(opened.app.size)
            top = strips[0]._segments[0].style
            assert top is not None
            assert top.bgcolor is not None
            assert top.bgcolor.get_truecolor().hex == "#ef6f6c"
            for number, strip in enumerate(strips[1:], start=1):
                for segment in strip:
                    check_contrast(segment, tokens, f"{theme}, line {number}: {segment.text!r}")


def check_contrast(segment: Any, tokens: dict[str, str], where: str) -> None:
    """Text is told from its ground: WCAG's ratio, 3 for what is large or faint."""
    style = segment.style
    if not segment.text.strip() or style is None or style.color is None or style.bgcolor is None:
        return
    if set(segment.text.strip()) <= set("░▏▎█▁▂▃▄▅▆▇│─╭╮╰╯"):
        return
    light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3, where


def luminance(colour: Any) -> float:
    parts = [part / 255 for part in colour.get_truecolor()]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (float(part) for part in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


MAPPED = Config(refresh_seconds=0, settings={"shop": SettingsMapping("public.site_settings")})
SLOW_SETTINGS = """
create view public.site_settings as
    select 'a'::text as key, 'b'::text as value, 'TEXT'::text as type, pg_sleep(30)::text as "group";
"""


async def test_esc_stops_what_is_read_on_the_server_too(database18: Database) -> None:
    database18.psql(SLOW_SETTINGS)
    running = """
        select count(*) from pg_stat_activity
        where state = 'active' and query ~ 'site_settings' and pid <> pg_backend_pid()
    """
    async with console(target_of(database18), open_target="shop", area="home", config=MAPPED) as opened:
        await opened.settled()
        opened.app.action_area("content")
        await opened.until(lambda: database18.psql(running) == "1", seconds=4)
        assert "Reading settings" in opened.text()
        await opened.shows("esc stops it")
        await opened.press("escape")
        await opened.until(lambda: database18.psql(running) == "0", seconds=2)
        assert "Stopped." in opened.text()
        assert isinstance(opened.one(Notice), Notice)
        assert opened.app.current_mode == "content"
        await opened.press("escape")
        assert opened.app.current_mode == "home"


async def test_keys_work_while_it_reads(database18: Database) -> None:
    database18.psql(SLOW_SETTINGS)
    async with console(target_of(database18), open_target="shop", area="home", config=MAPPED) as opened:
        await opened.settled()
        opened.app.action_area("content")
        await opened.shows("Reading settings")
        await opened.press("question_mark")
        assert isinstance(opened.app.screen, Dialog)
        await opened.press("escape", "1")
        assert opened.app.current_mode == "home"
        await opened.press("j", "k")
        assert opened.one(Grid).current is not None


@pytest.mark.long
async def test_a_read_that_takes_too_long_is_unknown(database18: Database) -> None:
    database18.psql(SLOW_SETTINGS)
    async with console(target_of(database18), open_target="shop", config=MAPPED) as opened:
        opened.app.action_area("content")
        await opened.shows("UNKNOWN", seconds=9)
        await asyncio.sleep(0)
        assert "too long" in (opened.notice() or "")
