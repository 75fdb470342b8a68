"""All that is known of one table: columns, indexes, constraints, triggers, policies, storage. Facts only.

Each part can be Unknown by itself. A definition is None where the table was locked: printing it would wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.health.tables import Column, ExactSize, read_columns, read_exact_sizes

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class TableIndex:
    """An index. `holds` are constraints that it is the index of, `serves` foreign keys of this table that need it."""

    oid: int
    name: str
    method: str
    valid: bool
    is_unique: bool
    octets: int
    scans: int
    holds: Sequence[str]
    serves: Sequence[str]
    definition: str | None


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of the table, or a foreign key of another one that `refers_here`. `other` is the table behind it."""

    name: str
    kind: str
    validated: bool
    refers_here: bool
    other: str | None
    definition: str | None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger; `enabled` in words: on, off, on replicas only, always on."""

    name: str
    enabled: str
    function: str
    definition: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A row security policy. An expression is None where there is none (`has_using` false), or it was locked."""

    name: str
    command: str
    permissive: bool
    roles: Sequence[str]
    has_using: bool
    has_check: bool
    using_rows: str | None
    check_rows: str | None


@dataclass(frozen=True, slots=True)
class Storage:
    """What a table is, and how it is stored. Options as `name=value`; `bound` and `partition_key` None if locked."""

    schema: str
    name: str
    kind: str
    owner: str
    comment: str | None
    persistence: str
    method: str
    tablespace: str
    row_security: bool
    row_security_forced: bool
    identity: str
    options: Sequence[str]
    toast_options: Sequence[str]
    partition_of: str | None
    is_partition: bool
    bound: str | None
    partition_key: str | None
    publications: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDetail:
    """One table. `storage` is None where it is gone."""

    oid: int
    storage: Storage | Unknown | None
    size: ExactSize | Unknown
    columns: tuple[Column, ...] | Unknown
    indexes: tuple[TableIndex, ...] | Unknown
    constraints: tuple[Constraint, ...] | Unknown
    triggers: tuple[Trigger, ...] | Unknown
    policies: tuple[Policy, ...] | Unknown


async def read_table_detail(database: Database, oid: int) -> TableDetail:
    """All of one table, each part in a short read of its own. Raises Problem where the connection is lost."""
    storage = await database.ask(partial(_all, name="detail_storage", as_=Storage, oid=oid))
    sizes = await read_exact_sizes(database, [oid])
    return TableDetail(
        oid=oid,
        storage=storage if isinstance(storage, Unknown) else next(iter(storage), None),
        size=sizes.get(oid, Unknown("it holds no rows of its own, or is gone")),
        columns=await database.ask(partial(read_columns, oid=oid)),
        indexes=await database.ask(partial(_all, name="detail_indexes", as_=TableIndex, oid=oid)),
        constraints=await database.ask(partial(_all, name="detail_constraints", as_=Constraint, oid=oid)),
        triggers=await database.ask(partial(_all, name="detail_triggers", as_=Trigger, oid=oid)),
        policies=await database.ask(partial(_all, name="detail_policies", as_=Policy, oid=oid)),
    )


async def _all(session: ReadSession, name: str, as_: type[R], oid: int) -> tuple[R, ...]:
    return await session.all(f"health/{name}", as_, {"oid": oid})
