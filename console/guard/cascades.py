"""What a delete, or a change of a key, does to the rows that refer to it: counted up to a cap, never guessed.

Each count is a short read of its own, so that one without an index is Unknown and the others are not. Row security does
not hold up what a foreign key does, but our count: where it is active, and behind that, the number is Unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.guard.operation import Change, Rows
from console.guard.relations import Relation, key_parts

CAP = 1_000
"""So many rows along a foreign key are counted, then it is `more than`."""

_DEPTH = 5
_HIDDEN = Unknown(
    "row security hides rows from this role", "A role that bypasses row security sees how many there are."
)
_ACTIONS = {
    "c": "deleted",
    "n": "emptied (set null)",
    "d": "set to their default",
    "a": "in the way",
    "r": "in the way",
}
_MOVED = "changed with it"

Inner = Callable[[Sequence[str]], "sql.Composed | None"]
"""The query for some columns of a set of rows, or None where the change does not touch them."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """What else a change does along a foreign key: `rows` of a relation are deleted, emptied, or in the way."""

    relation: str
    effect: str
    rows: int | Unknown
    capped: bool = False

    @property
    def refuses(self) -> bool:
        """Whether the server will refuse the change for it."""
        return self.effect == _ACTIONS["a"] and bool(self.rows)

    @property
    def loses(self) -> bool:
        """Whether it changes, or may change, what an undo does not put back."""
        return self.effect != _ACTIONS["a"] and (isinstance(self.rows, Unknown) or self.rows > 0)

    @property
    def deletes(self) -> bool:
        """Whether rows are deleted, or may be."""
        return self.effect == _ACTIONS["c"] and self.loses


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key that points at `parent`. Actions are PostgreSQL's letters."""

    oid: int
    parent: int
    child: int
    schema: str
    relation: str
    on_delete: str
    on_update: str
    filtered: bool
    columns: list[str]
    referenced: list[str]


@dataclass(slots=True)
class _Walk:
    """A walk along foreign keys from some rows."""

    database: Database
    binds: dict[str, Any]
    change: Change
    found: list[Cascade] = field(default_factory=list)

    async def follow(
        self, oids: Sequence[int], inner_of: Inner, seen: frozenset[int] = frozenset(), *, hidden: bool = False
    ) -> None:
        """Along every foreign key that points at these relations, and on from what it takes along.

        `hidden` says that not all of the rows that are pointed at can be seen.
        """
        async with self.database.read() as session:
            known = await session.all("guard/references", Reference, {"oids": list(oids)})
        for reference in known:
            inner = inner_of(reference.referenced)
            if inner is not None and reference.oid not in seen:
                await self._one(reference, inner, seen | {reference.oid}, hidden=hidden or reference.filtered)

    async def _one(self, reference: Reference, inner: sql.Composed, seen: frozenset[int], *, hidden: bool) -> None:
        parts: dict[str, sql.Composable] = {
            "relation": identifier(reference.schema, reference.relation),
            "columns": sql.SQL(", ").join(identifier(name) for name in reference.columns),
            "inner": inner,
        }
        rows = _HIDDEN if hidden else await self._count(parts)
        if rows == 0:
            return
        action = reference.on_delete if self.change is Change.DELETE else reference.on_update
        capped = not isinstance(rows, Unknown) and rows > CAP
        shown = CAP if capped else rows
        effect = _MOVED if action == "c" and self.change is Change.UPDATE else _ACTIONS[action]
        self.found.append(Cascade(f"{reference.schema}.{reference.relation}", effect, shown, capped))
        if action == "c" and self.change is Change.DELETE and len(seen) < _DEPTH:
            await self.follow((reference.child,), lambda wanted: _referring(wanted, parts), seen, hidden=hidden)

    async def _count(self, parts: dict[str, sql.Composable]) -> int | Unknown:
        query = load("guard/referring_count").with_identifiers(**parts)

        async def count(session: ReadSession) -> int:
            return int((await session.mappings(query, {**self.binds, "cap": CAP + 1}))[0]["rows"])

        return await self.database.ask(count)


def _referring(wanted: Sequence[str], parts: dict[str, sql.Composable]) -> sql.Composed:
    return load("guard/referring").with_identifiers(wanted=_columns(wanted), **parts)


def _columns(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("t.{}").format(identifier(name)) for name in names)


async def read_cascades(database: Database, relation: Relation, rows: Rows) -> tuple[Cascade, ...]:
    """What a delete, or an update of a referenced column, does to rows that refer to these. Short transactions."""
    if rows.change is Change.INSERT or not rows.values:
        return ()
    parts, binds = key_parts(relation, rows)

    def inner_of(referenced: Sequence[str]) -> sql.Composed | None:
        if rows.change is Change.UPDATE and not set(referenced) & set(rows.columns):
            return None
        return load("guard/keyed").with_identifiers(wanted=_columns(referenced), **parts)

    walk = _Walk(database, binds, rows.change)
    await walk.follow((relation.oid, *relation.ancestors), inner_of)
    return tuple(walk.found)
