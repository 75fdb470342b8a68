"""Rows that point at nothing: foreign keys that are not valid, or seem to be missing, are looked into, so many of them.

It counts up to a few and stops; where policies would hide rows from us it does not look, for both answers would lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from console.database.names import all_there, identifier, pairs
from console.database.session import CHECK, Database
from console.errors import NotPermitted, QueryProblem

CHECK_NAME = "orphaned-rows"
KEYS = 20
"""So many are looked into, those that are there first, then the smallest tables; the rest is said to be left out."""
MOST = 1_000

Row = Mapping[str, Any]


async def look_into(database: Database, keys: Iterable[Row]) -> tuple[Row, ...]:
    """The keys with orphans, and those that could not be looked into (`held`, `hidden`, `late`), as rows of a check."""
    found: list[Row] = []
    looked = 0
    for key in keys:
        if key["hidden"]:
            found.append(key)
        elif looked == KEYS:
            found.append({**key, "late": True})
        else:
            looked += 1
            row = await _look(database, key)
            if row is not None:
                found.append(row)
    return tuple(found)


async def _look(database: Database, key: Row) -> Row | None:
    columns, others = key["columns"], key["others"]
    parts = {
        "table": identifier(key["schema"], key["object"]),
        "other": identifier(key["other_schema"], key["other"]),
        "there": all_there("t", columns),
        "matches": pairs("k", others, "t", columns),
    }
    try:
        async with database.read(CHECK) as session:
            query = session.statement("audit/facts/orphans").with_identifiers(**parts)
            rows = (await session.mappings(query, {"most": MOST}))[0]["rows"]
    except NotPermitted:
        return {**key, "hidden": True}
    except QueryProblem as problem:
        return {**key, ("held" if problem.sqlstate == "55P03" else "late"): True}
    if not rows:
        return None
    many = f"{MOST:,} or more rows" if rows == MOST else f"{rows:,} row{'s' if rows > 1 else ''}"
    names = ", ".join(columns)
    return {**key, "detail": f"{many} with a {names} that is not in {key['other_schema']}.{key['other']}."}
