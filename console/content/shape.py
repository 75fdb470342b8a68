"""A relation as the catalogue has it, and what its columns mean once it is taken for a settings table. Pure values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from console.core.qualified import qualified


class Confidence(StrEnum):
    """How sure we are that a table holds settings."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"
    MAPPED = "mapped"  # config.toml says so


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `category` is PostgreSQL's typcategory (S text, E enum, B boolean, N number, D time), or `json`.

    `readable`, `updatable` and `insertable` are what this role may do with it. `filled` says that it has a default.
    """

    name: str
    type: str
    category: str
    readable: bool
    labels: tuple[str, ...] = ()
    updatable: bool = True
    insertable: bool = True
    nullable: bool = True
    filled: bool = True

    @property
    def length(self) -> int | None:
        """Characters that a text in it may have, None where nothing limits them."""
        limit = re.fullmatch(r"character(?: varying)?\((\d+)\)", self.type)
        return int(limit[1]) if limit else None


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as the catalogue knows it.

    `deletable` is what this role may do; `takes` is what can be done to its rows by anybody (update, insert, delete).
    """

    oid: int
    schema: str
    name: str
    kind: str
    estimate: float
    filtered: bool  # row security decides which rows this role sees
    columns: tuple[Column, ...]
    keys: tuple[frozenset[str], ...]
    foreign_keys: tuple[frozenset[str], ...]
    deletable: bool = True
    takes: frozenset[str] = frozenset({"update", "insert", "delete"})

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsTable:
    """A relation that holds settings, and which of its columns means what. None where there is no such column.

    `scope` are the columns that make a key unique together with it (a group, a tenant). `unreadable` are the columns
    in use that this role may not read; if key or value is among them, nothing can be shown.
    """

    relation: Relation
    key: str
    value: str
    type: str | None = None
    group: str | None = None
    description: str | None = None
    public: str | None = None
    secret: str | None = None
    updated_at: str | None = None
    scope: tuple[str, ...] = ()
    confidence: Confidence
    score: int = 0
    reasons: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """`schema.table`, for people and for --table; a part that holds a dot stands between quotes."""
        return qualified(self.relation.schema, self.relation.name)

    @property
    def readable(self) -> bool:
        """Whether keys and values can be read by this role, as far as grants say."""
        return self.key not in self.unreadable and self.value not in self.unreadable

    @property
    def filtered(self) -> bool:
        """Whether row security decides which rows this role sees: no row is then not "no setting"."""
        return self.relation.filtered

    @property
    def value_column(self) -> Column | None:
        """The column that holds the values."""
        return self.relation.column(self.value)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that name a row together."""
        return (*self.scope, self.key)

    @property
    def holds_json(self) -> bool:
        """Whether values are JSON to the server, so that a plain text is a JSON string there."""
        return self.value_column is not None and self.value_column.category == "json"

    def labels(self, role: str) -> tuple[str, ...]:
        """The values that the column of a role (`type`, `group`) may have, in the enum's order; empty if it is none."""
        name = getattr(self, role)
        column = self.relation.column(name) if name else None
        return column.labels if column else ()


def relation_of(row: dict[str, Any]) -> Relation:
    """A relation from a row of content/relation_shape."""
    columns = tuple(Column(**{**one, "labels": tuple(one["labels"] or ())}) for one in row["columns"])
    keys = tuple(frozenset(names) for names in row["keys"] if names)
    foreign = tuple(frozenset(names) for names in row["foreign_keys"] if names)
    given = {name: row[name] for name in ("oid", "schema", "name", "kind", "estimate", "filtered", "deletable")}
    if row["kind"] not in ("r", "p", "v"):
        given["takes"] = frozenset()
    return Relation(**given, columns=columns, keys=keys, foreign_keys=foreign)


def unreadable(relation: Relation, names: Sequence[str]) -> tuple[str, ...]:
    """Which of the columns this role may not read."""
    return tuple(column.name for column in relation.columns if column.name in names and not column.readable)
