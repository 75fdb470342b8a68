"""Two identities on the same rows of a table: who sees which, and which rows nobody sees. It reads and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from console.audit.access import Relation
from console.audit.asking import Refused, Who, ask_as
from console.audit.probe import Column, count_all, read_columns
from console.core.unknown import Unknown
from console.database.names import definitions, identifier, names, names_of, pairs
from console.database.session import Database, ReadSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Which of the same first rows two identities see. Keys are JSON objects as text. `looked_at` are all of them.

    With `capped` there are more rows than were looked at.
    """

    relation: str
    left: Who
    right: Who
    looked_at: tuple[str, ...]
    capped: bool
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    both: tuple[str, ...]
    nobody: tuple[str, ...]


async def compare_seen(
    database: Database, relation: Relation, left: Who, right: Who, *, most: int = 1_000
) -> Comparison | Unknown:
    """The first `most` rows by key: who of the two sees which. Unknown where we cannot see all rows ourselves."""
    columns = await ask_as(database, None, partial(read_columns, oid=relation.oid))
    if isinstance(columns, Refused | Unknown):
        return Unknown(columns.reason)
    keys = sorted((column for column in columns if column.key_place >= 0), key=lambda column: column.key_place)
    if not keys:
        return Unknown(f"{relation.label} has no primary key: its rows cannot be told apart", "Compare the counts.")
    total = await count_all(database, relation, most)
    if isinstance(total, Unknown):
        return total
    rows = await ask_as(database, None, partial(_keys, relation=relation, keys=keys, most=most))
    if isinstance(rows, Refused | Unknown):
        return Unknown(rows.reason)
    sides: list[frozenset[str]] = []
    for who in (left, right):
        seen = await ask_as(database, who, partial(_keys_seen, relation=relation, keys=keys, rows=rows))
        if isinstance(seen, Unknown):
            return seen
        sides.append(frozenset() if isinstance(seen, Refused) else frozenset(seen))
    one, other = sides
    return Comparison(
        relation=relation.label,
        left=left,
        right=right,
        looked_at=rows,
        capped=total.capped,
        only_left=tuple(key for key in rows if key in one - other),
        only_right=tuple(key for key in rows if key in other - one),
        both=tuple(key for key in rows if key in one & other),
        nobody=tuple(key for key in rows if key not in one | other),
    )


async def _keys(session: ReadSession, relation: Relation, keys: Sequence[Column], most: int) -> tuple[str, ...]:
    parts = {"relation": identifier(relation.schema, relation.name), "columns": names(key.name for key in keys)}
    statement = session.statement("access/keys").with_identifiers(**parts)
    return tuple(row["key"] for row in await session.mappings(statement, {"most": most}))


async def _keys_seen(
    session: ReadSession, relation: Relation, keys: Sequence[Column], rows: Sequence[str]
) -> tuple[str, ...]:
    columns = [key.name for key in keys]
    parts = {
        "relation": identifier(relation.schema, relation.name),
        "columns": names_of("t", columns),
        "definitions": definitions((key.name, key.type) for key in keys),
        "matches": pairs("t", columns, "k", columns),
    }
    statement = session.statement("access/keys_seen").with_identifiers(**parts)
    found = await session.mappings(statement, {"keys": f"[{', '.join(rows)}]"})
    return tuple(row["key"] for row in found)
