"""What is owed and how long already, per recipient and currency; and month by month what was billed, paid and is open.

Each currency stands on its own: amounts of two are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from console.core.unknown import Unknown
from console.database.compile import ServerType, compiled
from console.database.session import CHECK, Database, ReadSession
from console.errors import UsageProblem
from console.records.definition import Definition
from console.records.opened import Records
from console.records.resource import Resource
from console.records.session import record_session
from console.records.sources import Source, as_text, table_of

BUCKETS = ("current", "1–30", "31–60", "61–90", "over 90")
"""Days past the due date."""

MOST = 1_000
"""Recipients that are listed; the totals are of all of them."""

MONTHS = 24

_NUMBER = ServerType("numeric")


@dataclass(frozen=True, slots=True)
class Owed:
    """What one recipient owes in one currency: in each of the `BUCKETS`, and together."""

    recipient: str
    currency: str
    amounts: tuple[Decimal, ...]
    invoices: int

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, Decimal(0))


@dataclass(frozen=True, slots=True)
class Month:
    """What was billed in a month, what of it has been paid since, and what is still open; in one currency."""

    month: str
    currency: str
    billed: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        return self.billed - self.paid


@dataclass(frozen=True, slots=True)
class Ageing:
    """All of it. `totals` are per currency, of every recipient."""

    owed: tuple[Owed, ...] | Unknown
    totals: tuple[Owed, ...] | Unknown
    months: tuple[Month, ...] | Unknown


def invoice_kind(records: Records) -> Definition:
    """The kind that holds the invoices. UsageProblem where none is known."""
    found = [each for each in records.definitions.values() if each.invoice is not None]
    if not found:
        raise UsageProblem(
            "No table here is known to hold invoices.",
            "A definition says which: [KIND.invoice] with number, due, recipient and open.",
            "Put one into the folder records beside config.toml.",
        )
    return found[0]


async def read_ageing(database: Database, records: Records) -> Ageing:
    """What is owed. Parts that could not be read in fifteen seconds are Unknown."""
    async with record_session(database) as session:
        resource = await records.resource(session, invoice_kind(records).name)

    async def owed(session: ReadSession) -> tuple[Owed, ...]:
        return await _owed(session, records, resource, by_recipient=True)

    async def totals(session: ReadSession) -> tuple[Owed, ...]:
        return await _owed(session, records, resource, by_recipient=False)

    async def months(session: ReadSession) -> tuple[Month, ...]:
        return await _months(session, records, resource)

    found: Any = await database.ask_each([owed, totals, months], CHECK)
    return Ageing(*found)


def _parts(records: Records, resource: Resource) -> tuple[Source, Any, Any, Any]:
    """The invoices, their currency, what of each has arrived, and their total."""
    definition = resource.definition
    invoice = definition.invoice
    assert invoice is not None  # noqa: S101  # the kind was chosen for it
    source = Source(records.catalogue, resource.shape)
    named = resource.shape.column(definition.currency)
    currency: Any = source.this.c[named.name] if named else sa.literal_column(f"'{definition.currency[:3]}'::text")
    arrived: Any = sa.literal_column("0::numeric")
    if invoice.payments is not None:
        relation = records.catalogue.named(invoice.payments.table)
        shape = records.catalogue.shapes.get(relation.oid) if relation else None
        if shape is not None:
            paid = table_of(shape, "paid")
            conditions = [
                paid.c[invoice.payments.on] == source.this.c[resource.key[0]],
                sa.cast(paid.c[invoice.payments.state], ServerType("text"))
                == sa.bindparam(None, invoice.payments.arrived, type_=ServerType("text")),
            ]
            if invoice.payments.currency:
                conditions.append(paid.c[invoice.payments.currency] == currency)
            total = sa.func.sum(sa.cast(paid.c[invoice.payments.amount], _NUMBER))
            arrived = sa.func.coalesce(sa.select(total).where(*conditions).scalar_subquery(), sa.literal_column("0"))
    return source, currency, arrived, sa.cast(source.this.c[definition.money], _NUMBER)


async def _owed(session: ReadSession, records: Records, resource: Resource, *, by_recipient: bool) -> tuple[Owed, ...]:
    await session.mappings("guard/text_format")
    invoice = resource.definition.invoice
    assert invoice is not None  # noqa: S101
    if invoice.payments is not None:
        await records.resource(session, invoice.payments.table)
    source, currency, arrived, total = _parts(records, resource)
    states = resource.definition.states
    recipient: Any = as_text(source.column(invoice.recipient), source.place(invoice.recipient).column, most=200)
    late = sa.func.now() - sa.cast(source.this.c[invoice.due], ServerType("timestamptz"))
    days = sa.func.floor(sa.func.date_part("day", late))
    bucket = sa.case((days < 1, 0), (days <= 30, 1), (days <= 60, 2), (days <= 90, 3), else_=4)
    conditions = []
    if states is not None:
        state = sa.cast(source.this.c[states.column], ServerType("text"))
        conditions.append(state.in_([sa.bindparam(None, one, type_=ServerType("text")) for one in invoice.open]))
    chosen = [currency.label("currency"), bucket.label("bucket"), (total - arrived).label("owed")]
    chosen.append(recipient.label("recipient") if by_recipient else sa.literal_column("''::text").label("recipient"))
    each: Any = sa.select(*chosen).select_from(source.joined).where(*conditions).subquery("each")
    sums = [
        sa.func.coalesce(sa.func.sum(each.c.owed).filter(each.c.bucket == number), 0).label(f"b{number}")
        for number in range(len(BUCKETS))
    ]
    statement = (
        sa.select(each.c.recipient, each.c.currency, sa.func.count().label("invoices"), *sums)
        .group_by(each.c.recipient, each.c.currency)
        .order_by(sa.func.sum(each.c.owed).desc(), each.c.recipient)
        .limit(MOST)
    )
    rows = await session.mappings(*compiled(statement))
    return tuple(
        Owed(
            row["recipient"] or "",
            str(row["currency"] or ""),
            tuple(Decimal(row[f"b{number}"]) for number in range(len(BUCKETS))),
            int(row["invoices"]),
        )
        for row in rows
    )


async def _months(session: ReadSession, records: Records, resource: Resource) -> tuple[Month, ...]:
    await session.mappings("guard/text_format")
    invoice = resource.definition.invoice
    assert invoice is not None  # noqa: S101
    if not invoice.issued:
        return ()
    source, currency, arrived, total = _parts(records, resource)
    issued = sa.cast(source.this.c[invoice.issued], ServerType("timestamptz"))
    since = sa.func.date_trunc("month", sa.func.now()) - sa.cast(
        sa.bindparam(None, f"{MONTHS - 1} months", type_=ServerType("interval")), ServerType("interval")
    )
    month = sa.func.to_char(sa.func.date_trunc("month", issued), "YYYY-MM")
    conditions = [issued >= since]
    states = resource.definition.states
    if states is not None:
        state = sa.cast(source.this.c[states.column], ServerType("text"))
        counted = [*invoice.open, "paid"]
        conditions.append(state.in_([sa.bindparam(None, one, type_=ServerType("text")) for one in counted]))
    each: Any = (
        sa.select(month.label("month"), currency.label("currency"), total.label("billed"), arrived.label("paid"))
        .select_from(source.joined)
        .where(*conditions)
        .subquery("each")
    )
    statement = (
        sa.select(
            each.c.month,
            each.c.currency,
            sa.func.sum(each.c.billed).label("billed"),
            sa.func.sum(each.c.paid).label("paid"),
        )
        .group_by(each.c.month, each.c.currency)
        .order_by(each.c.currency, each.c.month)
    )
    rows = await session.mappings(*compiled(statement))
    return tuple(
        Month(row["month"], str(row["currency"] or ""), Decimal(row["billed"] or 0), Decimal(row["paid"] or 0))
        for row in rows
    )
