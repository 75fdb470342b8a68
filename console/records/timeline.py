"""What happened to a record, newest first: from its own times, from the audit tables beside it, from our journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from console.core.unknown import Unknown
from console.database.names import NULL, expression, identifier
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.errors import Problem
from console.guard.audit_candidates import AuditCandidate, read_audit_candidates
from console.guard.journal import FileJournal
from console.records.catalogue import Shape
from console.records.definition import MaskKind
from console.records.masks import masked
from console.records.opened import Records
from console.records.record import Whole

MOST = 40
"""Moments of one source."""

NO_DOCUMENT = expression("null::jsonb")

_TIMES = ("at", "created_at", "occurred_at", "logged_at", "changed_at", "timestamp", "time", "created")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: when (ISO, in UTC), what, who did it, and who says so."""

    at: str
    what: str
    who: str | None
    source: str


async def read_timeline(
    database: Database, records: Records, whole: Whole, target: str
) -> tuple[Moment, ...] | Unknown:
    """Everything that is known to have happened to a record. Unknown where the audit table would not say."""
    moments = [*_own_times(whole), *await _from_journal(target, whole)]
    found = await database.ask(_from_audit, records, whole)
    if isinstance(found, Unknown):
        return tuple(moments) or found
    moments += found
    return tuple(sorted(moments, key=lambda moment: moment.at, reverse=True)[:MOST])


def _own_times(whole: Whole) -> list[Moment]:
    """Its columns that hold a moment: `created_at` is when it was created."""
    found = []
    for each in whole.fields:
        name = each.column.name
        if each.column.temporal and name.endswith("_at") and each.text and each.mask is None:
            found.append(Moment(each.text, name.removesuffix("_at").replace("_", " "), None, "record"))
    return found


async def _from_journal(target: str, whole: Whole) -> list[Moment]:
    journal = FileJournal()
    try:
        lines = await journal.history(target, whole.resource.name, whole.id)
    except Problem:
        return []  # a journal that cannot be read says so on its own screen
    finally:
        journal.close()
    return [
        Moment(line.at, f"{line.title} ({line.state.value})" if line.title else line.what, line.account, "journal")
        for line in lines
    ]


async def _from_audit(session: ReadSession, records: Records, whole: Whole) -> list[Moment]:
    await session.mappings("guard/text_format")
    found: list[Moment] = []
    for candidate in await read_audit_candidates(session):
        if {"action", "table", "row"} <= set(candidate.columns) and not candidate.filtered:
            found += await _of_table(session, records, whole, candidate)
    return found


async def _of_table(session: ReadSession, records: Records, whole: Whole, candidate: AuditCandidate) -> list[Moment]:
    """The rows of one audit table about the record. None of a large table without an index on the row's column."""
    resource = await records.resource(session, candidate.name)
    shape = resource.shape
    when = next((name for name in _TIMES if shape.column(name)), None)
    row = candidate.columns["row"]
    if when is None or not (shape.relation.small or any(row in each.columns[:2] for each in shape.indexes)):
        return []
    relation = whole.resource.relation
    who, before, after = (candidate.columns.get(name) for name in ("actor", "before", "after"))
    compared = bool(before and after) and all(_is_document(shape, name) for name in (before, after) if name)
    query = load("records/audit_rows").with_identifiers(
        relation=identifier(shape.relation.schema, shape.relation.name),
        at=identifier(when),
        action=identifier(candidate.columns["action"]),
        actor=identifier(who) if who else NULL,
        before=identifier(before) if before and compared else NO_DOCUMENT,
        after=identifier(after) if after and compared else NO_DOCUMENT,
        table_column=identifier(candidate.columns["table"]),
        row_column=identifier(row),
    )
    binds = {"names": [relation.name, relation.qualified], "row": whole.id, "most": MOST}
    return [_moment(each, candidate.name) for each in await session.mappings(query, binds)]


def _is_document(shape: Shape, name: str) -> bool:
    column = shape.column(name)
    return column is not None and column.base == "jsonb"


def _moment(row: dict[str, Any], source: str) -> Moment:
    changed = row.get("changed")
    what = f"{row['action']}: {changed}" if changed else str(row["action"])
    return Moment(row["at"], what, masked(MaskKind.ACTOR, row["who"]), source)
