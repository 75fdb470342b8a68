"""One entry put together again from its rows, its values decrypted where that can be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.core.unknown import Unknown
from console.guard import journal_record as record
from console.guard.events import Document, Entry, Note, Writer
from console.guard.payload import Keys, Sealed


@dataclass(frozen=True, slots=True)
class Noted:
    """A note as the journal has it."""

    id: str
    at: str
    writer: Writer
    note: Note


async def entry_of(rows: list[sqlite3.Row], keys: Keys, keep_days: int, *, decrypt: bool) -> Entry | Noted:
    """The entry whose rows these are (sql/journal/events_of_entry), in their order.

    Without `decrypt` no key is asked for: its values are missing, or Unknown where they are known to be gone.
    """
    bodies = [json.loads(row["body"]) for row in rows]
    first, writer = rows[0], record.writer_from(bodies[0]["writer"])
    if first["kind"] == "note":
        return Noted(str(first["id"]), str(first["at"]), writer, record.note_from(bodies[0]["document"]))
    events: dict[str, list[_Event]] = {"intent": [], "mark": [], "end": [], "hook": []}
    for row, body in zip(rows, bodies, strict=True):
        sealed = await _opened(row, body, keys, keep_days, decrypt)
        events[row["kind"]].append(_event(body["document"], sealed))
    intent, ends = events["intent"][0], events["end"]
    return Entry(
        id=str(first["id"]),
        at=str(first["at"]),
        writer=writer,
        intent=record.intent_from(intent.document),
        marks=tuple(record.mark_from(each.document) for each in events["mark"]),
        end=record.end_from(ends[-1].document) if ends else None,
        hooks=tuple(record.hook_from(each.document) for each in events["hook"]),
        before=intent.values,
        after=_together([each.values for each in events["mark"]]),
    )


@dataclass(frozen=True, slots=True)
class _Event:
    document: Mapping[str, Any]
    values: Document | Unknown


def _event(document: Mapping[str, Any], sealed: Document | Unknown) -> _Event:
    if isinstance(sealed, Unknown):
        return _Event({**document, **_without_reverse(document, sealed)}, sealed)
    return _Event({**document, **sealed.get("exact", {})}, sealed.get("payload", {}))


def _without_reverse(document: Mapping[str, Any], missing: Unknown) -> dict[str, Any]:
    """What stands in the place of an exact reverse that cannot be read: the scrubbed one would put dots back."""
    if not document.get("scrubbed"):
        return {}
    return {"call": None, "reverse": {**document["reverse"], "possible": False, "why": missing.reason}}


async def _opened(
    row: sqlite3.Row, body: Mapping[str, Any], keys: Keys, keep_days: int, decrypt: bool
) -> Document | Unknown:
    label = body.get("payload")
    if label is None:
        return {}
    if row["sealed"] is None:
        return Unknown(f"The values were deleted: they are kept for {keep_days} days.")
    sealed = Sealed(row["scope"], bytes(row["nonce"]), bytes(row["sealed"]), label["key"], label["kept"])
    if decrypt or not sealed.kept:  # what was not kept has its key in this process or nowhere
        return await keys.open(sealed)
    return {}


def _together(values: list[Document | Unknown]) -> Document | Unknown:
    merged: dict[str, Any] = {}
    for one in values:
        if isinstance(one, Unknown):
            return one
        merged |= one
    return merged
