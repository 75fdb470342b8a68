"""`greenroom migrations repair`: say of versions that they are applied or not, through the guard.

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


def register(commands: Any) -> None:
    """Add `repair`."""
    parser = add_command(
        commands, "repair", run_repair, "mark versions as applied, reverted or renumbered: the history alone is changed"
    )
    parser.add_argument("versions", nargs="+", metavar="VERSION", help="as the file or the history has it")
    parser.add_argument(
        "--status",
        choices=("applied", "reverted", "renumbered"),
        required=True,
        help="what they are to be; renumbered: what was applied with the same content gets their numbers",
    )
    add_guard(parser)


def run_repair(arguments: argparse.Namespace) -> int:
    """Plan the repair, and run it where it is answered."""
    from console.guard.command_line import run_operation
    from console.migrations.offered import operation_on, renumbered_on
    from console.targets.choose import choose
    from console.targets.opened import password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)

    async def make(link: Link) -> Operation:
        if arguments.status == "renumbered":
            return await renumbered_on(link, folder, arguments.versions)
        return await operation_on(link, folder, arguments.versions, applied=arguments.status == "applied")

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))
