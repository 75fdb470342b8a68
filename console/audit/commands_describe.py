"""`greenroom describe`: the data dictionary of a target, or one list of what it has. It only reads.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.auth import AuthHealth
    from console.database.session import Database
    from console.schema.objects import Snapshot

LISTS = ("tables", "policies", "grants", "constraints", "uncommented", "trails", "names", "auth")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `describe` to the command line."""
    parser = subparsers.add_parser(
        "describe",
        help="the data dictionary of a target in Markdown, and lists of what it has",
        description=(
            "Print the data dictionary of a target as Markdown: tables, columns, comments, constraints, policies and "
            "grants; or one list for reading. Nothing is judged; greenroom audit does that."
        ),
    )
    add_choice(parser)
    parser.add_argument("--schema", action="append", default=[], metavar="SCHEMA", help="only this one")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it to a new file")
    parser.add_argument("--list", choices=LISTS, dest="listed", help="one list instead")
    parser.add_argument("--rule", action="append", default=[], metavar="RULE", help="with --list names: one to keep")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_describe)


def run_describe(arguments: argparse.Namespace) -> int:
    """Print it. Exits 3 where a part of it could not be read."""
    import asyncio

    from console.errors import UsageProblem
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    if arguments.rule and arguments.listed != "names":
        raise UsageProblem("--rule belongs to --list names.")
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> Snapshot | AuthHealth:
        async with opened(chosen.target, password) as database:
            return await _read(database, auth=arguments.listed == "auth")

    found = asyncio.run(ask())
    if arguments.listed or arguments.json:
        return _say_list(arguments, found, chosen.target.name)
    return _say_document(arguments, found, chosen.target.name)


async def _read(database: Database, *, auth: bool) -> Snapshot | AuthHealth:
    if auth:
        from console.audit.auth import read_auth

        return await read_auth(database)
    from console.schema.snapshot import read_schema

    return await read_schema(database)


def _say_document(arguments: argparse.Namespace, found: Any, name: str) -> int:
    from console.audit.describe import data_dictionary
    from console.audit.overview import within
    from console.core.export import write_new
    from console.core.output import emit, emit_message

    text = data_dictionary(within(found, arguments.schema), name)
    if arguments.output:
        write_new(arguments.output, text + "\n")
        emit_message(f"greenroom: written: {arguments.output}")
    else:
        emit(text)
    return _status(found)


def _status(found: Any) -> int:
    """3 where a whole kind of thing could not be read."""
    from console.core.output import emit_message

    for name, why in found.unknown.items():
        emit_message(f"greenroom: ? UNKNOWN {name.replace('_', ' ')}: {why.reason} {why.remedy}".rstrip())
    return 3 if found.unknown else 0


def _say_list(arguments: argparse.Namespace, found: Any, name: str) -> int:
    from console.audit.described_lists import auth_list, schema_list
    from console.audit.overview import within
    from console.core.export import document_text, write_new
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.core.unknown import Unknown

    wanted = arguments.listed or "tables"
    listed = (
        auth_list(found) if wanted == "auth" else schema_list(within(found, arguments.schema), wanted, arguments.rule)
    )
    if isinstance(listed, Unknown):
        emit_message(f"greenroom: ? UNKNOWN {wanted}: {listed.reason} {listed.remedy}".rstrip())
        if arguments.json:
            emit_json({"target": name, "items": listed})
        return 3
    document = {"target": name, "items": [dict(zip(listed.headings, row, strict=True)) for row in listed.rows]}
    headings = [each.upper() for each in listed.headings]
    if arguments.output:
        text = document_text(document) if arguments.json else table(listed.rows, headings, limit=500) + "\n"
        write_new(arguments.output, text)
    elif arguments.json:
        emit_json(document)
    elif listed.rows:
        emit(table(listed.rows, headings, limit=120))
    for note in listed.notes:
        emit_message(f"greenroom: {note}")
    if not listed.rows:
        emit_message("greenroom: nothing of this kind.")
    return listed.status
