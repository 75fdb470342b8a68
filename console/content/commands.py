"""`greenroom settings`: a site's settings on the command line. What writes stands in `changing`.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from console.content.changing import add_changes
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.config import SettingsMapping
    from console.content.settings import Setting, Settings
    from console.core.target import Target
    from console.database.session import Database

R = TypeVar("R")

NO_LIMIT = sys.maxsize


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `settings` to the command line."""
    parser = subparsers.add_parser(
        "settings",
        help="a site's settings: list, get, set, add, remove, export, import, diff",
        description="The settings that a site keeps in a table of its database. The table is found by its shape.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    listing = _command(commands, "list", run_list, "all settings, or those in which every word is found")
    listing.add_argument("words", nargs="*", metavar="WORD", help="also key:, value:, group:, type:, is:wrong")

    getting = _command(commands, "get", run_get, "one setting's value, whole")
    getting.add_argument("key", metavar="KEY")

    exporting = _command(commands, "export", run_export, "all settings as TOML or JSON")
    exporting.add_argument("--format", choices=("toml", "json"), help="toml, if neither this nor --json is given")
    exporting.add_argument("--output", type=Path, metavar="FILE", help="a new file, instead of standard output")

    comparing = _command(
        commands, "diff", run_diff, "what differs between two targets; exits 1 if anything", pick=False
    )
    comparing.add_argument("left", metavar="TARGET_A", help="a saved target or a URL")
    comparing.add_argument("right", metavar="TARGET_B", help="a saved target or a URL")
    add_changes(commands)


def _command(commands: Any, name: str, run: Any, about: str, *, pick: bool = True) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    if pick:
        add_choice(parser)
    parser.add_argument("--table", metavar="SCHEMA.NAME", help="the table, where it is not clear which")
    parser.add_argument("--reveal", action="store_true", help="show secrets instead of dots")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def run_list(arguments: argparse.Namespace) -> int:
    """All settings, or those that match."""
    from console.content.settings import CHARACTERS, WHOLE
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table

    target, settings = _read(arguments, characters=WHOLE if arguments.json else CHARACTERS)
    name = target.name
    items = settings.matching(" ".join(arguments.words))
    _reveal(arguments, (target, settings, items))
    if arguments.json:
        emit_json(
            {
                "target": name,
                "table": settings.table.name,
                "cut": settings.cut,
                "row_security": settings.table.filtered,
                "items": [_item(item, arguments.reveal) for item in items],
            }
        )
        return 0
    if items:
        rows = [_row(item, arguments.reveal) for item in items]
        emit(table(rows, ("GROUP", "KEY", "VALUE", "TYPE", "SEEN BY", "PROBLEM"), limit=60))
    emit_message(_summary(name, settings, len(items)))
    return 0


def _row(item: Setting, reveal: bool) -> tuple[str, ...]:
    from console.core.present import ABSENT, NULL

    value = item.exact(reveal=True) if reveal and item.secret else item.value
    seen = {True: "everybody", False: "admins", None: ABSENT}[item.public]
    shown = NULL if value is None else " ".join(line.strip() for line in value[:500].split("\n"))
    return (item.group or ABSENT, item.name, shown, item.declared_type or item.kind.value, seen, item.problem or "")


def _summary(name: str, settings: Settings, shown: int) -> str:
    of = f"{shown} of {len(settings)}" if shown != len(settings) else str(shown)
    parts = [f"{of} settings in {settings.table.name} of {name}."]
    if wrong := sum(1 for item in settings if item.problem):
        parts.append(f"{wrong} to look at: is:wrong.")
    if settings.cut:
        parts.append(f"There are more: only the first {len(settings):,} were read.")
    if settings.table.filtered:
        parts.append("Row security decides which rows this role sees: there may be more.")
    if settings.table.unreadable:
        parts.append(f"This role may not read the column {', '.join(settings.table.unreadable)}.")
    return " ".join(parts)


def run_get(arguments: argparse.Namespace) -> int:
    """One setting, whole: on a terminal so that nothing in it can act there, else as it is stored."""
    from console.content.reading import one_setting
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import NULL, visible

    async def one(database: Database, mapping: SettingsMapping | None) -> tuple[Settings, Setting]:
        return await one_setting(database, mapping, wanted=arguments.table, key=arguments.key)

    target, (settings, item) = _ask(arguments, one)
    _reveal(arguments, (target, settings, [item]))
    if arguments.json:
        emit_json({"target": target.name, "table": settings.table.name} | _item(item, arguments.reveal))
        return 0
    if sys.stdout.isatty():
        value = item.exact(reveal=True) if item.secret and arguments.reveal else item.value
        emit(NULL if value is None else visible(value, limit=NO_LIMIT, lines=True))
        if item.secret and not arguments.reveal:
            emit_message("greenroom: it is a secret, or holds one: --reveal shows it.")
    elif not _hand_over(item, arguments.reveal):
        emit_message(f"greenroom: {item.name} is NULL.")
        return 1
    if item.problem:
        emit_message(f"greenroom: {item.name}: {item.problem}")
    return 0


def _hand_over(item: Setting, reveal: bool) -> bool:
    """Write the value as it is stored, for a file or a program; False for NULL. GuardProblem for a hidden secret."""
    from console.errors import GuardProblem

    text = item.exact(reveal=True)
    if text is None:
        return False
    if item.secret and not reveal:
        why = "Dots in its place would look like a value."
        raise GuardProblem(f"{item.name} is a secret, or holds one.", why, "--reveal prints it.")
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")  # UTF-8 whatever the locale, and no line feed is translated
    sys.stdout.buffer.flush()
    return True


def run_export(arguments: argparse.Namespace) -> int:
    """All settings as one document, to standard output or into a new file."""
    from console.content.export import export_text
    from console.content.settings import WHOLE
    from console.core.export import write_new
    from console.core.output import emit, emit_json, emit_message
    from console.errors import UsageProblem

    if arguments.json and arguments.format == "toml":
        raise UsageProblem("--json and --format toml are two formats.", "", "Leave one out.")
    target, settings = _read(arguments, characters=WHOLE)
    _refuse_cut(target.name, settings)
    as_json = arguments.json or arguments.format == "json"
    text = export_text(target.name, settings, as_json=as_json, reveal=arguments.reveal)
    _reveal(arguments, (target, settings, settings))
    hidden = 0 if arguments.reveal else sum(1 for item in settings if item.secret)
    if arguments.output is None:
        emit(text.removesuffix("\n"))
    else:
        write_new(arguments.output, text)
        if arguments.json:
            emit_json({"file": str(arguments.output), "settings": len(settings), "masked": hidden})
        emit_message(f"Wrote {len(settings)} settings to {arguments.output}.")
    if hidden:
        emit_message(f"{hidden} of them hold secrets, which were left out: --reveal exports them.")
    return 0


def run_diff(arguments: argparse.Namespace) -> int:
    """What differs between two targets."""
    from console.content.difference import diff
    from console.content.settings import WHOLE
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table

    left_target, left = _read(_side(arguments, arguments.left), characters=WHOLE)
    right_target, right = _read(_side(arguments, arguments.right), characters=WHOLE)
    left_name, right_name = left_target.name, right_target.name
    _refuse_cut(left_name, left)
    _refuse_cut(right_name, right)
    differences = diff(left, right)
    _reveal(
        arguments,
        (left_target, left, [one.left for one in differences if one.left]),
        (right_target, right, [one.right for one in differences if one.right]),
    )
    if arguments.json:
        items = [
            {
                "name": one.name,
                "change": one.change.value,
                "fields": list(one.fields),
                "left": _item(one.left, arguments.reveal) if one.left else None,
                "right": _item(one.right, arguments.reveal) if one.right else None,
            }
            for one in differences
        ]
        emit_json({"left": left_name, "right": right_name, "items": items})
    elif differences:
        rows = [
            (one.name, ", ".join(one.fields) or one.change.value, _side_value(one.left, arguments.reveal),
             _side_value(one.right, arguments.reveal))
            for one in differences
        ]  # fmt: skip
        emit(table(rows, ("KEY", "WHAT", left_name, right_name), limit=50))
    emit_message(f"{len(differences)} of {len({item.name for item in (*left, *right)})} settings differ.")
    return 1 if differences else 0


def _side_value(item: Setting | None, reveal: bool) -> str:
    return "" if item is None else _row(item, reveal)[2]


def _side(arguments: argparse.Namespace, address: str) -> argparse.Namespace:
    """The arguments of one side of a comparison: a saved name, or anything that is not one as an address."""
    key = "url" if "://" in address or "=" in address else "target"
    side = {"environ": arguments.environ, "table": arguments.table, "url": None, "target": None}
    return argparse.Namespace(**{**side, key: address})


def _item(item: Setting, reveal: bool) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.name,
        "group": item.group,
        "value": item.exact(reveal=reveal),
        "kind": item.kind.value,
        "type": item.declared_type,
        "description": item.description,
        "public": item.public,
        "updated_at": item.updated_at,
        "secret": item.secret,
        "problem": item.problem,
    }


def _reveal(arguments: argparse.Namespace, *shown: tuple[Target, Settings, Iterable[Setting]]) -> None:
    """Before secrets are shown: write into the journal which, by key. JournalProblem if it cannot be written."""
    from console.content.revealing import journal_reveal
    from console.core.output import emit_message

    if not arguments.reveal:
        return
    journal_reveal(
        [(target, settings.table, [item for item in items if item.secret]) for target, settings, items in shown]
    )
    emit_message("greenroom: secrets are shown as they are (--reveal).")


def _refuse_cut(name: str, settings: Settings) -> None:
    from console.errors import UsageProblem

    if settings.cut:
        raise UsageProblem(
            f"{settings.table.name} of {name} has more than {len(settings):,} rows.",
            "Half of a table would look like all of it.",
            "If it holds no settings, name the right table with --table.",
        )


def _read(arguments: argparse.Namespace, *, characters: int) -> tuple[Target, Settings]:
    """The target that is meant, and its settings. Raises Problem where they cannot be read."""
    from console.content.reading import settings_of

    async def read(database: Database, mapping: SettingsMapping | None) -> Settings:
        return await settings_of(database, mapping, wanted=arguments.table, characters=characters)

    return _ask(arguments, read)


def _ask(
    arguments: argparse.Namespace, read: Callable[[Database, SettingsMapping | None], Awaitable[R]]
) -> tuple[Target, R]:
    """The target that is meant, and what `read` gives of its database."""
    import asyncio

    from console.config import load_config
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    chosen = choose(arguments, arguments.environ)
    mapping = load_config().settings.get(chosen.target.name)
    password = password_of(chosen, arguments.environ)

    async def ask() -> R:
        async with opened(chosen.target, password) as database:
            return await read(database, mapping)

    return chosen.target, asyncio.run(ask())
