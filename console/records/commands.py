"""`greenroom find`, `greenroom show` and `greenroom records`: look-ups on the command line.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.core.target import Target
    from console.database.session import Database
    from console.records.arms import Skipped
    from console.records.listing import Page
    from console.records.resource import Resource
    from console.records.search import Found

R = TypeVar("R")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `find`, `show` and `records` to the command line."""
    finding = _command(subparsers, "find", run_find, "look a record up: an e-mail, a reference, a number, half a name")
    finding.add_argument("text", nargs="+", metavar="TEXT", help="what is known of it; words are looked for together")
    finding.add_argument("--kind", action="append", metavar="KIND", help="only records of this kind; may be repeated")

    showing = _command(subparsers, "show", run_show, "one record, what belongs to it and what may be done with it")
    showing.add_argument("kind", metavar="KIND", help="bookings, invoices, or a table's name")
    showing.add_argument("key", metavar="KEY", help="its key, or what it is called where that names one alone")
    showing.add_argument("--reveal", action="store_true", help="show masked columns; it is written into the journal")

    listing = _command(subparsers, "records", run_records, "kinds of records, or the records of one kind")
    listing.add_argument("kind", nargs="?", metavar="KIND")
    listing.add_argument("filter", nargs="*", metavar="FILTER", help="status:paid total:>100 created:last-week word")
    listing.add_argument("--view", metavar="NAME", help="a saved list of this kind")
    listing.add_argument("--sort", metavar="COLUMN", help="by this column; -COLUMN is the other way round")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="how many, 50 if nothing is said")
    listing.add_argument("--count", action="store_true", help="count all that the filter leaves, however long it takes")
    listing.add_argument(
        "--suggest", action="store_true", help="what tables without a definition probably hold, and why"
    )
    listing.add_argument(
        "--accept", metavar="KIND", help="write the suggestion for this table as a definition of yours"
    )
    listing.add_argument("--checks", action="store_true", help="only what one of the kind's checks finds wrong")


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=f"{about.capitalize()}.")
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
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


def run_find(arguments: argparse.Namespace) -> int:
    """What the text finds, best first. Exits 1 where nothing was found, 3 where something could not be asked."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table

    target, (found, unsearched, filtered, made) = _ask(arguments, _finder(arguments))
    hits = sorted((hit for each in found for hit in each.hits), key=lambda hit: -hit.rank)
    once = list({(hit.kind, hit.key): hit for hit in reversed(hits)}.values())[::-1]
    skipped = [one for each in found for one in each.skipped]
    unknown = [one for each in found for one in each.unknown]
    if arguments.json:
        emit_json(
            {
                "target": target.name,
                "items": [
                    {
                        "kind": hit.kind,
                        "key": hit.id,
                        "title": hit.title,
                        "subtitle": hit.subtitle,
                        "state": hit.state,
                        "found_by": hit.column,
                    }
                    for hit in once
                ],
                "skipped": [
                    {"kind": one.kind, "column": one.column, "why": one.why, "make": made.get(one, "")}
                    for one in skipped
                ],
                "unknown": [{"kind": kind, "reason": one.reason, "remedy": one.remedy} for kind, one in unknown],
                "tables_not_searched": unsearched,
                "kinds_under_row_security": filtered,
            }
        )
    else:
        if once:
            rows = [(hit.kind, hit.title, hit.subtitle, hit.state or "", hit.id) for hit in once]
            emit(table(rows, ("KIND", "RECORD", "", "STATE", "KEY"), limit=48))
        for line in _notes(found, unsearched, made):
            emit_message(line)
        if not once:
            emit_message(f"greenroom: nothing was found in {target.name}.")
        if filtered:
            emit_message(f"? row security applies to this role: what it does not see was not found ({filtered} kinds).")
    return 0 if once else 3 if unknown else 1


def _finder(
    arguments: argparse.Namespace,
) -> Callable[[Database, Target], Awaitable[tuple[list[Found], int, int, dict[Skipped, str]]]]:
    """What is found, tables that were not searched, kinds under row security, and how a skipped arm is made quick."""

    async def read(database: Database, target: Target) -> tuple[list[Found], int, int, dict[Skipped, str]]:
        from console.records.index_for import command_of, index_call
        from console.records.opened import open_records
        from console.records.search import search
        from console.records.session import record_session

        async with record_session(database) as session:
            records = await open_records(session, target.name)
        text = " ".join(arguments.text)
        found = [each async for each in search(database, records, text, arguments.kind)]
        kinds = [records.known(kind) for kind in arguments.kind or records.searched]
        filtered = sum(each.shape.filtered for each in kinds if each is not None)
        calls = {one: index_call(records, one) for each in found for one in each.skipped}
        made = {one: command_of(call) for one, call in calls.items() if call is not None}
        return found, 0 if arguments.kind else records.unsearched, filtered, made

    return read


def _notes(found: list[Found], unsearched: int, made: dict[Skipped, str]) -> list[str]:
    lines = []
    skipped = [one for each in found for one in each.skipped]
    for one in skipped[:5]:
        make = f"; make one: {made[one]}" if one in made else ""
        lines.append(f"? not searched: {one.kind}.{one.column}: {one.why}{make}")
    if len(skipped) > 5:
        lines.append(f"? and {len(skipped) - 5} more columns without an index")
    lines += [f"? UNKNOWN {kind}: {one.reason}" for each in found for kind, one in each.unknown]
    if unsearched:
        lines.append(f"? {unsearched:,} tables without a definition were not searched: --kind NAME asks one")
    return lines


def run_show(arguments: argparse.Namespace) -> int:
    """One record as a page."""
    from console.records.showing import document_of, page_of, shown

    target, page = _ask(arguments, shown(arguments.kind, arguments.key, reveal=arguments.reveal))
    from console.core.output import emit, emit_json

    if arguments.json:
        emit_json({"target": target.name} | document_of(page))
    else:
        emit(page_of(page))
    return 0


def run_records(arguments: argparse.Namespace) -> int:
    """The kinds that there are, or a list of one."""
    if arguments.accept is not None:
        return _accept(arguments)
    if arguments.kind is None:
        return _run_kinds(arguments)
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import NULL, visible
    from console.core.table import table

    target, (resource, page, count, about) = _ask(arguments, _lister(arguments))
    definition = resource.definition
    if arguments.json:
        items = [{"key": one.id, "title": one.title, "values": dict(one.values)} for one in page.records]
        document = {"target": target.name, "kind": resource.name, "count": count, "more": page.more}
        emit_json({**document, "filtered": resource.shape.filtered, "items": items})
        return 0
    if page.records:
        rows = [
            tuple(NULL if (text := one.values[path]) is None else visible(text, limit=60) for path in definition.list)
            for one in page.records
        ]
        headings = [path.replace("_id.", " ").replace("_", " ").replace(".", " ").upper() for path in definition.list]
        emit(table(rows, headings, limit=40))
    emit_message(f"{about} {definition.many} of {target.name}{'; --limit shows more' if page.more else ''}.")
    if resource.shape.filtered:
        emit_message(f"? row security applies to this role: there may be more {definition.many} than it sees.")
    return 0


def _lister(
    arguments: argparse.Namespace,
) -> Callable[[Database, Target], Awaitable[tuple[Resource, Page, int, str]]]:
    async def read(database: Database, target: Target) -> tuple[Resource, Page, int, str]:
        from console.records.asked import list_once

        return await list_once(
            database,
            target.name,
            arguments.kind,
            " ".join(arguments.filter),
            view=arguments.view,
            sort=arguments.sort,
            limit=arguments.limit,
            whole_count=arguments.count,
            only_wrong=arguments.checks,
        )

    return read


def _run_kinds(arguments: argparse.Namespace) -> int:
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.records.asked import kinds_of

    target, (kinds, problems) = _ask(arguments, kinds_of)
    if arguments.suggest:
        kinds = [one for one in kinds if not one["defined"]]
    if arguments.json:
        emit_json({"target": target.name, "items": kinds, "problems": [str(each) for each in problems]})
        return 0
    if arguments.suggest:
        said = [(one["kind"], one["suggestion"] or "?", one["archetype"], "; ".join(one["reasons"])) for one in kinds]
        emit(table(said, ("KIND", "SUGGESTED", "AS", "WHY"), limit=100))
    else:
        rows = [
            (
                one["kind"],
                one["table"],
                "~" + f"{one['estimate']:,}" if one["estimate"] is not None else "",
                one["views"],
            )
            for one in kinds
        ]
        emit(table(rows, ("KIND", "TABLE", "ROWS", "SAVED LISTS"), limit=60))
    for problem in problems:
        emit_message(f"▲ {problem}")
    return 0


def _accept(arguments: argparse.Namespace) -> int:
    from console.core.output import emit_json, emit_message
    from console.records.asked import accept_kind

    async def write(database: Database, target: Target) -> str:
        return str(await accept_kind(database, target, arguments.accept))

    target, path = _ask(arguments, write)
    if arguments.json:
        emit_json({"target": target.name, "kind": arguments.accept, "file": path})
    else:
        emit_message(f"{arguments.accept} is defined in {path}.")
    return 0
