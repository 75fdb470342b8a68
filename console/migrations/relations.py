"""The relations that migrations would touch, as they are now: how large, and who is in the way. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.changesets.migration import Effect, Named, TableLock
from console.core.unknown import Unknown
from console.database import names
from console.database.session import Database, ReadSession
from console.guard.relations import Blocker, read_blockers
from console.migrations.pending import Pending

# Octets a second on a middling disk; an estimate is marked with `~` wherever it is shown.
_SPEED = {Effect.SCAN: 200e6, Effect.REWRITE: 40e6, Effect.BUILD: 60e6, Effect.ROWS: 20e6}


@dataclass(frozen=True, slots=True)
class Size:
    """A relation that is there: its size in octets and its rows as ANALYZE found them last (-1: never looked).

    A partitioned one is as large as its partitions, and never looked at where one of them was not.
    """

    oid: int
    schema: str
    name: str
    kind: str
    rows: float
    octets: int

    @property
    def label(self) -> str:
        return f"{self.schema}.{self.name}"


Sizes = Mapping[str, Size]
"""By the name as a statement has it (`quoted`)."""


def quoted(named: Named) -> str:
    """The name as the server reads it back."""
    return names.quoted(*((named.schema, named.name) if named.schema else (named.name,)))


def locks_of(pending: Iterable[Pending]) -> tuple[TableLock, ...]:
    """Every lock that the statements claim to take, once each."""
    found = (lock for each in pending for said in each.all_statements for lock in said.locks)
    return tuple(dict.fromkeys(found))


async def read_sizes(database: Database, locks: Iterable[TableLock]) -> Sizes | Unknown:
    """The relations of those locks that are there already."""
    wanted = list(dict.fromkeys(quoted(lock.table) for lock in locks))

    async def ask(session: ReadSession) -> Sizes:
        rows = await session.mappings("migrations/relations", {"names": wanted})
        return {wanted[row.pop("place") - 1]: Size(**row) for row in rows}

    return await database.ask(ask) if wanted else {}


async def read_in_the_way(
    database: Database, locks: Iterable[TableLock], sizes: Sizes
) -> tuple[Blocker, ...] | Unknown:
    """Who holds a lock right now that one of those would wait for."""
    wanted = [(sizes[name].oid, lock.mode) for lock in locks if (name := quoted(lock.table)) in sizes]

    async def ask(session: ReadSession) -> tuple[Blocker, ...]:
        return await read_blockers(session, wanted)

    return await database.ask(ask) if wanted else ()


def seconds_of(lock: TableLock, sizes: Sizes) -> float | None:
    """How long a statement is thought to hold that lock; 0 for what touches the catalogue alone, None if unknown."""
    if lock.effect is Effect.NONE:
        return 0.0
    size = sizes.get(quoted(lock.table))
    if size is None:
        return 0.0  # it is made by the migrations themselves, and empty
    if size.rows < 0:
        return None
    return size.octets / _SPEED[lock.effect]
