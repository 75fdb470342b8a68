"""Records: look anything up, on any schema. One place at a time, `esc` goes back to the one that led here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.timer import Timer

from console.core.blocking import in_daemon
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block
from console.widgets.choice import Item
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.filterbar import FilterBar, FilterInput
from console.widgets.grid import Grid
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.records.opened import Records
    from console.records.screen_spot import Desk, Doing, ListOf, Spot

_CALM = 0.08
"""Seconds that the cursor must rest before the record below it is read."""
_NEAR = 15
"""Rows before the end at which the next page is fetched."""


class RecordsScreen(ListScreen[Any]):
    """The records of the open target."""

    AREA = "records"
    WHAT = "records"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "find", "find", id="records.find", tooltip="Look anything up: e-mail, reference, half a name"),
        Binding("backspace", "back", "back", id="records.back", show=False, tooltip="To where you came from"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._records: Records | None = None
        self._spots: list[Spot[Any]] = []
        self._desk: Desk | None = None
        self._doings: dict[str, Doing] = {}
        self._calm: Timer | None = None
        self._page: DetailPage | None = None
        self._wanted = False

    # -- where we are --------------------------------------------------------------------------------------------

    def first(self, desk: Desk) -> Spot[Any]:
        """The spot that the area begins at."""
        from console.records.screen_kinds import KindsSpot

        return KindsSpot(desk)

    @property
    def spot(self) -> Spot[Any] | None:
        """Where we are; None until the database is open."""
        return self._spots[-1] if self._spots else None

    def _go(self, spot: Spot[Any]) -> None:
        if self.spot is not None and self.grid.current is not None:
            self.spot.cursor = self.grid.current.key
        self._spots.append(spot)
        self._arrive()

    def _arrive(self) -> None:
        """At another spot: what it showed before is shown at once, and read again."""
        spot = self.spot
        assert spot is not None  # noqa: S101
        bar = self.query_one(FilterBar)
        bar.query_one(FilterInput).value = spot.filter
        bar.display = bool(spot.filter)
        self.facts = None
        self.grid.narrow("")
        self.grid.head(spot.columns)
        self.show_heading()
        self.load()

    async def read(self) -> Any:
        database = await self.console.database()
        await in_daemon(lambda: import_module("console.records.screen_list"), timeout=60)
        await in_daemon(lambda: import_module("console.records.screen_kinds"), timeout=60)
        if self._records is None:
            await self._open(database)
        spot = self.spot
        assert spot is not None  # noqa: S101
        facts = await spot.read(database)
        if spot is self.spot:
            spot.facts = None if isinstance(facts, Unknown) else facts
            if self.grid.columns != tuple(spot.columns):
                self.grid.head(spot.columns)
        return facts

    async def _open(self, database: Any) -> None:
        from console.records.opened import open_records
        from console.records.screen_spot import Desk
        from console.records.session import record_session

        target = self.console.current
        async with record_session(database) as session:
            self._records = await open_records(session, target.name if target else "")
        self._desk = Desk(
            console=self.console,
            records=self._known,
            go=self._go,
            show_record=self._show_record,
            show_list=self._show_list,
            load=self._reload,
            draw=self._draw,
            show_some=self._show_some,
        )
        self._spots = [self.first(self._desk)]

    def record_spot(self, desk: Desk, kind: str, key: tuple[str, ...]) -> Spot[Any]:
        """Where a record is shown."""
        from console.records.screen_record import RecordSpot

        return RecordSpot(desk, kind, key)

    def list_spot(self, desk: Desk, kind: str, which: ListOf) -> Spot[Any]:
        """Where the records of a kind are shown."""
        from console.records.screen_list import ListSpot

        return ListSpot(desk, kind, which)

    def _show_record(self, kind: str, key: tuple[str, ...]) -> None:
        if self._desk is not None:
            self._go(self.record_spot(self._desk, kind, key))

    def _show_list(self, kind: str, which: ListOf) -> None:
        if self._desk is not None:
            self._go(self.list_spot(self._desk, kind, which))

    def _show_some(self, facts: Any) -> None:
        self.facts = facts
        self._hide_body(False)
        self.grid.show(self.rows(facts))
        self._count()
        self.show_heading()

    def _known(self) -> Records:
        if self._records is None:
            raise Problem("The records are not open yet.", "", "r reads again.")
        return self._records

    def _reload(self) -> None:
        self.load()

    def target_changed(self) -> None:
        self._records, self._spots, self._desk = None, [], None
        super().target_changed()

    # -- what is shown -------------------------------------------------------------------------------------------

    def heading(self) -> Line:
        names = [each.crumb for each in self._spots or ()]
        room = max(24, self.size.width // 2)
        if len(names) > 2 and sum(len(name) + 3 for name in names) > room:
            names = [names[0], "…", names[-1]]  # the way there is cut in its middle: esc goes it one by one
        spans: list[Span] = []
        for number, name in enumerate(names):
            last = number == len(names) - 1
            spans += cell(name, Tone.INK if last else Tone.DIM, bold=last, limit=60)
            spans += [] if last else [Span(" › ", Tone.FAINT)]
        crumbs = tuple(spans) or cell(self.AREA.title(), bold=True)
        words = self.spot.words(self.facts) if self.spot is not None and self.facts is not None else ()
        return join(crumbs, words, gap="   ")

    def nothing_in(self, facts: Any) -> tuple[str, str] | None:
        return self.spot.nothing(facts) if self.spot is not None else None

    def rows(self, facts: Any) -> Sequence[Row]:
        return self.spot.rows(facts) if self.spot is not None else ()

    def show(self, facts: Any) -> None:
        super().show(facts)
        if self._wanted:
            self._wanted = False
            self.action_find()
        spot = self.spot
        if spot is not None and spot.cursor:
            self.grid.select(spot.cursor)
            spot.cursor = ""
        if self.focused is None:
            self.grid.focus()
        self._closer_soon()

    def detail(self, row: Row) -> Sequence[Block]:
        return self.spot.detail(self.facts, row) if self.spot is not None and self.facts is not None else ()

    def _draw(self) -> None:
        """What is known has become more: the rows and the detail anew, the cursor where it was."""
        if self.facts is None or self.spot is None:
            return
        self.grid.show(self.rows(self.facts))
        self._count()
        row = self.grid.current
        self.query_one(Detail).show(self.detail(row) if row is not None else (), keep_place=True)
        if self._page is not None and self._page.is_current and row is not None:
            self._page.show(self.detail(row))
        self.show_heading()

    def _show_detail(self) -> None:
        super()._show_detail()
        self._closer_soon()

    def _closer_soon(self) -> None:
        if self._calm is not None:
            self._calm.stop()
        self._calm = self.set_timer(_CALM, self._closer)

    @work(exclusive=True, group="closer", exit_on_error=False)
    async def _closer(self) -> None:
        """Read what the record under the cursor has besides, and the page behind the last row."""
        spot, facts = self.spot, self.facts
        if spot is None or facts is None:
            return
        rows = self.grid.visible_rows
        row = self.grid.current
        last = row is not None and row in rows[-_NEAR:]
        try:
            news = await spot.closer(await self.console.database(), facts, row, last)
        except Problem as problem:
            self.app.notify(str(problem), severity="error", timeout=8)
            return
        if news and spot is self.spot and facts is self.facts:
            self._draw()

    # -- moving --------------------------------------------------------------------------------------------------

    def on_grid_edged(self, event: Grid.Edged) -> None:
        """`g` and `G` go to the ends of what there is, not of what is shown."""
        event.stop()
        self._to_edge(event.side)

    @work(exclusive=True, group="closer", exit_on_error=False)
    async def _to_edge(self, side: int) -> None:
        spot, facts = self.spot, self.facts
        if spot is None or facts is None:
            return
        try:
            news = await spot.edge(await self.console.database(), facts, side)
        except Problem as problem:
            self.app.notify(str(problem), severity="error", timeout=8)
            return
        if news and spot is self.spot and facts is self.facts:
            self._draw()
            rows = self.grid.visible_rows
            self.grid.select(rows[-1 if side > 0 else 0].key if rows else "")
            self._closer_soon()

    def opened(self, row: Row) -> None:
        if self.spot is None or self.facts is None or self.spot.opened(self.facts, row):
            return
        if self.has_class("-narrow"):
            self._page = DetailPage(self.crumbs(row), self.detail(row))
            self.app.push_screen(self._page)
        else:
            self.query_one(Detail).focus()

    def crumbs(self, row: Row) -> tuple[str, ...]:
        return tuple(each.crumb for each in self._spots)

    def action_back(self) -> None:
        """Out of the detail, then the filter away, then to the spot before."""
        bar = self.query_one(FilterBar)
        if (
            self.query_one(Detail).has_focus
            or self._reading_since is not None
            or (bar.text and self.spot is not None and not self.spot.asks_server)
        ):
            super().action_back()
        elif len(self._spots) > 1:
            self._spots.pop()
            self._arrive()
        else:
            super().action_back()

    def find_soon(self) -> None:
        """Open the box now, or as soon as the records are open: who comes from another area has typed `f` there."""
        self._wanted = self._desk is None
        if not self._wanted:
            self.action_find()

    def action_find(self) -> None:
        """Look anything up."""
        if self._desk is None:
            return
        from console.records.screen_search import SearchSpot

        if not isinstance(self.spot, SearchSpot):
            self._go(SearchSpot(self._desk))
        self.query_one(FilterBar).open()

    def action_filter(self) -> None:
        """`/` at the kinds looks everything up; in a list it filters the list."""
        if len(self._spots) == 1 and type(self).__name__ == "RecordsScreen":
            self.action_find()
        else:
            super().action_filter()

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """Narrow as one types, or ask the server for every key."""
        from console.records.screen_search import SearchSpot

        event.prevent_default()  # else the list would be narrowed too, by words that the server has understood already
        if isinstance(self.spot, SearchSpot):
            if self.spot.typed(event.text):
                self.load()
        elif self.spot is not None and not self.spot.asks_server:
            super().on_filter_bar_changed(event)
        else:
            event.stop()

    def on_filter_bar_left(self) -> None:
        """Enter keeps the filter: a list of records asks the server for what it leaves."""
        super().on_filter_bar_left()
        spot = self.spot
        text = self.query_one(FilterBar).text
        if spot is not None and spot.asks_server and text != spot.filter and spot.refilter(text):
            self.facts = None
            self.load()

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        if self.spot is None or self.facts is None:
            return ()
        doings = list(self.spot.doings(self.facts, self.grid.current))
        self._doings = {each.id: each for each in doings}
        return [Item(each.id, each.title, each.note, why_not=each.why_not) for each in doings]

    def perform(self, key: str) -> None:
        if key in self._doings:
            self._perform(self._doings[key])

    @work(exclusive=True, group="write-plan")
    async def _perform(self, doing: Doing) -> None:
        try:
            if await doing.run():
                self.load()
        except Problem as problem:
            self.console.notify(str(problem), severity="error", timeout=8)

    def link(self, row: Row) -> str:
        target = self.console.current.name if self.console.current else ""
        return f"greenroom {self.spot.command(row)} --target {target}" if self.spot is not None else ""

    async def export_rows(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """All that the filter leaves, masked as it is shown; of other spots what is shown."""
        if self.spot is not None:
            whole = await self.spot.exported(await self.console.database())
            if whole is not None:
                return whole
        return await super().export_rows()
