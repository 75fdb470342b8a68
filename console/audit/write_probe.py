"""A write that somebody would make, tried: what the server says to it. Never on the target: on a copy of its schema.

The copy is on a server of this machine and is gone afterwards; on it are the row, the rows around it and some of each
table that policies ask. Nothing is sent to the target but SELECT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.audit.access import Access, Relation
from console.audit.access_asked import asked_beside
from console.audit.access_reading import read_access
from console.audit.asking import Who
from console.audit.copied_rows import Rows, gather, put
from console.audit.predicates import Command
from console.audit.why import Explanation, explain_row, merged, read_row
from console.audit.write_answer import Beside, Tried, WriteAnswer, judge, tried_of
from console.audit.write_statement import TRIED, TRY, become, named, read_beside, staying, write_text
from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database
from console.database.sql import load
from console.errors import MissingComponent
from console.guard.render import rendered
from console.schema.copying import Copy, schema_copy
from console.scratch.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteProbe:
    """What came of a write. `place` is where it was tried, `why` what the policies say of the row there.

    `notes` are what the answer does not cover, `stays` what a rollback on a target would not take back.
    """

    who: Who
    relation: str
    command: Command
    statement: str
    place: str
    answer: WriteAnswer
    why: Explanation | None
    notes: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


async def probe_write(
    database: Database,
    relation: Relation,
    who: Who,
    command: Command,
    *,
    key: Mapping[str, str],
    changes: Mapping[str, str | None],
) -> WriteProbe | Unknown:
    """What becomes of an INSERT, UPDATE or DELETE of one row as that identity, on a copy of the schema.

    `key` names the row by columns and values as text, `changes` are the values of an INSERT or UPDATE. Unknown where
    the row cannot be read, or where no Postgres is installed here to make a copy. Raises UsageProblem where nothing or
    no row is named, ConnectionProblem where the target is lost.
    """
    statement = write_text(relation, command, key, changes)
    access = await read_access(database, (who.role,))
    row = "{}" if command is Command.INSERT else await read_row(database, relation, key)
    if isinstance(row, Unknown):
        return row
    rows = await _rows(database, access, relation, who, command, merged(row, changes))
    if command is not Command.INSERT and relation.kind in "rpf":
        rows.add(relation.oid, [row])
    try:
        async with schema_copy(database) as copy:
            return await _on_copy(copy, access, relation, who, command, key, changes, statement, rows)
    except MissingComponent as problem:
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


async def _rows(database: Database, access: Access, relation: Relation, who: Who, command: Command, row: str) -> Rows:
    """What goes with the row: a view's tables too, for there is no row of a view to copy."""
    role = access.role_named(who.role)
    assert role is not None  # noqa: S101  # for the type checker: read_access raises for one that is not there
    asked: dict[int, None] = {}
    for each in (command, Command.SELECT):
        found = asked_beside(access, role.oid, role.oid, relation.oid, each)
        asked |= dict.fromkeys(oid for _, oid in found.read)
    return await gather(database, access, relation, row, asked=asked, children=command is Command.DELETE)


async def _on_copy(
    copy: Copy,
    access: Access,
    relation: Relation,
    who: Who,
    command: Command,
    key: Mapping[str, str],
    changes: Mapping[str, str | None],
    statement: str,
    rows: Rows,
) -> WriteProbe | Unknown:
    scratch = copy.scratch
    await put(scratch.writer, access, rows)
    there = await read_access(scratch.database, (who.role,))
    table = there.relation_named(relation.schema, relation.name)
    if table is None:
        why = next((f"{each.what}: {each.why}" for each in copy.left if relation.name in each.what), "")
        return Unknown(f"{relation.label} is not on the copy. {why}".strip(), "Try it on the target: --on-target")
    async with scratch.database.read() as session:
        beside = await read_beside(session, table, command)
        called = await session.mappings("access/policy_functions", {"relations": [table.oid, *table.bases]})
    await _advance(scratch.writer, table, beside)
    explained = await explain_row(scratch.database, there, table, who, key=key, command=command, changes=changes)
    why_row = None if isinstance(explained, Unknown) else explained
    tried = await _try(scratch.writer, who, statement)
    return WriteProbe(
        who=who,
        relation=relation.label,
        command=command,
        statement=statement,
        place=f"a copy of the schema on PostgreSQL {scratch.major}",
        answer=judge(tried, command, why_row, beside),
        why=why_row,
        notes=_notes(copy, rows, tried, relation, [row["name"] for row in called]),
        stays=staying(beside, command),
    )


async def _advance(writer: Writer, table: Relation, beside: tuple[Beside, ...]) -> None:
    for each in beside:
        if each.kind == "sequence":
            parts = {"relation": identifier(table.schema, table.name), "column": identifier(each.of)}
            await writer.write(load("access/write/advance").with_identifiers(**parts), {"sequence": each.name})


async def _try(writer: Writer, who: Who, statement: str) -> Tried:
    """Run it as that identity and take it back."""
    await writer.begin()
    try:
        for query in (become(who), named(statement)):
            ran = await writer.run(rendered(query, limit=None))
            if ran.failure:
                return Tried(sqlstate=ran.failure.sqlstate, message=ran.failure.message)
        ran = await writer.run(load(TRY).text)
        if ran.failure:
            return Tried(sqlstate=ran.failure.sqlstate, message=ran.failure.message)
        said = await writer.rows(load(TRIED).query())
        return tried_of(json.loads(said[0]["said"]))
    finally:
        await writer.rollback()


def _notes(copy: Copy, rows: Rows, tried: Tried, relation: Relation, called: Sequence[str]) -> tuple[str, ...]:
    """What the copy cannot show."""
    notes = list(rows.notes)
    held = sum(len(some) for some in rows.of.values())
    notes.append(
        f"Rows that were copied: {held:,}. A key or a policy that asks others may be answered otherwise on the target."
    )
    if tried.sqlstate == "23503" or (relation.kind == "v" and tried.rows == 0):
        notes.append("The row that it asks for may be on the target and not among those that were copied.")
    ours = [name for name in called if not name.startswith("auth.")]
    if ours:
        notes.append(f"Its policies call {', '.join(ours)}: of tables that those read, the copy may have no rows.")
    if copy.left:
        notes.append(f"The copy has not: {'; '.join(f'{each.what} ({each.why})' for each in copy.left[:5])}")
    return tuple(dict.fromkeys(notes))
