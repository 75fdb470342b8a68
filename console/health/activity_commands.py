"""`greenroom activity`: sessions and who waits for whom; --cancel and --terminate through the guard.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from functools import partial
from typing import TYPE_CHECKING

from console.guard.command_line import add_guard
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.health.activity import Activity


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `activity` to the command line."""
    parser = subparsers.add_parser(
        "activity",
        help="who does what, who waits for whom; cancel a query, end a session",
        description="Sessions of a server, and who holds up whom. Cancel a query or end a session through the guard.",
    )
    add_choice(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--cancel", metavar="PID", help="stop the query of this session")
    which.add_argument("--terminate", metavar="PID", help="end this session")
    parser.add_argument(
        "--backend-start", metavar="SECONDS", help="only if it began then, as --json says it: a pid is used again"
    )
    parser.add_argument("--most", type=int, default=50, metavar="N", help="sessions that are shown (50)")
    add_guard(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_activity)


def run_activity(arguments: argparse.Namespace) -> int:
    """List the sessions, or cancel or end one."""
    from console.targets.choose import choose
    from console.targets.opened import password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)
    pid = arguments.cancel or arguments.terminate
    if pid is not None:
        from console.guard.command_line import run_operation
        from console.health.offered import make_cancel, make_terminate

        make = make_cancel if arguments.cancel else make_terminate
        given = {"backend_start": arguments.backend_start} if arguments.backend_start else {}
        return run_operation(arguments, partial(make, key=pid, arguments=given), chosen.target, password)
    import asyncio

    from console.health.activity import read_activity
    from console.targets.opened import opened

    async def ask() -> Activity:
        async with opened(chosen.target, password) as database:
            return await read_activity(database)

    _say(arguments, asyncio.run(ask()))
    return 0


def _say(arguments: argparse.Namespace, activity: Activity) -> None:
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible
    from console.core.table import table
    from console.core.unknown import Unknown
    from console.health.section_tables import activity_rows, tree_lines

    if arguments.json:
        emit_json(
            {
                "items": activity.sessions,
                "blocking": [
                    {"pid": node.pid, "depth": depth, "frees": node.frees}
                    for root in activity.tree
                    for depth, node in root.lines()
                ],
                "commands": activity.commands,
                "partial": activity.partial,
            }
        )
        return
    rows, headings, align, words = activity_rows(activity)
    if rows:
        emit(table(rows[: arguments.most], headings, align, limit=70))
    for line in tree_lines(activity):
        emit(visible(line, limit=200))
    commands = () if isinstance(activity.commands, Unknown) else activity.commands
    for command in commands:
        share = f"~{100 * command.share:.0f} %" if command.share is not None else "?"
        emit(visible(f"{command.pid} {command.command}: {command.phase or ''} {share}"))
    emit_message(visible(words, limit=1_000))
