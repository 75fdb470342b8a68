"""The target's own audit table: its row is written in the transaction of the change that it tells of.

Which table that is comes from config.toml; one with four known columns is offered, and used only once it stands there.
Secrets are dots in it, as everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from console.config import AUDIT_ROLES, AuditMapping
from console.core.schemas import PLATFORM_SCHEMAS
from console.database.names import identifier
from console.database.session import ReadSession
from console.database.sql import load
from console.guard.operation import Operation, Query
from console.guard.relations import Relation, read_relation
from console.guard.rows import RowImage

_NAMES: dict[str, tuple[str, ...]] = {
    "actor": ("actor", "username", "user_name", "changed_by", "performed_by", "admin", "admin_email"),
    "action": ("action", "operation", "event", "event_type", "op"),
    "table": ("table_name", "entity", "entity_type", "resource", "resource_type", "object_type", "target_table"),
    "row": ("row_id", "record_id", "entity_id", "resource_id", "object_id", "row_key", "target_id"),
    "before": ("before", "old", "old_value", "old_values", "old_data", "before_data", "previous"),
    "after": ("after", "new", "new_value", "new_values", "new_data", "after_data"),
    "reason": ("reason", "comment", "note"),
    "host": ("host", "hostname", "client_host"),
    "result": ("result", "outcome"),
}
"""What the columns of audit tables are called, by what we know."""


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
        return f"{self.schema}.{self.relation}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, from where, and why."""

    account: str
    host: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """Where rows will be written, or why not: `said` is for the plan, `lacking` the columns that refuse an insert."""

    row: AuditRow | None = None
    said: str = ""
    lacking: tuple[str, ...] = ()


async def read_audit_plan(
    session: ReadSession, mapping: AuditMapping, operation: Operation, relations: Mapping[tuple[str, str], Relation]
) -> AuditPlan:
    """Whether this operation writes a row there. GuardProblem where the table or a column of it is not there."""
    schema, name = mapping.schema_and_name
    table = await read_relation(session, schema, name)
    columns = {role: table.column(column) for role, column in mapping.columns.items()}
    writes = {(rows.schema, rows.relation): rows.change for rows in operation.rows}
    covered = frozenset(place for place, change in writes.items() if _writes_there(relations[place], change, name))
    if writes and covered == set(writes):
        return AuditPlan(said=f"{schema}.{name} is written by a trigger already")
    if (schema, name) in writes:
        return AuditPlan()
    lacking = tuple(column.name for column in columns.values() if not column.insertable)
    row = AuditRow(schema, name, dict(mapping.columns), covered)
    return AuditPlan(row, "", lacking)


def _writes_there(relation: Relation, change: Any, audit: str) -> bool:
    import re

    word = re.compile(rf"\binsert\s+into\s+[^;(]*\b{re.escape(audit)}\b", re.IGNORECASE)
    return any(trigger.fires_on(change) and word.search(trigger.source) for trigger in relation.triggers)


def audit_queries(
    audit: AuditRow, operation: Operation, before: Sequence[RowImage], after: Sequence[RowImage], actor: Actor
) -> Iterable[Query]:
    """One row for each row that was changed; one for the whole, where the operation changes none by key."""
    was = {_place(image): image for image in before}
    now = {_place(image): image for image in after}
    places = [place for place in {**was, **now} if (place[0], place[1]) not in audit.covered]
    if not operation.rows:
        yield _query(audit, _known(operation, None, None, actor))
    for place in places:
        yield _query(audit, _known(operation, was.get(place), now.get(place), actor))


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


async def read_audit_candidates(session: ReadSession) -> tuple[AuditRow, ...]:
    """Tables with at least four known columns, the likeliest first: to be offered, never used unasked."""
    roles = {name: role for role, names in _NAMES.items() for name in names}
    binds = {"roles": json.dumps(roles), "platform_schemas": list(PLATFORM_SCHEMAS)}
    found = []
    for row in await session.mappings("guard/audit_candidates", binds):
        columns: dict[str, str] = {}
        for column in row["names"]:
            columns.setdefault(roles[column.lower()], column)
        found.append(AuditRow(row["schema"], row["relation"], columns))
    return tuple(found)


def as_configuration(target: str, audit: AuditRow) -> str:
    """What stands in config.toml for it."""
    from console.core.export import toml_string

    lines = [f"[audit_table.{toml_string(target)}]", f"table = {toml_string(audit.name)}"]
    lines.append(f"[audit_table.{toml_string(target)}.columns]")
    lines += [f"{role} = {toml_string(column)}" for role, column in audit.columns.items()]
    return "\n".join(lines)
