"""What the screen of migrations reads, off the loop where it reads files: folders, status, findings, one version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from console.changesets.folders import find_folders, read_folder
from console.changesets.migration import Folder
from console.core.blocking import in_daemon
from console.core.finding import Finding
from console.core.target import Target
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import Problem
from console.migrations.contents import Drift
from console.migrations.gathering import checked, told_of
from console.migrations.history import read_statements
from console.migrations.pending import Pending, read_pending
from console.migrations.screen_facts import Facts
from console.migrations.status import Status, Version, read_status
from console.migrations.version_cells import version_blocks
from console.widgets.blocks import Block

SECONDS = 30
"""What a look at files may take: a folder on a network that has gone must not hold the screen."""


def folders(configured: Path | None) -> tuple[Folder, ...]:
    """The folder that the configuration names, else those below the working folder. Problem where it is not there."""
    return (read_folder(configured),) if configured is not None else find_folders(Path.cwd())


def chosen(found: Sequence[Folder], wanted: Path | None) -> Folder | None:
    """The folder that was asked for, else the only one."""
    if wanted is not None:
        return next((each for each in found if each.path == wanted), None)
    return found[0] if len(found) == 1 else None


async def read(database: Database, target: Target, found: tuple[Folder, ...], folder: Folder) -> Facts | Unknown:
    """How the folder stands on the target. The check takes longer: `checked_in` makes it."""
    told = await told_of(target)
    status = await read_status(database, folder, told.ours)
    if isinstance(status.versions, Unknown):
        return status.versions
    return Facts(found, status)


async def checked_in(database: Database, target: Target, facts: Facts) -> Mapping[str, Sequence[Finding]] | Unknown:
    """What the check says of the files that are shown. Unknown where it could not be made."""
    if facts.status is None:
        return {}
    try:
        return await checked(database, target, facts.status.folder, facts.status)
    except Problem as problem:
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


async def blocks_for(
    database: Database, status: Status, version: Version, findings: Sequence[Finding]
) -> Sequence[Block]:
    """One version whole: its file, and what was applied where that is something else."""
    text: str | Unknown | None = None
    pending: Pending | None = None
    if version.file is not None:
        text, pending = await in_daemon(lambda: _file(version, status), timeout=SECONDS)
    applied: str | None = None
    if version.row is not None and (version.file is None or version.drift is Drift.CHANGED):
        async for each in read_statements(database, status.history, [version.row.version]):
            applied = applied or ("? " + each.reason if isinstance(each, Unknown) else ";\n\n".join(each[1]))
    return version_blocks(version, findings, pending, text, applied, status.folder.tool)


def _file(version: Version, status: Status) -> tuple[str | Unknown | None, Pending | None]:
    if version.file is None:
        return None, None
    try:
        if not status.folder.tool.driven:  # what its own tool makes of it is not known here
            return version.file.path.read_text(encoding="utf-8", errors="replace"), None
        pending = read_pending(version.file, status.folder.tool)
        return pending.script.text, pending
    except Problem as problem:
        return Unknown(f"{problem.what} {problem.why}".strip()), None
    except OSError as error:
        return Unknown(str(error)), None
