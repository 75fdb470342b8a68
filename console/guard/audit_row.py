"""The target's own audit table: its row is written in the transaction of the change that it tells of.

Which table that is comes from config.toml; `audit_candidates` finds those that are offered.
Secrets are dots in it, as everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from console.config import AUDIT_ROLES, AuditMapping
from console.core.qualified import qualified
from console.database.names import identifier
from console.database.session import ReadSession
from console.database.sql import load
from console.guard.operation import Operation, Query
from console.guard.relations import Relation, read_relation
from console.guard.rows import RowImage

_INSERT = re.compile(
    r"""\binsert\s+into\s+(?:("(?:[^"]|"")*"|[^\s".(;]+)\s*\.\s*)?("(?:[^"]|"")*"|[\w$]+)""", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d][\w$]*")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Where the row goes. `columns` maps what we know (actor, action, before, …) to the table's columns.

    `covered` are relations (schema, name) whose own trigger writes there already.
    """

    schema: str
    relation: str
    columns: Mapping[str, str]
    covered: frozenset[tuple[str, str]] = frozenset()

    @property
    def name(self) -> str:
        """`schema.relation`."""
        return qualified(self.schema, self.relation)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, from where, and why."""

    account: str
    host: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """Where rows will be written, or why not: `said` is for the plan, `grants` are what this role lacks for it."""

    row: AuditRow | None = None
    said: str = ""
    grants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What a row in the audit table needs: see `AuditCandidate`. `strict` are the columns that take no NULL."""

    grants: tuple[str, ...]
    strict: tuple[str, ...]
    unfilled: tuple[str, ...]
    filtered: bool
    triggers: tuple[str, ...]


async def read_audit_plan(
    session: ReadSession, mapping: AuditMapping, operation: Operation, relations: Mapping[tuple[str, str], Relation]
) -> AuditPlan:
    """Whether this operation writes a row there. GuardProblem where the table or a column of it is not there."""
    schema, name = mapping.schema_and_name
    table = await read_relation(session, schema, name)
    columns = [table.column(column).name for column in mapping.columns.values()]
    writes = {(rows.schema, rows.relation): rows.change for rows in operation.rows}
    covered = frozenset(place for place, change in writes.items() if _writes_there(relations[place], change, table))
    if writes and covered == set(writes):
        return AuditPlan(said=f"{qualified(schema, name)} is written by a trigger already")
    if (schema, name) in writes:
        return AuditPlan()
    needs = await read_needs(session, table.oid, columns)
    row = AuditRow(schema, name, dict(mapping.columns), covered)
    return AuditPlan(row, "", needs.grants if needs else ())


async def read_needs(session: ReadSession, oid: int, columns: Iterable[str]) -> Needs | None:
    """What a row with these columns needs; None where the table is not there any more."""
    rows = await session.mappings("guard/audit_table", {"oid": oid, "columns": list(columns)})
    if not rows:
        return None
    lists = {key: tuple(rows[0][key]) for key in ("grants", "strict", "unfilled", "triggers")}
    return Needs(filtered=rows[0]["filtered"], **lists)


def _writes_there(relation: Relation, change: Any, audit: Relation) -> bool:
    return any(
        trigger.fires_on(change) and writes_into(trigger.source, audit.schema, audit.name)
        for trigger in relation.triggers
    )


def writes_into(source: str, schema: str, name: str) -> bool:
    """Whether a function's text inserts into that table, as far as can be seen: not where it makes up the name.

    A name without a schema is taken to be the one that is meant, and so is one whose schema is put in at run time.
    """
    for qualifier, relation in _INSERT.findall(source):
        named = not qualifier or not _is_name(qualifier) or _folded(qualifier) == schema
        if named and _folded(relation) == name:
            return True
    return False


def _is_name(text: str) -> bool:
    return text.startswith('"') or _NAME.fullmatch(text) is not None


def _folded(text: str) -> str:
    """A name as the server reads it: in small letters unless it stands between quotes."""
    return text[1:-1].replace('""', '"') if text.startswith('"') else text.lower()


def audit_queries(
    audit: AuditRow, operation: Operation, before: Sequence[RowImage], after: Sequence[RowImage], actor: Actor
) -> Iterable[Query]:
    """One row for each row that was changed; one for the whole, where the operation changes none by key."""
    was = {_place(image): image for image in before}
    now = {_place(image): image for image in after}
    places = [place for place in {**was, **now} if (place[0], place[1]) not in audit.covered]
    if not operation.rows:
        yield audit_query(audit, operation, operation.key, actor)
    for place in places:
        yield _query(audit, _known(operation, was.get(place), now.get(place), actor))


def audit_query(audit: AuditRow, operation: Operation, key: str, actor: Actor) -> Query:
    """The row that tells of an operation, or of the part of it with that key, that changes no row by key."""
    return _query(audit, {**_known(operation, None, None, actor), "row": key})


def _place(image: RowImage) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return (image.schema, image.relation, image.key)


def _known(
    operation: Operation, before: RowImage | None, after: RowImage | None, actor: Actor
) -> dict[str, str | None]:
    image = after or before
    return {
        "actor": actor.account,
        "action": operation.name,
        "table": image.name.removeprefix("public.") if image else operation.kind,
        "row": ",".join(str(value) for value in image.document()["key"].values()) if image else operation.key,
        "before": _json(before),
        "after": _json(after),
        "reason": actor.reason or None,
        "host": actor.host,
        "result": "success",
    }


def _json(image: RowImage | None) -> str | None:
    return None if image is None or image.values is None else json.dumps(image.document()["values"])


def _query(audit: AuditRow, known: Mapping[str, str | None]) -> Query:
    roles = [role for role in AUDIT_ROLES if role in audit.columns]
    text = load("guard/audit_row").with_identifiers(
        relation=identifier(audit.schema, audit.relation),
        columns=sql.SQL(", ").join(identifier(audit.columns[role]) for role in roles),
        values=sql.SQL(", ").join(sql.Placeholder(role) for role in roles),
    )
    return Query(text, {role: known[role] for role in roles})
