"""`greenroom migrations fetch`: the file of a version that only the history has, written from what it keeps.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from console.migrations.history import Applied


def register(commands: Any) -> None:
    """Add `fetch`."""
    parser = add_command(commands, "fetch", run_fetch, "write the file of a version that only the history has")
    parser.add_argument("version", metavar="VERSION")


def run_fetch(arguments: argparse.Namespace) -> int:
    """Write the file and say where."""
    import asyncio

    from console.changesets.fetched import write_fetched
    from console.core.output import emit_json, emit_message
    from console.core.present import visible
    from console.core.unknown import Unknown
    from console.errors import NotPermitted, UsageProblem
    from console.migrations.history import read_statements
    from console.migrations.offered import readable_history
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> tuple[Applied, tuple[str, ...] | None]:
        async with opened(chosen.target, password) as database:
            history = await readable_history(database, folder)
            rows = () if isinstance(history.rows, Unknown) else history.rows
            row = next((each for each in rows if arguments.version in (each.version, each.label)), None)
            if row is None:
                raise UsageProblem(f"{visible(arguments.version)} is not in {history.place}.", "", "")
            async for found in read_statements(database, history, [row.version]):
                if isinstance(found, Unknown):
                    raise NotPermitted("The statements cannot be read.", found.reason, found.remedy)
                return row, found[1]
            return row, None

    row, statements = asyncio.run(ask())
    path = write_fetched(folder, row.version, row.name, statements)
    if arguments.json:
        emit_json({"version": row.version, "name": row.name, "file": str(path)})
    emit_message(f"Wrote {path}. It is what was run, not the file that it was run from.")
    return 0
