"""The frame of every area: banner, areas, a heading, the body, the filter, the keys. It reads through a worker and
shows what came back: facts, nothing, UNKNOWN or a problem. Areas fill in the body and say what to read.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from console.core.present import ago
from console.core.unknown import Unknown
from console.errors import ConnectionProblem, Problem
from console.widgets.areabar import AreaBar
from console.widgets.banner import Banner, BannerState
from console.widgets.choice import Choice, Item
from console.widgets.keybar import KeyBar
from console.widgets.notice import Notice
from console.widgets.text import Line, content

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.widgets.palette import Command

F = TypeVar("F")


class AreaScreen(Screen[None], Generic[F]):
    """One area. `F` is what it reads: its facts, as one value."""

    AREA: ClassVar[str] = ""
    WHAT: ClassVar[str] = ""
    """What is being read, for the notice: `settings`."""
    REFRESH: ClassVar[float | None] = None
    """Seconds between two reads by itself, or None where only `r` reads again."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]

    DEFAULT_CSS = """
    AreaScreen { background: $ground; color: $ink; layout: vertical; overflow: hidden; }
    AreaScreen > #heading { height: auto; padding: 0 2; margin: 1 0; }
    AreaScreen.-short > #heading { margin: 1 0 0 0; }
    AreaScreen > #body { height: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "operations", "operations", id="screen.operations", tooltip="What can be done with the selection"),
        Binding("slash", "filter", "filter", key_display="/", id="screen.filter", tooltip="Filter what is shown"),
        Binding("r", "refresh", "refresh", id="screen.refresh", show=False, tooltip="Read again"),
        Binding("space", "pause", "pause", id="screen.pause", show=False, tooltip="Stop refreshing; again goes on"),
        Binding("escape", "back", "back", id="screen.back", show=False, tooltip="Stop, drop the filter, go back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.facts: F | None = None
        self.paused = False
        self._seen_at: float | None = None
        self._reading_since: float | None = None
        self._unreached = False

    # -- what an area fills in -----------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The widgets between heading and keys."""
        yield Container()

    async def read(self) -> F | Unknown:
        """The facts of this area, from the server. Runs in a worker; may raise Problem."""
        raise NotImplementedError

    def show(self, facts: F) -> None:
        """Put the facts on the screen. They are in `self.facts` as well."""

    def heading(self) -> Line:
        """The line above the body."""
        return ()

    def operations(self) -> Sequence[Item]:
        """What may be done with the selection, and why not where not."""
        return ()

    def perform(self, key: str) -> None:
        """The operation with that key was chosen."""

    def commands(self) -> Iterable[Command]:
        """What the palette offers of this area, beside its keys and operations."""
        return ()

    def nothing_in(self, facts: F) -> tuple[str, str] | None:
        """What to say where there is nothing, and how it would be filled; None where there is something."""
        return None

    # -- frame ---------------------------------------------------------------------------------------------------

    @property
    def every(self) -> float | None:
        """Seconds between two reads now. One that changes must be a multiple of `REFRESH`, which is the clock's."""
        return self.REFRESH

    @property
    def console(self) -> GreenroomApp:
        """The app, with what it knows of targets."""
        return cast("GreenroomApp", self.app)

    def compose(self) -> ComposeResult:
        yield Banner()
        yield AreaBar(self.console.area_bar(), self.AREA)
        yield Static(id="heading")
        with Container(id="body"):
            yield Notice()
            yield from self.body()
        yield KeyBar()

    def on_mount(self) -> None:
        """Start reading, and the clock that says how old what is seen is."""
        self.query_one(Notice).display = False
        self.show_banner(self.console.banner_state())
        self.set_interval(1, self._tick)
        if self.every:
            self.set_interval(self.REFRESH or self.every, self._again)
        self.load()

    def on_screen_resume(self) -> None:
        """Back from another screen: the target may be another one."""
        self.show_banner(self.console.banner_state())

    def on_area_bar_chosen(self, event: AreaBar.Chosen) -> None:
        """A click on an area."""
        self.console.action_area(event.name)

    def show_banner(self, state: BannerState) -> None:
        """The app's state, with the age of what this screen shows."""
        freshness = "paused" if self.paused else self._freshness()
        banner = self.query_one(Banner)
        banner.show(BannerState(state.environment, state.name, state.access, state.parts, freshness))

    def _freshness(self) -> str:
        if self._seen_at is None:
            return ""
        seconds = time.monotonic() - self._seen_at
        return "live" if self.every and seconds < 2 * self.every else f"seen {ago(seconds)}"

    def _tick(self) -> None:
        if not self.is_current:
            return
        self.show_banner(self.console.banner_state())
        if self._reading_since is not None and self.facts is None:
            self.query_one(Notice).reading(self.WHAT, time.monotonic() - self._reading_since)

    def _again(self) -> None:
        if not self.is_current or self.paused or self._reading_since is not None:
            return
        soon = self._seen_at is not None and time.monotonic() - self._seen_at < (self.every or 0) - 0.5
        if not soon:
            self.load()

    # -- reading -------------------------------------------------------------------------------------------------

    @work(exclusive=True, group="load", exit_on_error=False)
    async def load(self) -> None:
        """Read and show. What went wrong stands in the place of the facts."""
        since = self._reading_since = time.monotonic()
        notice = self.query_one(Notice)
        if self.facts is None:
            self._hide_body(True)
            notice.reading(self.WHAT)
        try:
            facts = await self.read()
            if isinstance(facts, Unknown):
                self.facts = None
                self.forget()
                self._hide_body(True)
                notice.unknown(facts)
            else:
                self._arrived(facts)
        except Problem as problem:
            self.facts = None
            self._unreached = isinstance(problem, ConnectionProblem)
            self.forget()
            self._hide_body(True)
            notice.problem(problem)
        except Exception as error:  # a mistake of ours must not look like an empty list
            self.console.log_failure(error)
            self._hide_body(True)
            notice.problem(
                Problem(
                    "Something in greenroom went wrong.",
                    type(error).__name__,
                    "Try again; start with --debug and look at the log if it stays.",
                )
            )
        finally:
            if self._reading_since == since:  # else another read has begun, and this one was cancelled for it
                self._reading_since = None
                self.show_heading()

    def _arrived(self, facts: F) -> None:
        self.facts = facts
        self._unreached = False
        self._seen_at = time.monotonic()
        nothing = self.nothing_in(facts)
        self._hide_body(nothing is not None)
        if nothing is not None:
            self.query_one(Notice).empty(*nothing)
        self.show(facts)
        self.show_banner(self.console.banner_state())

    def _hide_body(self, hidden: bool) -> None:
        for child in self.query_one("#body").children:
            child.display = isinstance(child, Notice) == hidden

    def show_heading(self) -> None:
        """Write the heading line anew."""
        self.query_one("#heading", Static).update(content(self.heading()))

    def contact_changed(self, name: str) -> None:
        """Something was learnt of the target of that name; the banner may speak of it, and it may answer again."""
        self.show_banner(self.console.banner_state())
        contact = self.console.contacts.by_name.get(name)
        current = self.console.current
        back = contact is not None and contact.problem is None and not contact.asking
        if self._unreached and back and current is not None and current.name == name and self._reading_since is None:
            self._unreached = False
            self.load()

    def forget(self) -> None:
        """Take what was shown away: it is of another target, or it could not be read again."""

    def target_changed(self) -> None:
        """Another target was opened: what was seen is of the old one."""
        self.facts = None
        self.forget()
        self._seen_at = None
        self.load()

    # -- keys ----------------------------------------------------------------------------------------------------

    def action_refresh(self) -> None:
        """Read again, also where a refusal is remembered."""
        self.console.forget_refusal()
        self.load()

    def action_pause(self) -> None:
        """Stop or go on refreshing."""
        self.paused = not self.paused
        self.show_banner(self.console.banner_state())

    def action_back(self) -> None:
        """Stop what is being read; else go Home."""
        if self._reading_since is not None:
            self.workers.cancel_group(self, "load")
            if self.facts is None:
                self.query_one(Notice).empty("Stopped.", "r reads again.")
        elif self.AREA != "home":
            self.console.action_area("home")

    def action_filter(self) -> None:
        """Areas with a list open their filter."""

    @work(exclusive=True, group="menu")
    async def action_operations(self) -> None:
        """Offer what can be done, each with its reason if it cannot."""
        items = self.operations()
        if not items:
            self.app.notify("Nothing can be done with this here.", severity="information")
            return
        key = await self.app.push_screen_wait(Choice("Operations", items))
        if key is not None:
            self.perform(key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`space` only where something refreshes by itself."""
        if action == "pause":
            return bool(self.REFRESH)
        return True
