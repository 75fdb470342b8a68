"""`greenroom migrations status`: every version of a folder and of a target's history; `--matrix` over several targets.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from console.changesets.migration import Folder
    from console.database.opening import Link
    from console.migrations.history import History
    from console.migrations.matrix import Matrix
    from console.migrations.status import Status, Version


def register(commands: Any) -> None:
    """Add `status`."""
    parser = add_command(commands, "status", run_status, "every version, and how it stands on a target")
    parser.add_argument("--matrix", metavar="T1,T2,…", help="several saved targets side by side")


def run_status(arguments: argparse.Namespace) -> int:
    """The status of a folder on one target, or on several. Exits 3 where a history could not be read."""
    if arguments.matrix is not None:
        return _run_matrix(arguments)
    import asyncio

    from console.guard.command_line import linked
    from console.migrations.status import read_status
    from console.targets.choose import choose
    from console.targets.opened import password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> Status:
        async with linked(chosen.target, password) as link:
            ours = await _ours(chosen.target.name, link)
            return await read_status(link.database, folder, ours)

    return _say(arguments, chosen.target.name, asyncio.run(ask()))


async def _ours(target: str, link: Link | None = None) -> dict[str, Any]:
    """What our own journal says of a target, by version; nothing where it cannot be read, which is said.

    With a link, what was begun there and never seen to end is asked first.
    """
    from console.core.output import emit_message
    from console.errors import Problem
    from console.guard.command_line import settle
    from console.guard.journal import FileJournal
    from console.migrations.ours import read_told

    journal = FileJournal()
    try:
        if link is not None:
            await settle(journal, link)
        return dict((await read_told(journal, target, link.target.identity if link else None)).ours)
    except Problem as problem:
        emit_message(f"greenroom: who applied what from here is not known: {problem}")
        return {}
    finally:
        journal.close()


def _say(arguments: argparse.Namespace, name: str, status: Status) -> int:
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.core.unknown import Unknown

    versions = status.versions
    if arguments.json:
        emit_json(
            {
                "target": name,
                "folder": _folder(status.folder),
                "history": _history(status.history),
                "others": [_history(each) for each in status.others],
                "remarks": list(status.remarks),
                "items": versions if isinstance(versions, Unknown) else [item(each) for each in versions],
            }
        )
    for remark in status.remarks:
        emit_message(f"greenroom: {remark}")
    if isinstance(versions, Unknown):
        emit_message(f"greenroom: ? UNKNOWN {versions.reason} {versions.remedy}")
        return 3
    if versions and not arguments.json:
        headings = ("VERSION", "NAME", "STATE", "DRIFT", "APPLIED", "BY", "SIZE", "NOTE")
        emit(table([_row(each) for each in versions], headings, "llllllr"))
    emit_message(summary(name, status.folder, versions))
    return 0


def summary(name: str, folder: Folder, versions: Sequence[Version]) -> str:
    """`12 versions of supabase/migrations on shop: 10 applied, 2 pending.`"""
    from console.migrations.contents import Drift
    from console.migrations.status import counts

    parts = [f"{count} {state.value}" for state, count in counts(versions).items()]
    if changed := sum(each.drift is Drift.CHANGED for each in versions):
        parts.append(f"{changed} changed since they were applied")
    if folder.skipped:
        parts.append(f"{len(folder.skipped)} files are no migrations")
    said = f": {', '.join(parts)}" if parts else ""
    return f"{len(versions)} versions of {folder.path} on {name}{said}."


def _row(version: Version) -> tuple[str, ...]:
    from console.core.present import ABSENT, present, size

    octets = version.size
    return (
        version.version,
        version.name,
        version.state.value,
        version.drift.value if version.drift else ABSENT,
        present(version.applied_at) if version.applied_at else ABSENT,
        version.by or ABSENT,
        ABSENT if octets is None else size(octets),
        version.note,
    )


def item(version: Version) -> dict[str, Any]:
    """One version as JSON has it."""
    return {
        "version": version.version,
        "name": version.name,
        "state": version.state.value,
        "drift": version.drift.value if version.drift else None,
        "file": str(version.file.path) if version.file else None,
        "size": version.size,
        "applied_at": version.applied_at,
        "applied_by": version.by or None,
        "other": version.other or None,
        "note": version.note,
    }


def _folder(folder: Folder) -> dict[str, Any]:
    return {
        "path": str(folder.path),
        "tool": folder.tool.value,
        "skipped": [{"file": str(each.path), "why": each.why} for each in folder.skipped],
    }


def _history(history: History) -> dict[str, Any]:
    from console.core.unknown import Unknown

    rows = history.rows
    return {
        "tool": history.tool.value if history.tool else None,
        "title": history.title,
        "schema": history.schema,
        "table": history.table,
        "platform": history.platform,
        "exists": history.exists,
        "rows": rows if isinstance(rows, Unknown) else len(rows),
    }


# ---- several targets


def _run_matrix(arguments: argparse.Namespace) -> int:
    import asyncio
    from functools import partial

    from console.errors import UsageProblem
    from console.migrations.matrix import read_matrix
    from console.targets.choose import Chosen, choose
    from console.targets.opened import opened, password_of

    folder = folder_of(arguments)
    names = list(dict.fromkeys(name.strip() for name in arguments.matrix.split(",") if name.strip()))
    if not names:
        raise UsageProblem("No target is named.", "", "--matrix T1,T2 names saved targets.")
    chosen: list[Chosen] = []
    for name in names:
        only = {**vars(arguments), "target": name, "url": None}
        chosen.append(choose(argparse.Namespace(**only), arguments.environ))
    passwords = [password_of(each, arguments.environ) for each in chosen]
    ways = [
        (each.target.name, partial(opened, each.target, password))
        for each, password in zip(chosen, passwords, strict=True)
    ]

    async def ask() -> Matrix:
        ours = {name: await _ours(name) for name in names}
        return await read_matrix(folder, ways, ours)

    return _say_matrix(arguments, folder, asyncio.run(ask()))


def _say_matrix(arguments: argparse.Namespace, folder: Folder, matrix: Matrix) -> int:
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.core.unknown import Unknown

    unknown = [
        (name, status if isinstance(status, Unknown) else status.versions)
        for name, status in zip(matrix.targets, matrix.statuses, strict=True)
    ]
    if arguments.json:
        items = [
            {
                "version": line.version,
                "name": line.name,
                "differs": line.differs,
                "targets": {name: _cell(cell) for name, cell in zip(matrix.targets, line.cells, strict=True)},
            }
            for line in matrix.lines
        ]
        emit_json({"folder": _folder(folder), "targets": list(matrix.targets), "items": items})
    elif matrix.lines:
        rows = [(line.version, line.name, *(_words(cell) for cell in line.cells)) for line in matrix.lines]
        emit(table(rows, ("VERSION", "NAME", *matrix.targets)))
    for name, why in unknown:
        if isinstance(why, Unknown):
            emit_message(f"greenroom: {name}: ? UNKNOWN {why.reason} {why.remedy}")
    differing = sum(line.differs for line in matrix.lines)
    emit_message(f"{differing} of {len(matrix.lines)} versions differ between the targets.")
    return 3 if any(isinstance(why, Unknown) for _, why in unknown) else 0


def _cell(cell: Any) -> Any:
    from console.migrations.status import Version

    return item(cell) if isinstance(cell, Version) else cell


def _words(cell: Any) -> str:
    from console.core.present import ABSENT
    from console.core.unknown import Unknown
    from console.migrations.contents import Drift

    if isinstance(cell, Unknown):
        return "? UNKNOWN"
    if cell is None:
        return ABSENT
    loud = cell.drift in (Drift.CHANGED, Drift.COSMETIC)
    return f"{cell.state.value}, {cell.drift.value}" if loud else str(cell.state.value)
