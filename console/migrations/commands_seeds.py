"""`greenroom migrations seeds`: the seed files of a Supabase project and how they stand; `--apply` applies new ones.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.guard.command_line import add_guard
from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from console.database.opening import Link
    from console.guard.operation import Operation
    from console.migrations.seeds import SeedStatus


def register(commands: Any) -> None:
    """Add `seeds`."""
    parser = add_command(commands, "seeds", run_seeds, "the seed files of a Supabase project, and which were applied")
    parser.add_argument("--apply", action="store_true", help="apply the new ones; never on production")
    add_guard(parser)


def run_seeds(arguments: argparse.Namespace) -> int:
    """Print how each seed file stands, or plan applying them and run that where it is answered."""
    import asyncio

    from console.migrations.seeds import read_seed_status
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)
    if arguments.apply:
        from console.guard.command_line import run_operation
        from console.migrations.offered import seeds_on

        async def make(link: Link) -> Operation:
            return await seeds_on(link, folder)

        return run_operation(arguments, make, chosen.target, password)

    async def ask() -> SeedStatus:
        async with opened(chosen.target, password) as database:
            return await read_seed_status(database, folder.root)

    _say(arguments, asyncio.run(ask()))
    return 0


def _say(arguments: argparse.Namespace, status: SeedStatus) -> None:
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import ABSENT
    from console.core.table import table

    if arguments.json:
        items = [
            {
                "path": each.path,
                "state": each.state.value,
                "hash": each.seed.sha256 if each.seed else None,
                "recorded": each.recorded,
            }
            for each in status.files
        ]
        emit_json({"enabled": status.enabled, "unmatched": list(status.unmatched), "items": items})
    elif status.files:
        rows = [(each.path, each.state.value, (each.recorded or ABSENT)[:12]) for each in status.files]
        emit(table(rows, ("PATH", "STATE", "APPLIED AS")))
    if not status.enabled:
        emit_message("greenroom: config.toml has switched them off: [db.seed] enabled = false.")
    for pattern in status.unmatched:
        emit_message(f"greenroom: no file is like {pattern}.")
    if not status.files:
        emit_message("There are no seed files.")
