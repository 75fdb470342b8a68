"""`greenroom migrations plan`, `apply` and `rollback`: what would happen, doing it, and taking it back.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from console.guard.command_line import add_guard
from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from console.changesets.migration import Folder
    from console.core.target import Target
    from console.database.opening import Link
    from console.database.session import Database
    from console.guard.operation import Operation
    from console.migrations.preparing import Prepared


def register(commands: Any) -> None:
    """Add the three."""
    planning = add_command(commands, "plan", run_plan, "what applying would do, with one verdict: go, review or stop")
    _pending(planning)
    planning.add_argument("--format", choices=("table", "json", "markdown"), help="table, if not --json")
    planning.add_argument("--no-check", action="store_true", help="without the findings of the check")
    planning.add_argument(
        "--dry-run", action="store_true", help="really run it, on a local scratch server, and say what each one did"
    )
    planning.add_argument("--no-access", action="store_true", help="without who may do what before and after")
    planning.add_argument("--staging", metavar="TARGET", help="when each file ran there; else the saved staging target")

    applying = add_command(commands, "apply", run_apply, "apply what is pending, each file by itself, up to one")
    _pending(applying)
    applying.add_argument("--no-check", action="store_true", help="without the findings of the check")
    applying.add_argument("--no-access", action="store_true", help="without who may do what before and after")
    applying.add_argument("--staging", metavar="TARGET", help="when each file ran there; else the saved staging target")
    applying.add_argument("--no-drift", action="store_true", help="do not compare the schema with the files afterwards")
    add_guard(applying)

    trying = add_command(commands, "dry-run", run_dry_run, "try what is pending on the target itself, and take it back")
    _pending(trying)
    add_guard(trying)

    back = add_command(commands, "rollback", run_rollback, "take one applied version back by its reverse")
    back.add_argument("version", metavar="VERSION", help="its version, or version and name")
    back.add_argument("--dry-run", action="store_true", help="try it on the target, and take that back too")
    add_guard(back)


def _pending(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("upto", nargs="?", metavar="VERSION", help="the last one; all that is pending, if not given")
    parser.add_argument("--include-all", action="store_true", help="files too that are older than what is applied")


def run_plan(arguments: argparse.Namespace) -> int:
    """Print the plan. Exits 1 where the verdict is to stop."""
    import asyncio

    from console.core.output import emit, emit_json, emit_message
    from console.guard.command_line import linked, settle
    from console.guard.journal import FileJournal
    from console.migrations.plan import document
    from console.migrations.plan_report import markdown, plan_text
    from console.migrations.tried import Tried, dry_run_document, tried
    from console.migrations.violations import Verdict
    from console.targets.choose import choose
    from console.targets.opened import password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> Tried | Prepared:
        async with linked(chosen.target, password) as link:
            journal = FileJournal()
            try:
                await settle(journal, link)
            finally:
                journal.close()
            plain = await prepared(arguments, link.database, chosen.target, folder)
            return await tried(link.database, plain) if arguments.dry_run and plain.pending else plain

    asked = asyncio.run(ask())
    found, run = (asked.prepared, asked.run) if isinstance(asked, Tried) else (asked, None)
    if arguments.json or arguments.format == "json":
        emit_json({**document(found.plan), **({"dry_run": dry_run_document(run)} if run else {})})
    elif arguments.format == "markdown":
        emit(markdown(found, run))
    else:
        emit(plan_text(found, run))
    if not found.pending:
        emit_message("greenroom: nothing is pending.")
    return 1 if found.plan.verdict is Verdict.STOP else 0


def run_apply(arguments: argparse.Namespace) -> int:
    """Plan what is pending and print that; with the answers that it asks for, apply it, and look what it did."""
    from console.guard.command_line import run_operation
    from console.migrations.afterwards import look_after
    from console.targets.choose import choose
    from console.targets.opened import password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)
    made: list[Prepared] = []

    async def make(link: Link) -> Operation:
        made.append(await prepared(arguments, link.database, chosen.target, folder))
        return made[-1].operation()

    async def after(link: Link) -> Sequence[str]:
        return await look_after(link.database, made[-1], drift=not arguments.no_drift)

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ), after)


def run_dry_run(arguments: argparse.Namespace) -> int:
    """Plan trying what is pending and print that; with the answers that it asks for, run it and take it back."""
    from console.guard.command_line import run_operation
    from console.migrations.gathering import gather
    from console.migrations.rehearsed import rehearsal
    from console.targets.choose import choose
    from console.targets.opened import password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)

    async def make(link: Link) -> Operation:
        every = arguments.include_all
        found = await gather(link.database, link.target, folder, upto=arguments.upto, include_all=every, check=False)
        return rehearsal(found.pending, found.status.history, found.sizes)

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def run_rollback(arguments: argparse.Namespace) -> int:
    """Plan taking a version back and print that; with the answers that it asks for, do it."""
    from console.guard.command_line import run_operation
    from console.migrations.gathering import told_of
    from console.migrations.rehearsed import tried_back
    from console.migrations.rollback import rollback_operation
    from console.migrations.status import read_status
    from console.targets.choose import choose
    from console.targets.opened import password_of

    folder = folder_of(arguments)
    chosen = choose(arguments, arguments.environ)

    async def make(link: Link) -> Operation:
        told = await told_of(chosen.target)
        made = rollback_operation(await read_status(link.database, folder, told.ours), arguments.version)
        return tried_back(made) if arguments.dry_run else made

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


async def prepared(arguments: argparse.Namespace, database: Database, target: Target, folder: Folder) -> Prepared:
    """Everything that a decision needs."""
    from console.migrations.gathering import gather

    return await gather(
        database,
        target,
        folder,
        upto=arguments.upto,
        include_all=arguments.include_all,
        check=not arguments.no_check,
        staging=arguments.staging,
        access=not arguments.no_access,
    )
