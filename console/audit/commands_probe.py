"""`greenroom probe`: what somebody would really see of a table, and why.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from console.audit.commands_cost import add_cost
from console.audit.commands_identity import NOBODY, add_who, list_identities, who_named
from console.audit.commands_write import add_write
from console.audit.probe_words import document, pairs, words_of
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.access import Relation
    from console.audit.asking import Who
    from console.audit.comparing import Comparison
    from console.audit.probe import Probe
    from console.audit.why import Explanation
    from console.core.unknown import Unknown
    from console.database.session import Database

    Answered = Probe | Comparison | Explanation | Unknown


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `probe` to the command line."""
    parser = subparsers.add_parser(
        "probe",
        help="what a role would really see of a table, and why",
        description="What a role with claims would really see of a table: asked on the server as that role, read-only.",
    )
    add_choice(parser)
    parser.add_argument("--table", metavar="TABLE", help="schema.name")
    parser.add_argument("--query", metavar="SQL", help="a query instead of a table: one SELECT, run read-only")
    add_who(parser, "", "to be")
    add_who(parser, "other-", "to compare with")
    parser.add_argument("--list-identities", action="store_true", help="whom --as knows, and nothing else")
    parser.add_argument("--most", type=int, default=10_000, metavar="N", help="rows that are counted at most")
    parser.add_argument("--samples", type=int, default=5, metavar="N", help="rows that are shown")
    parser.add_argument("--reveal", action="store_true", help="show what is in the rows, not only their keys")
    parser.add_argument("--row", action="append", default=[], metavar="COLUMN=VALUE", help="one row, by its key: why?")
    parser.add_argument(
        "--for",
        dest="command",
        choices=("select", "insert", "update", "delete"),
        default="select",
        help="with --row or --set: what would be done to it; nothing is",
    )
    parser.add_argument("--set", action="append", default=[], metavar="COLUMN=VALUE", help="a value it would be given")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_cost(parser)
    add_write(parser)
    parser.set_defaults(run=run_probe)


def run_probe(arguments: argparse.Namespace) -> int:
    """Probe. Exits 1 where policies and server do not agree, 3 where something is UNKNOWN."""
    from console.audit.commands_access import on_target
    from console.core.unknown import Unknown
    from console.errors import NotPermitted, UsageProblem

    if arguments.list_identities:
        return list_identities(as_json=arguments.json)
    if arguments.query:
        return _run_query(arguments)
    if not arguments.table:
        raise UsageProblem("No table is named.", "", "--table schema.name")
    if arguments.attempt or arguments.cost:
        from functools import partial

        from console.audit.commands_cost import run_cost
        from console.audit.commands_write import run_write

        run = run_write if arguments.attempt else run_cost
        return run(arguments, partial(find_named, arguments))

    async def ask(database: Database) -> Answered:
        return await _ask(arguments, database)

    name, answer = on_target(arguments, ask)
    if isinstance(answer, Unknown):
        raise NotPermitted(f"UNKNOWN: {answer.reason}", "", answer.remedy)
    if arguments.json:
        from console.core.output import emit_json

        emit_json({"target": name, **document(answer)})
    else:
        _say(answer)
    return exit_status(answer)


def _run_query(arguments: argparse.Namespace) -> int:
    """What the identity gets of a query. Exits 1 where the server refuses it, 3 where something is UNKNOWN."""
    from console.audit.asking import Refused
    from console.audit.commands_access import on_target
    from console.audit.probe_query import QueryProbe, document_of, lines_of, probe_query
    from console.core.output import emit, emit_json
    from console.core.present import visible
    from console.core.unknown import Unknown
    from console.errors import NotPermitted, UsageProblem

    if arguments.table:
        raise UsageProblem("Either a table or a query is probed.", "", "Leave --table or --query out.")

    async def ask(database: Database) -> QueryProbe | Unknown:
        who = await who_named(database, arguments)
        if who is None:
            raise UsageProblem("Nobody is named.", "", NOBODY)
        if isinstance(who, Unknown):
            return who
        return await probe_query(
            database, arguments.query, who, most=arguments.most, samples=arguments.samples, reveal=arguments.reveal
        )

    name, found = on_target(arguments, ask)
    if isinstance(found, Unknown):
        raise NotPermitted(f"UNKNOWN: {found.reason}", "", found.remedy)
    if arguments.json:
        emit_json({"target": name, **document_of(found)})
    else:
        emit("\n".join(visible(line) for line in lines_of(found)))
    if isinstance(found.seen, Unknown):
        return 3
    return 1 if isinstance(found.seen, Refused) else 0


async def _ask(arguments: argparse.Namespace, database: Database) -> Answered:
    from console.audit.access_reading import read_access
    from console.audit.comparing import compare_seen
    from console.audit.predicates import Command
    from console.audit.probe import probe, relation_of
    from console.audit.why import explain_row
    from console.core.qualified import split_qualified
    from console.core.unknown import Unknown

    who = await who_named(database, arguments)
    if who is None:
        from console.errors import UsageProblem

        raise UsageProblem("Nobody is named.", "", NOBODY)
    other = await who_named(database, arguments, "other_")
    for each in (who, other):
        if isinstance(each, Unknown):
            return each
    assert not isinstance(who, Unknown) and not isinstance(other, Unknown)  # noqa: PT018, S101  # for the type checker
    access = await read_access(database, tuple(dict.fromkeys(each.role for each in (who, other) if each)))
    relation = relation_of(access, *split_qualified(arguments.table))
    if other is not None:
        return await compare_seen(database, relation, who, other, most=arguments.most)
    if arguments.row or arguments.set:
        return await explain_row(
            database,
            access,
            relation,
            who,
            key=pairs(arguments.row),
            command=Command(arguments.command),
            changes=pairs(arguments.set),
        )
    return await probe(database, relation, who, most=arguments.most, samples=arguments.samples, reveal=arguments.reveal)


async def find_named(arguments: argparse.Namespace, database: Database) -> tuple[Relation, Who] | Unknown:
    """The table and the identity that were named. UsageProblem where there is no such role, or nobody is named."""
    from console.audit.access_reading import read_access
    from console.audit.probe import relation_of
    from console.core.qualified import split_qualified
    from console.core.unknown import Unknown
    from console.errors import UsageProblem

    who = await who_named(database, arguments)
    if who is None:
        raise UsageProblem("Nobody is named.", "", NOBODY)
    if isinstance(who, Unknown):
        return who
    access = await read_access(database, (who.role,))
    return relation_of(access, *split_qualified(arguments.table)), who


def exit_status(answer: Probe | Comparison | Explanation) -> int:
    """0 answered, 1 unexplained, 3 not known."""
    from console.audit.probe import Probe
    from console.audit.why import Explanation
    from console.core.unknown import Unknown

    match answer:
        case Probe():
            return 3 if isinstance(answer.standing, Unknown) or isinstance(answer.seen, Unknown) else 0
        case Explanation():
            return 1 if answer.agrees is False else 3 if answer.allowed is None else 0
        case _:
            return 0


def _say(answer: Probe | Comparison | Explanation) -> None:
    from console.audit.probe import Probe
    from console.audit.why import Explanation
    from console.core.output import emit
    from console.core.present import visible

    lines = (
        _probe_lines(answer)
        if isinstance(answer, Probe)
        else _why_lines(answer)
        if isinstance(answer, Explanation)
        else _comparison_lines(answer)
    )
    for line in lines:
        emit(visible(line))


def _probe_lines(found: Probe) -> list[str]:
    from console.audit.probe import Standing
    from console.core.present import present

    lines = [f"{found.who.label} on {found.relation}"]
    if isinstance(found.standing, Standing):
        standing = found.standing
        lines += [
            f"  granted       {', '.join(standing.granted) or 'nothing'}",
            f"  schema        {'USAGE' if standing.schema_usage else 'no USAGE: nothing can be reached'}",
            f"  row security  {'binds this role' if standing.row_security else 'does not bind this role'}",
            f"  underneath    {standing.login} (session_user stays)",
        ]
    lines += [f"  sees          {words_of(found.seen)}", f"  there are     {words_of(found.everything)}"]
    if isinstance(found.samples, tuple):
        lines += [
            "  " + "  ".join(f"{name}={present(value, limit=60)}" for name, value in row.items())
            for row in found.samples
        ]
    return lines + [f"  ▲ {warning}" for warning in found.warnings]


def _comparison_lines(found: Comparison) -> list[str]:
    some = "the first " if found.capped else ""
    lines = [f"{found.relation}: {some}{len(found.looked_at):,} rows"]
    for words, keys in (
        (f"only {found.left.label}", found.only_left),
        (f"only {found.right.label}", found.only_right),
        ("both", found.both),
        ("nobody of the two", found.nobody),
    ):
        shown = ", ".join(keys[:5]) + (", …" if len(keys) > 5 else "")
        lines.append(f"  {words}: {len(keys):,}  {shown}".rstrip())
    return lines


def _why_lines(found: Explanation) -> list[str]:
    allowed = {True: "yes", False: "no", None: "? UNKNOWN"}[found.allowed]
    lines = [f"{found.who.label}: {found.command.value} of this row of {found.relation}: {allowed}"]
    lines.append(f"  table    {found.cell.verdict.value}: {found.cell.why}")
    for each in found.said:
        kind = "" if each.permissive else "restrictive, "
        lines.append(f"  {words_of(each.answer)}  {each.policy} ({kind}{each.clause})  {each.text}")
    lines.append(f"  server   shows the row: {words_of(found.visible)}")
    if found.agrees is False:
        lines.append("  ▲ unexplained: the policies and the server do not agree")
    return lines + [f"  {note}" for note in found.notes]
