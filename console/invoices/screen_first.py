"""Where the invoices begin: their kinds with the saved lists of each, and the ageing."""

from __future__ import annotations

from collections.abc import Sequence

from console.records.screen_kinds import Kinds, KindsSpot
from console.widgets.blocks import Block, Heading, Words
from console.widgets.rows import Row
from console.widgets.text import Tone, cell

_AGEING = "ageing"


class InvoicesSpot(KindsSpot):
    """Kinds of invoices, and what is owed."""

    def rows(self, facts: Kinds) -> Sequence[Row]:
        rows = list(super().rows(facts))
        if any(each.invoice is not None for each in facts.records.definitions.values()):
            rows.append(Row("family ageing", group=cell("What is owed", Tone.DIM, bold=True)))
            rows.append(Row(_AGEING, (cell("ageing"), (), ()), ("ageing", None, None)))
        return rows

    def detail(self, facts: Kinds, row: Row) -> Sequence[Block]:
        if row.key == _AGEING:
            words = "Who owes how much and how long already; billed and paid month by month."
            return [Heading(cell("ageing", bold=True)), Words([cell(words, Tone.DIM)])]
        return super().detail(facts, row)

    def opened(self, facts: Kinds, row: Row) -> bool:
        if row.key == _AGEING:
            from console.invoices.screen_ageing import AgeingSpot

            self.desk.go(AgeingSpot(self.desk))
            return True
        return super().opened(facts, row)

    def command(self, row: Row) -> str:
        return "invoices ageing" if row.key == _AGEING else super().command(row)
