"""What belongs to a record: the records that point at it by foreign keys of any number of columns, ten of each and a
count. A table that only joins two others is shown as what stands on its far side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from console.core.unknown import Unknown
from console.database.session import SEARCH_ARM, Database, ReadSession
from console.errors import Problem
from console.records.catalogue import Reference, Shape
from console.records.definition import Related
from console.records.filters import Condition, Filter
from console.records.listing import Lister, Record, Request, Through
from console.records.opened import Records
from console.records.record import Whole
from console.records.resource import Resource
from console.records.session import record_session

RELATED = 10
MANY = 100
"""Rows that belong to a record are counted so far: `100+`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records that belong to one: what they are called, their kind; the first of them, how many.

    `listed` is the kind whose list, left by `condition`, has all of them: that of the table between where there is one.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    records: tuple[Record, ...] | Unknown
    count: int | None = None
    more: bool = False
    condition: Filter | None = None
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What to look for: a group that a definition names, or a foreign key that points here."""

    related: Related
    reference: Reference | None = None


def groups_of(records: Records, resource: Resource) -> tuple[Link, ...]:
    """What belongs to records of this kind: as its definition names it, then by every foreign key that points here."""
    named = resource.definition.related
    taken = {(each.table, each.on) for each in named}
    found = [Link(each) for each in named if not each.hidden]
    for reference in resource.shape.references_in:
        relation = records.catalogue.of(reference.oid)
        if relation is None or relation.platform or relation.partition or not relation.readable:
            continue
        columns = reference.columns
        if len(columns) == 1 and (relation.qualified, columns[0]) in taken:
            continue
        twice = sum(each.oid == reference.oid for each in resource.shape.references_in) > 1
        name = records.name_of(relation)
        label = f"{name} ({', '.join(column.removesuffix('_id') for column in columns)})" if twice else name
        found.append(Link(Related(label.replace("_", " "), relation.qualified, ", ".join(columns)), reference))
    return tuple(found)


async def read_group(database: Database, records: Records, whole: Whole, link: Link) -> Group:
    """The first records of a group and how many there are. What would be a scan of a large table is not asked."""
    related = link.related
    try:
        async with record_session(database) as session:
            child = await records.resource(session, related.table)
            far = _far(records, whole.resource.shape, child, link.reference)
            other = await records.resource(session, records.name_of(far[0].relation)) if far else None
    except Problem as problem:
        return Group(related.name, related.table, (related.on,), Unknown(problem.what, problem.remedy))
    pairs = _pairs(whole, child, link)
    columns = tuple(column for column, _ in pairs)
    missing = [column for column in columns if child.shape.column(column) is None]
    if missing:
        return Group(related.name, child.name, columns, Unknown(f"{related.table} has no column {missing[0]}"))
    if any(value is None for _, value in pairs):
        return Group(related.name, child.name, columns, (), 0)  # NULL is pointed at by nothing
    if not (child.relation.small or child.shape.leads(*columns)):
        on = ", ".join(columns)
        index = f"an index on {child.relation.qualified} ({on}) would make it quick"
        about = f"{child.relation.qualified} is large and has no index on {on}"
        return Group(related.name, child.name, columns, Unknown(about, index))
    values = tuple((column, value or "") for column, value in pairs)
    condition = Filter(tuple(Condition(column, "=", value) for column, value in values))
    if other is None or far is None:
        request = Request(filter=condition, size=RELATED)
        return await _asked(database, records, child, request, Group(related.name, child.name, columns, ()), condition)
    request = Request(through=Through(child.shape, values, far[1]), size=RELATED)
    name = other.definition.many if records.name_of(child.relation) not in records.definitions else related.name
    return await _asked(database, records, other, request, Group(name, child.name, columns, ()), condition)


async def _asked(
    database: Database, records: Records, shown: Resource, request: Request, group: Group, condition: Filter
) -> Group:
    lister = Lister(records.catalogue, shown)

    async def read(session: ReadSession) -> tuple[tuple[Record, ...], int]:
        await session.mappings("guard/text_format")
        page = await lister.page(session, request)
        count = await lister.count(session, request, most=MANY) if page.more else len(page.records)
        return page.records, count

    (found,) = await database.ask_each([read], SEARCH_ARM)
    if isinstance(found, Unknown):
        return Group(group.name, shown.name, group.columns, found)
    rows, count = found
    return Group(
        group.name, shown.name, group.columns, rows, min(count, MANY), count > MANY, condition, listed=group.kind
    )


def _pairs(whole: Whole, child: Resource, link: Link) -> Sequence[tuple[str, str | None]]:
    """The columns of the group's table with the value that they hold for this record, in pairs."""
    if link.reference is not None:
        names = zip(link.reference.columns, link.reference.targets, strict=True)
        return [(column, whole.values.get(target)) for column, target in names]
    on = link.related.on
    reference = child.shape.reference(on)
    if reference is not None and reference.oid == whole.resource.relation.oid:
        return [(on, whole.values.get(reference.targets[reference.columns.index(on)]))]
    return [(on, whole.key[0] if len(whole.key) == 1 else None)]


def _far(
    records: Records, shape: Shape, child: Resource, reference: Reference | None
) -> tuple[Shape, Reference] | None:
    """The far side of a table that only joins: its shape, and the foreign key that leads there."""
    if reference is None:
        return None
    way = far_side(child.shape, reference)
    target = records.catalogue.shapes.get(way.oid) if way else None
    return (target, way) if target is not None and way is not None and target.relation.readable else None


def far_side(join: Shape, near: Reference) -> Reference | None:
    """The other foreign key of a table that has nothing but two, and when that was; None where it has more to tell."""
    others = [each for each in join.references_out if each.name != near.name]
    mine = next((each for each in join.references_out if each.name == near.name), None)
    if mine is None or len(others) != 1:
        return None
    both = {*mine.columns, *others[0].columns}
    keyed = any(
        each.unique and not each.partial and None not in each.columns and set(each.columns) == both
        for each in join.indexes
    )
    alone = join.key if len(join.key) == 1 else ()
    rest = [each for each in join.columns if each.name not in both and each.name not in alone and not each.temporal]
    return others[0] if keyed and not rest else None


async def read_groups(database: Database, records: Records, whole: Whole) -> tuple[Group, ...]:
    """Every group of a record, two at a time."""
    limit = asyncio.Semaphore(2)

    async def one(link: Link) -> Group:
        async with limit:
            return await read_group(database, records, whole, link)

    return tuple(await asyncio.gather(*(one(each) for each in groups_of(records, whole.resource))))
