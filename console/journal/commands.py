"""`greenroom journal`: what was done, by whom, how it ended, and taking it back.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.guard.command_line import add_guard
from console.journal import doubt_commands
from console.journal.command_line import chosen_for, command, with_journal
from console.journal.since import since
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.guard.journal import FileJournal
    from console.guard.journal_list import Line

OUTCOMES = ("done", "not_done", "unknown", "open", "note")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `journal` to the command line."""
    parser = subparsers.add_parser(
        "journal",
        help="what was done, and undo: list, show, undo, settle, end-process, say, verify, export",
        description="What this user did with greenroom, how it ended, and taking it back.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    listing = command(commands, "list", run_list, "entries, newest first")
    _filters(listing)
    listing.add_argument("--outcome", choices=OUTCOMES, help="open: no end yet; note: no operation")
    listing.add_argument("--search", metavar="TEXT", help="only where a value has this in it")
    listing.add_argument("--before", metavar="ID", help="only entries older than this one")
    listing.add_argument("--limit", type=_count, default=50, metavar="N", help="at most so many (50)")

    showing = command(commands, "show", run_show, "one entry, whole")
    showing.add_argument("entry", metavar="ID")

    undoing = command(commands, "undo", run_undo, "take an entry back; without --confirm print the plan")
    undoing.add_argument("entry", metavar="ID")
    add_choice(undoing)
    add_guard(undoing)

    doubt_commands.register(commands)

    verifying = command(commands, "verify", run_verify, "look whether the journal is as it was written; exits 1 if not")
    verifying.add_argument("--head", metavar="HASH", help="a head that was printed before, and must be in the chain")

    exporting = command(commands, "export", run_export, "every event as JSON Lines, oldest first", as_json=False)
    _filters(exporting)
    exporting.add_argument("--output", type=Path, metavar="FILE", help="a new file, instead of standard output")


def _filters(parser: argparse.ArgumentParser) -> None:
    # Suppressed: the default would put away what was said before the command.
    parser.add_argument("--target", metavar="NAME", default=argparse.SUPPRESS, help="only what was done to this target")
    parser.add_argument(
        "--since", type=_since, metavar="TIME", help="only after this: 2026-03-01, 2026-03-01T09:45, 30min, 2h or 7d"
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError("is not a number from 1 to 10000")
    return int(text)


def _since(text: str) -> datetime:
    try:
        return since(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run_list(arguments: argparse.Namespace) -> int:
    """Entries that match."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.guard.journal_list import MOST, Filter, State

    wanted = Filter(
        target=getattr(arguments, "target", None),
        since=arguments.since,
        state=State(arguments.outcome) if arguments.outcome else None,
        search=arguments.search,
    )

    async def ask(journal: FileJournal) -> list[Line]:
        lines: list[Line] = []
        older = arguments.before
        while len(lines) < arguments.limit:
            most = min(MOST, arguments.limit - len(lines))
            page = await journal.entries(wanted, older_than=older, most=most)
            lines += page
            if len(page) < most:
                break
            older = page[-1].id
        return lines

    lines = with_journal(ask)
    if arguments.json:
        emit_json({"items": lines})
        return 0
    if lines:
        emit(table([_row(line) for line in lines], ("ID", "WHEN", "WHO", "TARGET", "WHAT", "OUTCOME", "UNDO")))
    if not lines:
        emit_message("The journal has no such entry.")
    elif len(lines) == arguments.limit:
        emit_message(f"There may be older ones: --before {lines[-1].id}")
    return 0


def _row(line: Line) -> tuple[str, ...]:
    undo = f"by {line.undone_by}" if line.undone_by else f"of {line.undo_of}" if line.undo_of else ""
    outcome = "no end yet" if line.state.value == "open" else line.state.value.replace("_", " ")
    at = line.at[:19].replace("T", " ")
    return (line.id, at, line.account, line.target, f"{line.title} {line.subject}".strip(), outcome, undo)


def run_show(arguments: argparse.Namespace) -> int:
    """One entry."""
    from console.core.output import emit, emit_json
    from console.guard.events import Entry
    from console.guard.journal_entry import Noted
    from console.journal.entry_text import entry_text, note_text

    async def ask(journal: FileJournal) -> tuple[Entry | Noted, str | None]:
        return await journal.shown(arguments.entry), await journal.undone_by(arguments.entry)

    found, undone_by = with_journal(ask)
    if arguments.json:
        emit_json({"entry": found, "undone_by": undone_by})
    else:
        emit(entry_text(found, undone_by) if isinstance(found, Entry) else note_text(found))
    return 0


def run_undo(arguments: argparse.Namespace) -> int:
    """Plan the operation that takes an entry back, and run it where it is answered."""
    from console.database.opening import Link
    from console.guard.command_line import run_operation
    from console.guard.offers import operation_of
    from console.guard.operation import Call, Operation
    from console.guard.undo import undo_operation
    from console.targets.opened import password_of

    entry = with_journal(lambda journal: journal.entry(arguments.entry))
    chosen = chosen_for(arguments, entry)

    async def make(link: Link) -> Operation:
        async def make_call(call: Call) -> Operation:
            return await operation_of(call, link)

        return await undo_operation(entry, link.database, chosen.target, make_call)

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def run_verify(arguments: argparse.Namespace) -> int:
    """Whether the chain is whole: 0, or 1 with the first event that is not as it was written."""
    from console.core.output import emit, emit_json
    from console.guard.journal_verify import Verification

    async def ask(journal: FileJournal) -> tuple[Verification, bool | None]:
        return await journal.verify(), await journal.holds(arguments.head) if arguments.head else None

    found, held = with_journal(ask)
    fine = found.whole and held is not False
    if arguments.json:
        emit_json({"whole": found.whole, "count": found.count, "head": found.head, "bad": found.bad, "why": found.why,
                   "head_found": held})  # fmt: skip
        return 0 if fine else 1
    if found.whole:
        emit(f"The journal is whole: {found.count} events.\nHead: {found.head}")
    else:
        place = f"Event {found.bad} is not as it was written. " if found.bad is not None else ""
        emit(f"{place}{found.why}\nThe {found.count} events before it are. Their head: {found.head}")
    if held is not None:
        emit(
            "The head that you gave is in it."
            if held
            else "The head that you gave is NOT in it: it was cut or replaced."
        )
    return 0 if fine else 1


def run_export(arguments: argparse.Namespace) -> int:
    """Every event; `hash` is over the others and `previous`, as console/guard/journal_chain.py says."""
    import sys

    from console.core.export import write_new
    from console.core.output import emit_message, json_line

    async def ask(journal: FileJournal) -> list[str]:
        lines = []
        async for event in journal.exported(getattr(arguments, "target", None), arguments.since):
            lines.append(json_line(event))
            if not arguments.output:
                sys.stdout.write(lines.pop())
        return lines

    lines = with_journal(ask)
    if arguments.output:
        write_new(arguments.output, "".join(lines))
        emit_message(f"{len(lines)} events were written to {arguments.output}.")
    return 0
