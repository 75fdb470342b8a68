"""What a tool writes into its history, statement by statement, as queries. Pure: they are run by the guard alone.

The rows must be what the tool itself would have written: it reads them again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from console.changesets.migration import MigrationFile, Tool
from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.sql import load
from console.errors import Problem
from console.guard.operation import Query
from console.migrations.history import Applied, History


def create_history(history: History) -> tuple[Query, ...]:
    """What the tool would make of its history first: nothing where all of it is there. Problem for a foreign tool."""
    table = _table(history)
    found: list[Query] = []
    if not history.schema_exists:
        found.append(Query(load("migrations/create_schema").with_identifiers(schema=identifier(history.schema))))
    match history.tool:
        case Tool.SUPABASE:
            columns = history.columns if history.exists else frozenset[str]()
            if not history.exists:
                found.append(Query(load("migrations/create_supabase_history").with_identifiers(history=table)))
            if "statements" not in columns:
                found.append(Query(load("migrations/add_supabase_statements").with_identifiers(history=table)))
            if "name" not in columns:
                found.append(Query(load("migrations/add_supabase_name").with_identifiers(history=table)))
        case Tool.DBMATE if not history.exists:
            found.append(Query(load("migrations/create_dbmate_history").with_identifiers(history=table)))
        case Tool.PRISMA if not history.exists:
            found.append(Query(load("migrations/create_prisma_history").with_identifiers(history=table)))
        case Tool.DBMATE | Tool.PRISMA:
            pass
        case _:
            raise not_driven(history)
    return tuple(found)


def record(history: History, file: MigrationFile, statements: Sequence[str], checksum: str = "") -> Query:
    """The row of a version that was applied just now. `checksum` is Prisma's (`contents.prisma_checksum`)."""
    match history.tool:
        case Tool.SUPABASE:
            binds = {"version": file.version, "name": file.name, "statements": list(statements)}
            return Query(load("migrations/record_supabase").with_identifiers(history=_table(history)), binds)
        case Tool.DBMATE:
            query = load("migrations/record_dbmate").with_identifiers(history=_table(history))
            return Query(query, {"version": file.version})
        case Tool.PRISMA:
            return _record_prisma(history, file, checksum, steps=1)
        case _:
            raise not_driven(history)


def mark(history: History, file: MigrationFile, statements: Sequence[str], checksum: str = "") -> Query:
    """The row of a version that is said to be applied, as the tool's own command for that writes it."""
    if history.tool is Tool.SUPABASE:
        binds = {"version": file.version, "name": file.name, "statements": list(statements)}
        return Query(load("migrations/mark_supabase").with_identifiers(history=_table(history)), binds)
    if history.tool is Tool.PRISMA:
        return _record_prisma(history, file, checksum, steps=0)
    return record(history, file, statements, checksum)


def unmark(history: History, row: Applied) -> Query:
    """The row of a version goes. Of Prisma's one that failed is only said to be rolled back, as Prisma does it."""
    match history.tool:
        case Tool.SUPABASE | Tool.DBMATE:
            query = load("migrations/unmark_version").with_identifiers(history=_table(history))
            return Query(query, {"version": row.version})
        case Tool.PRISMA:
            name = "migrations/roll_back_prisma" if row.failed else "migrations/unmark_prisma"
            return Query(load(name).with_identifiers(history=_table(history)), {"id": row.id})
        case _:
            raise not_driven(history)


def not_driven(history: History) -> Problem:
    """Why the history of a foreign tool is not written to."""
    from console.migrations.known_histories import WAYS_ON

    own = WAYS_ON.get(history.tool) if history.tool else None
    way = f"Use its own command, such as: {own}" if own else "Use its own command."
    return Problem(f"greenroom does not write into the history of {history.title}.", "It is shown only.", way)


def _record_prisma(history: History, file: MigrationFile, checksum: str, *, steps: int) -> Query:
    binds = {
        "id": prisma_id(history, file, checksum), "checksum": checksum, "migration_name": file.label, "steps": steps,
    }  # fmt: skip
    return Query(load("migrations/record_prisma").with_identifiers(history=_table(history)), binds)


def prisma_id(history: History, file: MigrationFile, checksum: str) -> str:
    """The number of a new row of Prisma's. The same as long as the history is: a plan is looked at before it is run."""
    count = 0 if isinstance(history.rows, Unknown) else len(history.rows)
    return str(uuid5(NAMESPACE_OID, f"{history.place} {file.label} {checksum} {count}"))


def _table(history: History) -> Any:
    return identifier(history.schema, history.table)
