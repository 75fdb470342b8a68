"""What the policies of a table cost somebody: asked with EXPLAIN as the role, which plans and runs nothing.

Each expression is planned by itself, so that it is clear whose it is. Nothing here measures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from console.audit.access import Access, Relation
from console.audit.asking import Refused, Who, ask_as
from console.audit.cost_words import Call, Function, Shape, calls_in, shape_of, wrapped
from console.audit.predicates import Policy
from console.core.unknown import Unknown
from console.database.names import expression, identifier
from console.database.session import Database, ReadSession
from console.errors import UsageProblem


@dataclass(frozen=True, slots=True)
class RowCall:
    """A function that is called again for every row. `bound` where its arguments depend on the row.

    `cost` is the planner's, for one call; 0 where it is not known.
    """

    name: str
    bound: bool
    volatile: bool
    cost: float

    @property
    def wrappable(self) -> bool:
        """Whether it could be asked once for the whole statement."""
        return not self.bound and not self.volatile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCost:
    """One expression of a policy. `shape` is how it is planned; `better` the same, wrapped, where that helps.

    `calls` are what is called for every row, but for what is as cheap as an operator.
    """

    policy: str
    clause: str
    text: str
    shape: Shape | Refused | Unknown
    calls: tuple[RowCall, ...] = ()
    better: str = ""

    @property
    def per_row(self) -> bool | None:
        """Whether something is asked again for every row; None where it is not known."""
        return bool(self.calls or self.shape.each) if isinstance(self.shape, Shape) else None

    @property
    def verdict(self) -> str:
        """`once`, `per row`, `plain` (operators alone), or `unknown`."""
        if not isinstance(self.shape, Shape):
            return "unknown"
        return "per row" if self.per_row else "once" if self.shape.once or self.shape.hashed else "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What reading the whole table is thought to cost somebody, and each expression that it takes part in.

    `total` is in the planner's units, `rows` its estimate. `free` says why no policy binds the role.
    """

    who: Who
    relation: str
    total: float | Refused | Unknown
    rows: float
    clauses: tuple[ClauseCost, ...]
    free: str | None = None


async def read_cost(database: Database, access: Access, relation: Relation, who: Who) -> Cost:
    """What each policy costs that identity. `access` must have the role among its `wanted`; UsageProblem else.

    Raises ConnectionProblem: what the server does not say is Unknown, what it refuses the role is Refused.
    """
    role = access.role_named(who.role)
    if role is None or role.oid not in access.wanted:
        raise UsageProblem(f"There is no role {who.role}.", "", "greenroom roles list")
    free = access.is_subject(role.oid, relation)
    whole = await ask_as(database, who, partial(_whole, relation=relation))
    clauses = (
        []
        if free
        else [
            await clause_cost(database, relation, who, policy, clause, text)
            for policy in access.policies_for(role.oid, relation.oid)
            for clause, text in (("using", policy.using), ("with check", policy.check))
            if text
        ]
    )
    return Cost(
        who=who,
        relation=relation.label,
        total=whole if isinstance(whole, Refused | Unknown) else float(whole["Plan"]["Total Cost"]),
        rows=0.0 if isinstance(whole, Refused | Unknown) else float(whole["Plan"]["Plan Rows"]),
        clauses=tuple(clauses),
        free=free,
    )


async def clause_cost(
    database: Database, relation: Relation, who: Who | None, policy: Policy, clause: str, text: str
) -> ClauseCost:
    """One expression, planned as that identity (our own for None), and what wrapping makes of it."""
    shape = await _shape(database, relation, who, text)
    if not isinstance(shape, Shape):
        return ClauseCost(policy=policy.name, clause=clause, text=text, shape=shape)
    calls = calls_in(shape.row)
    plain = calls_in(text)
    known = await _functions(database, (*calls, *plain))
    if isinstance(known, Unknown):
        return ClauseCost(policy=policy.name, clause=clause, text=text, shape=known)
    said = tuple(dict.fromkeys(_row_calls(calls, known)))
    stable = {key for key, function in known.items() if function.volatility == "s"}
    better = wrapped(text, stable)
    if better == text or not (said or shape.each):
        better = ""
    else:
        then = await _shape(database, relation, who, better)
        fewer = isinstance(then, Shape) and len(then.once) > len(shape.once)
        better = better if fewer else ""
    return ClauseCost(policy=policy.name, clause=clause, text=text, shape=shape, calls=said, better=better)


def _row_calls(calls: Iterable[Call], known: dict[tuple[str, str], Function]) -> Iterable[RowCall]:
    """Those that are worth a word: what is immutable and the server's own is as cheap as an operator."""
    for call in calls:
        function = known.get(call.parts)
        if function is not None and (function.volatility != "i" or function.schema != "pg_catalog"):
            yield RowCall(".".join(call.parts), call.bound, function.volatility == "v", function.cost)


async def _shape(database: Database, relation: Relation, who: Who | None, text: str) -> Shape | Refused | Unknown:
    plan = await ask_as(database, who, partial(_plan, relation=relation, text=text))
    return plan if isinstance(plan, Refused | Unknown) else shape_of(plan)


async def _plan(session: ReadSession, relation: Relation, text: str) -> dict[str, Any]:
    await session.mappings("schema/settle")
    parts = {
        "relation": identifier(relation.schema, relation.name),
        "alias": identifier(relation.name),
        "expression": expression(text),
    }
    rows = await session.mappings(session.statement("access/cost/clause").with_identifiers(**parts))
    return _explained(rows)


async def _whole(session: ReadSession, relation: Relation) -> dict[str, Any]:
    parts = {"relation": identifier(relation.schema, relation.name)}
    return _explained(await session.mappings(session.statement("access/cost/whole").with_identifiers(**parts)))


def _explained(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(rows[0].values()))[0]
    return found


async def _functions(database: Database, calls: Iterable[Call]) -> dict[tuple[str, str], Function] | Unknown:
    names = sorted({call.parts for call in calls})
    asked = {"wanted": json.dumps([{"schema": schema, "name": name} for schema, name in names])}

    async def read(session: ReadSession) -> tuple[Function, ...]:
        return await session.all("access/cost/functions", Function, asked)

    rows = await database.ask(read)
    return rows if isinstance(rows, Unknown) else {(row.schema, row.name): row for row in rows}
