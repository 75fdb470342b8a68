"""The ageing: a row a recipient and currency, totals first, months as bars beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from console.core.unknown import Unknown
from console.invoices.ageing import BUCKETS, Ageing, Month, Owed, invoice_kind, read_ageing
from console.records.screen_spot import ListOf, Spot
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.plots import Plot
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join, meter

if TYPE_CHECKING:
    from console.database.session import Database

_TONES = (Tone.INK, Tone.LOOK, Tone.LOOK, Tone.WRONG, Tone.WRONG)


class AgeingSpot(Spot[Ageing]):
    """What is owed."""

    thing = "recipient"
    columns = (
        Column("recipient", "recipient", least=14, most=36, grow=True),
        Column("total", "owed", align="right", least=10, most=18),
        *(
            Column(name, name if number == 0 else f"{name} d", align="right", most=14, rank=number)
            for number, name in enumerate(BUCKETS)
        ),
        Column("invoices", "invoices", align="right", most=8, rank=9),
    )

    @property
    def crumb(self) -> str:
        return "ageing"

    async def read(self, database: Database) -> Ageing | Unknown:
        found = await read_ageing(database, self.desk.records())
        return found.owed if isinstance(found.owed, Unknown) else found

    def words(self, facts: Ageing) -> Line:
        if isinstance(facts.totals, Unknown):
            return cell(facts.totals)
        return join(*(cell(f"{each.total:,f} {each.currency} owed", Tone.DIM) for each in facts.totals), gap="   ")

    def nothing(self, facts: Ageing) -> tuple[str, str] | None:
        if isinstance(facts.owed, Unknown) or facts.owed:
            return None
        return "Nothing is owed.", "Every invoice is paid, a draft or cancelled."

    def rows(self, facts: Ageing) -> Sequence[Row]:
        totals = () if isinstance(facts.totals, Unknown) else facts.totals
        rows = [_row(f"total {each.currency}", f"all recipients, {each.currency}", each) for each in totals]
        owed = () if isinstance(facts.owed, Unknown) else facts.owed
        return rows + [_row(f"owed {number}", each.recipient, each) for number, each in enumerate(owed)]

    def detail(self, facts: Ageing, row: Row) -> Sequence[Block]:
        each = self._of(facts, row)
        if each is None:
            return ()
        highest = max(each.amounts, default=Decimal(0)) or Decimal(1)
        pairs: list[tuple[str | Line, Line]] = [
            (
                name,
                join(
                    cell(f"{amount:,f}".rjust(14), _TONES[number]),
                    meter(float(amount / highest), width=20, tone=_TONES[number]),
                ),
            )
            for number, (name, amount) in enumerate(zip(BUCKETS, each.amounts, strict=True))
        ]
        title = row.values[0]
        blocks: list[Block] = [
            Heading(join(cell(title, bold=True), cell(f"{each.total:,f} {each.currency}"), gap="   ")),
            Words([cell("days past the due date", Tone.FAINT)]),
            Facts(pairs, label=12),
        ]
        return [*blocks, *_months(facts, each.currency)]

    def _of(self, facts: Ageing, row: Row) -> Owed | None:
        kind, _, rest = row.key.partition(" ")
        if kind == "owed" and not isinstance(facts.owed, Unknown):
            return facts.owed[int(rest)]
        totals = () if isinstance(facts.totals, Unknown) else facts.totals
        return next((each for each in totals if each.currency == rest), None)

    def opened(self, facts: Ageing, row: Row) -> bool:
        definition = invoice_kind(self.desk.records())
        invoice = definition.invoice
        if invoice is None or not row.key.startswith("owed "):
            return False
        words = f"invoices of {row.values[0]}"
        self.desk.show_list(definition.name, ListOf(filter=f'{invoice.recipient}:"{row.values[0]}"', words=words))
        return True

    def command(self, row: Row) -> str:
        return "invoices ageing"


def _row(key: str, words: str, each: Owed) -> Row:
    amounts = [cell(f"{amount:,f}" if amount else None, _TONES[number]) for number, amount in enumerate(each.amounts)]
    return Row(
        key,
        (cell(words, bold=key.startswith("total")), cell(f"{each.total:,f}", bold=True), *amounts, cell(each.invoices)),
        (words, each.total, *each.amounts, each.invoices),
    )


def _months(facts: Ageing, currency: str) -> Sequence[Block]:
    if isinstance(facts.months, Unknown):
        return [Section("Month by month"), Words([cell(facts.months)])]
    months: list[Month] = [each for each in facts.months if each.currency == currency]
    if not months:
        return []
    billed = [float(each.billed) for each in months]
    return [
        Section(f"Billed by month  {currency}"),
        Plot(billed, lambda value: f"{value:,.0f}", months[0].month, months[-1].month, height=6),
        Section("Billed, paid, still open"),
        Words(
            [
                join(
                    cell(each.month, Tone.DIM),
                    cell(f"{each.billed:,f}".rjust(14)),
                    cell(f"{each.paid:,f}".rjust(14), Tone.FINE),
                    cell(f"{each.open:,f}".rjust(14), Tone.LOOK if each.open else Tone.FAINT),
                )
                for each in months[-12:]
            ]
        ),
    ]
