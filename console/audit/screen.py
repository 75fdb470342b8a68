"""Audit: what is wrong with row security, rights, schema and server, worst first; the selected finding whole."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.core.blocking import in_daemon
from console.core.finding import Finding, Findings
from console.core.unknown import Unknown
from console.widgets.blocks import Block
from console.widgets.choice import Item
from console.widgets.findings import (
    COLUMNS,
    counts,
    finding_blocks,
    finding_key,
    finding_rows,
    unknown_blocks,
    unknown_key,
)
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Row
from console.widgets.text import Line, Span, join

if TYPE_CHECKING:
    from console.audit.screen_changes import Changes


_LOADED = "console.audit.screen_changes"


class AuditScreen(ListScreen[Findings]):
    """Findings as a list. A look takes some seconds: it is taken when the screen opens and when `r` asks."""

    AREA = "audit"
    WHAT = "the audit"
    COLUMNS = COLUMNS

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "mute", "accept", id="audit.mute", tooltip="Accept the finding, with a reason and for a time"),
        Binding("a", "access", "access", id="audit.access", show=False, tooltip="Who can do what, on every table"),
    ]

    async def read(self) -> Findings | Unknown:
        database = await self.console.database()
        looking = await in_daemon(lambda: import_module("console.audit.screen_reading"), timeout=60)
        await in_daemon(lambda: import_module(_LOADED), timeout=60)
        current = self.console.current
        found: Findings = await looking.look(database, current.name if current else "")
        return found

    def nothing_in(self, facts: Findings) -> tuple[str, str] | None:
        if facts.findings or facts.unknown:
            return None
        return "Nothing was found.", f"{len(facts.checks)} checks ran, and all of them could see what they look at."

    def heading(self) -> Line:
        title: Line = (Span("Findings", bold=True),)
        return join(title, counts(self.facts), gap="   ") if self.facts is not None else title

    def rows(self, facts: Findings) -> Sequence[Row]:
        return finding_rows(facts)

    def detail(self, row: Row) -> Sequence[Block]:
        if self.facts is None:
            return ()
        unknown = next((each for each in self.facts.unknown if unknown_key(each) == row.key), None)
        if unknown is not None:
            return unknown_blocks(unknown)
        finding = self.finding(row)
        return finding_blocks(finding) if finding is not None else ()

    def finding(self, row: Row | None) -> Finding | None:
        """The finding that a row stands for."""
        found = self.facts.findings if self.facts is not None else ()
        return next((each for each in found if row is not None and finding_key(each) == row.key), None)

    # -- what can be done ----------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        changes = self._changes()
        return changes.items(self.finding(self.grid.current)) if changes else ()

    def perform(self, key: str) -> None:
        self._perform(key)

    @work(exclusive=True, group="write-plan")
    async def _perform(self, key: str) -> None:
        changes = self._changes()
        if changes is not None and await changes.perform(key, self.finding(self.grid.current)):
            self.load()

    def action_mute(self) -> None:
        """Accept the finding, with a reason."""
        self._perform("mute")

    def action_access(self) -> None:
        """Who can do what."""
        self._perform("access")

    def _changes(self) -> Changes | None:
        if self.facts is None or _LOADED not in sys.modules:
            return None
        from console.audit.screen_changes import Changes

        return Changes(self.console, self.facts)

    def crumbs(self, row: Row) -> tuple[str, ...]:
        finding = self.finding(row)
        return ("Audit", finding.title if finding else "unknown")

    def link(self, row: Row) -> str:
        finding, target = self.finding(row), self.console.current
        check = f" --check {finding.check}" if finding else ""
        return f"greenroom audit --target {target.name if target else ''}{check}"
