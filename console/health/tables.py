"""Tables and indexes: how big, how used, how old. Sizes are what the last VACUUM counted, so they are estimates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession

_AT_ONCE = 50
"""How many true sizes are asked for at a time: as many as a screen shows."""


@dataclass(slots=True)
class Table:
    """One table. Octets and rows are estimates; `rows` is None where nobody has counted yet.

    `root` is the partitioned table that a partition belongs to. Times are None where it never happened, or where the
    counters were lost. Not frozen: of 25,000 the time to make them counts. Nobody changes one.
    """

    oid: int
    schema: str
    name: str
    kind: str
    root: int | None
    unlogged: bool
    heap: int
    toast: int
    indexes: int
    index_count: int
    rows: int | None
    live: int
    dead: int
    changed: int
    scans: int
    scanned_rows: int
    index_scans: int
    updates: int
    hot_updates: int
    vacuumed: datetime | None
    analyzed: datetime | None
    xid_age: int | None
    multixact_age: int | None

    @property
    def octets(self) -> int:
        """All of it: rows, long values and indexes."""
        return self.heap + self.toast + self.indexes

    @property
    def dead_percent(self) -> float | None:
        """Dead rows among all, None without any."""
        return 100 * self.dead / (self.live + self.dead) if self.live + self.dead else None

    @property
    def hot_percent(self) -> float | None:
        """Updates that stayed on their page, None without any."""
        return 100 * self.hot_updates / self.updates if self.updates else None

    @property
    def group(self) -> str:
        """`""` for the user's own, `platform` or `catalog` for what is shown collapsed."""
        if self.schema.startswith("pg_") or self.schema == "information_schema":
            return "catalog"
        return "platform" if self.schema in PLATFORM_SCHEMAS else ""


@dataclass(slots=True)
class Index:
    """One index. `last_used` is None before PostgreSQL 16, and where it was never used since the counters began."""

    oid: int
    table_oid: int
    schema: str
    name: str
    of_table: str
    method: str
    is_unique: bool
    is_primary: bool
    of_constraint: bool
    valid: bool
    partial: bool
    partitioned: bool
    attached: bool
    octets: int
    scans: int
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class ExactSize:
    """True octets; None where the relation, or an index of it, was locked."""

    oid: int
    table_octets: int | None
    index_octets: int | None


@dataclass(frozen=True, slots=True)
class Definition:
    """How an index is written; None where it was locked."""

    oid: int
    definition: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what the planner knows of it: None where this role may not see it, or nobody analyzed."""

    name: str
    type: str
    not_null: bool
    null_share: float | None
    distinct_values: float | None
    octets: int | None


@dataclass(frozen=True, slots=True)
class Tree:
    """A table with its partitions rolled up: sums, the oldest ages, and how many there are."""

    table: Table
    partitions: tuple[Table, ...] = ()

    @property
    def octets(self) -> int:
        return self.table.octets + sum(each.octets for each in self.partitions)

    @property
    def rows(self) -> int | None:
        """Estimated; of the partitions where there are some, None where none was ever counted."""
        counted = [each.rows for each in self.partitions or (self.table,) if each.rows is not None and each.kind != "p"]
        return sum(counted) if counted else None

    @property
    def dead(self) -> int:
        return self.table.dead + sum(each.dead for each in self.partitions)

    @property
    def xid_age(self) -> int | None:
        return max((each.xid_age for each in (self.table, *self.partitions) if each.xid_age is not None), default=None)


async def read_tables(session: ReadSession) -> tuple[Table, ...]:
    """Every table, partition and materialized view, the biggest first; the catalogue's and the platform's too."""
    return await session.all("health/tables", Table)


async def read_indexes(session: ReadSession) -> tuple[Index, ...]:
    """Every index, the biggest first."""
    return await session.all("health/indexes", Index)


async def read_columns(session: ReadSession, oid: int) -> tuple[Column, ...]:
    """The columns of a table."""
    return await session.all("health/table_detail", Column, {"oid": oid})


async def read_exact_sizes(database: Database, oids: Sequence[int]) -> dict[int, ExactSize | Unknown]:
    """True sizes of what is on the screen. Where a lock comes between, only that one is Unknown."""
    held = Unknown("it is locked", "look again when the other session has ended")
    found: dict[int, ExactSize | Unknown] = {}
    for start in range(0, len(oids), _AT_ONCE):
        some = oids[start : start + _AT_ONCE]
        answer = await database.ask(partial(_sizes, oids=some))
        if isinstance(answer, Unknown) and len(some) > 1:  # a lock taken between looking and asking
            for oid in some:
                single = await database.ask(partial(_sizes, oids=[oid]))
                found.update({oid: single} if isinstance(single, Unknown) else {one.oid: one for one in single})
            continue
        found.update(dict.fromkeys(some, answer) if isinstance(answer, Unknown) else {one.oid: one for one in answer})
    return {oid: held if isinstance(one, ExactSize) and one.table_octets is None else one for oid, one in found.items()}


async def _sizes(session: ReadSession, oids: Sequence[int]) -> tuple[ExactSize, ...]:
    return await session.all("health/exact_sizes", ExactSize, {"oids": list(oids)})


async def read_definitions(session: ReadSession, oids: Sequence[int]) -> dict[int, str | None]:
    """How indexes are written, by oid; None where one is locked."""
    rows = await session.all("health/index_definitions", Definition, {"oids": list(oids)})
    return {row.oid: row.definition for row in rows}


def trees(tables: Iterable[Table]) -> tuple[Tree, ...]:
    """Tables with their partitions under them, the biggest first. Partitioned tables inside one are left out."""
    every = tuple(tables)
    under: dict[int, list[Table]] = {}
    for table in every:
        if table.root is not None:
            under.setdefault(table.root, []).append(table)
    rolled = [
        Tree(table, tuple(each for each in under.get(table.oid, ()) if each.kind != "p"))
        for table in every
        if table.root is None
    ]
    return tuple(sorted(rolled, key=lambda tree: -tree.octets))
