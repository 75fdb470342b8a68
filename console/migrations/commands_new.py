"""`greenroom migrations new`: a new file from a template. It talks to no server.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import Any

from console.migrations.commands import add_command, folder_of


def register(commands: Any) -> None:
    """Add `new`."""
    parser = add_command(commands, "new", run_new, "write a new migration from a template", pick=False)
    parser.add_argument("name", nargs="?", metavar="NAME", help="what it does, in a few words")
    parser.add_argument("--kind", metavar="KIND", default="plain", help="which template; --list shows them")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="values", help="fill a placeholder of it"
    )
    parser.add_argument("--list", action="store_true", help="the templates, and what each wants to be told")


def run_new(arguments: argparse.Namespace) -> int:
    """Write it, and say where; or list the templates."""
    from console.changesets.new import Kind, new_migration, unfilled
    from console.core.nearest import nearest
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible
    from console.errors import UsageProblem

    if arguments.list:
        return _list(arguments)
    if not arguments.name:
        raise UsageProblem("A new migration wants a name.", "", "greenroom migrations new add_bookings")
    kinds = [kind.value for kind in Kind]
    if arguments.kind not in kinds:
        raise UsageProblem(f"There is no template {arguments.kind}.", "", nearest(arguments.kind, kinds))
    values = {}
    for word in arguments.values:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageProblem(f"--set {word} is not NAME=VALUE.")
        values[name] = value
    written = new_migration(folder_of(arguments), arguments.name, Kind(arguments.kind), values)
    left = sorted({each for path in written for each in unfilled(path.read_text(encoding="utf-8"))})
    if arguments.json:
        emit_json({"items": [str(path) for path in written], "unfilled": left})
    else:
        for path in written:
            emit(visible(str(path)))
    if left:
        emit_message(f"greenroom: still to be filled in: {', '.join(left)}")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from console.changesets.new import Kind, placeholders
    from console.core.output import emit, emit_json
    from console.core.table import table

    if arguments.json:
        emit_json({"items": [{"kind": each, "about": each.summary, "values": placeholders(each)} for each in Kind]})
        return 0
    rows = [(each.value, each.summary, ", ".join(placeholders(each))) for each in Kind]
    emit(table(rows, ("KIND", "WHAT IT DOES", "VALUES")))
    return 0
