"""What can be done about an operation whose end is not known: `greenroom journal settle`, `end-process`, `say`.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from console.guard.command_line import add_guard
from console.journal.command_line import chosen_for, command, with_journal
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.core.secret import Secret
    from console.core.target import Target
    from console.guard.events import Entry
    from console.guard.journal import FileJournal
    from console.guard.outcome import Outcome

Asked = tuple["Target", "Secret | None", set[str]]
"""A target, its password, and the entries that are asked there."""


def register(commands: Any) -> None:
    """Add them to the commands of `greenroom journal`."""
    settling = command(commands, "settle", run_settle, "ask the servers how entries of unknown end ended")
    settling.add_argument("entries", nargs="*", metavar="ID", help="only these; else all that are in doubt")
    add_choice(settling)

    ending = command(
        commands, "end-process", run_end_process, "end the server process that an entry of unknown end left behind"
    )
    ending.add_argument("entry", metavar="ID")
    add_choice(ending)
    add_guard(ending)

    saying = command(commands, "say", run_say, "say how an entry ended where no server can tell any more")
    saying.add_argument("entry", metavar="ID")
    saying.add_argument("result", choices=("done", "not-done"), help="what you found when you looked")
    saying.add_argument("--reason", required=True, metavar="TEXT", help="what you have seen; the journal keeps it")


def run_settle(arguments: argparse.Namespace) -> int:
    """Ask each target for its entries: 0, or 5 where an end is still unknown."""
    import asyncio

    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible
    from console.core.table import table

    entries = with_journal(lambda journal: _in_doubt(journal, arguments.entries))
    asked, no_way = _ways(arguments, entries)
    outcomes = asyncio.run(_settle(asked, no_way))
    known = {outcome.entry for outcome in outcomes if outcome.result.value != "unknown"}
    left = [entry.id for entry in entries if entry.id not in known]
    if arguments.json:
        emit_json({"items": [outcome.document() for outcome in outcomes], "in_doubt": left})
    elif outcomes:
        rows = [(each.entry, each.target, each.result.value.replace("_", " "), each.end.detail) for each in outcomes]
        emit(table(rows, ("ID", "TARGET", "OUTCOME", "WHY")))
        for outcome in outcomes:
            if outcome.entry not in known:
                emit_message(f"greenroom: entry {outcome.entry}: {visible(outcome.problem().remedy)}")
    if not entries:
        emit_message("It is known how every operation ended.")
    return 5 if left else 0


async def _in_doubt(journal: FileJournal, wanted: Sequence[str]) -> tuple[Entry, ...]:
    from console.guard.settling import doubtful

    if wanted:
        return tuple([await doubtful(journal, number) for number in wanted])
    return await journal.unresolved()


def _ways(arguments: argparse.Namespace, entries: Sequence[Entry]) -> tuple[list[Asked], set[str]]:
    """Whom to ask for which entries, and those for which there is nobody. A target without its password is said."""
    from console.core.output import emit_message
    from console.errors import Problem
    from console.guard.settling import is_of
    from console.targets.choose import Chosen, choose, is_named
    from console.targets.opened import password_of
    from console.targets.store import TargetStore

    named = choose(arguments, arguments.environ) if is_named(arguments, {}) else None
    choices = [named] if named else [Chosen(target) for target in TargetStore().readable()[0]]
    asked: list[Asked] = []
    left = list(entries)
    for chosen in choices:
        # Who names both, entries and an address, says that they belong together: the server is asked who it is.
        both = bool(named and arguments.entries)
        here = {entry.id for entry in left if both or is_of(entry, chosen.target)}
        left = [entry for entry in left if entry.id not in here]
        if not here:
            continue
        try:
            asked.append((chosen.target, password_of(chosen, arguments.environ), here))
        except Problem as problem:
            count = f"{len(here)} {'entry' if len(here) == 1 else 'entries'}"
            emit_message(f"greenroom: {chosen.target.name} was not asked how {count} ended. {problem}")
    return asked, set() if named else {entry.id for entry in left}


async def _settle(asked: Sequence[Asked], no_way: set[str]) -> list[Outcome]:
    from console.config import load_config
    from console.guard.command_line import linked, say_hooks
    from console.guard.hooks import hooks_of
    from console.guard.journal import FileJournal
    from console.guard.settling import settle_unknown

    config = load_config()
    hooks, journal = hooks_of(config), FileJournal(keep_days=config.keep_values_days)
    found: list[Outcome] = []

    async def nowhere(entry: Entry) -> None:
        return None

    try:
        for target, password, numbers in asked:
            async with linked(target, password) as link:

                async def way(entry: Entry, link: Any = link) -> Any:
                    return link

                def is_wanted(entry: Entry, numbers: set[str] = numbers) -> bool:
                    return entry.id in numbers

                found += await settle_unknown(journal, way, hooks=hooks, only=is_wanted)
        if no_way:
            found += await settle_unknown(journal, nowhere, hooks=hooks, only=lambda entry: entry.id in no_way)
    finally:
        journal.close()
    for outcome in found:
        say_hooks(outcome)
    return found


def run_end_process(arguments: argparse.Namespace) -> int:
    """Plan the end of the server process, and run it where it is answered; then the entry's end is asked again."""
    from console.database.opening import Link
    from console.guard.command_line import run_operation
    from console.guard.operation import Operation
    from console.guard.settling import doubtful
    from console.journal.offered import make_end_process
    from console.targets.opened import password_of

    entry = with_journal(lambda journal: doubtful(journal, arguments.entry))
    chosen = chosen_for(arguments, entry)

    async def make(link: Link) -> Operation:
        return await make_end_process(link, entry.id, {})

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def run_say(arguments: argparse.Namespace) -> int:
    """Write how an entry ended because a person has looked."""
    from console.config import load_config
    from console.core.output import emit_json, emit_message
    from console.guard.command_line import say_hooks
    from console.guard.events import Result
    from console.guard.hooks import hooks_of
    from console.guard.settling import say

    result = Result(arguments.result.replace("-", "_"))
    hooks = hooks_of(load_config())
    outcome = with_journal(lambda journal: say(journal, arguments.entry, result, arguments.reason, hooks))
    if arguments.json:
        emit_json(outcome.document())
    emit_message(f"Entry {outcome.entry}: {outcome.end.detail}")
    say_hooks(outcome)
    return 0
