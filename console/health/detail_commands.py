"""`greenroom health --table NAME` and `--explain STATEMENT`: one table, or one statement, with all that is known of it.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.core.unknown import Unknown
    from console.database.session import Database
    from console.health.candidates import Candidate
    from console.health.explain import Explained
    from console.health.table_detail import TableDetail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what concerns one thing to the arguments of `health`."""
    group = parser.add_argument_group("one thing", "All that is known of it. Nothing is run, and nothing is changed.")
    one = group.add_mutually_exclusive_group()
    one.add_argument("--table", metavar="NAME", help="columns, indexes, constraints, triggers, policies, storage")
    one.add_argument(
        "--explain", metavar="STATEMENT", help="plan and candidate indexes: a query_id of statements, - for stdin"
    )
    group.add_argument(
        "--value", action="append", metavar="TEXT", help="with --explain: the value of $1, then of $2, …"
    )


def run_detail_command(arguments: argparse.Namespace) -> int | None:
    """The exit status, None where nothing of this was asked for."""
    if arguments.table is None and arguments.explain is None:
        return None
    import asyncio
    import sys

    from console.errors import UsageProblem
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    if arguments.value and arguments.explain is None:
        raise UsageProblem("--value is for --explain.", "", "Leave it out.")
    text = sys.stdin.read() if arguments.explain == "-" else ""
    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> int:
        async with opened(chosen.target, password) as database:
            if arguments.table is not None:
                return _say_table(arguments, await _table(database, arguments.table))
            return await _explain(arguments, database, text)

    return asyncio.run(ask())


async def _table(database: Database, name: str) -> TableDetail:
    from console.health.offered import read_thing
    from console.health.table_detail import read_table_detail

    return await read_table_detail(database, (await read_thing(database, name)).oid)


async def _explain(arguments: argparse.Namespace, database: Database, text: str) -> int:
    from console.core.unknown import Unknown
    from console.health.candidates import read_candidates
    from console.health.explain import read_explained, read_statement_text
    from console.health.rights import read_rights

    async with database.read() as session:
        rights = await read_rights(session)
    statement: str | Unknown = text or await read_statement_text(database, rights, arguments.explain)
    if isinstance(statement, Unknown):
        return _say_plan(arguments, "", statement, ())
    plan = await read_explained(database, rights, statement, arguments.value)
    found = () if isinstance(plan, Unknown) else await read_candidates(database, rights, plan, arguments.value)
    return _say_plan(arguments, statement, plan, found)


def _say_plan(
    arguments: argparse.Namespace,
    statement: str,
    plan: Explained | Unknown,
    candidates: Sequence[Candidate] | Unknown,
) -> int:
    """Print it; 3 where there is no plan."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible
    from console.core.unknown import Unknown

    status = 3 if isinstance(plan, Unknown) else 0
    if arguments.json:
        items = candidates if isinstance(candidates, Unknown) else {"items": candidates}
        emit_json({"statement": statement, "plan": plan, "candidates": items})
        return status
    if isinstance(plan, Unknown):
        emit_message(visible(f"? UNKNOWN: {plan.reason}. {plan.remedy}".rstrip(), limit=2_000))
        return status
    for depth, node in plan.root.lines():
        conditions = "; ".join(f"{name}: {text}" for name, text in node.conditions.items())
        said = f"{'  ' * depth}{node.words}  cost {node.cost:,.0f}, ~{node.rows:,.0f} rows  {conditions}"
        emit(visible(said.rstrip(), limit=500))
    if plan.generic:
        emit_message("A plan for any values: those of one call may be planned otherwise.")
    if isinstance(candidates, Unknown):
        emit_message(visible(f"candidate indexes: ? UNKNOWN: {candidates.reason} {candidates.remedy}".rstrip()))
        return status
    for each in candidates:
        emit(visible(f"{each.definition}  {_worth(each)}", limit=500))
    if not candidates:
        emit_message("No step reads a table from end to end by a column that an index could serve.")
    return status


def _worth(candidate: Candidate) -> str:
    from console.core.present import size
    from console.core.unknown import Unknown

    if isinstance(candidate.cost, Unknown):
        return f"-- not tried: {candidate.cost.reason}"
    if not candidate.used:
        return "-- tried: the planner would not take it"
    octets = "" if isinstance(candidate.octets, Unknown) else f", {size(candidate.octets, estimate=True)}"
    return f"-- cost {candidate.was:,.0f} → {candidate.cost:,.0f}{octets}"


def _say_table(arguments: argparse.Namespace, detail: TableDetail) -> int:
    from console.core.output import emit, emit_json, emit_message
    from console.core.present import visible
    from console.core.table import table
    from console.core.unknown import Unknown

    if arguments.json:
        emit_json(detail)
        return 0
    for name in ("columns", "indexes", "constraints", "triggers", "policies"):
        part: Sequence[Any] | Unknown = getattr(detail, name)
        if isinstance(part, Unknown):
            emit_message(visible(f"{name}: ? UNKNOWN: {part.reason} {part.remedy}".rstrip()))
        elif part:
            fields = [each for each in part[0].__slots__ if each not in ("oid", "has_using", "has_check")]
            rows = [tuple(_said(each, getattr(one, each)) for each in fields) for one in part]
            emit(table(rows, [_named(each).upper() for each in fields], limit=2_000))
            emit("")
    facts: tuple[tuple[str, Any], ...] = (("size", detail.size), ("storage", detail.storage))
    for name, fact in facts:
        if isinstance(fact, Unknown):
            emit_message(visible(f"{name}: ? UNKNOWN: {fact.reason} {fact.remedy}".rstrip()))
        elif fact is not None:
            said = [(_named(each), _said(each, getattr(fact, each))) for each in fact.__slots__ if each != "oid"]
            emit(table([one for one in said if one[1]], (name.upper(), ""), limit=100))
    return 0


def _named(field: str) -> str:
    """A field as a heading: what is kept as octets is shown as a size."""
    return field.replace("octets", "size").replace("_", " ")


def _said(field: str, value: object) -> str:
    from console.core.present import size

    sized = "octets" in field and isinstance(value, int | float)
    return size(float(str(value)), estimate=field == "octets") if sized else _cell(value)


def _cell(value: object) -> str:
    """A value in a table: nothing for none, words for a list."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
