"""`greenroom audit fix`: findings that were chosen, mended by one migration file or through the guard.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.guard.command_line import add_guard
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.fix_trial import Trial
    from console.audit.fixes import FixPlan
    from console.changesets.migration import Folder
    from console.core.unknown import Unknown
    from console.database.opening import Link
    from console.database.session import Database
    from console.guard.operation import Operation

    Made = tuple[FixPlan, Trial | Unknown]
    Make = Callable[[argparse.Namespace, Database], Awaitable[Made]]

_ABOUT = (
    "Mend findings by their own fixes: tried on a copy of the schema first, on a server of this machine. Without "
    "--write or --apply the plan is printed, and nothing is changed."
)


def register(commands: Any) -> None:
    """Add `fix`."""
    parser = commands.add_parser("fix", help="mend findings: try, write a migration, or apply", description=_ABOUT)
    add_choice(parser)
    parser.add_argument("wanted", nargs="+", metavar="CHECK|FINGERPRINT", help="whose findings, or which")
    parser.add_argument("--schema", action="append", default=[], metavar="SCHEMA", help="only what stands in it")
    parser.add_argument("--exposed", metavar="SCHEMAS", help="the schemas that an API serves, with commas between them")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="judge for this role too")
    parser.add_argument("--mutes", type=Path, metavar="FILE", help="what was accepted; else audit.toml of the user")
    add_ways(parser)
    parser.set_defaults(run=run_fix)


def run_fix(arguments: argparse.Namespace) -> int:
    """Print the plan and what was seen of it; with --write also the file, with --apply run it. Exits 1 if it failed."""
    return run_plan(arguments, _made)


def add_ways(parser: argparse.ArgumentParser) -> None:
    """Give a command that has a plan the options that `run_plan` reads."""
    parser.add_argument("--write", action="store_true", help="write one migration file with its reverse")
    parser.add_argument("--dir", type=Path, metavar="DIR", help="with --write: the folder of migrations")
    parser.add_argument("--name", metavar="NAME", help="with --write: what the file is called")
    parser.add_argument("--apply", action="store_true", help="run it on the target, through the guard")
    parser.add_argument("--no-trial", action="store_true", help="do not try it on a copy of the schema")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_guard(parser)


def run_plan(arguments: argparse.Namespace, make: Make) -> int:
    """What `make` plans on the target: printed, written or run. UsageProblem where two of these are asked for."""
    import asyncio

    from console.audit.fix_trial import Trial
    from console.changesets.folders import one_folder
    from console.errors import UsageProblem
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    if arguments.write and arguments.apply:
        why = "What is applied by a migration must not be there already."
        raise UsageProblem("--write and --apply are two ways.", why, "Leave one out.")
    folder = one_folder(arguments.dir) if arguments.write else None
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)
    if arguments.apply:
        return _apply(arguments, make, chosen.target, password)

    async def ask() -> Made:
        async with opened(chosen.target, password) as database:
            return await make(arguments, database)

    plan, trial = asyncio.run(ask())
    path = _written(folder, arguments, plan, trial) if folder else None
    _say(arguments, plan, trial, path)
    return 1 if isinstance(trial, Trial) and trial.failed else 0


def _apply(arguments: argparse.Namespace, make: Make, target: Any, password: Any) -> int:
    from console.guard.command_line import run_operation

    async def operation(link: Link) -> Operation:
        from console.audit.fix_operation import fix_operation

        plan, trial = await make(arguments, link.database)
        if not arguments.json:
            _say(arguments, plan, trial, None)
        return fix_operation(plan, trial)

    return run_operation(arguments, operation, target, password)


async def _made(arguments: argparse.Namespace, database: Database) -> Made:
    """The plan, and what came of trying it. What was accepted is not mended."""
    from datetime import datetime

    from console.audit.checks import all_checks
    from console.audit.fix_trial import try_fixes
    from console.audit.fixes import chosen, plan_fixes
    from console.audit.muting import load_mutes, mute_on
    from console.audit.running import run_checks
    from console.core.unknown import Unknown
    from console.targets.choose import choose

    names = {check.name: check for check in all_checks()}
    wanted = [names[word] for word in arguments.wanted if word in names]
    every = len(wanted) < len(arguments.wanted)  # a fingerprint does not say of which check it is
    exposed = [each.strip() for each in arguments.exposed.split(",")] if arguments.exposed else None
    found = await run_checks(
        database, schemas=arguments.schema, checks=None if every else wanted, audience=arguments.role, exposed=exposed
    )
    today = datetime.now().astimezone().date()
    name = choose(arguments, arguments.environ).target.name
    mutes = load_mutes(arguments.mutes)
    found = await mute_on(database, found, mutes, target=name, today=today, schemas=arguments.schema)
    plan = plan_fixes(chosen(found, arguments.wanted))
    if arguments.no_trial or not plan.fixes:
        return plan, Unknown("nothing was tried.", "Leave --no-trial out." if plan.fixes else "")
    return plan, await try_fixes(database, plan, audience=arguments.role, exposed=exposed)


def _written(folder: Folder, arguments: argparse.Namespace, plan: FixPlan, trial: Trial | Unknown) -> Path:
    from console.audit.fix_file import default_name, write_fixes

    return write_fixes(folder, arguments.name or default_name(plan), plan, trial)


def _say(arguments: argparse.Namespace, plan: FixPlan, trial: Trial | Unknown, path: Path | None) -> None:
    from console.audit.fix_file import file_text, sentences
    from console.audit.fix_trial import Trial
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible
    from console.core.table import table

    reverse = trial.reverse if isinstance(trial, Trial) else ""
    if arguments.json:
        emit_json(document(plan, trial) | {"file": str(path) if path else None})
    else:
        if plan.fixes:
            emit(table([(fix.said.tag, fix.locks, fix.text) for fix in plan.fixes], ("STATEMENT", "LOCKS", "SQL")))
        text = file_text(plan, reverse) if plan.fixes and path is None else ""
        emit(visible(text, limit=len(text) + 1, lines=True))
    for sentence in sentences(plan, trial):
        emit_message(f"greenroom: {sentence}")
    if path:
        emit_message(f"greenroom: written: {path}")


def document(plan: FixPlan, trial: Trial | Unknown) -> dict[str, Any]:
    """The JSON of a plan and its trial."""
    from console.audit.fix_file import sentences
    from console.audit.fix_trial import Trial

    found: dict[str, Any] = {
        "statements": [
            {
                "sql": fix.text,
                "locks": fix.locks or None,
                "transactional": fix.said.transactional,
                "findings": [each.fingerprint for each in fix.findings],
            }
            for fix in plan.fixes
        ],
        "not_mended": [{"fingerprint": each.finding.fingerprint, "why": each.why} for each in plan.advice],
        "sentences": list(sentences(plan, trial)),
    }
    if not isinstance(trial, Trial):
        return found | {"trial": trial}
    return found | {
        "trial": {
            "failed": trial.failed.failure if trial.failed else None,
            **trial.runs.document(),
            "not_proven": [each.fingerprint for each in trial.absent],
            "wider": [
                {"role": each.role, "relation": each.relation, "command": each.command} for each in trial.widened
            ],
            "left_out": [{"what": each.what, "why": each.why} for each in trial.left],
            "postgres": trial.major,
        },
        "reverse": {"sql": trial.reverse, "proven": trial.reversed},
    }
