"""Rows of other tables that change with a transition: which ones, read before the plan is made."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from console.database.compile import compiled
from console.database.session import ReadSession
from console.errors import UsageProblem
from console.records.definition import Also, Transition
from console.records.opened import Records
from console.records.record import Whole
from console.records.resource import Resource
from console.records.sources import Source, as_text, bound, expression

MOST = 2_000
"""Rows that one plan takes along. More are not a plan that anybody reads."""


@dataclass(frozen=True, slots=True)
class Dependents:
    """The rows of one table: their kind, their keys, and what is said of them."""

    also: Also
    resource: Resource
    keys: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> str:
        """`cancel 12 bookings`, else how many rows of what."""
        return f"{self.also.says or 'change'}: {len(self.keys):,} of {self.resource.definition.many}"


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
        found.append(Dependents(also, resource, keys))
    return tuple(found)
