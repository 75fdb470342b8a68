"""What one view of the health area is: what it reads, its rows, one of them whole, and what can be done to it.

The screen shows one at a time and knows none of them; each has a file of its own, loaded when it is gone to.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.blocks import Block
from console.widgets.rows import Column, Row
from console.widgets.text import Line

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.database.session import Database
    from console.health.record import Record
    from console.health.vitals import Counters
    from console.health.window import Look

F = TypeVar("F")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Tab:
    """One view as the line above names it, and where it is."""

    name: str
    title: str
    view: str


TABS: tuple[Tab, ...] = (
    Tab("triage", "Triage", "console.health.screen_triage:TriageView"),
    Tab("tables", "Tables", "console.health.screen_tables:TablesView"),
    Tab("indexes", "Indexes", "console.health.screen_indexes:IndexesView"),
    Tab("activity", "Activity", "console.health.screen_activity:ActivityView"),
    Tab("statements", "Statements", "console.health.screen_statements:StatementsView"),
    Tab("vitals", "Vitals", "console.health.screen_vitals:VitalsView"),
    Tab("replication", "Replication", "console.health.screen_replication:ReplicationView"),
    Tab("maintenance", "Maintenance", "console.health.screen_maintenance:MaintenanceView"),
    Tab("scorecard", "Scorecard", "console.health.screen_scorecard:ScorecardView"),
    Tab("settings", "Advice", "console.health.screen_advice:AdviceView"),
)


@dataclass(frozen=True, slots=True)
class Doing:
    """An operation on what is selected: its name and key for the guard, and how the menu calls it."""

    name: str
    key: str
    title: str
    note: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""
    asks: Sequence[tuple[str, str]] = ()
    """Arguments that a person is asked for first, each with its question."""

    @property
    def id(self) -> str:
        """What tells it from the others of the menu."""
        return " ".join((self.name, self.key, *(f"{one}={value}" for one, value in self.arguments.items())))


@dataclass(slots=True)
class Place:
    """What a view may ask of its screen."""

    console: GreenroomApp
    draw: Callable[[], None]
    """Show the rows and the detail anew from what is known."""
    load: Callable[[], object]
    go: Callable[[str, str], None]
    """To the view of that name, with that filter."""
    looks: list[Look] = field(default_factory=list)
    """The vitals since this target was opened, one of each read."""
    counters: Counters | Unknown | None = None
    """The last of them as they are, None before the first."""
    usable: int | None = None
    """How many connections ordinary roles may use."""
    record: Record | None = None
    """The local record, once somebody asked for it."""

    async def recorded(self, read: Callable[[Record, str], Awaitable[R]]) -> R:
        """What the local record has of the open target. RecordProblem where it cannot be read."""
        from console.health.record import Record, record_scope

        if self.record is None:
            self.record = Record()
        target = self.console.current
        if target is None:
            raise Problem("No target is open.", "", "Press 1, then enter on a target.")
        contact = self.console.contacts.by_name.get(target.name)
        seen = contact.overview if contact is not None else None
        standby = seen.server.standby if seen is not None else False
        return await read(self.record, record_scope(target, seen.identity if seen else None, standby=standby))


class View(Generic[F]):
    """One view. `F` is what it reads."""

    columns: Sequence[Column] = ()
    every: ClassVar[float] = 10.0
    """Seconds between two reads by itself."""
    thing: ClassVar[str] = "row"
    wide: ClassVar[bool] = False
    """Whether the vitals are taken with those of replication."""
    keys: ClassVar[Sequence[str]] = ()
    """Actions of the screen that mean something here."""

    def __init__(self, place: Place) -> None:
        self.place = place

    async def read(self, database: Database) -> F | Unknown:
        """What it shows. Raises Problem without a connection."""
        raise NotImplementedError

    def told(self, facts: F) -> Mapping[str, Any]:
        """What of it the local record keeps."""
        return {}

    def rows(self, facts: F) -> Sequence[Row]:
        """The facts as rows."""
        raise NotImplementedError

    def detail(self, facts: F, row: Row) -> Sequence[Block]:
        """The thing that a row stands for."""
        return ()

    def words(self, facts: F) -> Line:
        """What is said above the list."""
        return ()

    def nothing(self) -> tuple[str, str]:
        """What to say where there are no rows, and what would fill it."""
        return "Nothing here.", "]  shows the next view."

    async def closer(self, database: Database, facts: F, row: Row | None, seen: Sequence[str]) -> bool:
        """Read what the detail of that row, or the rows that are seen, need besides. True if there is news."""
        return False

    def offered(self, facts: F, row: Row) -> Sequence[Doing]:
        """What can be done to it."""
        return ()

    def opened(self, facts: F, row: Row) -> bool:
        """Enter on a row; True where that did something of the view's own."""
        return False

    async def act(self, action: str, facts: F, row: Row | None) -> None:
        """One of `keys` was pressed. Runs in a worker and may wait for dialogs."""

    def command(self, row: Row) -> str:
        """The command that shows it again."""
        return "health"

    def forget(self) -> None:
        """Another target was opened."""

    def again(self) -> None:
        """`r` was pressed: what was kept to spare the server is read too."""

    def exported(self, facts: F) -> Sequence[tuple[str, str, Callable[[], str]]]:
        """Further forms of the export: ending of the file, what it is called, and its text."""
        return ()


AnyView = View[Any]
