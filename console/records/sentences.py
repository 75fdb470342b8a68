"""Search arms as statements. Each way is written once and kept: what was typed goes in as binds. It runs nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from console.database.compile import ServerType, trusted, written
from console.records.arms import Skipped, Way, like, lowered, similar, values_of, vector, ways_for
from console.records.catalogue import Catalogue
from console.records.classify import Input
from console.records.definition import MaskKind, Mode
from console.records.learnt import Pattern
from console.records.listing import CELL
from console.records.resource import Resource
from console.records.sources import THIS, Place, Source, as_text, expression, place_of

MOST = 6
"""Hits of one arm: more means that the words say too little."""
WEIGHED = 60
"""Rows of an arm that are compared for the best of them. A word that everybody has is not sorted as a whole."""

TEXT = ServerType("text")
_TEXTS = ServerType("text[]")


@dataclass(frozen=True, slots=True)
class Searched:
    """A statement that runs arms, its binds, the arms that were left out, and the kinds that it asks."""

    text: Any
    binds: Mapping[str, Any]
    skipped: tuple[Skipped, ...]
    kinds: tuple[str, ...]


@dataclass(slots=True)
class Sentences:
    """The statements of one database's search, as far as they were needed."""

    catalogue: Catalogue
    patterns: dict[tuple[int, str], Pattern] = field(default_factory=dict)
    learnt: set[str] = field(default_factory=set)
    """Kinds whose patterns were asked for."""
    _places: dict[tuple[str, str], Place] = field(default_factory=dict)
    _written: dict[tuple[str, Way], tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def statement(
        self, resources: Sequence[Resource], given: Input, *, exact: bool, found: Collection[tuple[str, str]] = ()
    ) -> Searched:
        """All arms of these kinds for an input, as one statement; its text is None where there is no arm.

        `found` are kinds and columns by which something was found exactly: they are not looked in again.
        """
        texts: list[str] = []
        skipped: list[Skipped] = []
        kinds: list[str] = []
        binds: dict[str, Any] = dict(values_of(given))
        for resource in resources:
            ways, left_out = ways_for(
                self.catalogue,
                resource,
                partial(self.place, resource),
                given,
                exact=exact,
                patterns=self.patterns,
            )
            skipped += left_out
            ways = [way for way in ways if (resource.name, way.arm.column) not in found]
            kinds += [resource.name] if ways else []
            for way in ways:
                text, own = self._sentence(resource, way)
                texts.append(text)
                binds |= own | self._written_as(resource, way, given)
        if not texts:
            return Searched(None, {}, tuple(skipped), ())
        return Searched(trusted(*texts), binds, tuple(skipped), tuple(kinds))

    def place(self, resource: Resource, path: str) -> Place:
        """Where a path of a kind leads."""
        key = (resource.name, path)
        if key not in self._places:
            self._places[key] = place_of(self.catalogue, resource.shape, path)
        return self._places[key]

    def unlearnt(self, resources: Sequence[Resource]) -> list[tuple[int, str]]:
        """Columns whose values could teach how their references are written, of kinds that were not asked for yet."""
        found = []
        for resource in resources:
            if resource.name in self.learnt:
                continue
            self.learnt.add(resource.name)
            for arm in resource.definition.search:
                place = self.place(resource, arm.column)
                single = place.shape.unique(place.column.name) and place.column.textual
                if arm.mode is Mode.EXACT and single and resource.mask(place) is None:
                    found.append((place.shape.relation.oid, place.column.name))
        return found

    def _written_as(self, resource: Resource, way: Way, given: Input) -> dict[str, Any]:
        if way.how not in ("written", "behind"):
            return {}
        place = self.place(resource, way.arm.column)
        pattern = self.patterns[place.shape.relation.oid, place.column.name]
        if way.how == "behind":
            return {_bind_of(place, "behind"): f"%{like(pattern.behind(given.text))}%"}
        return {_bind_of(place, "written"): list(pattern.written(given.text))}

    def _sentence(self, resource: Resource, way: Way) -> tuple[str, dict[str, Any]]:
        """An arm's statement with its own binds, which have names that no other arm's have."""
        key = (resource.name, way)
        if key not in self._written:
            text, params = written(self._arm(resource, way))
            own = {name: value for name, value in params.items() if value is not None}
            mark = f"a{len(self._written)}_"
            for name in own:
                text = text.replace(f"%({name})s", f"%({mark}{name})s")
            self._written[key] = (text, {mark + name: value for name, value in own.items()})
        return self._written[key]

    def _arm(self, resource: Resource, way: Way) -> Any:
        source = Source(self.catalogue, resource.shape)
        shown = [_shown(resource, source, path) for path in shown_paths(resource)]
        columns = [(source.this.c[name], resource.shape.column(name)) for name in resource.key]
        key = [as_text(at, about) for at, about in columns if about is not None]
        condition, good = _condition(source, self.place(resource, way.arm.column), way)
        chosen = sa.select(
            sa.literal_column(_quoted(resource.name)).label("kind"),
            sa.literal_column(str(way.arm.rank)).label("rank"),
            sa.literal_column(_quoted(way.arm.column)).label("found_by"),
            _array(key).label("key"),
            _array(shown).label("shown"),
            good.label("good"),
        )
        inner = chosen.select_from(source.joined).where(condition).limit(sa.literal_column(str(WEIGHED))).subquery()
        columns_out = [inner.c[name] for name in ("kind", "rank", "found_by", "key", "shown")]
        best = sa.select(*columns_out).order_by(inner.c.good.desc()).limit(sa.literal_column(str(MOST))).subquery()
        return sa.select(best)


_NO_MATTER: Any = sa.literal_column("0::real")


def _condition(source: Source, place: Place, way: Way) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]:
    """What a row must fulfil, and how good it is among those that do."""
    column = source.column(place.path)
    text = sa.cast(column, TEXT)
    match way.how:
        case "lowered":
            by_index = expression_of(place, source, lowered(place.shape, place.column.name))
            return by_index == sa.func.lower(_given(way.given)), _NO_MATTER
        case "folded":
            return sa.func.lower(text) == sa.func.lower(_given(way.given)), _NO_MATTER
        case "written":
            values = sa.cast(
                sa.bindparam(_bind_of(place, "written"), type_=_TEXTS), ServerType(f"{place.column.base}[]")
            )
            return column == sa.func.any(values), _NO_MATTER
        case "beginning":
            return text.bool_op("ILIKE")(_given("beginning")), -sa.func.length(text)
        case "behind":
            # What every value begins with is in every trigram's list: only what comes behind it is asked of the index.
            behind = text.bool_op("ILIKE")(_given(_bind_of(place, "behind")))
            return sa.and_(behind, sa.func.starts_with(sa.func.lower(text), _given("small"))), -sa.func.length(text)
        case "as typed":
            either = sa.or_(text.bool_op("LIKE")(_given("beginning")), text.bool_op("LIKE")(_given("capitals")))
            return either, -sa.func.length(text)
        case "similar":
            operator, function = similar(place.shape, place.column.name)
            schema, _, name = function.rpartition(".")
            good: Any = getattr(getattr(sa.func, schema.strip('"')), name)(text, _given("text"))
            return text.bool_op(operator)(_given("text")), good
        case "words":
            return _words(source, place, column)
        case "inside":
            found = sa.and_(*(text.bool_op("ILIKE")(_given(f"word{number}")) for number in range(way.words)))
            # Whose text begins with what was typed before whose text has it somewhere; short ones first.
            begins = sa.case((text.bool_op("ILIKE")(_given("beginning")), sa.literal_column("0")), else_=_MANY)
            return found, -(begins + sa.func.length(text))
        case _:
            return column == sa.cast(_given(way.given), ServerType(place.column.base)), _NO_MATTER


_MANY: Any = sa.literal_column("1000000")


def _words(
    source: Source, place: Place, column: sa.ColumnElement[Any]
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]:
    printed = vector(place.shape, place.column.name) if place.column.base != "tsvector" else ""
    words = column if not printed else expression_of(place, source, printed)
    named = re.match(r"to_tsvector\('([A-Za-z_.]+)'::regconfig", printed)
    configured: list[Any] = [sa.literal_column(f"'{named[1]}'::regconfig")] if named else []
    query: Any = sa.func.websearch_to_tsquery(*configured, _given("text"))
    if not printed:  # a column of words does not say which language they were taken from
        simple = sa.func.websearch_to_tsquery(sa.literal_column("'pg_catalog.simple'::regconfig"), _given("text"))
        query = query.op("||")(simple)
    return words.bool_op("@@")(query), sa.func.ts_rank(words, query)


def _given(name: str) -> sa.ColumnElement[Any]:
    """What was typed, as text wherever it stands: of a bind that several arms use the server takes the first's type."""
    return sa.cast(sa.bindparam(name, type_=TEXT), TEXT)


def _bind_of(place: Place, how: str) -> str:
    return f"{how}_{place.shape.relation.oid}_" + re.sub(r"\W", "_", place.column.name)


def expression_of(place: Place, source: Source, text: str) -> sa.ColumnElement[Any]:
    """An index's own expression over the table that the place stands in: columns get its alias."""
    alias = THIS if not place.hops else source.alias(place)
    names = sorted((each.name for each in place.shape.columns), key=len, reverse=True)
    for name in names:
        quoted = re.escape(name)
        text = re.sub(rf'(?<![\w."\']){quoted}(?![\w"\'(])', f"{alias}.{name}", text)
        text = re.sub(rf'(?<![\w.])"{quoted}"', f'{alias}."{name}"', text)
    return expression(text)


def _array(values: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return (
        sa.cast(array(list(values), type_=ServerType("text")), _TEXTS) if values else sa.literal_column("'{}'::text[]")
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'::text"


def shown_paths(resource: Resource) -> tuple[str, ...]:
    """What a hit shows of a record: its title, its subtitle, its state."""
    states = resource.definition.states
    state = (states.column,) if states else ()
    return tuple(dict.fromkeys((*resource.title_paths, *resource.subtitle_paths, *state)))


def _shown(resource: Resource, source: Source, path: str) -> sa.ColumnElement[Any]:
    place = source.place(path)
    column = source.column(path)
    if resource.mask(place) is MaskKind.SECRET:
        return sa.case((column.is_not(None), "••••"))
    return as_text(column, place.column, most=CELL)
