"""One place of the records area: a list of kinds, the records of one, one record, what a search found.

The screen shows one at a time and keeps those that led to it; it knows none of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from console.core.unknown import Unknown
from console.widgets.blocks import Block
from console.widgets.rows import Column, Row
from console.widgets.text import Line

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.database.session import Database
    from console.records.filters import Filter
    from console.records.opened import Records

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done here: how the menu calls it, and what does it. `run` gives back whether anything is
    another than before; `writes` says that it goes through the guard.
    """

    id: str
    title: str
    run: Callable[[], Awaitable[bool]]
    note: str = ""
    why_not: str = ""
    writes: bool = True


@dataclass(frozen=True, slots=True)
class ListOf:
    """Which records of a kind: those of a saved list, those that a filter leaves; and what the list is called then.

    `fixed` are conditions that stay whatever is typed.
    """

    view: str | None = None
    filter: str = ""
    words: str = ""
    fixed: Filter | None = None


@dataclass(slots=True)
class Desk:
    """What a spot may ask of its screen."""

    console: GreenroomApp
    records: Callable[[], Records]
    go: Callable[[Spot[Any]], None]
    """To another spot; `esc` comes back."""
    show_record: Callable[[str, tuple[str, ...]], None]
    """To the record of that kind and key."""
    show_list: Callable[[str, ListOf], None]
    """To the records of that kind."""
    load: Callable[[], None]
    draw: Callable[[], None]
    """Show the rows and the detail anew from what is known."""
    show_some: Callable[[Any], None]
    """Show these facts already: more of them is on its way."""

    @property
    def target(self) -> str:
        """The name of the open target."""
        return self.console.current.name if self.console.current else ""


class Spot(Generic[F]):
    """One place. `F` is what it reads."""

    columns: Sequence[Column] = ()
    thing = "row"
    asks_server = False
    """Whether the filter is asked of the server when it is kept, and not only narrows what is there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.filter = ""
        self.cursor = ""
        self.facts: F | None = None

    @property
    def crumb(self) -> str:
        """What it is called on the way here."""
        return self.thing

    async def read(self, database: Database) -> F | Unknown:
        """What it shows."""
        raise NotImplementedError

    def rows(self, facts: F) -> Sequence[Row]:
        """The facts as rows."""
        raise NotImplementedError

    def words(self, facts: F) -> Line:
        """What is said beside its name."""
        return ()

    def detail(self, facts: F, row: Row) -> Sequence[Block]:
        """The thing that a row stands for."""
        return ()

    def nothing(self, facts: F) -> tuple[str, str] | None:
        """What to say where there is nothing, and what would fill it."""
        return None

    async def closer(self, database: Database, facts: F, row: Row | None, last: bool) -> bool:
        """Read what the detail of a row needs besides, or what comes behind the last one. True if there is news."""
        return False

    async def edge(self, database: Database, facts: F, side: int) -> bool:
        """Go to the very first (-1) or the very last (1) row, where more is there than is shown."""
        return False

    def opened(self, facts: F, row: Row) -> bool:
        """Enter on a row: True where it led somewhere."""
        return False

    def doings(self, facts: F, row: Row | None) -> Sequence[Doing]:
        """What can be done here."""
        return ()

    def command(self, row: Row) -> str:
        """The command that shows it again, without the target."""
        return "records"

    def refilter(self, text: str) -> bool:
        """Ask the server for what this filter leaves: True where that is something else than is shown."""
        return False

    async def exported(self, database: Database) -> tuple[list[str], list[tuple[Any, ...]]] | None:
        """Headings and rows of all that it stands for, where that is more than is shown."""
        return None
