"""The relations that an operation changes: their columns and triggers, and who stands in the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from console.database.names import identifier
from console.database.session import ReadSession
from console.errors import GuardProblem
from console.guard.operation import Change, Lock, Operation, Rows
from console.guard.rows import key_text

_CONFLICTS: dict[str, tuple[str, ...]] = {
    "ACCESS SHARE": ("AccessExclusive",),
    "ROW SHARE": ("Exclusive", "AccessExclusive"),
    "ROW EXCLUSIVE": ("Share", "ShareRowExclusive", "Exclusive", "AccessExclusive"),
    "SHARE UPDATE EXCLUSIVE": ("ShareUpdateExclusive", "Share", "ShareRowExclusive", "Exclusive", "AccessExclusive"),
}
_STRONG = ("RowExclusive", "ShareUpdateExclusive", "Share", "ShareRowExclusive", "Exclusive", "AccessExclusive")
_CONFLICTS["SHARE"] = tuple(mode for mode in _STRONG if mode != "Share")
_CONFLICTS["SHARE ROW EXCLUSIVE"] = _STRONG
_CONFLICTS["EXCLUSIVE"] = ("RowShare", *_STRONG)
_CONFLICTS["ACCESS EXCLUSIVE"] = ("AccessShare", "RowShare", *_STRONG)
"""Which locks of others a mode waits for: https://www.postgresql.org/docs/current/explicit-locking.html"""

LOCK_MODES = tuple(_CONFLICTS)
"""From the weakest to the strongest."""


def lock_words(mode: str) -> str:
    """`ACCESS EXCLUSIVE` for `AccessExclusiveLock`, as pg_locks has it."""
    return " ".join(re.findall("[A-Z][a-z]*", mode.removesuffix("Lock"))).upper()


@dataclass(frozen=True, slots=True)
class Column:
    """One column, and what this role may do with it. `type` is as a cast writes it, without its length."""

    name: str
    type: str
    readable: bool
    updatable: bool
    insertable: bool
    generated: bool
    identity: bool


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger of a user's on the relation. `source` is its function's text, where it is written in a language."""

    name: str
    function: str
    source: str
    instead: bool
    insert: bool
    delete: bool
    update: bool

    def fires_on(self, change: Change) -> bool:
        """Whether a change of this kind runs it."""
        return {Change.INSERT: self.insert, Change.DELETE: self.delete, Change.UPDATE: self.update}[change]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation as this role sees it. `versioned`: xmin can be read. `lockable`: FOR UPDATE is worth a try."""

    oid: int
    schema: str
    name: str
    kind: str
    versioned: bool
    lockable: bool
    deletable: bool
    filtered: bool
    columns: tuple[Column, ...]
    triggers: tuple[Trigger, ...] = ()
    ancestors: tuple[int, ...] = ()
    referenced: frozenset[str] = frozenset()
    """The columns that foreign keys point at."""

    @property
    def sql(self) -> sql.Composable:
        return identifier(self.schema, self.name)

    @property
    def readable(self) -> tuple[Column, ...]:
        """The columns that an image has."""
        return tuple(column for column in self.columns if column.readable)

    def column(self, name: str) -> Column:
        """The column of that name. GuardProblem if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise GuardProblem(f"{self.schema}.{self.name} has no column {name}.", "", "The table may have changed.")


@dataclass(frozen=True, slots=True)
class Blocker:
    """A session that holds what we would wait for. What this role may not see is None."""

    pid: int
    role: str | None
    application: str | None
    state: str | None
    seconds: float | None
    held: str
    mode: str


async def read_relation(session: ReadSession, schema: str, name: str) -> Relation:
    """The relation of that name. GuardProblem if it is not there."""
    rows = await session.mappings("guard/relation", {"schema": schema, "relation": name})
    if not rows:
        raise GuardProblem(
            f"There is no relation {schema}.{name}.", "", "It may have been dropped or renamed: refresh."
        )
    found = rows[0]
    return Relation(
        oid=found["oid"],
        schema=schema,
        name=name,
        kind=found["kind"],
        versioned=found["versioned"],
        lockable=found["lockable"],
        deletable=found["deletable"],
        filtered=found["filtered"],
        columns=tuple(Column(**column) for column in found["columns"]),
        triggers=tuple(Trigger(**trigger) for trigger in found["triggers"]),
        ancestors=tuple(found["ancestors"]),
        referenced=frozenset(found["referenced"]),
    )


def key_parts(relation: Relation, rows: Rows) -> tuple[dict[str, sql.Composable], dict[str, Any]]:
    """What `places`, `matches` and `relation` are in the files that find rows by key, and their binds.

    Each column of the key is an array, read by place: unnest takes several of them only under its bare name.
    """
    arrays = [
        sql.SQL("{}::{}[]").format(
            sql.Placeholder(f"key_{number}"), sql.SQL(relation.column(name).type.replace("%", "%%"))
        )
        for number, name in enumerate(rows.key)
    ]
    matches = [
        sql.SQL("t.{} = ({})[k.place]").format(identifier(name), array)
        for name, array in zip(rows.key, arrays, strict=True)
    ]
    binds = {f"key_{number}": [key_text(values[number]) for values in rows.values] for number in range(len(rows.key))}
    parts: dict[str, sql.Composable] = {
        "relation": relation.sql,
        "places": arrays[0],
        "matches": sql.SQL(" and ").join(matches),
    }
    return parts, binds


def locks_of(operation: Operation) -> tuple[Lock, ...]:
    """Every lock that the steps take; a step that changes rows takes ROW EXCLUSIVE on their relation."""
    found = [lock for step in operation.steps for lock in step.locks]
    found += [lock for part in operation.batch.parts for lock in part.locks] if operation.batch else []
    found += [Lock(rows.schema, rows.relation, "ROW EXCLUSIVE") for rows in operation.rows]
    return tuple(dict.fromkeys(found))


async def read_blockers(
    session: ReadSession, locks: Iterable[tuple[int, str]], holders: Sequence[str] = ()
) -> tuple[Blocker, ...]:
    """Who holds a lock that one of `locks` (oid, mode) would wait for, or one of the rows by its transaction."""
    by_mode: dict[str, list[int]] = {}
    for oid, mode in locks:
        by_mode.setdefault(mode, []).append(oid)
    found: dict[int, Blocker] = {}
    for mode, oids in (by_mode or {"": []}).items():
        modes = [f"{name}Lock" for name in _CONFLICTS.get(mode, ())]
        binds = {"oids": oids, "modes": modes, "holders": list(holders)}
        for blocker in await session.all("guard/blockers", Blocker, binds):
            found.setdefault(blocker.pid, blocker)
    return tuple(found.values())


async def read_waiting(session: ReadSession, pid: int) -> tuple[Blocker, ...]:
    """Who that server process waits for at this moment."""
    return await session.all("guard/waiting_for", Blocker, {"pid": pid})
