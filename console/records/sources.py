"""A record's table and those that its paths lead to, as SQLAlchemy tables: `user_id.name` is the name of the row that
the foreign key of `user_id` points at. It builds parts of statements and runs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from console.core.nearest import nearest
from console.core.secret import Secret
from console.database.compile import ServerType
from console.errors import UsageProblem
from console.guard.operation import TheReason
from console.records.catalogue import Catalogue, Column, Reference, Shape

THIS = "this"
"""What the record's own row is called in every statement, and in the expressions of definitions."""

TEXT = ServerType("text")
LARGE = 65_536
"""Octets of a stored value beyond which a list does not fetch it: a page of such would be megabytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads: the foreign keys on the way, and the column there."""

    path: str
    hops: tuple[Reference, ...]
    shape: Shape
    column: Column
    readable: bool = True
    """Whether this role may read the column and all that leads there."""


def place_of(catalogue: Catalogue, shape: Shape, path: str) -> Place:
    """Where a path leads. UsageProblem with the nearest name where a part of it is not there."""
    hops: list[Reference] = []
    at = shape
    readable = True
    *way, last = path.split(".")
    for name in way:
        reference = at.reference(name)
        if reference is None:
            valid = [column for each in at.references_out for column in each.columns]
            raise UsageProblem(
                f"{at.relation.qualified} has no foreign key on {name}.",
                f"{path} goes through it.",
                nearest(name, valid),
            )
        target = catalogue.shapes.get(reference.oid)
        if target is None:
            raise UsageProblem(f"The table behind {name} could not be looked at.", "", "")
        hops.append(reference)
        readable = readable and at.readable(*reference.columns) and target.readable(*reference.targets)
        at = target
    column = at.column(last)
    if column is None:
        valid = [each.name for each in at.columns]
        raise UsageProblem(f"{at.relation.qualified} has no column {last}.", "", nearest(last, valid))
    return Place(path, tuple(hops), at, column, readable and column.readable)


_MADE: dict[tuple[int, str], tuple[Shape, sa.FromClause]] = {}
"""By the shape itself, which is kept with it: two shapes that are equal may be of two databases."""
_MOST_MADE = 1_000


def table_of(shape: Shape, alias: str) -> sa.FromClause:
    """The relation under an alias, with the columns that it has. Made once: a statement took most of its time here."""
    held = _MADE.get((id(shape), alias))
    if held is None:
        if len(_MADE) >= _MOST_MADE:
            _MADE.clear()
        held = _MADE[id(shape), alias] = (shape, _table(shape, alias))
    return held[1]


def _table(shape: Shape, alias: str) -> sa.FromClause:
    columns: list[sa.Column[Any]] = [sa.Column(each.name, ServerType(each.base)) for each in shape.columns]
    return sa.Table(shape.relation.name, sa.MetaData(), *columns, schema=shape.relation.schema).alias(alias)


class Source:
    """A record's table as `this`, and outer joins to what its paths need, each once."""

    def __init__(self, catalogue: Catalogue, shape: Shape) -> None:
        self._catalogue = catalogue
        self._shape = shape
        self.this = table_of(shape, THIS)
        self.joined: sa.FromClause = self.this
        self._tables: dict[tuple[str, ...], sa.FromClause] = {(): self.this}

    def place(self, path: str) -> Place:
        """Where a path leads. UsageProblem where it leads nowhere."""
        return place_of(self._catalogue, self._shape, path)

    def alias(self, place: Place) -> str:
        """What the table that a place stands in is called in the statement; joins it."""
        self.column(place.path)
        return str(self._tables[tuple(hop.name for hop in place.hops)].name)  # type: ignore[attr-defined]

    def column(self, path: str) -> sa.ColumnElement[Any]:
        """The column at a path; joins what is on the way."""
        place = self.place(path)
        way: tuple[str, ...] = ()
        for hop in place.hops:
            way = self._join(way, hop)
        found: sa.ColumnElement[Any] = self._tables[way].c[place.column.name]
        return found

    def behind(self, reference: Reference) -> sa.FromClause:
        """The table that one of the record's own foreign keys leads to; joins it."""
        return self._tables[self._join((), reference)]

    def _join(self, way: tuple[str, ...], hop: Reference) -> tuple[str, ...]:
        before = self._tables[way]
        way = (*way, hop.name)
        if way not in self._tables:
            table = self._tables[way] = table_of(self._catalogue.shapes[hop.oid], f"j{len(self._tables)}")
            pairs = zip(hop.columns, hop.targets, strict=True)
            self.joined = self.joined.outerjoin(table, sa.and_(*(before.c[one] == table.c[two] for one, two in pairs)))
        return way


def as_text(column: sa.ColumnElement[Any], about: Column, *, most: int | None = None) -> sa.ColumnElement[Any]:
    """A value as the server's own text, cut to `most` characters. What is huge is not fetched for a list: it is NULL
    with its size told by `size_of`.
    """
    text = sa.cast(column, TEXT)
    if most is None:
        return text
    if about.base == "numeric":
        return sa.func.left(text, most)  # it may have 131,072 digits
    if about.category in ("N", "B", "D", "T", "E", "I") or about.base == "uuid":
        return text
    if about.base == "bytea":
        return sa.case(
            (sa.func.octet_length(column) <= 16, text),
            else_=sa.func.concat("\\x", sa.func.encode(sa.func.substr(column, 1, 16), "hex"), "…"),
        )
    size = sa.func.pg_column_size(column)
    huge = sa.func.concat("(", sa.func.pg_size_pretty(sa.cast(size, ServerType("bigint"))), ")")
    if about.textual:
        return sa.func.left(text, most)  # of a long text, only the head is unpacked
    return sa.case((size > LARGE, huge), else_=sa.func.left(text, most))


def bound(value: str | Secret | TheReason | None, about: Column, name: str | None = None) -> sa.ColumnElement[Any]:
    """A text as a value of the column's type."""
    kind = ServerType(about.base)
    return sa.cast(sa.bindparam(name, value, type_=kind, unique=name is None), kind)


def key_condition(source: sa.FromClause, shape: Shape, key: Sequence[str]) -> sa.ColumnElement[bool]:
    """The condition that names one row by its key."""
    conditions = []
    for name, value in zip(shape.key, key, strict=True):
        about = shape.column(name)
        assert about is not None  # noqa: S101  # a key is made of columns
        conditions.append(source.c[name] == bound(value, about))
    return sa.and_(*conditions)


def expression(sql: str) -> sa.ColumnElement[Any]:
    """An expression of a definition, as it stands: the file belongs to the operator and the session only reads."""
    return sa.literal_column(f"({sql})")


def labelled(columns: Mapping[str, sa.ColumnElement[Any]] | Iterable[tuple[str, sa.ColumnElement[Any]]]) -> list[Any]:
    """Columns under labels, for a select."""
    items = columns.items() if isinstance(columns, Mapping) else columns
    return [column.label(label) for label, column in items]
