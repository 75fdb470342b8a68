"""What is there: relations by name, and the shape of those that are looked at. By oid, never by reflecting a schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from console.core.qualified import qualified
from console.core.schemas import PLATFORM_SCHEMAS
from console.database.session import ReadSession

SMALL = 5_000
"""Rows that may be read through without asking: a scan of so few is a matter of milliseconds."""

_LITERAL = re.compile(r"'((?:[^']|'')*)'")

SMALL_PAGES = 2_000
"""Pages of 8 kB: 16 MB. Rows can be wide."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation. `estimate` is the planner's row count, negative where it was never analysed."""

    oid: int
    schema: str
    name: str
    kind: str
    estimate: float
    pages: int
    partition: bool
    readable: bool
    platform: bool
    comment: str | None = None

    @property
    def qualified(self) -> str:
        """`schema.name`."""
        return qualified(self.schema, self.name)

    @property
    def small(self) -> bool:
        """Whether reading all of it hurts nobody. A table that was never analysed is judged by its pages."""
        return self.estimate <= SMALL and self.pages <= SMALL_PAGES and self.kind in ("r", "p", "m")


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is as it is declared, `base` what a cast is written with; a domain's is that below it."""

    name: str
    type: str
    base: str
    category: str
    labels: tuple[str, ...]
    readable: bool
    updatable: bool
    insertable: bool
    nullable: bool
    filled: bool
    generated: bool
    identity: bool
    comment: str | None = None

    @property
    def numeric(self) -> bool:
        return self.category == "N"

    @property
    def textual(self) -> bool:
        return self.category == "S" or self.base in ("citext", "character varying", "text", "character")

    @property
    def temporal(self) -> bool:
        return self.category == "D"

    @property
    def zoned(self) -> bool:
        """Whether it is a moment, and not what a clock on some wall shows."""
        return self.base == "timestamp with time zone"

    @property
    def json(self) -> bool:
        return self.base in ("json", "jsonb")

    @property
    def truth(self) -> bool:
        return self.category == "B"


@dataclass(frozen=True, slots=True)
class Index:
    """A valid index. `columns` has None in the place of an expression; `expression` is that of its first column,
    printed, where it could be.
    """

    oid: int
    method: str
    columns: tuple[str | None, ...]
    classes: tuple[str | None, ...]
    unique: bool
    primary: bool
    partial: bool
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key seen from one side: `columns` are those of this table, `targets` those of the other (`oid`)."""

    name: str
    oid: int
    columns: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A relation opened: its columns and how it hangs together with others. `key` is the primary key's columns, `whole`
    says that this role may read all of it and not only some columns, `states` what a CHECK lets texts be, by column.
    """

    relation: Relation
    filtered: bool
    insertable: bool
    deletable: bool
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...] = ()
    references_out: tuple[Reference, ...] = ()
    references_in: tuple[Reference, ...] = ()
    key: tuple[str, ...] = field(default=())
    whole: bool = True
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((each for each in self.columns if each.name == name), None)

    def readable(self, *columns: str) -> bool:
        """Whether this role may read all of these columns."""
        return all((column := self.column(name)) is not None and column.readable for name in columns)

    def reference(self, column: str) -> Reference | None:
        """The foreign key of that column: one of its own before one that it is a part of."""
        found = [each for each in self.references_out if column in each.columns]
        return min(found, key=lambda each: len(each.columns), default=None)

    def unique(self, column: str) -> bool:
        """Whether a value of it names one row."""
        return any(each.unique and not each.partial and each.columns == (column,) for each in self.indexes)

    def leads(self, *columns: str) -> bool:
        """Whether a whole btree index begins with these columns, in any order among themselves."""
        count = len(columns)
        return any(
            each.method == "btree" and not each.partial and set(each.columns[:count]) == set(columns)
            for each in self.indexes
            if len(each.columns) >= count
        )


@dataclass(slots=True)
class Catalogue:
    """The relations of a database, and the shapes that were read so far."""

    relations: tuple[Relation, ...]
    shapes: dict[int, Shape] = field(default_factory=dict)
    _by_name: dict[str, Relation] = field(default_factory=dict)
    _by_oid: dict[int, Relation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = {each.qualified: each for each in self.relations}
        self._by_oid = {each.oid: each for each in self.relations}

    @property
    def names(self) -> Iterable[str]:
        """`schema.name` of every relation."""
        return self._by_name.keys()

    def named(self, name: str) -> Relation | None:
        """The relation of that `schema.name`."""
        return self._by_name.get(name)

    def of(self, oid: int) -> Relation | None:
        """The relation with that oid."""
        return self._by_oid.get(oid)


async def read_catalogue(session: ReadSession) -> Catalogue:
    """Every relation that may hold records, platform's included."""
    binds = {"platform_schemas": list(PLATFORM_SCHEMAS)}
    return Catalogue(await session.all("records/relations", Relation, binds))


async def read_shapes(session: ReadSession, catalogue: Catalogue, oids: Iterable[int]) -> None:
    """Read the shapes of these relations into the catalogue, but for those that it has."""
    wanted = sorted({oid for oid in oids if oid not in catalogue.shapes and catalogue.of(oid)})
    if not wanted:
        return
    binds = {"oids": wanted}
    found = await session.mappings("records/shapes", binds)
    printed = {row["oid"]: row["expression"] for row in await session.mappings("records/index_expressions", binds)}
    states: dict[int, dict[str, tuple[str, ...]]] = {}
    for row in await session.mappings("records/check_texts", binds):
        literals = tuple(each.replace("''", "'") for each in _LITERAL.findall(row["printed"]))
        states.setdefault(row["relation"], {}).setdefault(row["name"], literals)
    for row in found:
        relation = catalogue.of(row["oid"])
        if relation is not None:
            made = _shape(relation, row, printed)
            catalogue.shapes[relation.oid] = replace(made, states=states.get(relation.oid, {}))


def _shape(relation: Relation, row: dict[str, Any], printed: dict[int, str]) -> Shape:
    indexes = tuple(
        Index(
            each["oid"],
            each["method"],
            tuple(each["columns"]),
            tuple(each["classes"]),
            each["unique"],
            each["primary"],
            each["partial"],
            printed.get(each["oid"], ""),
        )
        for each in row["indexes"]
    )
    columns = tuple(Column(**(each | {"labels": tuple(each["labels"] or ())})) for each in row["columns"])
    return Shape(
        relation,
        row["filtered"],
        row["insertable"],
        row["deletable"],
        columns,
        indexes,
        _references(row["references_out"]),
        _references(row["references_in"]),
        _key(indexes, columns),
        row["whole"],
    )


def _references(found: list[dict[str, Any]]) -> tuple[Reference, ...]:
    return tuple(Reference(one["name"], one["oid"], tuple(one["columns"]), tuple(one["targets"])) for one in found)


def _key(indexes: tuple[Index, ...], columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The primary key, else the shortest whole unique index over columns that are never null; of columns that this role
    may read.
    """
    filled = {each.name for each in columns if not each.nullable and each.readable}
    keys = [
        (not each.primary, len(each.columns), tuple(name for name in each.columns if name))
        for each in indexes
        if (each.primary or each.unique) and not each.partial and set(each.columns) <= filled
    ]
    return min(keys, key=lambda key: key[:2])[2] if keys else ()
