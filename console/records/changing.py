"""Records changed, added and removed, as operations."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from console.core.nearest import nearest
from console.core.present import visible
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import Call, Change, Operation, Risk, Rows, Step
from console.records.definition import MaskKind
from console.records.record import Whole
from console.records.resource import Resource
from console.records.sources import key_condition
from console.records.written import EVENT, bound_of, key_of, masked_of, query_of, rows_of, subject_of, table_for


def why_not_edit(resource: Resource) -> str:
    """Why records of a kind cannot be edited at all; empty where they can."""
    if not resource.definition.edit:
        return f"{resource.definition.many} are not edited here: their definition says so"
    if not resource.key:
        return "it has no key, so that no row can be named"
    writable = any(each.updatable and not each.generated for each in resource.shape.columns)
    return "" if writable else "this role may change none of its columns"


def why_not_add(resource: Resource) -> str:
    """Why no record of a kind can be added; empty where one can."""
    if not resource.definition.insert:
        return f"{resource.definition.many} are not added here: their definition says so"
    return "" if resource.shape.insertable else "this role may not add here"


def why_not_delete(resource: Resource) -> str:
    """Why records of a kind cannot be deleted; empty where they can."""
    if not resource.definition.delete:
        reason = resource.definition.never
        return f"{resource.definition.many} are never deleted{f': {reason}' if reason else ''}"
    if not resource.key:
        return "it has no key, so that no row can be named"
    return "" if resource.shape.deletable else "this role may not delete here"


def _allowed(why_not: str) -> None:
    if why_not:
        raise GuardProblem(_sentence(why_not))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def edit(whole: Whole, changes: Mapping[str, str | None]) -> Operation:
    """Give columns of a record other values. UsageProblem where one cannot be changed, GuardProblem where none can."""
    resource = whole.resource
    _allowed(why_not_edit(resource))
    _writable(resource, changes, new=False)
    table = table_for(resource.shape)
    masked = masked_of(resource, changes)
    sets = {name: bound_of(resource, name, value) for name, value in changes.items()}
    statement = sa.update(table).where(key_condition(table, resource.shape, whole.key)).values(sets)
    step = Step(
        title=f"change {visible(whole.title, limit=60)}",
        query=query_of(statement),
        expected=1,
        rows=(rows_of(resource, [whole.key], tuple(changes), becomes=dict(changes)),),
    )
    states = resource.definition.states
    moves = states is not None and states.column in changes and bool(resource.definition.transitions)
    if moves:
        raise UsageProblem(
            f"{states.column if states else ''} is not edited.", "It is moved by what its kind allows.", "o lists that."
        )
    return Operation(
        name="records.edit",
        title="Change",
        subject=subject_of(whole),
        kind=resource.name,
        key=whole.id,
        risk=Risk.CAREFUL if resource.definition.money in changes and resource.definition.money else Risk.ROUTINE,
        steps=(step,),
        consequence="one row, can be taken back",
        event=EVENT,
        call=None
        if masked
        else Call("records.edit", key_of(resource, whole.id), {name: value or "" for name, value in changes.items()}),
    )


def add(resource: Resource, values: Mapping[str, str | None]) -> Operation:
    """Add a record. UsageProblem where a column that must be given is missing, or one cannot be given."""
    _allowed(why_not_add(resource))
    _writable(resource, values, new=True)
    missing = [
        each.name
        for each in resource.shape.columns
        if not each.nullable and not each.filled and not each.generated and values.get(each.name) is None
    ]
    if missing:
        raise UsageProblem(f"{', '.join(missing)} must be given.", "There is no default for it.", "")
    table = table_for(resource.shape)
    given = {name: bound_of(resource, name, value) for name, value in values.items()}
    statement = sa.insert(table).values(given).returning(*(table.c[name] for name in resource.key))
    known = all(values.get(name) is not None for name in resource.key)
    rows = Rows(
        schema=resource.relation.schema,
        relation=resource.relation.name,
        key=resource.key,
        values=(tuple(str(values[name]) for name in resource.key),) if known else (),
        columns=tuple(values),
        change=Change.INSERT,
        masked=masked_of(resource, values),
        becomes=dict(values),
    )
    step = Step(
        title=f"add {resource.definition.one}",
        query=query_of(statement),
        expected=1,
        returns_key=True,
        rows=(rows,),
    )
    return Operation(
        name="records.add",
        title="Add",
        subject=f"new {resource.definition.one}",
        kind=resource.name,
        key="new",
        risk=Risk.ROUTINE,
        steps=(step,),
        consequence="one row, can be taken back",
        event=EVENT,
    )


def delete(whole: Whole) -> Operation:
    """Remove a record. GuardProblem where its kind is never deleted."""
    resource = whole.resource
    if not resource.definition.delete:
        raise GuardProblem(
            _sentence(why_not_delete(resource)), "Their definition says so.", "Cancel it, or archive it."
        )
    _allowed(why_not_delete(resource))
    table = table_for(resource.shape)
    statement = sa.delete(table).where(key_condition(table, resource.shape, whole.key))
    step = Step(
        title=f"remove {visible(whole.title, limit=60)}",
        query=query_of(statement),
        expected=1,
        rows=(rows_of(resource, [whole.key], (), change=Change.DELETE),),
    )
    return Operation(
        name="records.delete",
        title="Remove",
        subject=subject_of(whole),
        kind=resource.name,
        key=whole.id,
        risk=Risk.CAREFUL,
        steps=(step,),
        event=EVENT,
        call=Call("records.delete", key_of(resource, whole.id), {}),
    )


def _writable(resource: Resource, values: Mapping[str, str | None], *, new: bool) -> None:
    if not values and not new:
        raise UsageProblem("There is nothing to change.", "", "")
    for name in values:
        column = resource.shape.column(name)
        if column is None:
            raise UsageProblem(
                f"{resource.relation.qualified} has no column {name}.",
                "",
                nearest(name, [each.name for each in resource.shape.columns]),
            )
        if column.generated:
            raise UsageProblem(f"{name} cannot be set.", "The server computes it.", "")
        if resource.mask_of_path(name) is MaskKind.SECRET:
            raise UsageProblem(f"{name} is a secret.", "Secrets are neither shown nor changed here.", "")
        if not (column.insertable if new else column.updatable):
            raise UsageProblem(f"This role may not set {name}.", "It lacks the privilege on the column.", "")
