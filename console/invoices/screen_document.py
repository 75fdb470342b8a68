"""One invoice: the document first, then its fields and what belongs to it as every record has them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from console.core.target import Access
from console.core.unknown import Unknown
from console.invoices.document import Document, read_document
from console.invoices.document_blocks import document_blocks
from console.invoices.offered import live_link, part_of
from console.invoices.operations import record_payment, replace_link
from console.records.record_cells import state_cell
from console.records.screen_record import RecordSpot
from console.records.screen_spot import Doing
from console.records.showing import RecordPage
from console.widgets.blocks import Block
from console.widgets.prompt import Prompt
from console.widgets.rows import Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database

_FIRST = "document"


class InvoiceSpot(RecordSpot):
    """An invoice."""

    _document: Document | None = None

    async def read(self, database: Database) -> RecordPage | Unknown:
        page = await super().read(database)
        if not isinstance(page, Unknown):
            self._document = await read_document(database, self.desk.records(), page.whole)
        return page

    def rows(self, facts: RecordPage) -> Sequence[Row]:
        rows = list(super().rows(facts))
        document = self._document
        if document is None:
            return rows
        first = (cell("the invoice", bold=True), _sum(document), cell("enter shows it", Tone.FAINT))
        return [Row(_FIRST, first, ("the invoice", document.total, None)), *rows]

    def detail(self, facts: RecordPage, row: Row) -> Sequence[Block]:
        if row.key == _FIRST and self._document is not None:
            state = state_cell(facts.whole.resource.definition.states, facts.whole.state)
            return document_blocks(self._document, state)
        return super().detail(facts, row)

    def doings(self, facts: RecordPage, row: Row | None) -> Sequence[Doing]:
        target = self.desk.console.current
        closed = "" if target is not None and target.access is Access.GUARDED else "this target is read-only"
        invoice = facts.whole.resource.definition.invoice
        owed = invoice is not None and facts.whole.state in invoice.open
        not_owed = "" if owed else f"it is {facts.whole.state}, and nothing is owed"
        own = (
            Doing("pay", "Record a payment", self._payer(facts), "careful", not_owed or closed),
            Doing("link", "Replace the payment link", self._linker(facts), "careful", not_owed or closed),
        )
        return [*own, *super().doings(facts, row)]

    def _payer(self, facts: RecordPage) -> Callable[[], Awaitable[bool]]:
        async def run() -> bool:
            document = self._document
            if document is None:
                return False
            owed = "" if isinstance(document.balance, Unknown) else f"{document.balance:f}"
            ask = self.desk.console.push_screen_wait
            paid = await ask(Prompt("Payment", f"How much arrived, in {document.currency}", value=owed))
            reference = await ask(Prompt("Payment", "What the processor calls it: pi_…")) if paid else None
            if not paid or not reference:
                return False
            database = await self.desk.console.database()
            payments = await part_of(database, self.desk.records(), facts.whole, "payments")
            operation = record_payment(
                self.desk.records(), facts.whole, document, payments, paid=paid, reference=reference
            )
            return await self.desk.console.carry_out(operation)

        return run

    def _linker(self, facts: RecordPage) -> Callable[[], Awaitable[bool]]:
        async def run() -> bool:
            document = self._document
            if document is None:
                return False
            ask = self.desk.console.push_screen_wait
            new_id = await ask(Prompt("Payment link", "What the processor calls the new one: plink_…"))
            url = await ask(Prompt("Payment link", "Its address: https://…")) if new_id else None
            if not new_id or not url:
                return False
            database = await self.desk.console.database()
            links = await part_of(database, self.desk.records(), facts.whole, "links")
            operation = replace_link(facts.whole, links, live=live_link(document), new_id=new_id, url=url)
            return await self.desk.console.carry_out(operation)

        return run


def _sum(document: Document) -> Line:
    total = cell(f"{document.total:f} {document.currency}", bold=True)
    if isinstance(document.balance, Unknown):
        return join(total, cell(document.balance))
    owed = document.balance
    return join(total, cell(f"{owed:f} owed", Tone.LOOK if owed > 0 else Tone.FINE), gap="   ")
