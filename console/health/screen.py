"""Health: what is wrong first, then everything that a DBA looks at, a view each; live, and gentle.

`v` chooses a view, `]` and `[` step. Above stand the vitals with what they were since the target was opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, partialmethod
from importlib import import_module
from typing import Any, ClassVar

from textual import events, work
from textual.binding import BindingType
from textual.timer import Timer

from console.core.blocking import in_daemon
from console.core.unknown import Unknown
from console.errors import Problem
from console.health.screen_doing import Doings
from console.health.screen_keys import ACTIONS, BINDINGS
from console.health.screen_view import TABS, AnyView, Place, Tab
from console.widgets.blocks import Block
from console.widgets.choice import Choice, Item
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.filterbar import FilterBar, FilterInput
from console.widgets.grid import Grid
from console.widgets.list_screen import ListScreen
from console.widgets.palette import Command
from console.widgets.rows import Row
from console.widgets.text import Line

_CALM = 0.15
"""Seconds that the list must rest before more is read of what is seen."""


class HealthScreen(ListScreen[Any]):
    """One view of what health knows at a time."""

    AREA = "health"
    WHAT = "health"
    REFRESH: ClassVar[float | None] = 1.0

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(self) -> None:
        super().__init__()
        self._tab = TABS[0]
        self._views: dict[str, AnyView] = {}
        self._place: Place | None = None
        self._calm: Timer | None = None
        self._doings = Doings()
        self._page: DetailPage | None = None
        self._made: Sequence[Row] = ()
        self._wanted = ""
        self._keeper: Any = None

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def view(self) -> AnyView | None:
        """The view that is shown, None until it is loaded."""
        return self._views.get(self._tab.name)

    @property
    def every(self) -> float | None:
        return self.view.every if self.view is not None else self.REFRESH

    @property
    def place(self) -> Place:
        """What the views know of this screen."""
        if self._place is None:
            self._place = Place(self.console, self._draw, self.load, self.show_filtered)
        return self._place

    async def read(self) -> Any:
        database = await self.console.database()
        view = await self._loaded(self._tab)
        if self._keeper is None:
            module = await in_daemon(lambda: import_module("console.health.screen_record"), timeout=60)
            self._keeper = module.Keeper(self.place)
        await self._keeper.look(database, wide=view.wide)
        found = await view.read(database)
        if not isinstance(found, Unknown):
            await self._keeper.keep(view.told(found))
        return found

    async def _loaded(self, tab: Tab) -> AnyView:
        if tab.name not in self._views:
            module, _, name = tab.view.partition(":")
            loaded = await in_daemon(lambda: import_module(module), timeout=60)
            self._views[tab.name] = getattr(loaded, name)(self.place)
        view = self._views[tab.name]
        if tab is self._tab and self.grid.columns != tuple(view.columns):
            self.grid.head(view.columns)
        return view

    def action_refresh(self) -> None:
        if self.view is not None:
            self.view.again()
        super().action_refresh()

    def target_changed(self) -> None:
        self.place.counters = None
        self.place.looks.clear()
        for view in self._views.values():
            view.forget()
        super().target_changed()

    def nothing_in(self, facts: Any) -> tuple[str, str] | None:
        self._made = self.rows(facts)  # of 25,000 tables once, not twice
        return None if self.view is None or self._made else self.view.nothing()

    # -- what is shown -------------------------------------------------------------------------------------------

    def heading(self) -> Line:
        from console.health.screen_heading import heading

        words = self.view.words(self.facts) if self.view is not None and self.facts is not None else ()
        room = max(20, self.size.width - 4)
        return heading(TABS, self._tab, words, room)

    def show_heading(self) -> None:
        """Two lines: the views, and the vitals."""
        from textual.widgets import Static

        from console.health.screen_heading import vitals_line
        from console.widgets.text import content

        lines = [self.heading()]
        if self.place.counters is not None:
            lines += [()] * self.has_class("-tall")
            lines.append(vitals_line(self.place, max(20, self.size.width - 4)))
        self.query_one("#heading", Static).update(content(*lines))

    def on_resize(self, event: events.Resize) -> None:
        """Other lines have room."""
        self.show_heading()

    def rows(self, facts: Any) -> Sequence[Row]:
        return self.view.rows(facts) if self.view is not None else ()

    def detail(self, row: Row) -> Sequence[Block]:
        return self.view.detail(self.facts, row) if self.view is not None and self.facts is not None else ()

    def show(self, facts: Any) -> None:
        self.grid.show(self._made)
        self._count()
        if self.focused is None:  # the list was hidden while another view was read
            self.grid.focus()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self._narrow(wanted)
        self._rest()

    def _draw(self) -> None:
        """Rows, heading and detail anew, without reading."""
        if self.facts is not None:
            self.grid.show(self.rows(self.facts))
            self._count()
            self.show_heading()
            self._redraw_detail()

    def _redraw_detail(self) -> None:
        row = self.grid.current
        if row is None:
            return
        self._show_detail()
        if self._page is not None and self._page is self.app.screen:
            self._page.show(self.detail(row))

    # -- more of what is seen ------------------------------------------------------------------------------------

    def on_grid_moved(self, event: Grid.Moved) -> None:
        super().on_grid_moved(event)
        self._rest()

    def _rest(self) -> None:
        """More is read when the cursor has rested: not for each row that a held key runs over."""
        if self._calm is not None:
            self._calm.stop()
        self._calm = self.set_timer(_CALM, self.look_closer)

    @work(exclusive=True, group="closer", exit_on_error=False)
    async def look_closer(self) -> None:
        """What the selected row and the rows in sight need besides."""
        view, facts = self.view, self.facts
        if view is None or facts is None:
            return
        try:
            database = await self.console.database()
            if await view.closer(database, facts, self.grid.current, self._seen()) and facts is self.facts:
                self._draw()
        except Problem:
            return  # the read of the view itself will say so

    def _seen(self) -> list[str]:
        """Keys of the rows in sight."""
        top = round(self.grid.scroll_y)
        return [row.key for row in self.grid.visible_rows[top : top + max(1, self.grid.size.height)]]

    def opened(self, row: Row) -> None:
        if self.view is None or self.facts is None or self.view.opened(self.facts, row):
            return
        if self.has_class("-narrow"):
            self._page = DetailPage(self.crumbs(row), self.detail(row))
            self.app.push_screen(self._page)
            self.look_closer()
        else:
            self.query_one(Detail).focus()

    def crumbs(self, row: Row) -> tuple[str, ...]:
        named = next((str(one) for one in row.values[1:2] if one), row.key)
        return ("Health", self._tab.title, named)

    def link(self, row: Row) -> str:
        target = self.console.current.name if self.console.current else ""
        command = self.view.command(row) if self.view is not None else "health"
        return f"greenroom {command} --target {target}"

    # -- views ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="menu")
    async def action_view(self) -> None:
        """Choose a view."""
        name = await self.app.push_screen_wait(Choice("Show", [Item(each.name, each.title) for each in TABS]))
        if name is not None:
            self.show_tab(name)

    def action_step(self, by: int) -> None:
        """The next view, or the one before."""
        self.show_tab(TABS[(TABS.index(self._tab) + by) % len(TABS)].name)

    def show_tab(self, name: str) -> None:
        """Show another view, without a filter."""
        self.show_filtered(name, "")

    def commands(self) -> Iterable[Command]:
        """Every view, for the palette."""
        for each in TABS:
            yield Command(f"Health: {each.title}", "a view of health", partial(self.show_tab, each.name))

    def show_filtered(self, name: str, words: str) -> None:
        """Show a view, narrowed to these words."""
        self._tab = next(each for each in TABS if each.name == name)
        self.facts = None
        self._wanted = words
        self._narrow("")
        self.grid.head(self.view.columns if self.view is not None else ())
        self.grid._thing = self.view.thing if self.view is not None else "row"
        self.show_heading()
        self.refresh_bindings()
        self.load()

    def _narrow(self, words: str) -> None:
        bar = self.query_one(FilterBar)
        bar.query_one(FilterInput).value = words
        bar.display = bool(words)

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        row = self.grid.current
        if row is None or self.view is None or self.facts is None:
            return ()
        return self._doings.items(self.console, self.view.offered(self.facts, row))

    def perform(self, key: str) -> None:
        self._perform(key)

    @work(exclusive=True, group="write-plan")
    async def _perform(self, key: str) -> None:
        if await self._doings.perform(self.console, key):
            self.load()

    @property
    def export_name(self) -> str:
        return f"health-{self._tab.name}"

    def export_forms(self) -> Sequence[tuple[str, str, Callable[[], str]]]:
        return self.view.exported(self.facts) if self.view is not None and self.facts is not None else ()

    # -- keys of the views ---------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ACTIONS:
            return self.view is not None and action in self.view.keys
        return super().check_action(action, parameters)

    @work(exclusive=True, group="menu")
    async def _act(self, action: str) -> None:
        if self.view is None or self.facts is None:
            return
        try:
            await self.view.act(action, self.facts, self.grid.current)
        except Problem as problem:
            self.console.notify(str(problem), severity="error", timeout=8)


for _name in ACTIONS:  # each key of `screen_keys` acts on the view that is shown
    setattr(HealthScreen, f"action_{_name}", partialmethod(HealthScreen._act, _name))
