"""One box over every kind of record: what names a row exactly first, in one statement; then what holds the words, one
kind after another as it comes. Never a scan of a large table: what was left out is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from console.core.unknown import Unknown
from console.database.compile import ServerType, compiled
from console.database.session import SEARCH_ARM, Database, ReadSession
from console.errors import Problem
from console.records.arms import Ready, Skipped, arms_for, kinds_worth
from console.records.classify import Input, classify
from console.records.definition import MaskKind
from console.records.listing import CELL, key_as_text
from console.records.masks import masked
from console.records.opened import Records
from console.records.resource import Resource, filled_in
from console.records.session import record_session
from console.records.sources import Source, as_text

MOST = 6
"""Hits of one arm: more means that the words say too little."""

_TEXTS = ServerType("text[]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: its kind and key, what it is called, where it stands, by which column it was found."""

    kind: str
    key: tuple[str, ...]
    title: str
    subtitle: str
    state: str | None
    column: str
    rank: int

    @property
    def id(self) -> str:
        """The key as `greenroom show KIND KEY` takes it."""
        return key_as_text(self.key)


@dataclass(frozen=True, slots=True)
class Found:
    """What one step of a search brought: hits best first, arms that were left out, kinds that could not be asked."""

    hits: tuple[Hit, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unknown: tuple[tuple[str, Unknown], ...] = ()


async def search(
    database: Database, records: Records, text: str, kinds: Iterable[str] | None = None
) -> AsyncIterator[Found]:
    """The records that a text finds, in steps. Raises Problem only where the server is gone."""
    given = classify(text)
    if not given.text:
        return
    async with record_session(database) as session:
        resources = kinds_worth(await records.resources(session, kinds if kinds is not None else records.searched))
    async for found in _exact(database, records, resources, given):
        yield found
    if "uuid" in given.kinds or "processor" in given.kinds:
        return  # neither can be a part of a text that people remember
    for resource in resources:
        made = _statement(records, [resource], given, exact=False)
        if made.text is not None or made.skipped:
            found = await _asked(database, {resource.name: resource}, made)
            if found.hits or found.skipped or found.unknown:
                yield found


async def _exact(
    database: Database, records: Records, resources: Sequence[Resource], given: Input
) -> AsyncIterator[Found]:
    """All exact arms in one statement; kind by kind where one of them stands in the way of the others."""
    by_name = {each.name: each for each in resources}
    together = await _asked(database, by_name, _statement(records, resources, given, exact=True))
    if not together.unknown:
        yield together
        return
    for resource in resources:
        made = _statement(records, [resource], given, exact=True)
        if made.text is not None or made.skipped:
            yield await _asked(database, by_name, made)


@dataclass(frozen=True, slots=True)
class _Made:
    text: Any
    binds: Mapping[str, Any]
    skipped: tuple[Skipped, ...]
    kinds: tuple[str, ...]


def _statement(records: Records, resources: Sequence[Resource], given: Input, *, exact: bool) -> _Made:
    arms: list[Any] = []
    skipped: list[Skipped] = []
    kinds: list[str] = []
    for resource in resources:
        source = Source(records.catalogue, resource.shape)
        ready, left_out = arms_for(records.catalogue, resource, source, given, exact=exact)
        skipped += left_out
        if ready:
            kinds.append(resource.name)
        arms += [_arm(resource, source, each) for each in ready]
    if not arms:
        return _Made(None, {}, tuple(skipped), ())
    text, binds = compiled(sa.union_all(*arms))
    return _Made(text, binds, tuple(skipped), tuple(kinds))


def _arm(resource: Resource, source: Source, ready: Ready) -> Any:
    paths = shown_paths(resource)
    shown = [_shown(resource, source, path) for path in paths]
    key = [as_text(source.this.c[name], _column(resource, name)) for name in resource.key]
    chosen = sa.select(
        sa.literal_column(_quoted(resource.name)).label("kind"),
        sa.literal_column(str(ready.rank)).label("rank"),
        sa.literal_column(_quoted(ready.arm.column)).label("found_by"),
        _array(key).label("key"),
        _array(shown).label("shown"),
    )
    inner = chosen.select_from(source.joined).where(ready.condition).limit(MOST).subquery()
    return sa.select(inner)


def _array(values: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return (
        sa.cast(array(list(values), type_=ServerType("text")), _TEXTS) if values else sa.literal_column("'{}'::text[]")
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'::text"


def _column(resource: Resource, name: str) -> Any:
    return resource.shape.column(name)


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


async def _asked(database: Database, resources: Mapping[str, Resource], made: _Made) -> Found:
    if made.text is None:
        return Found((), made.skipped)

    async def read(session: ReadSession) -> tuple[dict[str, Any], ...]:
        await session.mappings("guard/text_format")
        return await session.mappings(made.text, made.binds)

    try:
        (rows,) = await database.ask_each([read], SEARCH_ARM)
    except Problem as problem:
        rows = Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)
    if isinstance(rows, Unknown):
        return Found((), made.skipped, tuple((kind, rows) for kind in made.kinds))
    best: dict[tuple[str, tuple[str, ...]], Hit] = {}
    for row in rows:
        hit = _hit(resources[row["kind"]], row)
        held = best.get((hit.kind, hit.key))
        if held is None or hit.rank > held.rank:
            best[hit.kind, hit.key] = hit
    return Found(tuple(sorted(best.values(), key=lambda hit: -hit.rank)), made.skipped)


def _hit(resource: Resource, row: Mapping[str, Any]) -> Hit:
    values: dict[str, str | None] = {}
    for path, text in zip(shown_paths(resource), row["shown"], strict=True):
        kind = resource.mask_of_path(path)
        values[path] = masked(kind, text) if kind is not None and kind is not MaskKind.SECRET else text
    states = resource.definition.states
    key = tuple(row["key"])
    return Hit(
        resource.name,
        key,
        filled_in(resource.definition.title, values) or key_as_text(key),
        filled_in(resource.definition.subtitle, values),
        values.get(states.column) if states else None,
        row["found_by"],
        int(row["rank"]),
    )
