"""Lists of records by keyset, both ways: a page is as fast at row 999,900 as at the first. Never OFFSET.

What is absent in the column that sorts comes last either way, as a list of its own behind the others: so each of the
two is one walk along an index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from console.database.compile import ServerType, compiled
from console.database.session import ReadSession
from console.errors import UsageProblem
from console.records.catalogue import Catalogue, Column, Reference, Shape
from console.records.definition import MaskKind, View
from console.records.filters import Condition, Filter, parse_filter
from console.records.masks import masked
from console.records.resource import Resource, filled_in
from console.records.sources import TEXT, THIS, Place, Source, as_text, bound, expression, table_of

PAGE = 50
MOST_PAGE = 200
CELL = 300
"""Characters of one value in a list."""

_CTID = Column("ctid", "tid", "tid", "U", (), True, False, False, False, True, True, False)
"""Where a row stands in its table: what orders rows that nothing names. It moves when the row is written."""

COUNTED = 1_000
"""Rows that are counted before it is called `1,000+`."""


@dataclass(frozen=True, slots=True)
class Sort:
    """By which path, and which way round."""

    path: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the sorting value there (None among those that have none), and the key."""

    value: str | None
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Through:
    """Rows that a table between leads to: those that `far` of it points at, where its columns hold these values."""

    join: Shape
    values: tuple[tuple[str, str], ...]
    far: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be listed: a view's rows, those that the filter leaves, sorted, from a place on."""

    view: View | None = None
    filter: Filter = field(default_factory=Filter)
    through: Through | None = None
    sort: Sort | None = None
    after: Cursor | None = None
    backward: bool = False
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a list: its key, its title, and the values by path, masked ones masked already.

    `place` names a row without a key on this page and nowhere else.
    """

    key: tuple[str, ...]
    title: str
    values: Mapping[str, str | None]
    cursor: Cursor
    state: str | None = None
    place: str = ""

    @property
    def id(self) -> str:
        """The key as one text, as `greenroom show KIND KEY` takes it."""
        return key_as_text(self.key) if self.key else self.place


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `more` says whether there is another in the direction that was asked for."""

    records: tuple[Record, ...]
    more: bool


def key_as_text(key: Sequence[str]) -> str:
    """A key as one text: its parts with commas between them, a comma in a part doubled by a backslash."""
    return ",".join(part.replace("\\", "\\\\").replace(",", "\\,") for part in key)


def key_from_text(text: str, count: int) -> tuple[str, ...]:
    """The parts of such a text. UsageProblem where it has another number of them."""
    if count == 1 and "\\" not in text:
        return (text,)
    parts = [""]
    rest = iter(text)
    for character in rest:
        if character == "\\":
            parts[-1] += next(rest, "")
        elif character == ",":
            parts.append("")
        else:
            parts[-1] += character
    if len(parts) != count:
        raise UsageProblem(f"The key has {count} parts, {text} has {len(parts)}.", "", "Put commas between them.")
    return tuple(parts)


def filter_columns(catalogue: Catalogue, resource: Resource) -> list[tuple[str, Column]]:
    """What a filter may name: the paths of the list, then every other column."""
    source = Source(catalogue, resource.shape)
    listed = [(path, source.place(path).column) for path in resource.definition.list]
    names = {path for path, _ in listed}
    return listed + [(each.name, each) for each in resource.shape.columns if each.name not in names and each.readable]


def understood(catalogue: Catalogue, resource: Resource, text: str, today: date) -> Filter:
    """The filter that a text means for this kind. UsageProblem where it means none, or asks for what is masked."""
    found = parse_filter(text, filter_columns(catalogue, resource), today)
    for each in found.conditions:
        place = Source(catalogue, resource.shape).place(each.path)
        kind = resource.mask(place)
        if kind is MaskKind.SECRET:
            raise UsageProblem(f"{each.path} is a secret and cannot be searched.", "", "")
        if kind is not None and each.operator not in ("=", "null", "any"):
            raise UsageProblem(f"{each.path} is masked.", "It can be looked for whole only.", f"{each.path}:VALUE")
    return found


class Lister:
    """Statements of one kind's lists."""

    def __init__(self, catalogue: Catalogue, resource: Resource) -> None:
        self._catalogue = catalogue
        self._resource = resource

    @property
    def paged(self) -> bool:
        """Whether one page can follow another. A row without a key has its place in a table; a view's has none."""
        return bool(self._resource.key) or self._placed

    @property
    def _placed(self) -> bool:
        shape = self._resource.shape
        return not shape.key and shape.whole and shape.relation.kind in ("r", "m")

    def sort_of(self, request: Request) -> Sort | None:
        """How the list is sorted: as asked for, as its view is, as its kind is; by key alone where nothing says."""
        if request.sort is not None:
            return request.sort
        order = (request.view.order if request.view else "") or self._resource.definition.order
        if not order:
            return None
        path, _, way = order.partition(" ")
        return Sort(path, way.strip().casefold() == "desc")

    def slow(self, request: Request) -> str:
        """Why this list would be read through as a whole; empty where an index or a small table makes it quick."""
        relation = self._resource.relation
        if relation.small:
            return ""
        sort = self.sort_of(request)
        about = f"{relation.qualified} has ~{max(relation.estimate, 0):,.0f} rows"
        if sort is not None and ("." in sort.path or not self._resource.shape.leads(sort.path)):
            return f"{about}, and no index sorts them by {sort.path}"
        return ""

    async def page(self, session: ReadSession, request: Request) -> Page:
        """One page of at most `request.size` records; of what cannot be paged, as many as are asked for."""
        size = min(request.size, MOST_PAGE) if self.paged else request.size
        sort = self.sort_of(request)
        records: list[Record] = []
        for absent in self._regions(sort, request):
            if len(records) <= size:
                records += await self._region(session, request, sort, absent, size + 1 - len(records))
        more = len(records) > size
        shown = (
            records[:size] if self.paged else [replace(one, place=f"row {n}") for n, one in enumerate(records[:size])]
        )
        return Page(tuple(reversed(shown)) if request.backward else tuple(shown), more)

    def _regions(self, sort: Sort | None, request: Request) -> tuple[bool, ...]:
        """The rows with a sorting value, and those without: which of them are still to come."""
        column = self._place(sort.path).column if sort else None
        if sort is None or column is None or (not column.nullable and not self._place(sort.path).hops):
            return (False,)
        regions = (True, False) if request.backward else (False, True)
        if request.after is not None and (request.after.value is None) != regions[0]:
            return regions[1:]
        return regions

    def _place(self, path: str) -> Place:
        return Source(self._catalogue, self._resource.shape).place(path)

    async def _region(
        self, session: ReadSession, request: Request, sort: Sort | None, absent: bool, size: int
    ) -> list[Record]:
        source = Source(self._catalogue, self._resource.shape)
        paths = self._paths()
        columns = [(f"c{number}", self._shown(source, path)) for number, path in enumerate(paths)]
        columns += [
            (f"k{number}", as_text(source.this.c[name], _of(self._resource, name)))
            for number, name in enumerate(self._resource.key)
        ]
        place: sa.ColumnElement[Any] = sa.literal_column(f"{THIS}.ctid")
        columns += [("k0", sa.cast(place, TEXT))] if self._placed else []
        by: list[tuple[sa.ColumnElement[Any], Column]] = []
        if sort is not None:
            by.append((source.column(sort.path), source.place(sort.path).column))
            columns.append(("s", as_text(*by[0])))
        if absent:
            by = []
        by += [(source.this.c[name], _of(self._resource, name)) for name in self._resource.key]
        by += [(place, _CTID)] if self._placed else []
        conditions = conditions_of(source, self._resource, request)
        if sort is not None and (absent or len(self._regions(sort, Request())) > 1):
            at = source.column(sort.path)
            conditions.append(at.is_(None) if absent else at.is_not(None))
        # The key goes the way that the sorting column goes, so that one index serves both.
        downward = (sort is not None and sort.descending) != request.backward
        if (request.after is not None and (request.after.value is None) == absent) or (
            request.after is not None and sort is None
        ):
            conditions.append(_beyond(by, request.after, downward))
        statement = (
            sa.select(*(column.label(label) for label, column in columns))
            .select_from(source.joined)
            .where(*conditions)
            .order_by(*(column.desc() if downward else column.asc() for column, _ in by))
            .limit(size)
        )
        text, binds = compiled(statement)
        return [self._record(paths, row, sort) for row in await session.mappings(text, binds)]

    def _paths(self) -> tuple[str, ...]:
        definition = self._resource.definition
        state = (definition.states.column,) if definition.states else ()
        return tuple(dict.fromkeys((*definition.list, *self._resource.title_paths, *state)))

    def _shown(self, source: Source, path: str) -> sa.ColumnElement[Any]:
        place = source.place(path)
        column = source.column(path)
        if self._resource.mask(place) is MaskKind.SECRET:
            return sa.case((column.is_not(None), "••••"))
        return as_text(column, place.column, most=CELL)

    def _record(self, paths: Sequence[str], row: Mapping[str, Any], sort: Sort | None) -> Record:
        values: dict[str, str | None] = {}
        for number, path in enumerate(paths):
            kind = self._resource.mask_of_path(path)
            text = row[f"c{number}"]
            values[path] = masked(kind, text) if kind is not None and kind is not MaskKind.SECRET else text
        key = tuple(row[f"k{number}"] for number in range(len(self._resource.key)))
        place = row["k0"] if self._placed else ""
        states = self._resource.definition.states
        return Record(
            key,
            filled_in(self._resource.definition.title, values) or key_as_text(key),
            values,
            Cursor(row["s"] if sort else None, key or (place,)),
            values.get(states.column) if states else None,
            place,
        )

    async def count(self, session: ReadSession, request: Request, *, most: int | None = COUNTED) -> int:
        """How many rows the filter leaves, counted up to one more than `most`; None counts all of them."""
        source = Source(self._catalogue, self._resource.shape)
        conditions = conditions_of(source, self._resource, request)
        inner: sa.Select[Any] = (
            sa.select(sa.literal_column("1").label("one")).select_from(source.joined).where(*conditions)
        )
        inner = inner.limit(most + 1) if most is not None else inner
        text, binds = compiled(sa.select(sa.func.count().label("n")).select_from(inner.subquery()))
        return int((await session.mappings(text, binds))[0]["n"])


def _of(resource: Resource, name: str) -> Column:
    column = resource.shape.column(name)
    assert column is not None  # noqa: S101  # a key is made of columns
    return column


def conditions_of(source: Source, resource: Resource, request: Request) -> list[sa.ColumnElement[bool]]:
    """What a row must fulfil to be listed."""
    found: list[sa.ColumnElement[bool]] = []
    if request.view is not None:
        found.append(expression(request.view.sql))
    found += [_condition(source, each) for each in request.filter.conditions]
    if request.through is not None:
        found.append(_through(source, request.through))
    for word in request.filter.words:
        texts = [
            path for path in (*resource.title_paths, *resource.definition.list) if _searchable(source, resource, path)
        ]
        if not texts:
            raise UsageProblem(f"{word} could stand nowhere.", "The list has no texts.", "column:value filters by one.")
        found.append(sa.or_(*(_contains(source.column(path), word) for path in dict.fromkeys(texts))))
    return found


def _through(source: Source, through: Through) -> sa.ColumnElement[bool]:
    join = table_of(through.join, "via")
    held = [
        join.c[name] == bound(value, about)
        for name, value in through.values
        if (about := through.join.column(name)) is not None
    ]
    met = [
        join.c[name] == source.this.c[target]
        for name, target in zip(through.far.columns, through.far.targets, strict=True)
    ]
    return sa.exists(sa.select(sa.literal_column("1")).select_from(join).where(*held, *met))


def _searchable(source: Source, resource: Resource, path: str) -> bool:
    place = source.place(path)
    return resource.mask(place) is None and (place.column.textual or bool(place.column.labels))


def _condition(source: Source, condition: Condition) -> sa.ColumnElement[bool]:
    column = source.column(condition.path)
    about = source.place(condition.path).column
    match condition.operator:
        case "null":
            return column.is_(None)
        case "any":
            return column.is_not(None)
        case "~":
            return _contains(column, condition.value)
        case operator:
            compared = column.bool_op(operator)(bound(condition.value, about))
            found: sa.ColumnElement[bool] = compared
            return found


def _contains(column: sa.ColumnElement[Any], word: str) -> sa.ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found: sa.ColumnElement[bool] = sa.cast(column, ServerType("text")).bool_op("ILIKE")(
        sa.bindparam(None, pattern, type_=ServerType("text"))
    )
    return found


def _beyond(
    by: Sequence[tuple[sa.ColumnElement[Any], Column]], cursor: Cursor, downward: bool
) -> sa.ColumnElement[bool]:
    """The rows behind a place, as one comparison of rows: that is what an index can begin at."""
    values = [*([cursor.value] if len(by) > len(cursor.key) else []), *cursor.key]
    columns = [column for column, _ in by]
    places = [bound(value, about) for (_, about), value in zip(by, values, strict=True)]
    if len(columns) == 1:
        return columns[0] < places[0] if downward else columns[0] > places[0]
    left, right = sa.tuple_(*columns), sa.tuple_(*places)
    return left < right if downward else left > right
