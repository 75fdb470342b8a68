"""A row in the forms in which people paste it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.core.present import plain
from console.core.unknown import Unknown
from console.widgets.rows import Column, Row


def copied_as(kind: str, columns: Sequence[Column], row: Row) -> str:
    """The row's values as `row` (between tabs), `json` or `markdown`."""
    names = [column.key for column in columns]
    if kind == "json":
        document = {name: _json(value) for name, value in zip(names, row.values, strict=True)}
        return json.dumps(document, ensure_ascii=False, indent=2, default=str)
    values = [exact(value) for value in row.values]
    if kind == "markdown":
        escaped = [value.replace("|", "\\|").replace("\n", " ") for value in values]
        return "\n".join(
            (f"| {' | '.join(names)} |", f"|{'|'.join(' --- ' for _ in names)}|", f"| {' | '.join(escaped)} |")
        )
    return "\t".join(value.replace("\t", " ").replace("\n", " ") for value in values)


def exact(value: Any) -> str:
    """One value as people paste it: whole, NULL as nothing, what is not known with its reason."""
    match value:
        case None:
            return ""
        case Unknown():
            return f"UNKNOWN: {value.reason}"
        case datetime():
            return value.isoformat(sep=" ")
        case bytes() | memoryview():
            return "\\x" + bytes(value).hex()
        case _:
            return plain(value)


def _json(value: Any) -> Any:
    return exact(value) if isinstance(value, Unknown | datetime | bytes | memoryview) else value
