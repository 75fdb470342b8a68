"""What one view of the audit's screen is: it reads its facts, shows them as rows, and does what is chosen.

The screen owns frame, keys and workers; a view owns what stands in them. A view keeps no widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from console.core.unknown import Unknown
from console.widgets.blocks import Block
from console.widgets.choice import Item
from console.widgets.rows import Column, Row
from console.widgets.text import Line

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.audit.screen import AuditScreen

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Subject:
    """The table that a row is about, and the role, where it is about one."""

    schema: str
    table: str
    role: str = ""


class View(Generic[F]):
    """One view. `F` is what it reads."""

    ANSWERS: ClassVar[frozenset[str]] = frozenset()
    """Actions of the screen that mean something here: `mute`, `compare`, `regroup`, `why`."""

    def __init__(self, screen: AuditScreen) -> None:
        self.screen = screen

    @property
    def console(self) -> GreenroomApp:
        """The app."""
        return self.screen.console

    def by_cell(self, facts: F) -> bool:
        """Whether single cells are selected."""
        return False

    @property
    def opens(self) -> bool:
        """Whether enter performs `open`; else it goes to the detail."""
        return False

    @property
    def target(self) -> str:
        """The name of the open target."""
        return self.console.current.name if self.console.current else ""

    async def read(self) -> F | Unknown:
        """Its facts. May raise Problem."""
        raise NotImplementedError

    def refreshed(self) -> None:
        """`r`: what it keeps between two reads is old."""

    def columns(self, facts: F) -> Sequence[Column]:
        """The columns of its rows."""
        raise NotImplementedError

    def rows(self, facts: F) -> Sequence[Row]:
        """The facts as rows."""
        raise NotImplementedError

    def nothing_in(self, facts: F) -> tuple[str, str] | None:
        """What to say where there is no row, and what would fill it."""
        return None

    def heading(self, facts: F) -> Line:
        """What stands below the names of the views."""
        return ()

    def detail(self, facts: F, row: Row) -> Sequence[Block]:
        """The thing that a row stands for."""
        return ()

    def subject(self, facts: F, row: Row) -> Subject | None:
        """The table that the row is about."""
        return None

    def operations(self, facts: F, row: Row | None) -> Sequence[Item]:
        """What can be done here."""
        return ()

    async def perform(self, key: str, facts: F, row: Row | None) -> bool:
        """Do what was chosen; True where it is to be read again. It may wait for dialogs and raise Problem."""
        return False

    def moved_past(self, by: int) -> int | None:
        """The column cursor would leave: the column to be in where there are others now, None where there are not."""
        return None

    def leave(self) -> bool:
        """Esc: True where something inside of the view was left, and it is to be read again."""
        return False

    def crumbs(self, facts: F, row: Row) -> tuple[str, ...]:
        """Where the page of a row stands."""
        return (row.key,)

    def link(self, facts: F, row: Row) -> str:
        """The command that shows it again."""
        return ""
