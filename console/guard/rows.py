"""Rows as they were and as they became: every readable column as PostgreSQL's own text, so that it can be put back.

Pure. A masked value is in `values` and never in `document`: only `payload` has it, which the journal encrypts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.core.scrub import DOTS
from console.guard.events import Document
from console.guard.operation import Change, Rows


@dataclass(frozen=True, slots=True)
class RowImage:
    """One row at one moment. `values` is None where there is no such row; texts by column, None for NULL.

    `version` is its xmin, or None where this role or this kind of relation does not show it. `partition` is the
    relation that it really stands in, where that is another. `holder` is the transaction that has it locked or has
    deleted it, if any.
    """

    schema: str
    relation: str
    key: tuple[tuple[str, str], ...]
    values: Mapping[str, str | None] | None
    version: str | None = None
    masked: frozenset[str] = frozenset()
    partition: str = ""
    holder: str | None = None

    @property
    def name(self) -> str:
        """`schema.relation`, as people write it."""
        return f"{self.schema}.{self.relation}"

    @property
    def label(self) -> str:
        """`schema.relation key=value`, for sentences."""
        return f"{self.name} {', '.join(f'{column}={self._shown(column, value)}' for column, value in self.key)}"

    @property
    def hides(self) -> bool:
        """Whether `document` shows dots in the place of a value."""
        values = {**dict(self.key), **(self.values or {})}
        return any(values.get(column) is not None for column in self.masked)

    def shown(self, column: str) -> str | None:
        """The value for people: dots where it is masked. KeyError where the column is not in the image."""
        value = (self.values or {})[column]
        return self._shown(column, value)

    def _shown(self, column: str, value: str | None) -> str | None:
        return DOTS if column in self.masked and value is not None else value

    def document(self) -> Document:
        """What may be kept in clear and shown."""
        values = None if self.values is None else {column: self.shown(column) for column in self.values}
        key = {column: self._shown(column, value) for column, value in self.key}
        return self._document(key, values)

    def payload(self) -> Document:
        """All of it, masked values too: to be encrypted."""
        return self._document(dict(self.key), None if self.values is None else dict(self.values))

    def _document(self, key: Mapping[str, Any], values: Mapping[str, Any] | None) -> Document:
        return {
            "schema": self.schema,
            "relation": self.relation,
            "key": key,
            "values": values,
            "version": self.version,
            "masked": sorted(self.masked),
        }


def from_payload(document: Mapping[str, Any]) -> RowImage:
    """The image that `payload` wrote."""
    return RowImage(
        document["schema"],
        document["relation"],
        tuple(document["key"].items()),
        document["values"],
        document["version"],
        frozenset(document["masked"]),
    )


def payload_of(images: Iterable[RowImage]) -> Document:
    """The real values of images, for the journal to encrypt; empty where `document` hides nothing of them."""
    kept = list(images)
    return {"rows": [image.payload() for image in kept]} if any(image.hides for image in kept) else {}


def images_of(payload: Mapping[str, Any]) -> tuple[RowImage, ...]:
    """What `payload_of` wrote."""
    return tuple(from_payload(each) for each in payload.get("rows", ()))


def differences(planned: RowImage, found: RowImage) -> tuple[Document, ...]:
    """What is another than it was planned with, one column a mapping, masked. Empty where both are the same."""
    row = planned.label
    if planned.values is None or found.values is None:
        if planned.values is found.values:
            return ()
        planned_as, found_as = ("no such row" if each.values is None else "a row" for each in (planned, found))
        return ({"row": row, "column": "", "planned": planned_as, "found": found_as},)
    changed = tuple(
        {"row": row, "column": column, "planned": planned.shown(column), "found": _found(found, column)}
        for column, value in planned.values.items()
        if column not in found.values or found.values[column] != value
    )
    if not changed and planned.version is not None and found.version != planned.version:
        return ({"row": row, "column": "", "planned": "its version", "found": "written again with the same values"},)
    return changed


def _found(image: RowImage, column: str) -> str | None:
    return image.shown(column) if image.values is not None and column in image.values else "(not readable)"


def rows_document(rows: Rows) -> Document:
    """Which rows, without their values: enough for an undo to be made from the images."""
    return {
        "schema": rows.schema,
        "relation": rows.relation,
        "key": list(rows.key),
        "columns": list(rows.columns),
        "change": rows.change.value,
        "masked": sorted(rows.masked),
    }


def rows_of(document: Mapping[str, Any]) -> Rows:
    """What `rows_document` wrote."""
    return Rows(
        schema=document["schema"],
        relation=document["relation"],
        key=tuple(document["key"]),
        columns=tuple(document["columns"]),
        change=Change(document["change"]),
        masked=frozenset(document["masked"]),
    )


def key_of(rows: Rows, values: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """The key as an image has it."""
    return tuple((column, key_text(value)) for column, value in zip(rows.key, values, strict=False))


def key_text(value: Any) -> str:
    """A key's value as the server's input functions read it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes | bytearray | memoryview):
        return "\\x" + bytes(value).hex()
    return str(value)
