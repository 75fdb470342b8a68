"""`greenroom probe --cost`: what the policies of a table cost somebody, and what wrapping would save.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.audit.access import Relation
    from console.audit.asking import Who
    from console.audit.cost import ClauseCost, Cost
    from console.audit.cost_measure import Measured
    from console.core.unknown import Unknown
    from console.database.opening import Link
    from console.database.session import Database
    from console.guard.operation import Operation

    Find = Callable[[Database], Awaitable[tuple[Relation, Who] | Unknown]]
    Found = tuple[Cost, tuple[str, ...], Measured | Unknown | None]


def add_cost(parser: argparse.ArgumentParser) -> None:
    """Give `probe` the options that `run_cost` reads."""
    group = parser.add_argument_group("cost", "Asked with EXPLAIN as the role, which plans and runs nothing.")
    group.add_argument(
        "--cost", action="store_true", help="which expressions of its policies are asked again for each row"
    )
    group.add_argument(
        "--measure",
        action="store_true",
        help="with --cost: before and after of wrapping them, on a copy of the schema with made-up rows",
    )
    group.add_argument("--rows", type=int, default=20_000, metavar="N", help="with --measure: rows that are made up")


def run_cost(arguments: argparse.Namespace, find: Find) -> int:
    """Say what each policy costs. Exits 1 where one is asked again for each row and need not be, 3 where unknown."""
    from console.audit.commands_access import on_target
    from console.core.unknown import Unknown
    from console.errors import NotPermitted

    if arguments.measure and arguments.on_target:
        return _guarded(arguments, find)

    async def ask(database: Database) -> Found | Unknown:
        from console.audit.access_reading import read_access
        from console.audit.cost import read_cost
        from console.audit.cost_measure import fix_of, measure

        found = await find(database)
        if isinstance(found, Unknown):
            return found
        relation, who = found
        access = await read_access(database, (who.role,))
        cost = await read_cost(database, access, relation, who)
        times = None
        if arguments.measure:
            times = await measure(database, access, relation, who, cost.clauses, rows=arguments.rows)
        return cost, fix_of(relation, cost.clauses), times

    name, answer = on_target(arguments, ask)
    if isinstance(answer, Unknown):
        raise NotPermitted(f"UNKNOWN: {answer.reason}", "", answer.remedy)
    _say(name, answer, json=arguments.json)
    return exit_status(answer[0])


def exit_status(cost: Cost) -> int:
    """1 where something could be asked once and is not, 3 where that is not known, else 0."""
    from console.core.unknown import Unknown

    if any(each.better for each in cost.clauses):
        return 1
    return 3 if any(isinstance(each.shape, Unknown) for each in cost.clauses) else 0


def _guarded(arguments: argparse.Namespace, find: Find) -> int:
    from console.guard.command_line import run_operation
    from console.targets.choose import choose
    from console.targets.opened import password_of

    chosen = choose(arguments, arguments.environ)

    async def make(link: Link) -> Operation:
        from console.audit.access_reading import read_access
        from console.audit.cost import read_cost
        from console.audit.cost_measure import measure_operation
        from console.core.unknown import Unknown
        from console.errors import NotPermitted

        found = await find(link.database)
        if isinstance(found, Unknown):
            raise NotPermitted(f"UNKNOWN: {found.reason}", "", found.remedy)
        relation, who = found
        access = await read_access(link.database, (who.role,))
        cost = await read_cost(link.database, access, relation, who)
        operation = measure_operation(relation, who, cost.clauses)
        if isinstance(operation, Unknown):
            raise NotPermitted(f"There is nothing to measure: {operation.reason}.")
        return operation

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def _say(target: str, found: Found, *, json: bool) -> None:
    from console.core.output import emit, emit_json
    from console.core.present import visible

    cost, fix, times = found
    if json:
        emit_json({"target": target, **document(cost, fix, times)})
        return
    for line in lines(cost, fix, times):
        emit(visible(line))


def lines(cost: Cost, fix: tuple[str, ...], times: Measured | Unknown | None) -> list[str]:
    """What is printed."""
    from console.audit.cost_measure import Measured
    from console.audit.probe_words import words_of

    total = f"~{cost.total:,.0f} of the planner's units" if isinstance(cost.total, float) else words_of(cost.total)
    rows = f", ~{cost.rows:,.0f} rows" if isinstance(cost.total, float) else ""
    said = [f"{cost.who.label} reads {cost.relation}: {total}{rows}"]
    if cost.free:
        said.append(f"  no policy is asked: {cost.free}")
    for each in cost.clauses:
        said.append(f"  {each.verdict:<8}  {each.policy} ({each.clause})  {clause_words(each)}")
    said += [f"  fix: {statement};" for statement in fix]
    if isinstance(times, Measured):
        said += [f"  measured: {times.sentence}, on {times.place}"]
    elif times is not None:
        said += [f"  measured: {words_of(times)}"]
    return said


def clause_words(found: ClauseCost) -> str:
    """What is asked for each row, and what once: `auth.uid() for each row, and need not be`."""
    from console.audit.cost_words import Shape
    from console.audit.probe_words import words_of

    if not isinstance(found.shape, Shape):
        return words_of(found.shape)
    said = []
    for call in found.calls:
        why = " and need not be" if call.wrappable else ": it depends on the row" if call.bound else ": it is volatile"
        said.append(f"{call.name}() for each row{why}")
    said += [f"{name} for each row" for name in found.shape.each]
    said += [f"once: {' '.join(text.split())}" for text in found.shape.once]
    said += [f"{name} hashed once" for name in found.shape.hashed]
    return "; ".join(said) or " ".join(found.text.split())


def document(cost: Cost, fix: tuple[str, ...], times: Measured | Unknown | None) -> dict[str, Any]:
    """The JSON of an answer."""
    from console.audit.cost_measure import Measured
    from console.audit.cost_words import Shape
    from console.audit.probe_words import plain

    clauses = [
        {
            "policy": each.policy,
            "clause": each.clause,
            "text": each.text,
            "verdict": each.verdict,
            "per_row": [
                {"function": call.name, "wrappable": call.wrappable, "depends_on_row": call.bound, "cost": call.cost}
                for call in each.calls
            ],
            "plan": each.shape if isinstance(each.shape, Shape) else plain(each.shape),
            "better": each.better or None,
        }
        for each in cost.clauses
    ]
    found: dict[str, Any] = {
        "who": cost.who,
        "relation": cost.relation,
        "total": plain(cost.total),
        "rows": cost.rows,
        "free": cost.free,
        "policies": clauses,
        "fix": list(fix),
    }
    if isinstance(times, Measured):
        return found | {
            "measured": {"before": times.before, "after": times.after, "made": times.made, "same": times.same}
        }
    return found | {"measured": times}
