"""The one engine for reordering: rows that stand in an order below a parent (spots of an event, sections of a page).

Only rows whose place changes are written, in one transaction, under a lock of the parent, and only if the whole list
still stands as it was seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.database.names import Part, expression, identifier
from console.database.session import ReadSession
from console.database.sql import load
from console.errors import UsageProblem
from console.guard.operation import Call, Operation, Query, Requirement, Reverse, ReverseKind, Risk, Rows, Step
from console.records.catalogue import Column, Shape
from console.records.opened import Records
from console.records.resource import Resource
from console.records.written import EVENT


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of one parent in their order. `places` are their positions, `deferrable` says that no unique constraint
    looks at single rows of a statement.
    """

    resource: Resource
    parent: str
    keys: tuple[str, ...]
    places: tuple[int, ...]
    deferrable: bool

    @property
    def base(self) -> int:
        """The first place: what is there begins at it, or at one."""
        return 0 if self.places and self.places[0] == 0 else 1


async def read_order(session: ReadSession, resource: Resource, parent: str) -> Order:
    """The rows below a parent as they stand. UsageProblem where the kind is not ordered."""
    query = load("records/places").with_identifiers(**parts_of(resource))
    definition = resource.definition
    binds = {"parent": parent, "oid": resource.relation.oid, "position": definition.position}
    (row,) = await session.mappings(query, binds)
    return Order(resource, parent, tuple(row["keys"]), tuple(row["places"]), row["in_one"])


def arrange(records: Records, order: Order, wanted: Sequence[str], *, subject: str, words: str = "") -> Operation:
    """Put the rows into another order: the same keys, each at its new place. UsageProblem where nothing changes or the
    keys are not the same.

    `subject` is what the parent is called. It is taken back by the order of before, as a whole.
    """
    if sorted(wanted) != sorted(order.keys):
        raise UsageProblem("The new order does not have the same rows.", "", "Read it again.")
    now = dict(zip(order.keys, order.places, strict=True))
    becomes = {key: order.base + number for number, key in enumerate(wanted)}
    changed = [key for key in wanted if now[key] != becomes[key]]
    if not changed:
        raise UsageProblem("It is in that order already.", "", "There is nothing to change.")
    resource = order.resource
    return Operation(
        name="records.arrange",
        title="Arrange",
        subject=subject,
        kind=resource.name,
        key=order.parent,
        risk=Risk.ROUTINE if len(changed) <= 2 else Risk.CAREFUL,
        steps=(lock_step(records, order), *place_steps(order, changed, becomes)),
        requirements=(unmoved(order),),
        reverse=Reverse(ReverseKind.CALL, call=_call(order, order.keys)),
        consequence=f"{len(changed)} of {len(wanted)} change places",
        facts=(("order", words),) if words else (),
        event=EVENT,
        call=_call(order, wanted),
    )


def _call(order: Order, keys: Sequence[str]) -> Call:
    return Call("records.arrange", f"{order.resource.name}/{order.parent}", {"order": " ".join(keys)})


def place_steps(order: Order, changed: Sequence[str], becomes: Mapping[str, int]) -> Sequence[Step]:
    """The steps that put rows into their places; `becomes` has the new place of each that changes."""
    parts = parts_of(order.resource)
    keyed = {"keys": list(changed), "parent": order.parent}
    steps: list[Step] = []
    if not order.deferrable:
        above = {"above": max(becomes.values())}  # a line-up that grows has places beyond those that it had
        away = Query(load("records/clear_places").with_identifiers(**parts), {**keyed, **above})
        steps.append(Step(title="make room", query=away, expected=len(changed)))
    places = [becomes[key] for key in changed]
    place = Query(load("records/place_rows").with_identifiers(**parts), {**keyed, "places": places})
    rows = tuple(_row(order.resource, key, becomes[key]) for key in changed)
    return [*steps, Step(title=f"place {len(changed)}", query=place, expected=len(changed), rows=rows)]


def _row(resource: Resource, key: str, place: int) -> Rows:
    return Rows(
        schema=resource.relation.schema,
        relation=resource.relation.name,
        key=resource.key,
        values=((key,),),
        columns=(resource.definition.position,),
        becomes={resource.definition.position: str(place)},
    )


def lock_step(records: Records, order: Order) -> Step:
    """The step that locks the parent, so that two arrangements of it wait for each other."""
    shape, key = _parent(records, order.resource)
    query = load("records/lock_parent").with_identifiers(
        relation=identifier(shape.relation.schema, shape.relation.name),
        key=identifier(key.name),
        parent_type=expression(key.base),
    )
    return Step(title=f"lock its {shape.relation.name}", query=Query(query, {"parent": order.parent}), expected=1)


def unmoved(order: Order) -> Requirement:
    """That the whole list still stands as it was read."""
    query = load("records/same_places").with_identifiers(**parts_of(order.resource))
    binds = {"parent": order.parent, "seen_keys": list(order.keys), "seen_places": list(order.places)}
    return Requirement("nobody has added, removed or moved one since it was read", Query(query, binds))


def _parent(records: Records, resource: Resource) -> tuple[Shape, Column]:
    reference = resource.shape.reference(resource.definition.parent)
    shape = records.catalogue.shapes.get(reference.oid) if reference else None
    column = shape.column(reference.targets[0]) if reference and shape else None
    if shape is None or column is None:
        raise UsageProblem(f"{resource.definition.many} stand below nothing that is known.", "", "")
    return shape, column


def parts_of(resource: Resource) -> dict[str, Part]:
    """The names that statements about the order need. UsageProblem where the kind is in none."""
    definition = resource.definition
    parent, position = resource.shape.column(definition.parent), resource.shape.column(definition.position)
    key: Any = resource.shape.column(resource.key[0]) if len(resource.key) == 1 else None
    if parent is None or position is None or key is None:
        raise UsageProblem(
            f"{definition.many.capitalize()} are in no order.", "", "A definition says it by parent and position."
        )
    return {
        "relation": identifier(resource.relation.schema, resource.relation.name),
        "key": identifier(key.name),
        "key_type": expression(key.base),
        "parent": identifier(parent.name),
        "parent_type": expression(parent.base),
        "position": identifier(position.name),
    }
