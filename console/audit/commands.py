"""`greenroom audit`: the checks on a target, in every format, for people and CI.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from console.audit.commands_runs import add_run_options
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.checks import Check
    from console.audit.runs import Run
    from console.core.finding import Findings
    from console.core.target import Target

FORMATS = ("table", "json", "sarif", "junit", "markdown")
LEVELS = ("error", "warning", "info", "never")
SUBCOMMANDS: tuple[str, ...] = (
    "console.audit.commands_runs:register",
    "console.audit.commands_mutes:register",
    "console.audit.commands_fixes:register",
    "console.audit.commands_templates:register",
)
"""Functions that add commands below `audit`, `module:function`, in the order of the help text."""

_ABOUT = (
    "What is wrong with row security, rights, schema and server. Nothing is written: each check reads in a short "
    "transaction. What could not be read is UNKNOWN, and exits with 3 at the level that fails."
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `audit` to the command line."""
    parser = subparsers.add_parser(
        "audit", help="what is wrong with row security, rights, schema and server", description=_ABOUT
    )
    add_choice(parser)
    parser.add_argument("--format", choices=FORMATS, help="table, if neither this nor --json is given")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--fail-on", choices=LEVELS, default="error", help="exit with 1 from this level on (error)")
    parser.add_argument(
        "--allow-unknown", action="store_true", help="do not exit with 3 where a check of that level could not be made"
    )
    parser.add_argument("--schema", action="append", default=[], metavar="SCHEMA", help="only what stands in it")
    parser.add_argument("--check", action="append", default=[], metavar="NAME", help="only this check")
    parser.add_argument("--role", action="append", default=[], metavar="ROLE", help="judge for this role too")
    parser.add_argument("--exposed", metavar="SCHEMAS", help="the schemas that an API serves, with commas between them")
    parser.add_argument("--mutes", type=Path, metavar="FILE", help="what was accepted; else audit.toml of the user")
    parser.add_argument(
        "--profile",
        choices=("default", "advisor"),
        default="default",
        help="advisor: what Supabase's advisor would report, under its names, to compare with a dashboard",
    )
    parser.add_argument("--list", action="store_true", help="print the checks, and run none")
    add_run_options(parser)
    parser.set_defaults(run=run_audit)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=False)
    for place in SUBCOMMANDS:
        module, _, function = place.partition(":")
        getattr(import_module(module), function)(commands)


def run_audit(arguments: argparse.Namespace) -> int:
    """The findings in the wanted format; the exit status says whether any matters."""
    from console.audit.checks import Profile, checks_named, checks_of
    from console.audit.commands_runs import after_run
    from console.core.finding import Level
    from console.core.output import emit, emit_message
    from console.core.present import visible
    from console.core.reports import Format, Report, render, summary
    from console.errors import UsageProblem

    if arguments.json and arguments.format not in (None, "json"):
        raise UsageProblem(f"--json and --format {arguments.format} are two formats.", "", "Leave one out.")
    profile = Profile(arguments.profile)
    checks = checks_named(arguments.check, checks_of(profile))
    form = Format.JSON if arguments.json else Format(arguments.format or "table")
    if arguments.list:
        return _list(checks, as_json=form is Format.JSON)
    run = _run(arguments, checks)
    findings = after_run(arguments, run)
    fail_on = None if arguments.fail_on == "never" else Level(arguments.fail_on)
    if form is Format.JSON:
        _emit_json(run, findings)
    elif text := render(findings, form, Report("audit", [check.rule for check in checks_of(profile)], fail_on)):
        emit(text)
    emit_message(visible(f"{run.target}: {summary(findings)}", limit=10_000))
    return findings.exit_status(fail_on, allow_unknown=arguments.allow_unknown)


def _list(checks: tuple[Check, ...], *, as_json: bool) -> int:
    from console.core.output import emit, emit_json
    from console.core.table import table

    if as_json:
        keys = ("area", "title", "why", "fix", "advisor", "needs")
        emit_json(
            {
                "items": [
                    {"check": check.name, "level": check.level.value, **{key: getattr(check, key) for key in keys}}
                    for check in checks
                ]
            }
        )
    else:
        rows = [(check.name, check.level.value, check.area, check.title, check.advisor) for check in checks]
        emit(table(rows, ("CHECK", "LEVEL", "AREA", "WHAT", "SUPABASE'S ADVISOR"), limit=80))
    return 0


def _run(arguments: argparse.Namespace, checks: tuple[Check, ...]) -> Run:
    """What the target has, without what was accepted."""
    from datetime import UTC, datetime

    from console.audit.advisor import unseen
    from console.audit.muting import load_mutes, mute_on
    from console.audit.runs import Run
    from console.core.running import run
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    mutes = load_mutes(arguments.mutes)
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask(target: Target) -> tuple[str, Findings]:
        from console.audit.running import run_checks

        async with opened(target, password) as database:
            async with database.read() as session:
                server = _version(session.version)
            found = await run_checks(
                database,
                schemas=arguments.schema,
                checks=checks,
                audience=arguments.role,
                exposed=_exposed(arguments.exposed),
            )
            today = datetime.now().astimezone().date()
            return server, await mute_on(
                database, found, mutes, target=target.name, today=today, schemas=arguments.schema
            )

    server, found = run(ask(chosen.target))
    if arguments.profile == "advisor" and not arguments.check:
        found += unseen()
    now = datetime.now(UTC)
    name = chosen.target.name
    return Run(
        target=name,
        taken=now,
        findings=found,
        server=server,
        profile=arguments.profile,
        schemas=tuple(arguments.schema),
    )


def _exposed(said: str | None) -> tuple[str, ...] | None:
    return None if said is None else tuple(name.strip() for name in said.split(",") if name.strip())


def _version(number: int) -> str:
    return f"{number // 10_000}.{number % 10_000}"


def _emit_json(run: Run, findings: Findings) -> None:
    """One document: what was looked at and by which rules, then the findings."""
    from console.core.output import emit_json

    emit_json(
        {
            "target": run.target,
            "server": run.server or None,
            "profile": run.profile or None,
            **findings.document(),
        }
    )
