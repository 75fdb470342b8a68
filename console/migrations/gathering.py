"""Everything that a decision about a folder on a target needs, gathered: journal, check, staging. Reads only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from console.changesets.migration import Folder
from console.core.finding import Finding
from console.core.target import Environment, Target
from console.database.session import Database
from console.guard.journal import FileJournal
from console.migrations.access_change import with_access
from console.migrations.check import by_file, check_folder
from console.migrations.check_reading import label
from console.migrations.check_target import read_asked
from console.migrations.ours import Told, read_told
from console.migrations.preparing import Prepared, prepare
from console.migrations.staging import read_staged
from console.migrations.status import Status


async def gather(
    database: Database,
    target: Target,
    folder: Folder,
    *,
    upto: str | None = None,
    include_all: bool = False,
    check: bool = True,
    staging: str | None = None,
    access: bool = False,
) -> Prepared:
    """What applying up to a version would do, with all that is known of it. Raises as `prepare`.

    `access` also tries on a copy of the schema what the files would open and close: that takes some seconds.
    """
    found = await prepare(
        database,
        target,
        folder,
        await told_of(target),
        upto=upto,
        include_all=include_all,
        findings=await checked(database, target, folder) if check else {},
        # It does not matter elsewhere, and is not asked.
        staged=await read_staged(staging) if target.environment is Environment.PRODUCTION else None,
    )
    return await with_access(database, found) if access else found


async def told_of(target: Target) -> Told:
    """What our own journal says of a target."""
    journal = FileJournal()
    try:
        return await read_told(journal, target.name, target.identity)
    finally:
        journal.close()


async def checked(
    database: Database, target: Target, folder: Folder, status: Status | None = None
) -> Mapping[str, Sequence[Finding]]:
    """The open findings of the check by the file's name."""
    asked = await read_asked(database, target, folder, status)
    found = by_file(await asyncio.to_thread(check_folder, folder, asked))
    return {file.path.name: found.get(label(file.path), ()) for file in folder.files}
