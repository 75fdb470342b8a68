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


async def entry_of(rows: list[sqlite3.Row], keys: Keys, keep_days: int) -> Entry | Noted:
    """The entry whose rows these are (sql/journal/events_of_entry), in their order."""
    bodies = [json.loads(row["body"]) for row in rows]
    first, writer = rows[0], record.writer_from(bodies[0]["writer"])
    if first["kind"] == "note":
        return Noted(str(first["id"]), str(first["at"]), writer, record.note_from(bodies[0]["document"]))
    values = [await _values(row, body, keys, keep_days) for row, body in zip(rows, bodies, strict=True)]
    kinds = [row["kind"] for row in rows]

    def of(kind: str) -> list[Mapping[str, Any]]:
        return [body["document"] for body, one in zip(bodies, kinds, strict=True) if one == kind]

    ends = of("end")
    return Entry(
        id=str(first["id"]),
        at=str(first["at"]),
        writer=writer,
        intent=record.intent_from(bodies[0]["document"]),
        marks=tuple(record.mark_from(each) for each in of("mark")),
        end=record.end_from(ends[-1]) if ends else None,
        hooks=tuple(record.hook_from(each) for each in of("hook")),
        before=values[0],
        after=_together([value for value, kind in zip(values, kinds, strict=True) if kind == "mark"]),
    )


async def _values(row: sqlite3.Row, body: Mapping[str, Any], keys: Keys, keep_days: int) -> Document | Unknown:
    label = body.get("payload")
    if label is None:
        return {}
    if row["sealed"] is None:
        return Unknown(f"The values were deleted: they are kept for {keep_days} days.")
    sealed = Sealed(row["scope"], bytes(row["nonce"]), bytes(row["sealed"]), label["key"], label["kept"])
    return await keys.open(sealed)


def _together(values: list[Document | Unknown]) -> Document | Unknown:
    merged: dict[str, Any] = {}
    for one in values:
        if isinstance(one, Unknown):
            return one
        merged |= one
    return merged
