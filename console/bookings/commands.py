"""`greenroom bookings`: who has booked an event or a class, who is to be told, and whose money is to be given back.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.bookings.places import Bookings, Places
    from console.core.target import Target
    from console.database.session import Database

Found = tuple["Bookings", "Places", list[str], list[tuple[Any, ...]]]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bookings` to the command line."""
    about = "who has booked an event or a class, and whose money is to be given back"
    parser = subparsers.add_parser("bookings", help=about, description=f"{about.capitalize()}.")
    add_choice(parser)
    parser.add_argument("key", metavar="KEY", help="the event or class: its key or its name, with KIND/ before it")
    parser.add_argument("filter", nargs="*", metavar="FILTER", help="only these: status:cancelled seats:>2")
    parser.add_argument("--reveal", action="store_true", help="show how to reach them; it is written into the journal")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write CSV into a new file, JSON if it ends so")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run_bookings)


def run_bookings(arguments: argparse.Namespace) -> int:
    """The bookings of one thing, one line each."""
    import asyncio

    from console.core.export import csv_text, json_text, write_new
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import NULL, visible
    from console.core.table import table
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> Found:
        async with opened(chosen.target, password) as database:
            return await _read(database, chosen.target, arguments)

    kind, places, headings, rows = asyncio.run(ask())
    if arguments.output is not None:
        text = json_text(headings, rows) if arguments.output.suffix == ".json" else csv_text(headings, rows)
        write_new(arguments.output, text)
        emit_message(f"Wrote {len(rows):,} {kind.own.definition.many} to {visible(str(arguments.output))}.")
    elif arguments.json:
        emit_json(_document(kind, places, headings, rows))
    else:
        shown = [tuple(NULL if each is None else visible(str(each), limit=60) for each in row) for row in rows]
        emit(table(shown, [heading.replace("_", " ").upper() for heading in headings], limit=40))
    words = f"{visible(places.whole.title)}: {places.words}. {len(rows):,} {kind.own.definition.many}"
    emit_message(f"{words}{'' if arguments.reveal else '; --reveal shows how to reach people'}.")
    return 0


def _document(kind: Bookings, places: Places, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {
        "kind": kind.booked.name,
        "key": places.whole.id,
        "title": places.whole.title,
        "capacity": places.capacity,
        "taken": places.taken,
        "closed": list(places.closed),
        "items": [dict(zip(headings, row, strict=True)) for row in rows],
    }


async def _read(database: Database, target: Target, arguments: argparse.Namespace) -> Found:
    from console.bookings.places import read_bookings, read_named, split_key
    from console.bookings.reading import places_of, request_for
    from console.bookings.told import read_told
    from console.records.opened import open_records
    from console.records.session import record_session

    async with record_session(database) as session:
        records = await open_records(session, target.name)
        kind, rest = split_key(await read_bookings(session, records), arguments.key)
    booked = await read_named(database, records, kind.booked, rest)
    async with record_session(database) as session:
        places = await places_of(session, records, kind, booked.key)
    request = request_for(records, kind, places, " ".join(arguments.filter))
    reveal = target if arguments.reveal else None
    return kind, places, *await read_told(database, records, kind, request, reveal=reveal)
