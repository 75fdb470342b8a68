"""The hash that ties each row of the journal to the row before it, and what a look at all of them says.

It shows that a row was changed, put in between or taken out. It cannot show that the whole file was replaced, nor
that the last rows are missing: for that, somebody must have written down a head that `journal verify` printed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64
"""What stands for the hash before the first row."""

COLUMNS = ("id", "at", "kind", "entry", "target", "operation", "thing", "key", "undo_of", "result", "body", "previous")
"""The columns that the hash is over, in the words of sql/journal/schema."""


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


def canonical(document: Any) -> str:
    """The one way in which a document is written: keys sorted, no spaces, every character as itself.

    Half a surrogate pair, which no file of text can hold, becomes an escape.
    """
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def row_hash(row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row: over all its columns, the hash of the row before among them."""
    return hashlib.sha256(canonical({column: row[column] for column in COLUMNS}).encode()).hexdigest()


def digest(scope: str, nonce: bytes, sealed: bytes) -> str:
    """The SHA-256 of a payload as it is stored, which its event holds."""
    return hashlib.sha256(canonical([scope, nonce.hex(), sealed.hex()]).encode()).hexdigest()


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
