"""An area made of a list and the thing selected in it. Below 110 columns the thing is a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer

from console.widgets.area_screen import AreaScreen, F
from console.widgets.blocks import Block
from console.widgets.choice import Choice, Item
from console.widgets.copying import copied_as, exact
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.exporting import ask_and_export
from console.widgets.filterbar import FilterBar
from console.widgets.grid import Grid
from console.widgets.keybar import KeyBar
from console.widgets.rows import Column, Row

REST_SECONDS = 0.06
"""A cursor that has not moved for so long rests. Longer than the pause between two repeats of a held key."""


class ListScreen(AreaScreen[F], Generic[F]):
    """Facts as rows on the left, the current one whole on the right."""

    COLUMNS: ClassVar[Sequence[Column]] = ()
    THING: ClassVar[str] = "row"
    """What one row is called: `setting`."""

    DEFAULT_CSS = """
    ListScreen #pair { height: 1fr; }
    ListScreen Grid { width: 11fr; }
    ListScreen Detail { width: 9fr; border-left: vkey $hairline; }
    ListScreen.-narrow Detail { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_cell", "copy", id="screen.copy", show=False, tooltip="Copy the cell under the cursor"),
        Binding("Y", "copy_as", "copy as", id="screen.copy-as", show=False, tooltip="Copy the row as text, JSON, …"),
        Binding("ctrl+e", "look", "editor", id="screen.look", show=False, tooltip="Look at the value in $EDITOR"),
        Binding("e", "export", "export", id="screen.export", tooltip="Write what is shown to a file"),
    ]

    _detail_of: Row | None = None
    _moving: Timer | None = None

    # -- what an area fills in -----------------------------------------------------------------------------------

    def rows(self, facts: F) -> Sequence[Row]:
        """The facts as rows."""
        raise NotImplementedError

    def detail(self, row: Row) -> Sequence[Block]:
        """The thing that a row stands for."""
        return ()

    def link(self, row: Row) -> str:
        """The command that shows this row again, for `Y`."""
        return ""

    def statement(self, row: Row) -> str:
        """The row as SQL, for `Y`; empty where it comes from no table."""
        return ""

    def opened(self, row: Row) -> None:
        """Enter on a row. By default the keys go to its detail, which is a page where there is no room beside."""
        if self.has_class("-narrow"):
            self.app.push_screen(DetailPage(self.crumbs(row), self.detail(row)))
        else:
            self.query_one(Detail).focus()

    def crumbs(self, row: Row) -> tuple[str, ...]:
        """Where the page of a row stands."""
        return (self.AREA.title(), row.key)

    # -- frame ---------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        with Horizontal(id="pair"):
            yield Grid(self.COLUMNS, always=True, thing=self.THING)
            yield Detail()

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield FilterBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.move_child(self.query_one(FilterBar), before=self.query_one(KeyBar))
        self.grid.focus()

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one(Grid)

    def show(self, facts: F) -> None:
        self.grid.show(self.rows(facts))
        self._count()

    def forget(self) -> None:
        self.grid.show(())

    def _count(self) -> None:
        total = sum(1 for row in self.grid.rows if not row.group)
        self.query_one(FilterBar).count(len(self.grid.visible_rows), total)

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """The detail follows the cursor: after the row itself is painted, and while a key is held, when it rests."""
        event.stop()
        if self._moving is None:
            self._moving = self.set_timer(REST_SECONDS, self._rested)
            self.call_after_refresh(self._show_detail)
        else:
            self._moving.reset()

    def _rested(self) -> None:
        self._moving = None
        if self.grid.current is not self._detail_of:
            self._show_detail()

    def _show_detail(self) -> None:
        """The current row, whole; the same thing read again stays where it was scrolled to."""
        row, before = self.grid.current, self._detail_of
        same = row is not None and before is not None and row.key == before.key
        self.query_one(Detail).show(self.detail(row) if row is not None else (), keep_place=same)
        self._detail_of = row

    def on_grid_opened(self, event: Grid.Opened) -> None:
        """Enter."""
        event.stop()
        if event.row is not None:
            self.opened(event.row)

    # -- filter --------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(FilterBar).open()

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Narrow as one types."""
        self.grid.narrow(event.text)
        self._count()
        self.show_heading()

    def on_filter_bar_left(self) -> None:
        """The list has the keys again."""
        self.grid.focus()

    def action_back(self) -> None:
        """Esc leaves the detail first, then drops the filter."""
        bar = self.query_one(FilterBar)
        if self.query_one(Detail).has_focus:
            self.grid.focus()
        elif bar.text:
            bar.clear()
            self.grid.focus()
        else:
            super().action_back()

    # -- copy and export -----------------------------------------------------------------------------------------

    def action_copy_cell(self) -> None:
        """The cell under the cursor, whole."""
        row = self.grid.current
        if row is not None:
            self.console.copy(exact(row.values[self.grid.current_column]))

    def whole(self, row: Row) -> str:
        """The text that `ctrl+e` opens: by default the cell under the cursor."""
        return exact(row.values[self.grid.current_column])

    def action_look(self) -> None:
        """The value in $EDITOR, to look at; what is changed there goes nowhere."""
        row = self.grid.current
        if row is not None:
            self.console.look(self.whole(row))

    @work(exclusive=True, group="menu")
    async def action_copy_as(self) -> None:
        """The row in a form that is chosen."""
        row = self.grid.current
        if row is None:
            return
        items = [Item("row", "row", "values between tabs"), Item("json", "JSON"), Item("markdown", "Markdown")]
        if self.link(row):
            items.append(Item("link", "link", "the command that shows it again"))
        if self.statement(row):
            items.append(Item("sql", "SQL", "the statement that gives it these values"))
        kind = await self.app.push_screen_wait(Choice("Copy as", items))
        if kind == "link":
            self.console.copy(self.link(row))
        elif kind == "sql":
            self.console.copy(self.statement(row))
        elif kind is not None:
            self.console.copy(copied_as(kind, self.grid.columns, row))

    async def export_rows(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Headings and values of what is shown, filter and sort included."""
        return [column.key for column in self.grid.columns], [tuple(row.values) for row in self.grid.visible_rows]

    @property
    def export_name(self) -> str:
        """What the proposed file is called after the target."""
        return self.AREA

    def export_forms(self) -> Sequence[tuple[str, str, Callable[[], str]]]:
        """Forms beside CSV and JSON: ending, title, and what makes the text."""
        return ()

    @work(exclusive=True, group="menu")
    async def action_export(self) -> None:
        """What is shown to a new file. Nothing where a notice stands in the place of the list."""
        if self.facts is None:
            self.app.notify("There is nothing to export.", severity="warning")
            return
        headings, rows = await self.export_rows()
        await ask_and_export(self.console, self.export_name, headings, rows, self.export_forms())
