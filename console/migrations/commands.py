"""`greenroom migrations`: its root, the options that its commands share, and the folder that they are about.

Each command stands in a module of its own (`SUBCOMMANDS`); what it runs is imported inside its functions.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.changesets.migration import Folder

SUBCOMMANDS: tuple[str, ...] = (
    "console.migrations.commands_status:register",
    "console.migrations.commands_check:register",
    "console.migrations.commands_drift:register",
    "console.migrations.commands_test:register",
    "console.migrations.commands_apply:register",
    "console.migrations.commands_new:register",
    "console.migrations.commands_repair:register",
    "console.migrations.commands_seeds:register",
    "console.migrations.commands_fetch:register",
)
"""Functions that add one command each, `module:function`, in the order of the help text."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `migrations` to the command line."""
    parser = subparsers.add_parser(
        "migrations",
        help="what is applied, what would happen, and what went wrong",
        description="Migration files against what a target's history says. The folder is found below the working one.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for place in SUBCOMMANDS:
        module, _, function = place.partition(":")
        getattr(import_module(module), function)(commands)


def add_command(commands: Any, name: str, run: Any, about: str, *, pick: bool = True) -> argparse.ArgumentParser:
    """A command with `--dir` and `--json`, and with the options that name a target unless `pick` is false."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    if pick:
        add_choice(parser)
    parser.add_argument("--dir", type=Path, metavar="DIR", help="the folder of migrations, or one above it")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def folder_of(arguments: argparse.Namespace) -> Folder:
    """The one folder of migrations that is meant: `--dir`, else the one that the configuration names for `--target`,
    else the one below the working folder. UsageProblem where there is none or several.
    """
    from console.changesets.folders import one_folder, read_folder
    from console.config import load_config

    target = getattr(arguments, "target", None)
    if arguments.dir is None and target and (configured := load_config().migration_folders.get(target)):
        return read_folder(configured)
    return one_folder(arguments.dir)
