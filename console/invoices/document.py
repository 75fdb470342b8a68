"""An invoice as a document: its lines, its payments, its link, what is still owed, and whether all of it adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.records.definition_invoice import Invoice
from console.records.filters import Condition, Filter
from console.records.listing import Lister, Request
from console.records.opened import Records
from console.records.record import Whole
from console.records.resource import Resource
from console.records.session import record_session

MOST = 200
"""Lines and payments of one invoice that are read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what for, how many, at what price, together."""

    about: str
    quantity: Decimal
    unit: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment: its key, what the processor calls it, how much, in which state, when."""

    key: str
    reference: str
    amount: Decimal
    currency: str
    state: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A payment link, and whether it is still good."""

    key: str
    id: str
    expires: str | None
    revoked: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """The whole invoice. Amounts are in `currency`; `arrived` is what succeeded, `balance` what is still owed.

    `overdue` are days past the due date, None where it is not owed or not due. `wrong` are sums that do not agree.
    """

    number: str
    state: str | None
    recipient: str
    issuer: str
    issued: str | None
    due: str | None
    currency: str
    subtotal: Decimal | None
    tax: Decimal | None
    total: Decimal
    lines: tuple[Line, ...] | Unknown
    payments: tuple[Payment, ...] | Unknown
    links: tuple[Link, ...] | Unknown
    arrived: Decimal | Unknown
    balance: Decimal | Unknown
    overdue: int | None
    wrong: tuple[str, ...]


async def read_document(database: Database, records: Records, whole: Whole, now: datetime | None = None) -> Document:
    """The document of an invoice. What this role may not read is Unknown, and with it what depends on it."""
    invoice = whole.resource.definition.invoice
    assert invoice is not None  # noqa: S101  # asked for where the definition has one
    lines = await database.ask(_lines, records, whole, invoice)
    payments = await database.ask(_payments, records, whole, invoice)
    links = await database.ask(_links, records, whole, invoice)
    values = whole.values
    total = amount(values.get(whole.resource.definition.money)) or Decimal(0)
    currency = currency_of(whole)
    arrived: Decimal | Unknown = payments if isinstance(payments, Unknown) else arrived_of(payments, invoice, currency)
    balance: Decimal | Unknown = arrived if isinstance(arrived, Unknown) else total - arrived
    return Document(
        number=values.get(invoice.number) or whole.title,
        state=whole.state,
        recipient=await _named(database, records, whole, invoice.recipient),
        issuer=await _named(database, records, whole, invoice.issuer) if invoice.issuer else "",
        issued=values.get(invoice.issued) if invoice.issued else None,
        due=values.get(invoice.due),
        currency=currency,
        subtotal=amount(values.get(invoice.subtotal)) if invoice.subtotal else None,
        tax=amount(values.get(invoice.tax)) if invoice.tax else None,
        total=total,
        lines=lines,
        payments=payments,
        links=links,
        arrived=arrived,
        balance=balance,
        overdue=days_overdue(values.get(invoice.due), whole.state in invoice.open, now or datetime.now(UTC)),
        wrong=wrong_sums(whole, invoice, lines, payments),
    )


def amount(text: str | None) -> Decimal | None:
    """An amount as it is stored. NaN and infinity are amounts of nothing."""
    if text is None:
        return None
    found = Decimal(text)
    return found if found.is_finite() else None


def currency_of(whole: Whole) -> str:
    """The currency of an invoice: its column, or the one that its definition names."""
    named = whole.resource.definition.currency
    return whole.values.get(named) or (named if named.isupper() else "")


def arrived_of(payments: Sequence[Payment], invoice: Invoice, currency: str) -> Decimal:
    """What has arrived, in the invoice's own currency: others are never added to it."""
    if invoice.payments is None:
        return Decimal(0)
    good = invoice.payments.arrived
    return sum((each.amount for each in payments if each.state == good and each.currency == currency), Decimal(0))


def days_overdue(due: str | None, owed: bool, now: datetime) -> int | None:
    """Whole days past the due date of what is owed; None where it is not due yet."""
    if due is None or not owed:
        return None
    try:
        at = datetime.fromisoformat(due)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (now - at).days if now > at else None


def wrong_sums(
    whole: Whole,
    invoice: Invoice,
    lines: tuple[Line, ...] | Unknown,
    payments: tuple[Payment, ...] | Unknown,
) -> tuple[str, ...]:
    """Sums that do not agree, in words."""
    found: list[str] = []
    total = amount(whole.values.get(whole.resource.definition.money))
    subtotal = amount(whole.values.get(invoice.subtotal)) if invoice.subtotal else None
    tax = amount(whole.values.get(invoice.tax)) if invoice.tax else None
    if subtotal is not None and total is not None and subtotal + (tax or 0) != total:
        found.append(f"{subtotal} + {tax or 0} tax is not {total}")
    if not isinstance(lines, Unknown) and lines:
        found += [f"{each.about}: {each.quantity} × {each.unit} is not {each.total}" for each in lines if _off(each)]
        together = sum((each.total for each in lines), Decimal(0))
        if subtotal is not None and together != subtotal:
            found.append(f"its lines are {together}, its subtotal is {subtotal}")
    currency = currency_of(whole)
    if not isinstance(payments, Unknown):
        found += [f"{each.reference} is in {each.currency}" for each in payments if each.currency != currency]
        arrived = arrived_of(payments, invoice, currency)
        if total is not None and arrived > total:
            found.append(f"{arrived} was paid, {total} was owed")
    return tuple(found)


def _off(line: Line) -> bool:
    return line.quantity * line.unit != line.total


async def _lines(session: ReadSession, records: Records, whole: Whole, invoice: Invoice) -> tuple[Line, ...]:
    part = invoice.lines
    if part is None:
        return ()
    rows = await _rows(session, records, whole, part.table, part.on, (part.about, part.quantity, part.unit, part.total))
    return tuple(
        Line(about or "", amount(quantity) or Decimal(0), amount(unit) or Decimal(0), amount(total) or Decimal(0))
        for _, (about, quantity, unit, total) in rows
    )


async def _payments(session: ReadSession, records: Records, whole: Whole, invoice: Invoice) -> tuple[Payment, ...]:
    part = invoice.payments
    if part is None:
        return ()
    names = (part.reference, part.amount, part.state, *(name for name in (part.currency, part.at) if name))
    found = []
    for key, values in await _rows(session, records, whole, part.table, part.on, names):
        held = dict(zip(names, values, strict=True))
        found.append(
            Payment(
                key,
                held[part.reference] or "",
                amount(held[part.amount]) or Decimal(0),
                (held.get(part.currency) if part.currency else None) or currency_of(whole),
                held[part.state] or "",
                held.get(part.at) if part.at else None,
            )
        )
    return tuple(found)


async def _links(session: ReadSession, records: Records, whole: Whole, invoice: Invoice) -> tuple[Link, ...]:
    part = invoice.links
    if part is None:
        return ()
    names = (part.id, *(name for name in (part.expires, part.revoked) if name))
    found = []
    for key, values in await _rows(session, records, whole, part.table, part.on, names):
        held = dict(zip(names, values, strict=True))
        found.append(Link(key, held[part.id] or "", held.get(part.expires), held.get(part.revoked)))
    return tuple(found)


async def _rows(
    session: ReadSession, records: Records, whole: Whole, table: str, on: str, names: Sequence[str]
) -> list[tuple[str, tuple[str | None, ...]]]:
    """Key and values of the rows of a table that belong to the invoice."""
    from dataclasses import replace

    await session.mappings("guard/text_format")
    child = await records.resource(session, table)
    listed = Resource(replace(child.definition, list=tuple(names), order=""), child.shape, child.places)
    request = Request(filter=Filter((Condition(on, "=", whole.key[0]),)), size=MOST)
    page = await Lister(records.catalogue, listed).page(session, request)
    return [(one.id, tuple(one.values[name] for name in names)) for one in page.records]


async def _named(database: Database, records: Records, whole: Whole, path: str) -> str:
    """What stands at a path of the invoice."""
    from console.records.record import read_record

    async with record_session(database) as session:
        from dataclasses import replace

        resource = whole.resource
        shown = Resource(replace(resource.definition, title=f"{{{path}}}"), resource.shape, resource.places)
        found = await read_record(session, records, shown, whole.key)
    return found.title if found else ""
