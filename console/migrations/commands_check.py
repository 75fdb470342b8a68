"""`greenroom migrations check`: the preflight check for people and CI, and `--fix` for names.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.changesets.migration import Folder
    from console.migrations.check import Asked

FORMATS = ("table", "json", "sarif", "junit", "markdown")
LEVELS = ("error", "warning", "info", "never")


def add_check(commands: Any) -> None:
    """Add `check` to `greenroom migrations`."""
    about = "look for what would go wrong, in the files, in git and with a linter"
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help=about,
        description=f"{about.capitalize()}. No server is asked, unless a target is named: then it is also looked at "
        "what is applied there, and at what uses the things that are dropped.",
    )
    add_choice(parser)
    parser.add_argument("--dir", type=Path, metavar="DIR", help="the folder of migrations, where it is not clear which")
    parser.add_argument("--format", choices=FORMATS, help="table, if neither this nor --json is given")
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    parser.add_argument("--fail-on", choices=LEVELS, default="error", help="exit with 1 from this level on (error)")
    parser.add_argument(
        "--allow-unknown", action="store_true", help="do not exit with 3 where a check of that level could not be made"
    )
    parser.add_argument("--fix", action="store_true", help="rename files that are nowhere applied, then check")
    parser.add_argument(
        "--nothing-applied", action="store_true", help="with --fix and without a target: you know that none is applied"
    )
    parser.add_argument("--no-squawk", action="store_true", help="leave squawk out, and do not miss it")
    parser.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    """The findings in the wanted format; the exit status says whether any matters."""
    from console.core.finding import Level
    from console.core.output import emit, emit_message
    from console.core.present import visible
    from console.core.reports import Format, Report, render, summary
    from console.errors import UsageProblem
    from console.migrations.check import all_rules, check_folder

    if arguments.json and arguments.format not in (None, "json"):
        raise UsageProblem(f"--json and --format {arguments.format} are two formats.", "", "Leave one out.")
    folder = chosen_folder(arguments.dir)
    asked = _asked(arguments, folder)
    if arguments.fix:
        folder, asked = _fixed(arguments, folder, asked)
    findings = check_folder(folder, asked)
    fail_on = None if arguments.fail_on == "never" else Level(arguments.fail_on)
    form = Format.JSON if arguments.json else Format(arguments.format or "table")
    text = render(findings, form, Report("migrations check", all_rules(), fail_on))
    if text:
        emit(text)
    emit_message(visible(f"{folder.path}: {len(folder.files):,} migrations. {summary(findings)}", limit=10_000))
    return findings.exit_status(fail_on, allow_unknown=arguments.allow_unknown)


def chosen_folder(given: Path | None) -> Folder:
    """The folder that is named, else the only one below the working folder. UsageProblem if there is not one."""
    from console.changesets.folders import find_folders, read_folder
    from console.errors import UsageProblem

    if given is not None:
        return read_folder(given)
    found = find_folders(Path.cwd())
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageProblem("There is no folder of migrations below this one.", "", "Name it with --dir.")
    listed = ", ".join(str(each.path) for each in found[:5]) + (" …" if len(found) > 5 else "")
    raise UsageProblem(f"There are {len(found)} folders of migrations here.", f"{listed}.", "Name one with --dir.")


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


def _fixed(arguments: argparse.Namespace, folder: Folder, asked: Asked) -> tuple[Folder, Asked]:
    """The folder after its files have been renamed. GuardProblem where it is not known what is applied."""
    from console.changesets.folders import read_folder
    from console.changesets.moving import apply_renames
    from console.changesets.rename import renumber
    from console.core.output import emit_message
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
    emit_message(f"{len(renames)} files renamed." if renames else "No file was renamed.")
    return (read_folder(folder.path, folder.tool) if renames else folder), asked
