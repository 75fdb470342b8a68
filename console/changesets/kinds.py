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


_ALONE = frozenset(
    {"GRANT", "REVOKE", "COMMENT", "GRANT ROLE", "REVOKE ROLE", "ALTER SYSTEM", "ALTER DEFAULT PRIVILEGES"}
)
_OUTSIDE = ("role", "user", "group", "system", "database", "tablespace", "extension", "publication", "subscription")


def is_definition(tag: str) -> bool:
    """Whether a command of that tag makes, changes or takes away what a database is made of. It changes no row."""
    verb, _, kind = tag.removesuffix(" CONCURRENTLY").partition(" ")
    return tag in _ALONE or (verb in ("ALTER", "CREATE", "DROP") and kind.lower() in KINDS)


def is_outside_schema(tag: str) -> bool:
    """Whether it changes the cluster or the server's settings: comparing two schemas shows nothing of it."""
    return tag.partition(" ")[2].lower() in _OUTSIDE
