"""Rows of other tables that change with a transition: which ones, read before the plan is made."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from console.core.present import visible
from console.database.compile import compiled
from console.database.session import ReadSession
from console.errors import UsageProblem
from console.records.definition import Also, Transition
from console.records.opened import Records
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.sources import TEXT, Source, as_text, bound, expression

NAMED = 5
"""Rows that a plan calls by name."""
MOST = 2_000
"""Rows that one plan takes along. More are not a plan that anybody reads."""


@dataclass(frozen=True, slots=True)
class Dependents:
    """The rows of one table: their kind, their keys, and what is said of them."""

    also: Also
    resource: Resource
    keys: tuple[tuple[str, ...], ...]
    first: tuple[str, ...] = ()
    """The first of them, as people call them; masked as their kind says."""
    paid: int = 0
    amount: str | None = None
    """How many of them were paid for, and what that comes to; None where their kind has no money."""

    @property
    def words(self) -> str:
        """`cancelled: 12 bookings`, else how many rows of what."""
        return f"{self.also.says or 'change'}: {_count(len(self.keys), self.resource)}"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What a plan says of them: how many, the first by name, and the money that is to be given back."""
        found = [("with it", self.words)]
        if self.first:
            rest = len(self.keys) - len(self.first)
            found.append(("the first", "; ".join(self.first) + (f"; and {rest:,} more" if rest else "")))
        if self.resource.definition.paid and self.keys:
            currency = self.resource.definition.currency
            of_it = f", {self.amount} {currency if currency.isupper() else ''}".rstrip() if self.amount else ""
            words = f"{_count(self.paid, self.resource)} paid for{of_it}" if self.paid else "none of them is paid for"
            found.append(("to give back", words))
        return tuple(found)


async def read_dependents(
    session: ReadSession, records: Records, whole: Whole, transition: Transition
) -> tuple[Dependents, ...]:
    """What goes along with a transition of this record. UsageProblem where that is more than a plan can hold."""
    found: list[Dependents] = []
    for also in transition.also:
        resource = await records.resource(session, also.table)
        source = Source(records.catalogue, resource.shape)
        column = resource.shape.column(also.on)
        if column is None or len(whole.key) != 1:
            raise UsageProblem(f"{also.table} has no column {also.on}.", f"{transition.name} needs it.", "")
        key = [as_text(source.this.c[name], each) for name in resource.key if (each := resource.shape.column(name))]
        conditions = [source.this.c[also.on] == bound(whole.key[0], column)]
        conditions += [expression(also.where)] if also.where else []
        chosen = [text.label(f"k{number}") for number, text in enumerate(key)]
        order = [source.this.c[name] for name in resource.key]
        statement = sa.select(*chosen).select_from(source.this).where(*conditions).order_by(*order).limit(MOST + 1)
        rows = await session.mappings(*compiled(statement))
        if len(rows) > MOST:
            raise UsageProblem(
                f"More than {MOST:,} {resource.definition.many} would change with it.",
                "That is more than one plan can show.",
                "Do it in parts, or as a migration.",
            )
        keys = tuple(tuple(str(row[f"k{number}"]) for number in range(len(key))) for row in rows)
        paid, amount = await _paid(session, source, resource, conditions)
        found.append(Dependents(also, resource, keys, await _first(session, records, resource, keys), paid, amount))
    return tuple(found)


async def _first(
    session: ReadSession, records: Records, resource: Resource, keys: tuple[tuple[str, ...], ...]
) -> tuple[str, ...]:
    """The first rows by their titles and what stands below these."""
    found = []
    for key in keys[:NAMED]:
        whole = await read_record(session, records, resource, key)
        if whole is not None:
            words = (visible(each, limit=60) for each in (whole.title, whole.subtitle) if each)
            found.append(" · ".join(words))
    return tuple(found)


async def _paid(
    session: ReadSession, source: Source, resource: Resource, conditions: list[sa.ColumnElement[bool]]
) -> tuple[int, str | None]:
    """How many of the rows were paid for, and what that comes to."""
    if not resource.definition.paid:
        return 0, None
    money = resource.definition.money
    total = sa.cast(sa.func.sum(source.this.c[money]), TEXT) if money in source.this.c else sa.null()
    chosen = [sa.func.count().label("paid"), total.label("amount")]
    statement = sa.select(*chosen).select_from(source.this).where(*conditions, expression(resource.definition.paid))
    (row,) = await session.mappings(*compiled(statement))
    return int(row["paid"]), row["amount"]


def _count(number: int, resource: Resource) -> str:
    definition = resource.definition
    return f"{number:,} {definition.one if number == 1 else definition.many}"
