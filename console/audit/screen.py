"""Audit: what is wrong, who can do what, what somebody really sees and why, what was found before, and the lists.

One list and one detail; `v` chooses the view, `]` and `[` step. Each view is a file of its own, imported when it is
gone to: this one owns the frame and the keys, and knows nothing of what is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from console.audit.screen_tabs import TABS, Tab, tab_named
from console.core.blocking import in_daemon
from console.errors import Problem
from console.widgets.blocks import Block, Heading, Words
from console.widgets.choice import Choice, Item
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.filterbar import FilterBar
from console.widgets.findings import COLUMNS
from console.widgets.list_screen import ListScreen
from console.widgets.matrix import Matrix
from console.widgets.palette import Command
from console.widgets.rows import Row
from console.widgets.text import Line, Tone, cell, content, join
from console.widgets.told import Told
from console.widgets.working import while_working

if TYPE_CHECKING:
    from console.audit.access import Access
    from console.audit.screen_view import Subject, View

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Left:
    """A view as it was left: what it showed, since when, and where the cursor was."""

    facts: Any
    seen_at: float | None
    key: str


class AuditScreen(ListScreen[Any]):
    """One view at a time. A look at all findings takes some seconds: it is taken when asked for, never by itself."""

    AREA = "audit"
    WHAT = "the audit"
    COLUMNS = COLUMNS

    DEFAULT_CSS = """
    AuditScreen.-by-cell Matrix { width: 12fr; }
    AuditScreen.-by-cell Detail { width: 9fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "view", id="audit.view", tooltip="Choose what is shown: findings, access, probe, runs, …"),
        Binding("right_square_bracket", "step(1)", "next view", key_display="]", id="audit.next", show=False),
        Binding("left_square_bracket", "step(-1)", "view before", key_display="[", id="audit.before", show=False),
        Binding("m", "mute", "accept", id="audit.mute", tooltip="Accept the finding, with a reason and for a time"),
        Binding("c", "compare", "compare", id="audit.compare", show=False, tooltip="Two roles, people, runs, targets"),
        Binding("p", "probe", "probe", id="audit.probe", tooltip="What somebody would really see of a table"),
        # At the foot of the findings there is no room for it; it works there all the same.
        Binding(
            "p", "probe_finding", "probe", id="audit.probe-finding", show=False, tooltip="What somebody sees of it"
        ),
        Binding("w", "why", "why", id="audit.why", show=False, tooltip="Why a row is seen or not: every policy asked"),
        Binding("b", "regroup", "by", id="audit.regroup", show=False, tooltip="Group otherwise, or show the next list"),
        Binding("a", "access", "access", id="audit.access", show=False, tooltip="Who can do what, on every table"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._tab = TABS[0]
        self._views: dict[str, View[Any]] = {}
        self._left: dict[str, _Left] = {}
        self._wanted = ""
        self._access: Access | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="pair"):
            yield Matrix(self.COLUMNS, always=True, thing=self.THING)
            yield Detail()

    @property
    def matrix(self) -> Matrix:
        """The list, which can be one of cells."""
        return self.query_one(Matrix)

    # -- reading -------------------------------------------------------------------------------------------------

    async def read(self) -> Any:
        return await (await self.view_of(self._tab)).read()

    async def view_of(self, tab: Tab) -> View[Any]:
        """The view, made when it is first gone to; its module is not imported on the event loop."""
        if tab.name not in self._views:
            module, _, name = tab.place.partition(":")
            found = await in_daemon(lambda: import_module(f"console.audit.{module}"), timeout=60)
            self._views.setdefault(tab.name, getattr(found, name)(self))
        return self._views[tab.name]

    @property
    def view(self) -> View[Any] | None:
        """What is shown, if it was ever read."""
        return self._views.get(self._tab.name)

    async def access(self) -> Access:
        """Who may do what, read once until `r`. Raises Problem."""
        if self._access is None:
            from console.audit.access_reading import read_access

            self._access = await read_access(await self.console.database())
        return self._access

    @property
    def access_read(self) -> Access | None:
        """The same where it was read already."""
        return self._access

    def action_refresh(self) -> None:
        """Read again; who may do what as well."""
        self._access = None
        for each in self._views.values():
            each.refreshed()
        super().action_refresh()

    def target_changed(self) -> None:
        self._access = None
        self._views.clear()
        self._left.clear()
        super().target_changed()

    # -- what is shown -------------------------------------------------------------------------------------------

    def heading(self) -> Line:
        tabs = [
            cell(each.title, Tone.INK if each is self._tab else Tone.FAINT, bold=each is self._tab) for each in TABS
        ]
        return join(*tabs, gap="  " if self.has_class("-narrow") else "   ")

    def show_heading(self) -> None:
        """The names of the views, and below what this one says of itself."""
        view = self.view
        below = view.heading(self.facts) if view is not None and self.facts is not None else ()
        self.query_one("#heading", Static).update(content(self.heading(), below))

    def show(self, facts: Any) -> None:
        view = self.view
        if view is None:
            return
        columns = tuple(view.columns(facts))
        by_cell = view.by_cell(facts)
        if columns != self.matrix.columns:
            self.matrix.head(columns, by_cell=by_cell)
        self.set_class(by_cell, "-by-cell")
        super().show(facts)
        if self.focused is None:  # what is hidden while it is read loses the keys
            self.matrix.focus()
        self.refresh_bindings()
        if self._wanted:
            self.grid.select(self._wanted)
            self._wanted = ""

    def nothing_in(self, facts: Any) -> tuple[str, str] | None:
        return self.view.nothing_in(facts) if self.view else None

    def rows(self, facts: Any) -> Sequence[Row]:
        return self.view.rows(facts) if self.view else ()

    def detail(self, row: Row) -> Sequence[Block]:
        return self.view.detail(self.facts, row) if self.view and self.facts is not None else ()

    def crumbs(self, row: Row) -> tuple[str, ...]:
        inside = self.view.crumbs(self.facts, row) if self.view else (row.key,)
        return ("Audit", self._tab.title, *inside)

    def link(self, row: Row) -> str:
        return self.view.link(self.facts, row) if self.view and self.facts is not None else ""

    def page(self, blocks: Sequence[Block], *crumbs: str) -> None:
        """A page of its own."""
        self.console.push_screen(DetailPage(("Audit", self._tab.title, *crumbs), blocks))

    def show_again(self) -> None:
        """Rows and detail anew, from the facts that are there."""
        if self.facts is not None:
            self._show_kept(self.facts, self._seen_at)

    def _show_kept(self, facts: Any, seen_at: float | None) -> None:
        self._arrived(facts)
        self._seen_at = seen_at
        self._show_detail()
        self.show_heading()
        self.show_banner(self.console.banner_state())

    def on_matrix_past_edge(self, event: Matrix.PastEdge) -> None:
        """More columns than there is room for: the next ones."""
        event.stop()
        row = self.grid.current
        column = self.view.moved_past(event.by) if self.view is not None else None
        if column is not None:
            self._wanted = row.key if row else ""
            self.show_again()
            self.matrix.select_column(column)
            self._show_detail()

    def on_resize(self) -> None:
        """A view may have other columns where there is other room."""
        if self.has_class("-by-cell") and self.facts is not None:
            self.call_after_refresh(self.show_again)

    # -- views ---------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="menu")
    async def action_view(self) -> None:
        """Choose what is shown."""
        name = await self.app.push_screen_wait(
            Choice("Show", [Item(each.name, each.title, each.about) for each in TABS])
        )
        if name is not None:
            self.go(name)

    def action_step(self, by: int) -> None:
        """The next view, or the one before."""
        self.go(TABS[(TABS.index(self._tab) + by) % len(TABS)].name)

    def action_access(self) -> None:
        """Who can do what."""
        self.go("access")

    def action_back(self) -> None:
        """What was opened inside of a view is left first."""
        if self.query_one(Detail).has_focus or self.query_one(FilterBar).text or not (self.view and self.view.leave()):
            super().action_back()
        else:
            self.load()

    def commands(self) -> Iterable[Command]:
        """Every view, by name."""
        return [Command(f"Audit: {each.title}", each.about.capitalize(), partial(self.go, each.name)) for each in TABS]

    def go(self, name: str, *, key: str = "", fresh: bool = False) -> None:
        """Show a view as it was left, or read it: with `fresh` in any case. `key` is the row to go to."""
        tab = tab_named(name)
        row = self.grid.current
        if self.facts is not None:
            self._left[self._tab.name] = _Left(self.facts, self._seen_at, row.key if row else "")
        self.workers.cancel_group(self, "load")
        self._reading_since = None
        left = self._left.pop(name, None)
        self._tab, self.facts = tab, None
        self._wanted = key or (left.key if left else "")
        bar = self.query_one(FilterBar)
        if bar.text:
            bar.clear()
            self.matrix.narrow("")
        self.matrix.head(())
        if left is not None and not fresh:
            self._show_kept(left.facts, left.seen_at)
        else:
            self.show_heading()
            self.load()
        self.matrix.focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean something in this view."""
        if action in ("mute", "compare", "regroup", "why", "probe", "probe_finding"):
            view = self.view
            return view is not None and action in view.ANSWERS
        return super().check_action(action, parameters)

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        if self.view is None or self.facts is None:
            return ()
        return self.view.operations(self.facts, self.grid.current)

    def opened(self, row: Row) -> None:
        if self.view is not None and self.view.opens:
            self.perform("open")
        else:
            super().opened(row)

    def action_mute(self) -> None:
        """Accept the finding, with a reason."""
        self.perform("mute")

    def action_compare(self) -> None:
        """Two of what is shown, side by side."""
        self.perform("compare")

    def action_regroup(self) -> None:
        """In another order, or the next list."""
        self.perform("regroup")

    def action_why(self) -> None:
        """Why a row is seen or not."""
        self.perform("why")

    def action_probe_finding(self) -> None:
        """What somebody would see of the table that a finding is about."""
        self.perform("probe")

    def action_probe(self) -> None:
        """What somebody would see of the table under the cursor."""
        self.perform("probe")

    def perform(self, key: str) -> None:
        self._perform(key)

    @work(exclusive=True, group="write-plan")
    async def _perform(self, key: str) -> None:
        view = self.view
        if view is None:
            return
        row = self.grid.current
        try:
            if key == "probe":
                await self.probe(view.subject(self.facts, row) if row is not None and self.facts is not None else None)
            elif await view.perform(key, self.facts, row):
                self.load()
        except Problem as problem:
            words = (Heading(cell(problem.what, bold=True)), Words((cell(problem.why), (), cell(problem.remedy))))
            await self.console.push_screen_wait(Told("Not possible", words))

    async def probe(self, subject: Subject | None) -> None:
        """Ask who and which table, where that is not clear, and show what they see."""
        view: Any = await self.view_of(tab_named("probe"))
        if await view.choose(subject):
            self.go("probe", fresh=True)

    async def working(self, title: str, doing: Callable[[Callable[[str], None]], Awaitable[T]]) -> T | None:
        """What `doing` gives, while a dialog says what it is at; None where a person stopped it."""
        return await while_working(self.console, title, doing)
