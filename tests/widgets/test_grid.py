"""The list: keys, mouse, headings that are stepped over, and a cursor that stays with its row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rich.segment import Segment
from textual.pilot import Pilot

from console.theme.themes import THEMES
from console.widgets.grid import Grid
from console.widgets.rows import Column, Row
from console.widgets.text import Span, Tone, cell
from tests.widgets.gallery import Gallery, gallery, line_with, lines, text
from tests.widgets.hostile import HOSTILE, dangerous

COLUMNS = (
    Column("name", "name", least=6, most=20),
    Column("value", "value", least=6, grow=True),
    Column("size", "size", align="right", rank=1),
)


def row(name: str, value: Any = "v", size: Any = 1) -> Row:
    return Row(name, (cell(name), cell(value), cell(size)), (name, value, size))


def heading(words: str) -> Row:
    return Row(f"group {words}", group=cell(words))


PLAIN = [row(f"row {number:02}", f"value {number % 7}", 1000 - number) for number in range(60)]
GROUPED = [heading("one"), row("a"), row("b"), heading("two"), row("c"), heading("three"), row("d"), row("e")]


@asynccontextmanager
async def shown(rows: list[Row], size: tuple[int, int] = (60, 12)) -> AsyncIterator[tuple[Grid, Pilot[None]]]:
    grid = Grid(COLUMNS)
    async with gallery(grid, size=size) as pilot:
        grid.focus()
        grid.show(rows)
        await pilot.pause()
        yield grid, pilot


def opened(pilot: Pilot[None]) -> list[str]:
    """The keys of the rows that were opened. A hook hears a message once for each that it passes."""
    assert isinstance(pilot.app, Gallery)
    return [message.row.key for message in dict.fromkeys(pilot.app.heard(Grid.Opened))]


def at(grid: Grid) -> str:
    """The key of the row under the cursor, which must be painted too."""
    assert grid.current is not None
    if grid.is_mounted:
        marked = [line for line in lines(grid.app) if line.startswith("▎")]
        assert len(marked) == 1, text(grid.app)
        assert grid.current.key in marked[0]
    return grid.current.key


async def test_keys_move_the_cursor() -> None:
    async with shown(PLAIN) as (grid, pilot):
        where = []
        for key in ("j", "down", "k", "ctrl+d", "ctrl+u", "G", "j", "k", "g", "k", "end", "home", "pagedown"):
            await pilot.press(key)
            where.append(int(at(grid)[-2:]))
        assert where == [1, 2, 1, 6, 1, 59, 59, 58, 0, 0, 59, 0, 5]


async def test_headings_are_stepped_over() -> None:
    async with shown(GROUPED) as (grid, pilot):
        seen = [at(grid)]
        for _ in range(6):
            grid.action_move(1)
            await pilot.pause()
            seen.append(at(grid))
        assert seen == ["a", "b", "c", "d", "e", "e", "e"]
        grid.action_edge(-1)
        await pilot.pause()
        assert at(grid) == "a"
        for size in range(1, 9):
            grid.action_page(size)
            await pilot.pause()
            assert not grid.current.group if grid.current else False


async def test_a_heading_comes_into_sight_with_the_first_row_of_its_group() -> None:
    async with shown([heading("top"), *PLAIN]) as (grid, pilot):
        grid.action_edge(1)
        await pilot.pause()
        assert "top" not in text(pilot.app)
        grid.action_edge(-1)
        await pilot.pause()
        assert "top" in text(pilot.app)


async def test_the_cursor_stays_on_its_row() -> None:
    async with shown(PLAIN) as (grid, pilot):
        grid.select("row 30")
        await pilot.pause()
        assert at(grid) == "row 30"
        grid.show([row("new one"), *reversed(PLAIN), row("new two")])
        await pilot.pause()
        assert at(grid) == "row 30"
        grid.show([one for one in PLAIN if one.key != "row 30"])
        await pilot.pause()
        assert at(grid) != "row 30"
        grid.show([])
        await pilot.pause()
        assert grid.current is None
        await pilot.press("j", "enter", "G", "s", "l")
        grid.show(PLAIN[:1])
        await pilot.pause()
        assert at(grid) == "row 00"


async def test_the_filter_keeps_the_cursor_and_says_what_is_left() -> None:
    async with shown(GROUPED) as (grid, pilot):
        grid.select("d")
        grid.narrow("name:d")
        await pilot.pause()
        assert at(grid) == "d"
        assert [one.key for one in grid.visible_rows] == ["d"]
        assert "three" in text(pilot.app)
        assert "two" not in text(pilot.app)
        grid.narrow("")
        await pilot.pause()
        assert at(grid) == "d"
        grid.narrow("nothing like it")
        await pilot.pause()
        assert grid.current is None
        await pilot.press("enter")
        assert not opened(pilot)


async def test_columns_and_sort() -> None:
    async with shown(PLAIN) as (grid, pilot):
        await pilot.press("l", "l", "l", "s")
        assert grid.current_column == 2
        assert [one.values[2] for one in grid.visible_rows][:2] == [941, 942]
        assert "size ▲" in lines(pilot.app)[0]
        await pilot.press("s")
        assert [one.values[2] for one in grid.visible_rows][:2] == [1000, 999]
        assert "size ▼" in lines(pilot.app)[0]
        await pilot.press("s")
        assert grid.sort_column is None
        await pilot.press("h", "h", "h")
        assert grid.current_column == 0


async def test_a_sort_survives_new_rows_and_takes_headings_away() -> None:
    async with shown(GROUPED) as (grid, pilot):
        grid.action_sort()
        grid.action_sort()
        assert [one.key for one in grid.visible_rows] == ["e", "d", "c", "b", "a"]
        grid.show([*GROUPED, row("f")])
        await pilot.pause()
        assert [one.key for one in grid.visible_rows] == ["f", "e", "d", "c", "b", "a"]
        assert "three" not in text(pilot.app)


async def test_enter_opens() -> None:
    async with shown(GROUPED) as (_grid, pilot):
        await pilot.press("j", "enter")
        assert opened(pilot) == ["b"]


async def test_mouse() -> None:
    async with shown(GROUPED) as (grid, pilot):
        await pilot.click(Grid, offset=(5, 3))
        assert at(grid) == "b"
        await pilot.click(Grid, offset=(5, 4))  # a heading of a group
        assert at(grid) == "b"
        await pilot.click(Grid, offset=(5, 11))  # below the last row
        assert at(grid) == "b"
        await pilot.click(Grid, offset=(5, 5), times=2)
        assert opened(pilot) == ["c"]
        left = line_with(pilot.app, "size").index("size")
        await pilot.click(Grid, offset=(left + 1, 0))
        assert (grid.sort_column, grid.current_column) == (2, 2)
        await pilot.click(Grid, offset=(left + 1, 0))
        assert grid.descending


async def test_mouse_where_the_list_is_scrolled() -> None:
    async with shown(PLAIN) as (grid, pilot):
        grid.action_edge(1)
        await pilot.pause()
        words = lines(pilot.app)[4]
        await pilot.click(Grid, offset=(5, 4))
        assert at(grid) in words


def colours(segments: list[Segment], words: str) -> tuple[str, str]:
    """Foreground and background of the segment that holds these words."""
    style = next(segment.style for segment in segments if words in segment.text)
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex


@pytest.mark.parametrize("theme", list(THEMES))
async def test_the_cursor_line_keeps_the_colours_of_its_cells(theme: str) -> None:
    rows = [Row(key, ((Span("fine", Tone.FINE),), cell("x"), cell(1)), ("", "", 1)) for key in "ab"]
    async with shown(rows) as (grid, pilot):
        pilot.app.theme = theme
        await pilot.pause()
        tokens = THEMES[theme].variables
        first, second = list(grid.render_line(1)), list(grid.render_line(2))
        assert colours(first, "fine") == (tokens["fine"], tokens["selection"])
        assert colours(second, "fine") == (tokens["fine"], tokens["ground"])


@pytest.mark.parametrize("size", [(200, 40), (60, 16), (20, 5), (11, 3), (3, 2)])
async def test_any_rows_at_any_size(size: tuple[int, int]) -> None:
    rows = [row(value, value, value) for value in HOSTILE] + [heading(value) for value in HOSTILE]
    async with shown(rows, size) as (grid, pilot):
        for action in (1, 1, 1, -1):
            grid.action_move(action)
            grid.action_column(action)
        grid.action_sort()
        grid.action_edge(1)
        await pilot.pause()
        painted = lines(pilot.app)
        assert len(painted) == size[1]
        assert not dangerous("".join(painted))
        for y in range(size[1]):
            assert grid.render_line(y).cell_length == grid.scrollable_content_region.width


async def test_a_list_that_is_resized_keeps_the_cursor_in_sight() -> None:
    async with shown(PLAIN, (60, 40)) as (grid, pilot):
        grid.select("row 35")
        await pilot.pause()
        for size in ((60, 8), (20, 4), (120, 50), (60, 12)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert at(grid) == "row 35"
