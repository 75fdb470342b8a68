"""A look at the whole journal: is it as it was written?

It shows that a row was changed, put in between or taken out. It cannot show that the whole file was replaced, nor
that the last rows are missing: for that, somebody must have written down a head that `journal verify` printed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from console.core.present import visible
from console.guard.journal_chain import FIRST, digest, row_hash
from console.guard.journal_file import statement

TRIGGERS = (
    "event_not_deleted",
    "event_not_replaced",
    "event_not_updated",
    "payload_not_replaced",
    "payload_not_updated",
)


@dataclass(frozen=True, slots=True)
class Verification:
    """`head` is the hash of the last good row, `count` how many were good before the first bad one, if there is one.

    `bad` is the id of that row, and `why` says what is wrong with it; or `bad` is None and `why` tells of the file.
    """

    head: str
    count: int
    bad: int | None = None
    why: str = ""

    @property
    def whole(self) -> bool:
        return not self.why


def verify_file(connection: sqlite3.Connection) -> Verification:
    """Look at every row, then at the file itself and at the triggers that keep it append-only."""
    found = verify_rows(connection.execute(statement("chain")))
    if not found.whole:
        return found
    try:
        said = str(connection.execute(statement("check")).fetchone()[0])
        triggers = {str(row[0]) for row in connection.execute(statement("triggers"))}
    except sqlite3.DatabaseError as error:
        return Verification(found.head, found.count, None, f"The file is damaged ({visible(str(error))}).")
    if said != "ok":
        return Verification(found.head, found.count, None, f"The file is damaged: {said}.")
    if missing := [name for name in TRIGGERS if name not in triggers]:
        why = f"What keeps it append-only was taken away: {', '.join(missing)}."
        return Verification(found.head, found.count, None, why)
    return found


def verify_rows(rows: Iterable[Mapping[str, Any]]) -> Verification:
    """Look at every row in order. A payload that is there must be the one that the event speaks of."""
    head, count = FIRST, 0
    try:
        for row in rows:
            if why := _fault(row, head, count + 1):
                return Verification(head, count, count + 1, why)
            head, count = str(row["hash"]), count + 1
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") not in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
            raise
        return Verification(head, count, count + 1, "The file is damaged there.")
    return Verification(head, count)


def _fault(row: Mapping[str, Any], head: str, expected: int) -> str:
    if row["id"] != expected:
        return f"It is missing: event {row['id']} stands in its place."
    if row["previous"] != head:
        return "It does not follow the event before it."
    try:
        if row_hash(row) != row["hash"]:
            return "It was changed after it was written."
        if row["sealed"] is None:
            return ""
        said = json.loads(row["body"]).get("payload") or {}
        if digest(row["scope"], bytes(row["nonce"]), bytes(row["sealed"])) != said.get("sha256"):
            return "The values kept for it were changed or put in their place."
    except (TypeError, ValueError, AttributeError):
        return "It was changed after it was written."
    return ""
