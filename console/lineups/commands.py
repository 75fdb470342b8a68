"""`greenroom lineup list`, `show` and `export`: the nights, the running order of one, and its run sheet as a file.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.core.target import Target
    from console.database.session import Database
    from console.lineups.board import Board
    from console.lineups.reading import Nights

R = TypeVar("R")
_FORMS = ("markdown", "csv", "text")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `lineup` to the command line."""
    about = "the running order of a night, and who has answered: list, show, export"
    parser = subparsers.add_parser("lineup", help=about, description=f"{about.capitalize()}.")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = _action(actions, "list", run_list, "nights: tonight, upcoming and past, with what stands of each line-up")
    listing.add_argument("--when", choices=("tonight", "upcoming", "past"), help="only these")

    showing = _action(actions, "show", run_show, "the running order of an event, and what is wrong with it")
    showing.add_argument("event", metavar="EVENT", help="its key, or its name where that names one alone")
    showing.add_argument("--format", choices=_FORMS, default="text", help="how the run sheet is printed")

    exporting = _action(actions, "export", run_export, "the run sheet of an event to a new file")
    exporting.add_argument("event", metavar="EVENT", help="its key, or its name where that names one alone")
    exporting.add_argument("file", metavar="FILE", type=Path, help="a new file: .md, .csv or .txt")
    exporting.add_argument("--format", choices=_FORMS, help="as the file's ending says, if nothing is said")


def _action(actions: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=about, description=f"{about.capitalize()}.")
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--kind", default="", metavar="KIND", help="the kind of line-up, where there are several")
    parser.set_defaults(run=run)
    return parser


def _ask(arguments: argparse.Namespace, read: Callable[[Database, Target], Awaitable[R]]) -> tuple[Target, R]:
    """The target that is meant, and what `read` gives of its database."""
    import asyncio

    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> R:
        async with opened(chosen.target, password) as database:
            return await read(database, chosen.target)

    return chosen.target, asyncio.run(ask())


def run_list(arguments: argparse.Namespace) -> int:
    """The nights that there are."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import NULL, visible
    from console.core.table import table
    from console.lineups.sheet import amount, night_document, words_of

    target, nights = _ask(arguments, _nights(arguments.kind))
    groups = [(name, getattr(nights, name)) for name in ("tonight", "upcoming", "past")]
    chosen = [(name, night) for name, found in groups for night in found if arguments.when in (None, name)]
    if arguments.json:
        emit_json({"target": target.name, "items": [{"when": name} | night_document(night) for name, night in chosen]})
        return 0
    rows = [
        (
            name,
            f"{night.starts.astimezone():%Y-%m-%d %H:%M}" if night.starts else NULL,
            visible(night.name, limit=40),
            visible(night.place or "", limit=24),
            words_of(night.state),
            f"{night.filled}" if night.planned is None else f"{night.filled}/{night.planned}",
            str(night.confirmed),
            str(night.awaited),
            str(night.declined),
            NULL if night.tickets is None else f"{night.tickets}/{NULL if night.capacity is None else night.capacity}",
            amount(night.net),
            night.key,
        )
        for name, night in chosen
    ]
    headings = ("", "STARTS", "EVENT", "PLACE", "STATE", "SPOTS", "YES", "OPEN", "NO", "TICKETS", "NET", "KEY")
    if rows:
        emit(table(rows, headings, limit=40))
    emit_message(f"{len(rows)} nights of {target.name}.")
    return 0


def _nights(kind: str) -> Callable[[Database, Target], Awaitable[Nights]]:
    async def read(database: Database, target: Target) -> Nights:
        from datetime import datetime

        from console.lineups.reading import open_lineups, read_all_nights
        from console.records.opened import open_records
        from console.records.session import record_session

        async with record_session(database) as session:
            lineups = await open_lineups(session, await open_records(session, target.name), kind)
            return await read_all_nights(session, lineups, datetime.now().astimezone())

    return read


def _board(arguments: argparse.Namespace) -> Callable[[Database, Target], Awaitable[Board]]:
    async def read(database: Database, target: Target) -> Board:
        from console.lineups.reading import board_of

        return (await board_of(database, target.name, arguments.event, arguments.kind))[1]

    return read


def run_show(arguments: argparse.Namespace) -> int:
    """The run sheet of one event."""
    from datetime import UTC, datetime

    from console.core.output import emit, emit_json
    from console.core.present import visible
    from console.lineups.sheet import document, sheet

    target, board = _ask(arguments, _board(arguments))
    now = datetime.now(UTC)
    if arguments.json:
        emit_json({"target": target.name} | document(board, now))
    else:
        emit(visible(sheet(board, arguments.format, now).replace("\r\n", "\n").rstrip("\n"), limit=200_000, lines=True))
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    """The run sheet to a file that is not there yet."""
    from datetime import UTC, datetime

    from console.core.export import write_new
    from console.core.output import emit_json, emit_message
    from console.lineups.sheet import sheet

    endings = {".md": "markdown", ".csv": "csv"}
    form = arguments.format or endings.get(arguments.file.suffix, "text")
    target, board = _ask(arguments, _board(arguments))
    write_new(arguments.file, sheet(board, form, datetime.now(UTC)))
    if arguments.json:
        emit_json({"target": target.name, "event": board.night.key, "file": str(arguments.file), "format": form})
    else:
        emit_message(f"The run sheet of {board.night.name} is in {arguments.file}.")
    return 0
