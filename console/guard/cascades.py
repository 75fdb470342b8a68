"""What a delete, or a change of a key, does to the rows that refer to it: counted up to a cap, never guessed.

Each count of a plan is a short read of its own, so that one without an index is Unknown and the others are not. Row
security does not hold up what a foreign key does, but our count: where it is active, and behind that, the number is
Unknown. Under the lock the same is counted once more, by the transaction itself; what the plan could not count is not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.guard.connection import WriteConnection
from console.guard.events import Document
from console.guard.operation import Change, Query, Rows
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

_NOT_COUNTED = Unknown("the plan could not count them")

References = Callable[[Sequence[int]], Awaitable[Sequence["Reference"]]]
"""The foreign keys that point at relations."""

Count = Callable[[Query], Awaitable[int | Unknown]]

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

    references: References
    count: Count
    binds: dict[str, Any]
    change: Change
    uncounted: Collection[tuple[str, str]] = ()
    found: list[Cascade] = field(default_factory=list)

    async def follow(
        self, oids: Sequence[int], inner_of: Inner, seen: frozenset[int] = frozenset(), *, hidden: bool = False
    ) -> None:
        """Along every foreign key that points at these relations, and on from what it takes along.

        `hidden` says that not all of the rows that are pointed at can be seen.
        """
        for reference in await self.references(oids):
            inner = inner_of(reference.referenced)
            if inner is not None and reference.oid not in seen:
                await self._one(reference, inner, seen | {reference.oid}, hidden=hidden or reference.filtered)

    async def _one(self, reference: Reference, inner: sql.Composed, seen: frozenset[int], *, hidden: bool) -> None:
        parts: dict[str, sql.Composable] = {
            "relation": identifier(reference.schema, reference.relation),
            "columns": sql.SQL(", ").join(identifier(name) for name in reference.columns),
            "inner": inner,
        }
        action = reference.on_delete if self.change is Change.DELETE else reference.on_update
        effect = _MOVED if action == "c" and self.change is Change.UPDATE else _ACTIONS[action]
        name = f"{reference.schema}.{reference.relation}"
        rows: int | Unknown = _HIDDEN
        if not hidden:
            rows = _NOT_COUNTED if (name, effect) in self.uncounted else await self._count(parts)
        if rows == 0:
            return
        capped = not isinstance(rows, Unknown) and rows > CAP
        shown = CAP if capped else rows
        self.found.append(Cascade(name, effect, shown, capped))
        if action == "c" and self.change is Change.DELETE and len(seen) < _DEPTH:
            await self.follow((reference.child,), lambda wanted: _referring(wanted, parts), seen, hidden=hidden)

    async def _count(self, parts: dict[str, sql.Composable]) -> int | Unknown:
        text = load("guard/referring_count").with_identifiers(**parts)
        return await self.count(Query(text, {**self.binds, "cap": CAP + 1}))


def _referring(wanted: Sequence[str], parts: dict[str, sql.Composable]) -> sql.Composed:
    return load("guard/referring").with_identifiers(wanted=_columns(wanted), **parts)


def _columns(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("t.{}").format(identifier(name)) for name in names)


async def read_cascades(database: Database, relation: Relation, rows: Rows) -> tuple[Cascade, ...]:
    """What a delete, or an update of a referenced column, does to rows that refer to these. Short transactions."""

    async def references(oids: Sequence[int]) -> Sequence[Reference]:
        async with database.read() as session:
            return await session.all("guard/references", Reference, {"oids": list(oids)})

    async def count(query: Query) -> int | Unknown:
        async def ask(session: ReadSession) -> int:
            return int((await session.mappings(query.text, query.binds))[0]["rows"])

        return await database.ask(ask)

    return await _walked(relation, rows, references, count)


def reaches_others(relation: Relation, rows: Rows) -> bool:
    """Whether foreign keys point at what the change takes away."""
    if rows.change is Change.INSERT or not rows.values:
        return False
    touched = relation.referenced if rows.change is Change.DELETE else relation.referenced & set(rows.columns)
    return bool(touched)


async def count_again(
    on: WriteConnection, relation: Relation, rows: Rows, planned: Iterable[Cascade]
) -> tuple[Cascade, ...]:
    """The same by the transaction that holds the rows. What of `planned` is Unknown stays so. Raises psycopg.Error."""

    async def references(oids: Sequence[int]) -> Sequence[Reference]:
        return [Reference(**row) for row in await on.ask("guard/references", {"oids": list(oids)})]

    async def count(query: Query) -> int:
        return int((await on.query(query))[0]["rows"])

    uncounted = {(each.relation, each.effect) for each in planned if isinstance(each.rows, Unknown)}
    return await _walked(relation, rows, references, count, uncounted)


def cascade_differences(planned: Iterable[Cascade], found: Iterable[Cascade]) -> tuple[Document, ...]:
    """Where a change takes along another number than the plan said. What the plan did not know is no difference."""
    before, now = _numbers(planned), _numbers(found)
    return tuple(
        {"row": relation, "column": effect, "planned": _words(before, place), "found": _words(now, place)}
        for place in {**before, **now}
        if before.get(place, 0) is not None and now.get(place, 0) != before.get(place, 0)
        for relation, effect in [place]
    )


def _numbers(cascades: Iterable[Cascade]) -> dict[tuple[str, str], int | None]:
    """Rows by relation and effect; None where one of several is not known."""
    found: dict[tuple[str, str], int | None] = {}
    for each in cascades:
        place = (each.relation, each.effect)
        so_far = found.get(place, 0)
        more = None if isinstance(each.rows, Unknown) else each.rows + int(each.capped)
        found[place] = None if so_far is None or more is None else so_far + more
    return found


def _words(numbers: dict[tuple[str, str], int | None], place: tuple[str, str]) -> str:
    rows = numbers.get(place, 0)
    return "an unknown number of rows" if rows is None else f"{rows:,} row{'s' if rows != 1 else ''}"


async def _walked(
    relation: Relation, rows: Rows, references: References, count: Count, uncounted: Collection[tuple[str, str]] = ()
) -> tuple[Cascade, ...]:
    if not reaches_others(relation, rows):
        return ()
    parts, binds = key_parts(relation, rows)

    def inner_of(referenced: Sequence[str]) -> sql.Composed | None:
        if rows.change is Change.UPDATE and not set(referenced) & set(rows.columns):
            return None
        return load("guard/keyed").with_identifiers(wanted=_columns(referenced), **parts)

    walk = _Walk(references, count, binds, rows.change, uncounted)
    await walk.follow((relation.oid, *relation.ancestors), inner_of)
    return tuple(walk.found)
