"""The statement of a write that is tried, and how it is run: the same on a copy and on a target. It runs nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from console.audit.access import Relation
from console.audit.asking import Who
from console.audit.predicates import Command
from console.audit.write_answer import Beside
from console.database.names import Part, assigned, binds, equal, identifier, names
from console.database.session import ReadSession
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Query
from console.guard.render import rendered

TRY = "access/write/try"
TRIED = "access/write/tried"
_EVENTS = {Command.INSERT: 4, Command.DELETE: 8, Command.UPDATE: 16}
"""Bits of pg_trigger.tgtype (catalog/pg_trigger.h)."""


def write_text(relation: Relation, command: Command, key: Mapping[str, str], changes: Mapping[str, str | None]) -> str:
    """The statement, its values as literals. UsageProblem where a row or a value is wanted and none is named."""
    if command is not Command.INSERT and not key:
        raise UsageProblem("No row is named.", "", "Name it by its key: --key id=42")
    if command is not Command.DELETE and not changes:
        raise UsageProblem("No value is named.", "", "Name at least one: --set COLUMN=VALUE")
    parts: dict[str, Part] = {"relation": identifier(relation.schema, relation.name)}
    given: dict[str, str | None] = {f"key_{place}": value for place, value in enumerate(key.values())}
    given |= {f"new_{place}": value for place, value in enumerate(changes.values())}
    if command is Command.INSERT:
        parts |= {"columns": names(changes), "values": binds(f"new_{place}" for place in range(len(changes)))}
    else:
        parts["condition"] = equal("t", key, "key_")
    if command is Command.UPDATE:
        parts["assignments"] = assigned(changes, "new_")
    return rendered(Query(load(f"access/write/{command.value}").with_identifiers(**parts), given), limit=None)


def become(who: Who) -> Query:
    """Takes on the role and its claims, to the end of the transaction."""
    identity = who.identity
    claims = json.dumps(dict(identity.claims or {}))
    return Query(load("catalog/become").with_identifiers(), {"role": identity.role, "claims": claims})


def named(statement: str) -> Query:
    """Says which statement `TRY` runs."""
    return Query(load("access/write/name").with_identifiers(), {"statement": statement})


async def read_beside(session: ReadSession, relation: Relation, command: Command) -> tuple[Beside, ...]:
    """What that command sets off on the relation."""
    asked = {"relation": relation.oid, "event": _EVENTS[command]}
    return await session.all("access/write/beside", Beside, asked)


def staying(beside: Sequence[Beside], command: Command) -> tuple[str, ...]:
    """What a rollback does not take back, in sentences."""
    found = []
    numbers = [each.name for each in beside if each.kind == "sequence"] if command is Command.INSERT else []
    if numbers:
        found.append(f"Numbers that {', '.join(numbers)} gives out are gone.")
    runs = [f"{each.name} ({each.does})" for each in beside if each.kind == "trigger"]
    if runs:
        found.append(f"Triggers run: {', '.join(runs)}.")
    found.append(
        "What a function does outside of the transaction stays: numbers of sequences, dblink, HTTP requests, files, "
        "advisory locks of the session. Notifications (NOTIFY) are sent by a commit only: none is."
    )
    return tuple(found)
