"""The rows that go with a row that is tried on a copy: those that it names, that name it, and that policies ask.

Read from the target by SELECT, a bounded number of each table; put into the copy, where no trigger runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from console.audit.access import Access, Relation
from console.audit.asking import Refused, ask_as
from console.core.unknown import Unknown
from console.database.names import Part, equal, expression, identifier, names, quoted
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.scratch.writer import Writer

MOST = 1_000
"""Rows of one table that policies ask."""
NEAR = 100
"""Rows at one end of a foreign key."""
STEPS = 3
"""Foreign keys that are followed one after another."""


@dataclass(slots=True)
class Rows:
    """Rows as JSON texts, by relation. `notes` say what is not among them."""

    of: dict[int, dict[str, None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, relation: int, rows: Iterable[str]) -> list[str]:
        """Keep them; back come those that are new."""
        known = self.of.setdefault(relation, {})
        new = [row for row in rows if row not in known]
        known.update(dict.fromkeys(new))
        return new


async def gather(
    database: Database, access: Access, relation: Relation, row: str, *, asked: Iterable[int], children: bool
) -> Rows:
    """The row (JSON; it may be one that is not there yet), the rows around it, and some of each table in `asked`.

    With `children`, also the rows that name it, as a delete wants.
    """
    found = Rows()
    reader = _Reader(database, access, found)
    for oid in asked:
        table = access.relations.get(oid)
        if table is not None and table.kind in "rpf":
            await reader.some(table)
    keys = await database.ask(lambda session: session.mappings("access/references"))
    if isinstance(keys, Unknown):
        found.notes.append(f"Foreign keys could not be read: {keys.reason}")
        keys = ()
    waiting = [(relation.oid, json.loads(row), 0)]
    while waiting:
        oid, values, step = waiting.pop()
        if step == STEPS:
            continue
        for key in keys:
            if key["child"] == oid:
                new = await reader.matching(key["parent"], key["referenced"], [values.get(c) for c in key["columns"]])
                waiting += [(key["parent"], json.loads(each), step + 1) for each in new]
            if key["parent"] == oid and children:
                new = await reader.matching(key["child"], key["columns"], [values.get(c) for c in key["referenced"]])
                waiting += [(key["child"], json.loads(each), step + 1) for each in new]
    return found


@dataclass(slots=True)
class _Reader:
    database: Database
    access: Access
    found: Rows

    async def some(self, table: Relation) -> None:
        rows = await self._read(table, expression("true"), {}, MOST + 1)
        if len(rows) > MOST:
            self.found.notes.append(f"Only {MOST:,} rows of {table.label} are on the copy; a policy asks them.")
        self.found.add(table.oid, rows[:MOST])

    async def matching(self, oid: int, columns: list[str], values: list[Any]) -> list[str]:
        table = self.access.relations.get(oid)
        if table is None or any(value is None for value in values):
            return []
        texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
        given = {f"key_{place}": text for place, text in enumerate(texts)}
        rows = await self._read(table, equal("t", columns, "key_"), given, NEAR + 1)
        if len(rows) > NEAR:
            self.found.notes.append(f"Only {NEAR} rows of {table.label} that name the row are on the copy.")
        return self.found.add(oid, rows[:NEAR])

    async def _read(self, table: Relation, condition: Part, given: Mapping[str, Any], most: int) -> tuple[str, ...]:
        asked = partial(_rows, table=table, condition=condition, given={**given, "most": most})
        rows = await ask_as(self.database, None, asked)
        if isinstance(rows, Refused | Unknown):
            self.found.notes.append(f"{table.label} could not be read: {rows.reason}")
            return ()
        return rows


async def _rows(session: ReadSession, table: Relation, condition: Part, given: Mapping[str, Any]) -> tuple[str, ...]:
    parts = {"relation": identifier(table.schema, table.name), "condition": condition}
    statement = session.statement("access/rows").with_identifiers(**parts)
    return tuple(row["fields"] for row in await session.mappings(statement, given))


async def put(writer: Writer, access: Access, rows: Rows) -> None:
    """Write them into the copy, in one transaction. What does not go in is noted in `rows`."""
    await writer.begin()
    await writer.rows(load("access/write/quietly").query())
    for oid, some in rows.of.items():
        table = access.relations[oid]
        name = quoted(table.schema, table.name)
        columns = await writer.rows(load("access/write/columns").query(), {"relation": name})
        if not columns or not some:
            continue
        parts = {
            "relation": identifier(table.schema, table.name),
            "columns": names(row["name"] for row in columns),
        }
        copied = load("access/write/copied").with_identifiers(**parts)
        ran = await writer.write(copied, {"rows": f"[{','.join(some)}]"})
        if ran.failure:
            rows.notes.append(f"Rows of {table.label} are not on the copy: {ran.failure.message}")
    await writer.commit()
