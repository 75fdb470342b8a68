"""One record whole: its fields, and the records that it points at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from console.core.unknown import Unknown
from console.database.compile import compiled
from console.database.session import ReadSession
from console.records.catalogue import Column, Reference
from console.records.definition import Check, MaskKind
from console.records.listing import key_as_text
from console.records.masks import masked
from console.records.opened import Records
from console.records.resource import Resource, filled_in, make_resource
from console.records.sources import Source, as_text, expression, key_condition

CHARACTERS = 4_000
"""Of one value on the page. The whole of it is one key away."""


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
    for number, target in enumerate(targets):
        chosen += _pointed_at(source, number, target)
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


@dataclass(frozen=True, slots=True)
class _Target:
    """What a foreign key of a record leads to: the kind, and its column that may be shown as its title, if there is."""

    reference: Reference
    resource: Resource
    title: str


def _targets(records: Records, resource: Resource) -> list[_Target]:
    """What each foreign key leads to, of however many columns, where that can be looked at."""
    found = []
    for reference in resource.shape.references_out:
        relation = records.catalogue.of(reference.oid)
        shape = records.catalogue.shapes.get(reference.oid)
        if relation is None or shape is None or not relation.readable or not shape.key:
            continue
        if not resource.shape.readable(*reference.columns) or not shape.readable(*reference.targets):
            continue  # the server joins by what it may not show no more than it shows it
        target = make_resource(records.catalogue, shape, records.definitions.get(records.name_of(relation)))
        title = next((path for path in target.title_paths if "." not in path), "")
        named = shape.column(title)
        open_to_all = named is not None and named.readable and target.mask_of_path(title) is None
        found.append(_Target(reference, target, title if open_to_all else ""))
    return found


def _pointed_at(source: Source, number: int, target: _Target) -> list[tuple[str, sa.ColumnElement[Any]]]:
    """The key of the row behind a foreign key, and its title."""
    there = source.behind(target.reference)
    shape = target.resource.shape
    named = [(f"t{number}_{place}", name) for place, name in enumerate(shape.key)]
    named += [(f"t{number}", target.title)] if target.title else []
    return [
        (label, as_text(there.c[name], about, most=CHARACTERS))
        for label, name in named
        if (about := shape.column(name)) is not None
    ]


def _links(row: Mapping[str, Any], targets: Sequence[_Target]) -> dict[str, tuple[str, str, str]]:
    """Kind, key and title by column. A foreign key of one column says more of it than one that it is a part of."""
    found: dict[str, tuple[str, str, str]] = {}
    for number, target in sorted(enumerate(targets), key=lambda each: -len(each[1].reference.columns)):
        key = [row[f"t{number}_{place}"] for place in range(len(target.resource.shape.key))]
        if None in key:
            continue  # it points at nothing, or at a row that this role does not see
        title = (row[f"t{number}"] if target.title else None) or ""
        for column in target.reference.columns:
            found[column] = (target.resource.name, key_as_text(key), title)
    return found


def _whole(
    resource: Resource,
    key: tuple[str, ...],
    row: Mapping[str, Any],
    columns: Sequence[Column],
    paths: Sequence[str],
    targets: Sequence[_Target],
    reveal: frozenset[str],
) -> Whole:
    values = {each.name: row[f"v{number}"] for number, each in enumerate(columns)}
    shown: dict[str, str | None] = {}
    for number, path in enumerate(paths):
        kind = resource.mask_of_path(path)
        text = row[f"p{number}"]
        shown[path] = masked(kind, text) if kind is not None and path not in reveal else text
    pointing = _links(row, targets)
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
