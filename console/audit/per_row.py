"""Policies that are said to ask a function for every row, looked at with EXPLAIN as one of their roles.

What the plan asks once is no finding; what it asks for each row was seen, and not only read from the text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from console.audit.asking import Refused, Who, ask_as
from console.audit.cost_words import Shape, calls_in, shape_of
from console.core.unknown import Unknown
from console.database.names import expression, identifier
from console.database.session import Database, ReadSession

CHECKS = ("policy-per-row", "policy-function-per-row")
MOST = 50
"""Policies that are looked at; of the others the text has to do."""

Row = Mapping[str, Any]


async def planned(database: Database, rows: Sequence[Row], observed: str) -> tuple[Row, ...]:
    """The rows of a check of policies: without those that the plan asks once, `confidence` where one was seen.

    What cannot be asked as the role, or is locked, stays as it was.
    """
    looked = [row for row in rows if not row.get("held")][:MOST]
    wanted = [
        {"place": place, "schema": row["schema"], "object": row["object"], "policy": dict(row["sub"]).get("policy")}
        for place, row in enumerate(looked)
    ]
    texts = await database.ask(partial(_policies, wanted=wanted)) if wanted else ()
    if isinstance(texts, Unknown):
        return tuple(rows)
    seen = {}
    for each in texts:
        row = looked[each["place"]]
        seen[id(row)] = await _asks_each(database, row, each)
    answer: list[Row] = []
    for row in rows:
        each_row = seen.get(id(row))
        if each_row is None:
            answer.append(row)
        elif each_row:
            answer.append({**row, "confidence": observed})
    return tuple(answer)


async def _policies(session: ReadSession, wanted: Sequence[Row]) -> tuple[dict[str, Any], ...]:
    await session.mappings("schema/settle")
    return await session.mappings("access/cost/policy", {"wanted": json.dumps(wanted)})


async def _asks_each(database: Database, row: Row, policy: Row) -> bool | None:
    """Whether a call that does not depend on the row is left in the row's expression; None where it is not known."""
    who = Who(policy["role"]) if policy["role"] else None
    found = False
    for text in filter(None, (policy["using_text"], policy["check_text"])):
        shape = await ask_as(database, who, partial(_shape, row=row, text=text))
        if isinstance(shape, Refused | Unknown):
            return None
        before = {call.parts for call in calls_in(text) if not call.bound}
        left = {call.parts for call in calls_in(shape.row) if not call.bound}
        # A function in SQL is put in its place: what is called then is what it was made of.
        found = found or bool(left & before) or ("pg_catalog", "current_setting") in left
    return found


async def _shape(session: ReadSession, row: Row, text: str) -> Shape:
    await session.mappings("schema/settle")
    parts = {
        "relation": identifier(row["schema"], row["object"]),
        "alias": identifier(row["object"]),
        "expression": expression(text),
    }
    rows = await session.mappings(session.statement("access/cost/clause").with_identifiers(**parts))
    return shape_of(next(iter(rows[0].values()))[0])
