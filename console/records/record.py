"""One record whole: its fields, the records that it points at, and those that point at it, ten of each and a count."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from console.core.unknown import Unknown
from console.database.compile import compiled
from console.database.session import SEARCH_ARM, Database, ReadSession
from console.errors import UsageProblem
from console.records.catalogue import Column, Reference
from console.records.definition import Check, MaskKind, Related
from console.records.filters import Condition, Filter
from console.records.listing import Lister, Record, Request, key_as_text
from console.records.masks import masked
from console.records.opened import Records
from console.records.resource import Resource, filled_in
from console.records.session import record_session
from console.records.sources import Source, as_text, expression, key_condition

CHARACTERS = 4_000
"""Of one value on the page. The whole of it is one key away."""

RELATED = 10
MANY = 100
"""Rows that belong to a record are counted so far: `100+`."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One column of a record. `text` is what may be seen of it, `mask` why that is not all, `target` the record that it
    points at: kind, key and title.
    """

    column: Column
    text: str | None
    mask: MaskKind | None = None
    target: tuple[str, str, str] | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Whole:
    """A record as it is now. `values` are the texts of all readable columns, unmasked: for conditions and never for a
    screen. `broken` are the checks that it fails.
    """

    resource: Resource
    key: tuple[str, ...]
    title: str
    subtitle: str
    state: str | None
    fields: tuple[FieldValue, ...]
    values: Mapping[str, str | None]
    broken: tuple[Check, ...] | Unknown = ()

    @property
    def id(self) -> str:
        """The key as one text."""
        return key_as_text(self.key)


@dataclass(frozen=True, slots=True)
class Group:
    """Records that belong to one: what they are called, their kind, by which columns; the first of them, how many."""

    name: str
    kind: str
    columns: tuple[str, ...]
    records: tuple[Record, ...] | Unknown
    count: int | None = None
    more: bool = False
    condition: Filter | None = None


async def read_record(
    session: ReadSession,
    records: Records,
    resource: Resource,
    key: Sequence[str],
    *,
    reveal: frozenset[str] = frozenset(),
) -> Whole | None:
    """The record of that key; None where there is none, or none that this role may see.

    Columns in `reveal` are shown though they are masked, secrets never: who reveals writes that into the journal first.
    """
    source = Source(records.catalogue, resource.shape)
    columns = [each for each in resource.shape.columns if each.readable]
    paths = _paths(resource)
    chosen = [(f"v{number}", _value(resource, source, each)) for number, each in enumerate(columns)]
    chosen += [
        (f"p{number}", as_text(source.column(path), source.place(path).column, most=CHARACTERS))
        for number, path in enumerate(paths)
    ]
    targets = _targets(records, resource)
    for number, (_, _, _, path) in enumerate(targets):
        chosen.append((f"t{number}", as_text(source.column(path), source.place(path).column, most=CHARACTERS)))
    statement = (
        sa.select(*(column.label(label) for label, column in chosen))
        .select_from(source.joined)
        .where(key_condition(source.this, resource.shape, key))
        .limit(1)
    )
    rows = await session.mappings(*compiled(statement))
    if not rows:
        return None
    return _whole(resource, tuple(key), rows[0], columns, paths, targets, reveal)


def _paths(resource: Resource) -> tuple[str, ...]:
    states = resource.definition.states
    state = (states.column,) if states else ()
    return tuple(dict.fromkeys((*resource.title_paths, *resource.subtitle_paths, *state)))


def _value(resource: Resource, source: Source, column: Column) -> sa.ColumnElement[Any]:
    at = source.this.c[column.name]
    if resource.mask_of_path(column.name) is MaskKind.SECRET:
        return sa.case((at.is_not(None), "••••"))
    return as_text(at, column, most=CHARACTERS)


def _targets(records: Records, resource: Resource) -> list[tuple[str, str, Reference, str]]:
    """Column, kind, foreign key and the path to the title, for each foreign key of one column."""
    found = []
    for reference in resource.shape.references_out:
        relation = records.catalogue.of(reference.oid)
        shape = records.catalogue.shapes.get(reference.oid)
        if len(reference.columns) != 1 or relation is None or shape is None or not relation.readable:
            continue
        from console.records.resource import make_resource

        kind = records.name_of(relation)
        target = make_resource(records.catalogue, shape, records.definitions.get(kind))
        title = next((path for path in target.title_paths if "." not in path), "")
        named = target.shape.column(title)
        if named is not None and named.readable and target.mask_of_path(title) is None:
            found.append((reference.columns[0], kind, reference, f"{reference.columns[0]}.{title}"))
    return found


def _whole(
    resource: Resource,
    key: tuple[str, ...],
    row: Mapping[str, Any],
    columns: Sequence[Column],
    paths: Sequence[str],
    targets: Sequence[tuple[str, str, Reference, str]],
    reveal: frozenset[str],
) -> Whole:
    values = {each.name: row[f"v{number}"] for number, each in enumerate(columns)}
    shown: dict[str, str | None] = {}
    for number, path in enumerate(paths):
        kind = resource.mask_of_path(path)
        text = row[f"p{number}"]
        shown[path] = masked(kind, text) if kind is not None and path not in reveal else text
    pointing = {
        column: (kind, values.get(column) or "", row[f"t{number}"] or "")
        for number, (column, kind, _, _) in enumerate(targets)
        if values.get(column) is not None
    }
    fields = [_field(resource, each, values, reveal, pointing) for each in resource.shape.columns]
    states = resource.definition.states
    return Whole(
        resource,
        key,
        filled_in(resource.definition.title, shown) or key_as_text(key),
        filled_in(resource.definition.subtitle, shown),
        shown.get(states.column) if states else None,
        tuple(fields),
        values,
    )


def _field(
    resource: Resource,
    column: Column,
    values: Mapping[str, str | None],
    reveal: frozenset[str],
    pointing: Mapping[str, tuple[str, str, str]],
) -> FieldValue:
    if not column.readable:
        return FieldValue(column, None, readable=False)
    kind = resource.mask_of_path(column.name)
    text = values[column.name]
    if kind is MaskKind.SECRET or kind is None or column.name in reveal:
        return FieldValue(column, text, kind if kind is MaskKind.SECRET else None, pointing.get(column.name))
    return FieldValue(column, masked(kind, text), kind)


async def read_checks(
    session: ReadSession, resource: Resource, records: Records, key: Sequence[str]
) -> tuple[Check, ...]:
    """The checks of its kind that a record fails."""
    checks = resource.definition.checks
    if not checks:
        return ()
    source = Source(records.catalogue, resource.shape)
    chosen = [expression(each.sql).label(f"c{number}") for number, each in enumerate(checks)]
    statement = sa.select(*chosen).select_from(source.this).where(key_condition(source.this, resource.shape, key))
    rows = await session.mappings(*compiled(statement))
    return tuple(each for number, each in enumerate(checks) if rows and rows[0][f"c{number}"])


# ---- what belongs to it --------------------------------------------------------------------------------------------


def groups_of(records: Records, resource: Resource) -> tuple[Related, ...]:
    """What belongs to records of this kind: as its definition names it, then by every foreign key that points here."""
    named = resource.definition.related
    taken = {(each.table, each.on) for each in named}
    found = [each for each in named if not each.hidden]
    for reference in resource.shape.references_in:
        relation = records.catalogue.of(reference.oid)
        if relation is None or relation.platform or not relation.readable or len(reference.columns) != 1:
            continue
        if (relation.qualified, reference.columns[0]) in taken:
            continue
        twice = sum(each.oid == reference.oid for each in resource.shape.references_in) > 1
        name = records.name_of(relation)
        label = f"{name} ({reference.columns[0].removesuffix('_id')})" if twice else name
        found.append(Related(label.replace("_", " "), relation.qualified, reference.columns[0]))
    return tuple(found)


async def read_group(database: Database, records: Records, whole: Whole, related: Related) -> Group:
    """The first records of a group and how many there are. What would be a scan of a large table is not asked."""
    try:
        async with record_session(database) as session:
            child = await records.resource(session, related.table)
    except UsageProblem as problem:
        return Group(related.name, related.table, (related.on,), Unknown(problem.what, problem.remedy))
    value = _pointed_at(whole, child, related)
    if child.shape.column(related.on) is None or value is None:
        return Group(related.name, child.name, (related.on,), Unknown(f"{related.table} has no column {related.on}"))
    if not (child.relation.small or child.shape.leads(related.on)):
        index = f"an index on {child.relation.qualified} ({related.on}) would make it quick"
        about = f"{child.relation.qualified} is large and has no index on {related.on}"
        return Group(related.name, child.name, (related.on,), Unknown(about, index))
    lister = Lister(records.catalogue, child)
    request = Request(filter=Filter((Condition(related.on, "=", value),)), size=RELATED)

    async def read(session: ReadSession) -> tuple[tuple[Record, ...], int]:
        await session.mappings("guard/text_format")
        page = await lister.page(session, request)
        count = await lister.count(session, request, most=MANY) if page.more else len(page.records)
        return page.records, count

    (found,) = await database.ask_each([read], SEARCH_ARM)
    if isinstance(found, Unknown):
        return Group(related.name, child.name, (related.on,), found)
    shown, count = found
    return Group(related.name, child.name, (related.on,), shown, min(count, MANY), count > MANY, request.filter)


def _pointed_at(whole: Whole, child: Resource, related: Related) -> str | None:
    """The value that rows of the group hold: that of the column which their foreign key points at."""
    reference = child.shape.reference(related.on)
    if reference is not None and reference.oid == whole.resource.relation.oid:
        return whole.values.get(reference.targets[reference.columns.index(related.on)])
    return whole.key[0] if len(whole.key) == 1 else None


async def read_groups(database: Database, records: Records, whole: Whole) -> tuple[Group, ...]:
    """Every group of a record, two at a time."""
    limit = asyncio.Semaphore(2)

    async def one(related: Related) -> Group:
        async with limit:
            return await read_group(database, records, whole, related)

    return tuple(await asyncio.gather(*(one(each) for each in groups_of(records, whole.resource))))
