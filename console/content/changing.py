"""`greenroom settings set|add|remove|import`: changes of settings on the command line, each through the guard.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.guard.command_line import add_guard
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.config import SettingsMapping
    from console.content.importing import Difference
    from console.content.settings import Settings
    from console.database.session import Database
    from console.guard.operation import Operation

Make = Callable[["Database", "SettingsMapping | None"], Awaitable["Operation"]]


def add_changes(commands: Any) -> None:
    """Add the commands that write to `greenroom settings`."""
    setting = _command(commands, "set", run_set, "give a setting another value")
    setting.add_argument("key", metavar="KEY")
    _add_value(setting)
    setting.add_argument(
        "--as-text", action="store_true", help="take any text, where the table does not say what kind of value it is"
    )

    adding = _command(commands, "add", run_add, "add a setting")
    adding.add_argument("key", metavar="KEY")
    _add_value(adding)
    adding.add_argument("--type", metavar="TYPE", help="one of the table's types")
    adding.add_argument("--group", metavar="GROUP", help="one of the table's groups")
    adding.add_argument("--description", metavar="TEXT", help="what it is for")
    seen = adding.add_mutually_exclusive_group()
    seen.add_argument("--public", action="store_true", default=None, help="everybody can read it on the site")
    seen.add_argument("--private", action="store_false", dest="public", help="admins only")
    adding.add_argument(
        "--scope", action="append", default=[], metavar="VALUE", help="where a key is unique only with others, these"
    )

    removing = _command(commands, "remove", run_remove, "remove a setting and its key")
    removing.add_argument("key", metavar="KEY")

    importing = _command(commands, "import", run_import, "the values of a file that export wrote, as one change")
    importing.add_argument("file", metavar="FILE", help="TOML, or JSON if it is called .json; - is standard input")
    importing.add_argument("--add", action="store_true", help="add the settings that are not there, too")


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about.capitalize() + ".")
    add_choice(parser)
    parser.add_argument("--table", metavar="SCHEMA.NAME", help="the table, where it is not clear which")
    add_guard(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def _add_value(parser: argparse.ArgumentParser) -> None:
    help_ = "the value; - reads it from standard input. A last line feed is taken off"
    parser.add_argument("value", nargs="?", metavar="VALUE", help=help_)
    parser.add_argument("--null", action="store_true", help="no value at all")
    parser.add_argument("--file", type=Path, metavar="FILE", help="the value from a file")


def run_set(arguments: argparse.Namespace) -> int:
    """Give a setting another value."""
    text = _value(arguments)

    async def make(database: Database, mapping: SettingsMapping | None) -> Operation:
        from console.content.operations import set_setting
        from console.content.permission import refuse, why_not_set
        from console.content.reading import one_setting
        from console.core.output import emit_message

        settings, setting = await one_setting(database, mapping, wanted=arguments.table, key=arguments.key)
        refuse(why_not_set(settings, setting))
        if setting.secret and arguments.value not in (None, "-"):
            emit_message("greenroom: others can read a secret in the list of processes: - reads it from a pipe.")
        return set_setting(settings.table, setting, text, as_text=arguments.as_text)

    return _through_guard(arguments, make, "settings.set")


def run_add(arguments: argparse.Namespace) -> int:
    """Add a setting."""
    text = _value(arguments)

    async def make(database: Database, mapping: SettingsMapping | None) -> Operation:
        from console.content.new_setting import NewSetting
        from console.content.operations import add_setting
        from console.content.permission import refuse, why_not_add
        from console.content.reading import settings_of

        settings = await settings_of(database, mapping, wanted=arguments.table, key=arguments.key, characters=1)
        refuse(why_not_add(settings.table))
        scope = tuple(arguments.scope)
        if not scope and arguments.group and settings.table.scope == (settings.table.group,):
            scope = (arguments.group,)
        new = NewSetting(
            key=arguments.key,
            value=text,
            type=arguments.type,
            group=arguments.group,
            description=arguments.description,
            public=arguments.public,
            scope=scope,
        )
        return add_setting(settings.table, new)

    return _through_guard(arguments, make, "settings.add")


def run_remove(arguments: argparse.Namespace) -> int:
    """Remove a setting."""

    async def make(database: Database, mapping: SettingsMapping | None) -> Operation:
        from console.content.operations import remove_setting
        from console.content.permission import refuse, why_not_remove
        from console.content.reading import one_setting

        settings, setting = await one_setting(database, mapping, wanted=arguments.table, key=arguments.key)
        refuse(why_not_remove(settings, setting))
        return remove_setting(settings.table, setting)

    return _through_guard(arguments, make, "settings.remove")


def run_import(arguments: argparse.Namespace) -> int:
    """Give settings the values that a file has, as one change."""
    from console.content.importing import read_items

    as_json = arguments.file.lower().endswith(".json")
    text = _read_file(None if arguments.file == "-" else Path(arguments.file))
    items = read_items(text, as_json=as_json or (arguments.file == "-" and text.lstrip().startswith("{")))

    async def make(database: Database, mapping: SettingsMapping | None) -> Operation:
        from console.content.importing import difference, new_settings
        from console.content.operations import set_many
        from console.content.permission import refuse, why_not_add, why_not_set
        from console.content.reading import settings_of
        from console.content.settings import WHOLE

        settings = await settings_of(database, mapping, wanted=arguments.table, characters=WHOLE)
        _refuse_cut(settings)
        found = difference(items, settings)
        _say_difference(found)
        _refuse_unknown(found, settings, arguments.add)
        for value in found.values:
            refuse(why_not_set(settings, value.setting))
        if found.unknown:
            refuse(why_not_add(settings.table))
        return set_many(settings.table, found.values, new_settings(found.unknown))

    return _through_guard(arguments, make, "settings.import")


def _refuse_cut(settings: Settings) -> None:
    from console.errors import UsageProblem

    if settings.cut:
        raise UsageProblem(
            f"{settings.table.name} has more than {len(settings):,} rows.",
            "What differs from half of a table is not known.",
            "If it holds no settings, name the right table with --table.",
        )


def _say_difference(found: Difference) -> None:
    from console.core.output import emit_message
    from console.core.present import visible

    if found.masked:
        words = ", ".join(visible(name) for name in found.masked[:5])
        more = ", …" if len(found.masked) > 5 else ""
        emit_message(f"greenroom: {len(found.masked)} masked in the file and left alone: {words}{more}.")
    if found.otherwise:
        words = ", ".join(visible(name) for name in found.otherwise[:5])
        more = ", …" if len(found.otherwise) > 5 else ""
        emit_message(f"greenroom: only values are imported; these differ in something else: {words}{more}.")


def _refuse_unknown(found: Difference, settings: Settings, add: bool) -> None:
    from console.core.nearest import nearest
    from console.core.present import visible
    from console.errors import UsageProblem

    if not found.unknown or add:
        return
    words = ", ".join(visible(item.name) for item in found.unknown[:20])
    more = f" and {len(found.unknown) - 20} more" if len(found.unknown) > 20 else ""
    hint = nearest(found.unknown[0].name, [item.name for item in settings]) if len(found.unknown) == 1 else ""
    raise UsageProblem(
        f"{settings.table.name} has no setting {words}{more}.", "Nothing was sent.", hint or "--add adds them."
    )


def _value(arguments: argparse.Namespace) -> str | None:
    """The value that is given in one of the ways; None is NULL. UsageProblem unless it is exactly one."""
    from console.errors import UsageProblem

    ways = [arguments.value is not None, arguments.null, arguments.file is not None]
    if sum(ways) != 1:
        what = "No value is given." if not any(ways) else "More than one value is given."
        raise UsageProblem(what, "", "Give VALUE, - for standard input, --file FILE or --null.")
    if arguments.null:
        return None
    if arguments.file is None and arguments.value != "-":
        return str(arguments.value)
    return _read_file(arguments.file).removesuffix("\n").removesuffix("\r")


def _read_file(path: Path | None) -> str:
    """The text of a file, of standard input where there is no path. UsageProblem where it is none."""
    from console.errors import UsageProblem

    try:
        octets = sys.stdin.buffer.read() if path is None else path.read_bytes()
        return octets.decode()
    except OSError as error:
        raise UsageProblem(f"{path or 'Standard input'} cannot be read.", error.strerror or str(error), "") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path or 'Standard input'} is no text.", "It is not UTF-8.", "") from None


def _through_guard(arguments: argparse.Namespace, make: Make, name: str) -> int:
    """Plan what `make` gives and run it where it is answered; exit 0 too where nothing has to be done."""
    from console.config import load_config
    from console.content.fitting import NothingToDo
    from console.core.output import emit_json, emit_message
    from console.database.opening import Link
    from console.guard.command_line import run_operation
    from console.targets.choose import choose
    from console.targets.opened import password_of

    chosen = choose(arguments, arguments.environ)
    mapping = load_config().settings.get(chosen.target.name)

    async def operation(link: Link) -> Operation:
        return await make(link.database, mapping)

    try:
        return run_operation(arguments, operation, chosen.target, password_of(chosen, arguments.environ))
    except NothingToDo as nothing:
        if arguments.json:
            emit_json({"operation": name, "outcome": "done", "changed": False, "detail": nothing.what, "journal": None})
        emit_message(f"{nothing.what} {nothing.why}")
        return 0
