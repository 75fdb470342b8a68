"""The plan of a statement: what the server would do, without doing it. EXPLAIN alone, never ANALYZE.

A text of pg_stat_statements has `$1` where its values were. PostgreSQL 16 plans it as it is; an older server needs the
values, which are bound beside the text and never written into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database, ReadSession
from console.database.sql import typed
from console.errors import QueryProblem
from console.health.rights import Rights

_CONDITIONS = ("Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter")
_PARAMETER = re.compile(r"\$(\d+)")
_GENERIC = 160_000


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a plan. `cost` is the planner's own unit, of it and all below; `rows` are what it expects.

    `conditions` are by the server's names for them: Filter, Index Cond, Hash Cond, …
    """

    kind: str
    schema: str
    relation: str
    alias: str
    index: str
    rows: float
    cost: float
    conditions: Mapping[str, str]
    sort_keys: Sequence[str]
    below: tuple[Node, ...]

    def lines(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """Every step with its depth, from the top down."""
        yield depth, self
        for each in self.below:
            yield from each.lines(depth + 1)

    @property
    def words(self) -> str:
        """`Seq Scan on bookings b using …`."""
        on = f" on {self.relation}" if self.relation else ""
        alias = f" {self.alias}" if self.alias not in ("", self.relation) else ""
        return f"{self.kind}{on}{alias}" + (f" using {self.index}" if self.index else "")


@dataclass(frozen=True, slots=True)
class Explained:
    """A plan. `generic` says that it was made for any values, so those of one call may be planned otherwise."""

    statement: str
    generic: bool
    root: Node

    @property
    def cost(self) -> float:
        return self.root.cost


async def read_explained(
    database: Database, rights: Rights, statement: str, values: Sequence[str | None] | None = None
) -> Explained | Unknown:
    """The plan of a statement, or why there is none. `values` are those of `$1`, `$2`, … in this order."""
    return await _asked(database, partial(explain_here, rights=rights, statement=statement, values=values))


async def explain_here(
    session: ReadSession, rights: Rights, statement: str, values: Sequence[str | None] | None = None
) -> Explained:
    """The same in a session that is open. Raises the driver's errors."""
    wanted = parameters(statement)
    generic = wanted > 0 and not values
    if generic and rights.version < _GENERIC:
        raise QueryProblem(
            f"It has {wanted} values that were taken out, and this server plans none without them.",
            "From PostgreSQL 16 on it does.",
            "Give them in their order: --value 42 --value shown",
        )
    if values and len(values) != wanted:
        raise QueryProblem(f"It takes {wanted} values, and {len(values)} are given.", "", "Give one for each $1, $2 …")
    text = typed(statement.strip().rstrip(";"))
    plain = session.statement("health/explain").with_identifiers(explained=text)
    if generic:
        query = session.statement("health/explain_generic").with_identifiers(explained=text)
        rows = await session.for_any_values(plain, query, wanted)
    else:
        rows = await session.numbered(plain, values or ())
    (document,) = rows[0]["QUERY PLAN"]
    return Explained(statement, generic, _node(document["Plan"]))


async def read_statement_text(database: Database, rights: Rights, query_id: str) -> str | Unknown:
    """The whole text of a statement of the list."""
    if rights.statements is not None:
        return rights.statements
    found = await database.ask(partial(_text, rights=rights, query_id=query_id))
    if isinstance(found, Unknown):
        return found
    return found or Unknown(
        f"no statement {query_id} is counted in this database, or its text is another role's",
        f"look again: greenroom health --section statements --json; or give {rights.role} pg_read_all_stats",
    )


def parameters(statement: str) -> int:
    """How many values it takes: the highest `$n` outside of strings and comments."""
    return max((int(number) for number in _PARAMETER.findall(without_text(statement))), default=0)


_TEXT = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$", re.DOTALL)


def without_text(statement: str) -> str:
    """The statement without its strings, quoted names and comments."""
    return _TEXT.sub("''", statement)


async def _asked(database: Database, read: Any) -> Explained | Unknown:
    try:
        found: Explained | Unknown = await database.ask(read)
    except QueryProblem as problem:  # what the server does not take as a statement is a fact about that text
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy or _REMEDY)
    return found


_REMEDY = "Values may have been taken out where none can stand: write it anew, and explain that."


async def _text(session: ReadSession, rights: Rights, query_id: str) -> str:
    view = identifier(rights.statements_schema, "pg_stat_statements")
    query = session.statement("health/statement_text").with_identifiers(statements=view)
    rows = await session.mappings(query, {"query_id": query_id})
    return str(rows[0]["text"]) if rows else ""


def _node(plan: Mapping[str, Any]) -> Node:
    return Node(
        kind=plan["Node Type"],
        schema=plan.get("Schema", ""),
        relation=plan.get("Relation Name", ""),
        alias=plan.get("Alias", ""),
        index=plan.get("Index Name", ""),
        rows=float(plan.get("Plan Rows", 0)),
        cost=float(plan.get("Total Cost", 0)),
        conditions={name: plan[name] for name in _CONDITIONS if name in plan},
        sort_keys=tuple(plan.get("Sort Key", ())),
        below=tuple(_node(each) for each in plan.get("Plans", ())),
    )
