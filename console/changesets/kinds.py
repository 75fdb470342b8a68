"""The kinds of thing that CREATE, ALTER, DROP and COMMENT name, as the words of the command say them."""

from __future__ import annotations

from console.changesets.tokens import Reader

KINDS = (
    "access method",
    "aggregate",
    "cast",
    "collation",
    "column",
    "constraint",
    "conversion",
    "database",
    "domain",
    "event trigger",
    "extension",
    "foreign data wrapper",
    "foreign table",
    "function",
    "group",
    "index",
    "language",
    "large object",
    "materialized view",
    "operator class",
    "operator family",
    "operator",
    "policy",
    "procedure",
    "publication",
    "role",
    "routine",
    "rule",
    "schema",
    "sequence",
    "server",
    "statistics",
    "subscription",
    "table",
    "tablespace",
    "text search configuration",
    "text search dictionary",
    "text search parser",
    "text search template",
    "transform",
    "trigger",
    "type",
    "user mapping",
    "user",
    "view",
)
ON_TABLE = frozenset({"policy", "trigger", "rule", "constraint"})
"""What belongs to a table and is named `name ON table`."""
LOOSE = frozenset({"operator", "cast", "transform", "user mapping", "large object"})
"""What has no name that one could compare."""


def take_kind(reader: Reader) -> str:
    """Pass the kind of thing that comes next; empty where none does."""
    reader.take_any("procedural", "trusted procedural", "trusted")
    return reader.take_any(*KINDS)
