"""The operations of `offers`, made from versions and a folder after looking at what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from console.changesets.folders import read_folder
from console.changesets.migration import Folder
from console.core.nearest import nearest
from console.core.present import visible
from console.core.unknown import Unknown
from console.errors import NotPermitted, UsageProblem
from console.guard.operation import Operation
from console.migrations.history import Applied, History, read_histories
from console.migrations.known_histories import file_key
from console.migrations.operations import mark_applied, mark_renumbered, mark_reverted
from console.migrations.repair import Mark, read_mark
from console.migrations.status import State, history_of, read_status

if TYPE_CHECKING:
    from console.database.opening import Link
    from console.database.session import Database


async def make_apply(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Apply what is pending, up to a version."""
    from console.migrations.gathering import gather

    folder = read_folder(Path(arguments["dir"]))
    every = arguments.get("include_all") == "true"
    return (await gather(link.database, link.target, folder, upto=key, include_all=every)).operation()


async def make_dry_run(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Try what is pending on the target, up to a version."""
    from console.migrations.gathering import gather
    from console.migrations.rehearsed import rehearsal

    folder = read_folder(Path(arguments["dir"]))
    every = arguments.get("include_all") == "true"
    found = await gather(link.database, link.target, folder, upto=key, include_all=every, check=False)
    return rehearsal(found.pending, found.status.history, found.sizes)


async def make_rollback(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Take a version back."""
    from console.migrations.gathering import told_of
    from console.migrations.rollback import rollback_operation
    from console.migrations.status import read_status

    folder = read_folder(Path(arguments["dir"]))
    told = await told_of(link.target)
    return rollback_operation(await read_status(link.database, folder, told.ours), key)


async def make_drop_invalid(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Drop an index that is not valid."""
    from console.migrations.invalid_indexes import drop_invalid

    return await drop_invalid(link.database, key)


async def make_seed(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Apply the seed file of that path, or `all` that are new."""
    return await seeds_on(link, read_folder(Path(arguments["dir"])), key)


async def seeds_on(link: Link, folder: Folder, key: str = "all") -> Operation:
    """Applying seed files on a target. GuardProblem where that is production."""
    from console.migrations.seeds import read_seed_status, refuse_production, seed_operation
    from console.targets.store import TargetStore

    await refuse_production(link.database, link.target, TargetStore().readable()[0])
    return seed_operation(await read_seed_status(link.database, folder.root), key)


async def make_applied(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Say that versions are applied; `key` has them with spaces between."""
    return await operation_on(link, read_folder(Path(arguments["dir"])), key.split(), applied=True)


async def make_reverted(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Say that versions are not applied; `key` has them with spaces between."""
    return await operation_on(link, read_folder(Path(arguments["dir"])), key.split(), applied=False)


async def make_renumbered(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Give versions in the history the numbers of files with the same content; `key` has those of the files."""
    return await renumbered_on(link, read_folder(Path(arguments["dir"])), key.split())


async def renumbered_on(link: Link, folder: Folder, versions: Sequence[str]) -> Operation:
    """The renumbering of a target's history. UsageProblem for a file whose content stands under no other version."""
    status = await read_status(link.database, folder)
    if isinstance(status.versions, Unknown):
        raise NotPermitted("The history cannot be read.", status.versions.reason, status.versions.remedy)
    marks: list[tuple[Mark, Applied]] = []
    for wanted in versions:
        version = status.version(wanted)
        if version is None or version.state is not State.RENUMBERED or version.row is None:
            found = [each.version for each in status.versions if each.state is State.RENUMBERED]
            raise UsageProblem(
                f"{visible(wanted)} is not renumbered.",
                "Its content was applied under no other version." if version else "There is no such file.",
                f"There are: {', '.join(visible(each) for each in found)}." if found else "",
            )
        mark = await read_mark(link.database, folder.tool, version.version, version.file, None)
        marks.append((mark, version.row))
    return mark_renumbered(status.history, marks, {"dir": str(folder.path)})


async def operation_on(link: Link, folder: Folder, versions: Sequence[str], *, applied: bool) -> Operation:
    """The repair of a target's history. Problem where it cannot be read, or a version is in neither."""
    history = await readable_history(link.database, folder)
    marks = [await _mark(link.database, folder, history, version) for version in versions]
    arguments = {"dir": str(folder.path)}
    return mark_applied(history, marks, arguments) if applied else mark_reverted(history, marks, arguments)


async def readable_history(database: Database, folder: Folder) -> History:
    """The history that belongs to a folder, its rows known. NotPermitted, with the remedy, where they are not."""
    found = await read_histories(database)
    history = found if isinstance(found, Unknown) else history_of(folder, found)
    why = history if isinstance(history, Unknown) else history.rows
    if isinstance(why, Unknown) or isinstance(history, Unknown):
        reason = why if isinstance(why, Unknown) else Unknown("")
        raise NotPermitted("The history cannot be read.", reason.reason, reason.remedy)
    return history


async def _mark(database: Database, folder: Folder, history: History, version: str) -> Mark:
    files = [file for file in folder.files if version in (file.version, file.label)]
    if len(files) > 1:
        names = ", ".join(visible(file.path.name) for file in files)
        raise UsageProblem(f"{visible(version)} is more than one file.", names, "Give each a version of its own.")
    file = files[0] if files else None
    rows = () if isinstance(history.rows, Unknown) else history.rows
    row = history.row(file_key(folder.tool, file)) if file else None
    row = row or next((each for each in reversed(rows) if version in (each.version, each.label)), None)
    if row is not None and row.undone:
        row = None
    if file is None and row is None:
        known = [*(one.version for one in folder.files), *(one.version for one in rows)]
        raise UsageProblem(
            f"There is no version {visible(version)} in the folder or in the history.", "", nearest(version, known)
        )
    return await read_mark(database, folder.tool, file.version if file else version, file, row)
