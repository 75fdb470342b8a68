"""What somebody would really see of a table: asked on the server as them, by SELECT alone.

Every question is a short read-only transaction, rolled back. It writes nothing; what its policies call is run, and
that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from console.audit.access import Access, Relation
from console.audit.asking import Refused, Who, ask_as
from console.core.unknown import Unknown
from console.database.names import identifier, names
from console.database.session import Database, ReadSession
from console.errors import Problem, QueryProblem

MOST = 10_000
"""Rows that are counted; what is more is said to be more."""
SAMPLES = 5
MASK = "••••"


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows; with `capped` there are more."""

    rows: int
    capped: bool = False

    @property
    def text(self) -> str:
        """`12`, or `more than 10,000`."""
        return f"more than {self.rows:,}" if self.capped else f"{self.rows:,}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of what is probed. `key_place` counts from 0 in the primary key, -1 outside of it."""

    name: str
    type: str
    readable: bool
    key_place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the server says that the role is and may do, asked as the role. `login` is who we stay underneath."""

    role: str
    login: str
    schema_usage: bool
    row_security: bool
    may_select: bool
    may_insert: bool
    may_update: bool
    may_delete: bool
    may_truncate: bool

    @property
    def granted(self) -> tuple[str, ...]:
        """The commands that are granted, without a word on rows."""
        words = ("select", "insert", "update", "delete", "truncate")
        return tuple(word for word in words if getattr(self, f"may_{word}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one identity gets. `everything` is what there is, where we ourselves are bound by no row security."""

    who: Who
    relation: str
    standing: Standing | Unknown
    seen: Count | Refused | Unknown
    everything: Count | Unknown
    columns: tuple[Column, ...]
    samples: tuple[Mapping[str, Any], ...] | Refused | Unknown
    warnings: tuple[str, ...] = ()


async def probe(
    database: Database, relation: Relation, who: Who, *, most: int = MOST, samples: int = SAMPLES, reveal: bool = False
) -> Probe:
    """What that identity sees of a relation: counted up to `most`, and a few rows, masked but for their key.

    Raises ConnectionProblem alone: what could not be found out is Unknown, what the server refuses is Refused.
    """
    standing = await ask_as(database, who, partial(_standing, relation=relation))
    if isinstance(standing, Refused):
        standing = Unknown(standing.reason)
    warnings = await warnings_of(database, relation)
    everything = await count_all(database, relation, most)
    if isinstance(standing, Unknown):
        empty: tuple[Column, ...] = ()
        gap = standing
        return Probe(
            who=who,
            relation=relation.label,
            standing=gap,
            seen=gap,
            everything=everything,
            columns=empty,
            samples=gap,
            warnings=warnings,
        )
    columns = await ask_as(database, who, partial(read_columns, oid=relation.oid))
    found = () if isinstance(columns, Refused | Unknown) else columns
    shown = await ask_as(database, who, partial(_samples, relation=relation, columns=found, most=samples))
    return Probe(
        who=who,
        relation=relation.label,
        standing=standing,
        seen=await ask_as(database, who, partial(_count, relation=relation, most=most)),
        everything=everything,
        columns=found,
        samples=shown
        if reveal or isinstance(shown, Refused | Unknown)
        else tuple(_masked(row, found) for row in shown),
        warnings=warnings,
    )


async def count_all(database: Database, relation: Relation, most: int = MOST) -> Count | Unknown:
    """How many rows there are, up to `most`; Unknown where row security binds us too."""
    standing = await ask_as(database, None, partial(_standing, relation=relation))
    if isinstance(standing, Standing) and standing.row_security:
        remedy = "Connect as the table's owner, or as a role with BYPASSRLS."
        return Unknown(f"row security binds {standing.role} too: how many rows there are is not known", remedy)
    found = await ask_as(database, None, partial(_count, relation=relation, most=most))
    return Unknown(found.reason, "Connect as the table's owner.") if isinstance(found, Refused) else found


async def _standing(session: ReadSession, relation: Relation) -> Standing:
    rows = await session.all("access/probe", Standing, {"relation": relation.oid})
    if not rows:
        raise QueryProblem(f"{relation.label} is no longer there.", sqlstate="42P01")
    return rows[0]


async def read_columns(session: ReadSession, oid: int) -> tuple[Column, ...]:
    """The columns of a relation; `readable` speaks of the role that the session is."""
    await session.mappings("schema/settle")
    return await session.all("access/columns", Column, {"relation": oid})


async def _count(session: ReadSession, relation: Relation, most: int) -> Count:
    parts = {"relation": identifier(relation.schema, relation.name)}
    statement = session.statement("access/count_rows").with_identifiers(**parts)
    rows = (await session.mappings(statement, {"most": most + 1}))[0]["seen"]
    return Count(min(rows, most), rows > most)


async def _samples(
    session: ReadSession, relation: Relation, columns: Sequence[Column], most: int
) -> tuple[Mapping[str, Any], ...]:
    readable = [column.name for column in columns if column.readable]
    if not readable or not most:
        return ()
    parts = {"relation": identifier(relation.schema, relation.name), "columns": names(readable)}
    statement = session.statement("access/sample_rows").with_identifiers(**parts)
    return tuple(row["fields"] for row in await session.mappings(statement, {"most": most}))


def _masked(row: Mapping[str, Any], columns: Sequence[Column]) -> Mapping[str, Any]:
    keys = {column.name for column in columns if column.key_place >= 0}
    return {name: value if value is None or name in keys else MASK for name, value in row.items()}


async def warnings_of(database: Database, relation: Relation) -> tuple[str, ...]:
    """What reading it as somebody does beside reading: to be said before, and with the answer."""

    async def read(session: ReadSession) -> tuple[dict[str, Any], ...]:
        return await session.mappings("access/policy_functions", {"relations": [relation.oid, *relation.bases]})

    rows = await database.ask(read)
    if isinstance(rows, Unknown):
        return (f"Which functions its policies call is not known: {rows.reason}",)
    calls = ", ".join(row["name"] for row in rows if row["volatile"])
    said = "is run, read-only; what it does outside of the database is not taken back"
    return (f"A volatile function of its policies {said}: {calls}",) if calls else ()


def relation_of(access: Access, schema: str, name: str) -> Relation:
    """The relation of that name. Problem where it is not there."""
    found = access.relation_named(schema, name)
    if found is None:
        alike = sorted(each.label for each in access.relations.values() if each.name == name)
        meant = f"Did you mean {alike[0]}?" if alike else "greenroom access lists them."
        remedy = f"Name it as schema.name. {meant}"
        raise Problem(f"There is no table {schema}.{name}.", "", remedy)
    return found
