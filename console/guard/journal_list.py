"""What a list of the journal shows, and what it can be filtered by. Values only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from console.guard.journal_record import writer_from

MOST = 200
"""Rows of one page."""


class State(StrEnum):
    """How an entry ended, for lists. OPEN is an operation without an end; NOTE is no operation."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    OPEN = "open"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries. What is None does not matter. `search` is found in any of an entry's values, whatever its case."""

    target: str | None = None
    since: datetime | None = None
    state: State | None = None
    search: str | None = None
    kind: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of the list. `what` is an operation's name, or the kind of a note. `undone_by` is an entry's id.

    `undoable` says whether what was planned can be taken back, `why_not` why it cannot.
    """

    id: str
    at: str
    account: str
    target: str
    environment: str
    what: str
    title: str
    subject: str
    risk: str
    reason: str
    state: State
    undo_of: str | None = None
    undone_by: str | None = None
    undoable: bool = False
    why_not: str = ""


def line_of(row: sqlite3.Row) -> Line:
    """A line from a row of sql/journal/entries."""
    body = json.loads(row["body"])
    document = body["document"]
    operation = row["kind"] == "intent"
    undone_by = row["undone_by"]
    reverse = document.get("reverse") or {}
    undoable = bool(reverse.get("possible")) if operation else False
    return Line(
        id=str(row["id"]),
        at=str(row["at"]),
        account=writer_from(body["writer"]).account,
        target=str(row["target"]),
        environment=str(document.get("environment", "")),
        what=str(document["operation" if operation else "kind"]),
        title=str(document.get("title", "")) if operation else note_title(document),
        subject=str(document.get("subject", "")),
        risk=str(document.get("risk", "")),
        reason=str(document.get("reason", "")),
        state=State(row["result"]) if operation else State.NOTE,
        undo_of=document.get("undo_of"),
        undone_by=str(undone_by) if undone_by is not None else None,
        undoable=undoable,
        why_not="" if undoable else str(reverse.get("why", "")),
    )


def moment(at: str) -> str:
    """A time of the journal for people: `2026-11-21 15:52:04 UTC`. ValueError where it is none."""
    return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _time_of_day(at: object) -> str:
    """`16:07 UTC`; whatever else stands there is said as it is."""
    try:
        return f"{datetime.fromisoformat(str(at)).astimezone(UTC):%H:%M} UTC"
    except (ValueError, OverflowError):
        return "?" if at is None else str(at)


def note_title(document: Mapping[str, Any]) -> str:
    """A note in a few words."""
    said = document.get("document") or {}
    match document.get("kind"):
        case "opened":
            return f"Opened for writing until {_time_of_day(said.get('until'))}"
        case "revealed":
            columns = ", ".join(str(column) for column in said.get("columns", ()))
            return f"Masked data shown: {said.get('table', '?')} {said.get('key', '')} {columns}".rstrip()
        case kind:
            return str(said.get("title") or kind)
