"""`greenroom probe --try`: a write that somebody would make, on a copy of the schema or through the guard.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from console.guard.command_line import add_guard

if TYPE_CHECKING:
    from console.audit.access import Relation
    from console.audit.asking import Who
    from console.audit.write_probe import WriteProbe
    from console.core.unknown import Unknown
    from console.database.opening import Link
    from console.database.session import Database
    from console.guard.operation import Operation

    Find = Callable[[Database], Awaitable[tuple[Relation, Who] | Unknown]]


def add_write(parser: argparse.ArgumentParser) -> None:
    """Give `probe` the options that `run_write` reads."""
    group = parser.add_argument_group(
        "write", "Tried on a copy of the schema with the rows that it needs, on a server of this machine."
    )
    group.add_argument(
        "--try", dest="attempt", choices=("insert", "update", "delete"), help="really run it there, and take it back"
    )
    group.add_argument("--key", action="append", default=[], metavar="COLUMN=VALUE", help="the row, by its key")
    group.add_argument(
        "--on-target", action="store_true", help="on the target itself, through the guard; for --cost --measure too"
    )
    add_guard(parser)


def run_write(arguments: argparse.Namespace, find: Find) -> int:
    """Try it. Exits 1 where it is not let through, 3 where that is not known."""
    from console.audit.commands_access import on_target
    from console.audit.predicates import Command
    from console.audit.probe_words import pairs
    from console.core.unknown import Unknown
    from console.errors import NotPermitted

    command, key, changes = Command(arguments.attempt), pairs(arguments.key), pairs(arguments.set)
    if arguments.on_target:
        return _guarded(arguments, find, command, key, changes)

    async def ask(database: Database) -> WriteProbe | Unknown:
        from console.audit.write_probe import probe_write

        found = await find(database)
        if isinstance(found, Unknown):
            return found
        return await probe_write(database, *found, command, key=key, changes=changes)

    name, answer = on_target(arguments, ask)
    if isinstance(answer, Unknown):
        raise NotPermitted(f"UNKNOWN: {answer.reason}", "", answer.remedy)
    _say(name, answer, json=arguments.json)
    return exit_status(answer)


def exit_status(found: WriteProbe) -> int:
    """0 let through, 1 not, 3 where an error said nothing of it."""
    from console.audit.write_answer import Result

    return {Result.ALLOWED: 0, Result.FAILED: 3}.get(found.answer.result, 1)


def _guarded(
    arguments: argparse.Namespace, find: Find, command: Any, key: dict[str, str], changes: dict[str, str]
) -> int:
    from console.guard.command_line import run_operation
    from console.targets.choose import choose
    from console.targets.opened import password_of

    chosen = choose(arguments, arguments.environ)

    async def make(link: Link) -> Operation:
        from console.audit.access_reading import read_access
        from console.audit.why import Explanation, explain_row
        from console.audit.write_operation import write_operation
        from console.audit.write_statement import read_beside, write_text
        from console.core.unknown import Unknown
        from console.errors import NotPermitted

        found = await find(link.database)
        if isinstance(found, Unknown):
            raise NotPermitted(f"UNKNOWN: {found.reason}", "", found.remedy)
        relation, who = found
        statement = write_text(relation, command, key, changes)
        access = await read_access(link.database, (who.role,))
        why = await explain_row(link.database, access, relation, who, key=key, command=command, changes=changes)
        async with link.database.read() as session:
            beside = await read_beside(session, relation, command)
        known = why if isinstance(why, Explanation) else None
        return write_operation(relation, who, command, statement, beside=beside, why=known)

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def _say(target: str, found: WriteProbe, *, json: bool) -> None:
    from console.core.output import emit, emit_json
    from console.core.present import visible

    if json:
        emit_json({"target": target, **document(found)})
        return
    for line in lines(found):
        emit(visible(line))


def lines(found: WriteProbe) -> list[str]:
    """What is printed."""
    from console.audit.probe_words import words_of
    from console.audit.write_operation import answer_words

    said = [
        f"{found.who.label}: {found.command.value} on {found.relation}: {answer_words(found.answer)}",
        f"  tried    {found.statement}",
        f"  on       {found.place}",
    ]
    if found.why is not None:
        said.append(f"  table    {found.why.cell.verdict.value}: {found.why.cell.why}")
        for each in found.why.said:
            kind = "" if each.permissive else "restrictive, "
            said.append(f"  {words_of(each.answer)}  {each.policy} ({kind}{each.clause})  {each.text}")
    return [*said, *(f"  {note}" for note in found.notes), *(f"  on a target: {each}" for each in found.stays)]


def document(found: WriteProbe) -> dict[str, Any]:
    """The JSON of an answer."""
    from console.audit.probe_words import document as explained

    answer = found.answer
    return {
        "who": found.who,
        "relation": found.relation,
        "command": found.command.value,
        "statement": found.statement,
        "place": found.place,
        "result": answer.result.value,
        "by": answer.by.value or None,
        "names": list(answer.names),
        "detail": answer.sentence,
        "why": explained(found.why) if found.why is not None else None,
        "notes": list(found.notes),
        "stays": list(found.stays),
    }
