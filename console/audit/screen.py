"""Audit: what is wrong with row security, rights, schema and server, worst first; the selected finding whole."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from console.core.blocking import in_daemon
from console.core.finding import Finding, Findings
from console.core.unknown import Unknown
from console.widgets.blocks import Block
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


class AuditScreen(ListScreen[Findings]):
    """Findings as a list. A look takes some seconds: it is taken when the screen opens and when `r` asks."""

    AREA = "audit"
    WHAT = "the audit"
    COLUMNS = COLUMNS

    async def read(self) -> Findings | Unknown:
        database = await self.console.database()
        running = await in_daemon(lambda: import_module("console.audit.running"), timeout=60)
        found: Findings = await running.run_checks(database)
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

    def crumbs(self, row: Row) -> tuple[str, ...]:
        finding = self.finding(row)
        return ("Audit", finding.title if finding else "unknown")

    def link(self, row: Row) -> str:
        finding, target = self.finding(row), self.console.current
        check = f" --check {finding.check}" if finding else ""
        return f"greenroom audit --target {target.name if target else ''}{check}"
