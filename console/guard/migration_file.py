"""A change of the schema as a migration file instead of a run: its statements, and below them those that undo it.

It sends nothing. Only operations that say so (`Operation.in_file`) can be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from console.changesets.migration import Folder
from console.changesets.new import write_migration
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Operation
from console.guard.render import rendered

REMARK = "Written by greenroom. Read it before it is applied."


def migration_text(operation: Operation) -> str:
    """What the file holds: a limit for locks, the statements, and in comments those that take it back."""
    if operation.in_file is None:
        raise UsageProblem(
            f"{operation.title} is no change of the schema.", "A migration cannot do it.", "Leave --migration out."
        )
    limit = load(f"guard/file_limit{'_alone' if is_alone(operation) else ''}").text
    lines = [f"{limit};", "", *(f"{each};" for each in _statements(operation))]
    if operation.in_file.back:
        back = [f"{rendered(each, limit=None)};" for each in operation.in_file.back]
        lines += [
            "",
            "-- ROLLBACK",
            *(f"-- {line}".rstrip() for each in (f"{limit};", *back) for line in each.split("\n")),
        ]
    return "\n".join(lines) + "\n"


def is_alone(operation: Operation) -> bool:
    """Whether a statement of it wants no transaction."""
    if operation.batch is not None:
        return not all(part.transactional for part in operation.batch.parts)
    return not operation.transactional


def write_operation(operation: Operation, folder: Folder, name: str = "", now: datetime | None = None) -> Path:
    """Write it behind all that the folder has, and give back where. Problem where the files are not ours to write."""
    called = name or f"{operation.name.partition('.')[2]} {operation.subject}"
    return write_migration(folder, called, migration_text(operation), REMARK, now, alone=is_alone(operation))


def _statements(operation: Operation) -> Iterator[str]:
    if operation.batch is not None:
        for part in operation.batch.parts:
            yield from (script.text for script in part.scripts)
    for step in operation.steps:
        yield rendered(step.query, limit=None)
