"""Reading the schema of a database, one kind of object at a time, each in a short read-only transaction.

It asks for whole kinds and never for one object: 25,000 tables are as many statements as one. What somebody holds a
lock on is left unread and said to be; it waits for nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.session import CHECK, Database
from console.errors import NotPermitted, QueryProblem
from console.schema.objects import Column, Key, Kind, SchemaObject, Snapshot

FILES = (
    "schemas",
    "extensions",
    "enums",
    "domains",
    "domain_constraints",
    "composites",
    "sequences",
    "functions",
    "aggregates",
    "tables",
    "table_settings",
    "sequence_owners",
    "views",
    "materialized_views",
    "indexes",
    "constraints",
    "rules",
    "triggers",
    "policies",
    "grants",
    "default_privileges",
    "comments",
)
"""One statement for each kind, or for a few that are read together."""

TRIES = 3
_AGAIN = {"55P03", "XX000", "42P01"}
"""Somebody took the lock, or dropped the object, between the list and its definition."""

Row = Mapping[str, Any]


async def read_schema(database: Database, *, watch: Callable[[str], None] = lambda kind: None) -> Snapshot:
    """The schema of a database; platform schemas and what extensions own are left out.

    `watch` hears of each kind before it is read. A kind that the server does not let us read is in `unknown`. Raises
    ConnectionProblem where the server is lost.
    """
    unknown: dict[str, Unknown] = {}
    rows: list[Row] = []
    version = 0
    for name in FILES:
        watch(name)
        version, found = await _read(database, name)
        if isinstance(found, Unknown):
            unknown[name] = found
        else:
            rows += found
    watch("dependencies")
    _, edges = await _read(database, "dependencies")
    if isinstance(edges, Unknown):
        unknown["dependencies"], edges = edges, ()
    return Snapshot(version, _objects(rows), _needs(edges), unknown)


async def _read(database: Database, name: str) -> tuple[int, Sequence[Row] | Unknown]:
    """The server's version and the rows of one file; Unknown where it does not answer after a few tries."""
    reason = Unknown("it was locked each time it was read", "try again in a moment")
    version = 0
    for _ in range(TRIES):
        try:
            async with database.read(CHECK) as session:
                version = session.version
                await session.mappings("schema/settle")
                statement = session.statement(f"schema/{name}")
                binds = {"platform_schemas": list(PLATFORM_SCHEMAS)}
                return version, await session.mappings(
                    f"schema/{name}", binds if "platform_schemas" in statement.text else {}
                )
        except NotPermitted as problem:
            return version, Unknown(problem.why or problem.what, problem.remedy)
        except QueryProblem as problem:
            reason = Unknown(problem.why or problem.what, problem.remedy)
            if problem.sqlstate not in _AGAIN:
                break
    return version, reason


def _objects(rows: Iterable[Row]) -> dict[Key, SchemaObject]:
    rows = tuple(rows)
    names = {row["address"]: row["name"] for row in rows if row["address"]}
    made = (_object(row, names) for row in rows if "belongs" not in row or row["belongs"] in names)
    return {each.key: each for each in made}


def _object(row: Row, names: Mapping[str, str]) -> SchemaObject:
    held = bool(row.get("held"))
    return SchemaObject(
        kind=Kind(row["kind"]),
        name=row["name"],
        definition=row["definition"] or "",
        creates=row["creates"] or "",
        drops=row["drops"] or "",
        parent=names[row["belongs"]] if "belongs" in row else row.get("parent") or "",
        address=row["address"],
        alters=row.get("alters") or "",
        fixed=row.get("fixed") or "",
        revokes=row.get("revokes") or "",
        columns=tuple(Column(*column) for column in row.get("columns") or ()),
        parts=tuple((part["name"], part["creates"]) for part in row.get("parts") or ()),
        partition=bool(row.get("partition")),
        held=held,
    )


def _needs(edges: Iterable[Row]) -> dict[str, frozenset[str]]:
    """From an address to those that it needs. What a column needs its table needs, and the other way round."""
    found: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        dependent, referenced = edge["dependent"], edge["referenced"]
        for one in {dependent, dependent.partition(".")[0]}:
            found[one] |= {referenced, referenced.partition(".")[0]} - {one}
    return {address: frozenset(others) for address, others in found.items()}
