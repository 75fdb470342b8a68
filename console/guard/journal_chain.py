"""The hash that ties each row of the journal to the row before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FIRST = "0" * 64
"""What stands for the hash before the first row."""

COLUMNS = ("id", "at", "kind", "entry", "target", "operation", "thing", "key", "undo_of", "result", "body", "previous")
"""The columns that the hash is over, in the words of sql/journal/schema."""


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
