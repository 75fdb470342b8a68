"""Invoices: look one up, see it as a document, see what is owed and how long already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.records.screen import RecordsScreen

if TYPE_CHECKING:
    from console.records.screen_spot import Desk, Spot


class InvoicesScreen(RecordsScreen):
    """Invoices, what belongs to them, and the ageing; everything else of records works here too."""

    AREA = "invoices"
    WHAT = "invoices"

    def first(self, desk: Desk) -> Spot[Any]:
        from console.invoices.screen_first import InvoicesSpot

        return InvoicesSpot(desk, "invoice", "payment", "line", "link", title="Invoices")

    def _show_record(self, kind: str, key: tuple[str, ...]) -> None:
        from console.invoices.screen_document import InvoiceSpot

        definition = self._known().definitions.get(kind)
        if self._desk is not None and definition is not None and definition.invoice is not None:
            self._go(InvoiceSpot(self._desk, kind, key))
        else:
            super()._show_record(kind, key)
