"""`greenroom migrations check`: the preflight check for people and CI, and `--fix` for names.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.migrations.commands import add_command, folder_of

if TYPE_CHECKING:
    from console.changesets.migration import Folder
    from console.core.finding import Findings
    from console.migrations.check import Asked

FORMATS = ("table", "json", "sarif", "junit", "markdown")
LEVELS = ("error", "warning", "info", "never")


def register(commands: Any) -> None:
    """Add `check`."""
    parser = add_command(commands, "check", run_check, "what would go wrong: in the files, in git, by a linter")
    parser.description = (
        "What would go wrong: in the files, in git, and by squawk where it is installed. No server is asked, unless a "
        "target is named: then it counts too what is applied there, and what uses the things that are dropped."
    )
    parser.add_argument("--format", choices=FORMATS, help="table, if neither this nor --json is given")
    parser.add_argument("--fail-on", choices=LEVELS, default="error", help="exit with 1 from this level on (error)")
    parser.add_argument(
        "--allow-unknown", action="store_true", help="do not exit with 3 where a check of that level could not be made"
    )
    parser.add_argument("--fix", action="store_true", help="rename files that are nowhere applied, then check")
    parser.add_argument(
        "--nothing-applied", action="store_true", help="with --fix and without a target: you know that none is applied"
    )
    parser.add_argument(
        "--twice", action="store_true", help="also run each file twice, on a scratch database made for it"
    )
    parser.add_argument("--no-squawk", action="store_true", help="leave squawk out, and do not miss it")


def run_check(arguments: argparse.Namespace) -> int:
    """The findings in the wanted format; the exit status says whether any matters."""
    from console.core.finding import Level
    from console.core.output import emit, emit_message
    from console.core.present import visible
    from console.core.reports import Format, Report, count, render, summary
    from console.errors import UsageProblem
    from console.migrations.check import all_rules, check_folder

    if arguments.json and arguments.format not in (None, "json"):
        raise UsageProblem(f"--json and --format {arguments.format} are two formats.", "", "Leave one out.")
    folder = folder_of(arguments)
    asked = _asked(arguments, folder)
    if arguments.fix:
        folder, asked = _fixed(arguments, folder, asked)
    findings = check_folder(folder, asked)
    if arguments.twice:
        findings += _twice(folder, asked)
    fail_on = None if arguments.fail_on == "never" else Level(arguments.fail_on)
    form = Format.JSON if arguments.json else Format(arguments.format or "table")
    text = render(findings, form, Report("migrations check", all_rules(), fail_on))
    if text:
        emit(text)
    emit_message(
        visible(
            f"{folder.path}: {count(len(folder.files), 'migration') or 'no migrations'}. {summary(findings)}",
            limit=10_000,
        )
    )
    return findings.exit_status(fail_on, allow_unknown=arguments.allow_unknown)


def _asked(arguments: argparse.Namespace, folder: Folder) -> Asked:
    """What a target knows, where one is named; else what needs no server."""
    from console.migrations.check import Asked
    from console.targets.choose import choose, is_named

    if not is_named(arguments, arguments.environ):
        return Asked(squawk=not arguments.no_squawk)
    import asyncio
    from dataclasses import replace

    from console.migrations.check_target import read_asked
    from console.targets.opened import opened, password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> Asked:
        async with opened(chosen.target, password) as database:
            return await read_asked(database, chosen.target, folder)

    return replace(asyncio.run(ask()), squawk=not arguments.no_squawk)


def _twice(folder: Folder, asked: Asked) -> Findings:
    """What running the files shows. UsageProblem for a tool whose files only it can run."""
    import asyncio

    from console.errors import UsageProblem
    from console.migrations.check_scratch import check_twice

    if not folder.tool.driven:
        why = "They are run by their own tool alone."
        raise UsageProblem(f"--twice cannot run the files of {folder.tool.value}.", why, "Leave it out.")
    return asyncio.run(check_twice(folder, asked.major))


def _fixed(arguments: argparse.Namespace, folder: Folder, asked: Asked) -> tuple[Folder, Asked]:
    """The folder after its files have been renamed. GuardProblem where it is not known what is applied."""
    from console.changesets.folders import read_folder
    from console.changesets.moving import apply_renames
    from console.changesets.rename import renumber
    from console.core.output import emit_message
    from console.core.reports import count
    from console.core.unknown import Unknown
    from console.errors import GuardProblem

    if isinstance(asked.applied, Unknown):
        raise GuardProblem("It is not known which files are applied.", asked.applied.reason, asked.applied.remedy)
    if asked.applied is None and not arguments.nothing_applied:
        raise GuardProblem(
            "It is not known which files are applied.",
            "A file that is applied under its old name would be applied again under the new one.",
            "Name a target that has them all, or say --nothing-applied.",
        )
    every = {file.path for file in folder.files} | {each.path for each in folder.skipped}
    renames = renumber(folder, every - set(asked.applied or ()))
    for rename in renames:
        emit_message(f"{rename.source.name} -> {rename.target.name}: {rename.why}.")
    apply_renames(renames)
    emit_message(f"{count(len(renames), 'file')} renamed." if renames else "No file was renamed.")
    return (read_folder(folder.path, folder.tool) if renames else folder), asked
