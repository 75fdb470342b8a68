"""A list of cells: one of them selected, cells made when they are looked at, and a thing found among many."""

from __future__ import annotations

from typing import Any

from textual.app import App, ComposeResult
from textual.widgets import Input

from console.theme.themes import THEMES, defaults
from console.widgets.choice import Item
from console.widgets.find import MOST, Find
from console.widgets.matrix import Matrix
from console.widgets.rows import Column, Late, Row, filtered
from console.widgets.text import cell
from tests.widgets.gallery import lines

COLUMNS = (
    Column("thing", "thing", least=12, most=40, grow=True),
    *(Column(f"c{n}", f"c{n}", least=4, most=4) for n in range(3)),
)


def rows(number: int, made: list[tuple[int, int]]) -> list[Row]:
    """Rows whose cells say when they are made."""

    def row(line: int) -> Row:
        def make(place: int) -> Any:
            made.append((line, place))
            return cell(f"thing {line}" if place == 0 else f"x{place}")

        return Row(str(line), Late(4, make), Late(4, lambda place: f"{line} {place}"), searched=1)

    return [row(line) for line in range(number)]


class Shown(App[None]):
    """A matrix, and what it told."""

    def __init__(self, made: list[tuple[int, int]]) -> None:
        super().__init__()
        self.told: list[int] = []
        self.made = made
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = "dark"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return defaults()

    def compose(self) -> ComposeResult:
        yield Matrix(COLUMNS, always=True)

    def on_mount(self) -> None:
        matrix = self.query_one(Matrix)
        matrix.head(COLUMNS, by_cell=True)
        matrix.show(rows(5_000, self.made))
        matrix.focus()

    def on_matrix_past_edge(self, event: Matrix.PastEdge) -> None:
        self.told.append(event.by)


async def test_only_what_is_seen_is_made_and_the_cell_is_marked() -> None:
    made: list[tuple[int, int]] = []
    app = Shown(made)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        across = {line for line, place in made if place}
        assert across <= set(range(12)), "cells that are not seen are not made"
        await pilot.press("l", "l")
        assert "‹x2  ›" in lines(app)[1]
        await pilot.press("l", "l", "j")
        assert app.told == [1]
        assert "‹x3  ›" in lines(app)[2]
        assert "‹" not in lines(app)[1]
        await pilot.press("h", "h", "h", "h")
        assert app.told == [1, -1]
        made.clear()
        app.query_one(Matrix).narrow("4999")
        assert not [each for each in made if each[1]], "a word is looked for in the names alone"
        await pilot.pause()
        assert "thing 4999" in lines(app)[1]


def test_a_column_can_be_filtered_all_the_same() -> None:
    made: list[tuple[int, int]] = []
    found = filtered(rows(20, made), COLUMNS, "c0:x1")
    assert len(found) == 20
    assert not filtered(rows(20, made), COLUMNS, "c0:none")
    assert list(found[3].values[1:3]) == ["3 1", "3 2"]


async def test_find() -> None:
    app = Shown([])
    items = [Item(str(number), f"[/] thing {number}", "[@click=app.quit]x[/]") for number in range(5_000)]
    got: list[Item | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Find("Which?", items, free="enter looks for it"), got.append)
        await pilot.pause()
        assert f"and {5_000 - MOST:,} more" in "\n".join(lines(app))
        app.screen.query_one(Input).value = "thing 499"
        await pilot.pause()
        await pilot.press("down", "enter")
        assert got == [items[1499]]
        app.push_screen(Find("Which?", items, free="enter looks for it"), got.append)
        await pilot.pause()
        app.screen.query_one(Input).value = "nobody"
        await pilot.pause()
        assert "enter looks for it" in "\n".join(lines(app))
        await pilot.press("enter")
        assert got[1] == Item("", "nobody")
