"""An invoice as it would lie on a table: parties, lines, sums, payments, what is still owed."""

from __future__ import annotations

from collections.abc import Sequence

from console.core.unknown import Unknown
from console.invoices.document import Document
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.text import Line, Span, Tone, cell, join

_ABOUT = 26
_NUMBER = 12


def document_blocks(document: Document, state: Line) -> Sequence[Block]:
    """The whole document."""
    head = join(cell(document.number, bold=True), state, _due(document), gap="   ")
    parties: list[tuple[str | Line, Line]] = [("to", cell(document.recipient))]
    if document.issuer:
        parties.append(("from", cell(document.issuer)))
    parties.append(("issued", cell(_day(document.issued))))
    parties.append(("due", cell(_day(document.due))))
    blocks: list[Block] = [Heading(head), Facts(parties, label=10)]
    if document.wrong:
        wrong = [(Span("✖ ", Tone.WRONG), *cell(words, Tone.WRONG)) for words in document.wrong]
        blocks += [Section("Does not add up"), Words(wrong)]
    blocks += [Section(f"Lines  {document.currency}"), Words(_lines(document))]
    blocks += [Section("Payments"), Words(_payments(document))]
    blocks += [Section("Payment link"), Words(_links(document))]
    return blocks


def _due(document: Document) -> Line:
    if document.overdue is None:
        return ()
    days = "today" if document.overdue == 0 else f"{document.overdue} days over"
    return (Span("✖ ", Tone.WRONG), *cell(days, Tone.WRONG))


def _day(text: str | None) -> str | None:
    return text[:10] if text else None


def _lines(document: Document) -> list[Line]:
    if isinstance(document.lines, Unknown):
        return [cell(document.lines)]
    shown = [_row(each.about, f"{each.quantity:f} × {each.unit:f}", f"{each.total:f}") for each in document.lines]
    shown = shown or [cell("no lines", Tone.LOOK)]
    shown.append(cell("─" * (_ABOUT + 2 * _NUMBER + 5), Tone.FAINT))
    if document.subtotal is not None:
        shown.append(_row("", "subtotal", f"{document.subtotal:f}", Tone.DIM))
    if document.tax is not None:
        shown.append(_row("", "tax", f"{document.tax:f}", Tone.DIM))
    shown.append(_row("", "total", f"{document.total:f}", bold=True))
    if isinstance(document.arrived, Unknown):
        return [*shown, cell(document.arrived)]
    if document.arrived:
        shown.append(_row("", "paid", f"{document.arrived:f}", Tone.FINE))
    if not isinstance(document.balance, Unknown):
        tone = Tone.FINE if document.balance <= 0 else Tone.LOOK
        shown.append(_row("", "owed", f"{document.balance:f}", tone, bold=True))
    return shown


def _row(about: str, middle: str, last: str, tone: Tone = Tone.INK, *, bold: bool = False) -> Line:
    """Three columns of a document: what, how, how much."""
    first = cell(about[:_ABOUT].ljust(_ABOUT), tone)
    return (*first, *cell(middle.rjust(_NUMBER + 4), Tone.DIM), Span(" "), *cell(last.rjust(_NUMBER), tone, bold=bold))


def _payments(document: Document) -> list[Line]:
    if isinstance(document.payments, Unknown):
        return [cell(document.payments)]
    if not document.payments:
        return [cell("none", Tone.DIM)]
    return [
        join(
            cell(f"{each.amount:f} {each.currency}".rjust(16)),
            cell(each.state, Tone.DIM),
            cell(_day(each.at), Tone.DIM),
            cell(each.reference, Tone.FAINT),
        )
        for each in document.payments
    ]


def _links(document: Document) -> list[Line]:
    if isinstance(document.links, Unknown):
        return [cell(document.links)]
    live = [each for each in document.links if each.revoked is None]
    if not live:
        return [cell("none is good", Tone.DIM)]
    return [join(cell(each.id), cell(f"until {_day(each.expires) or 'ended'}", Tone.DIM)) for each in live]
