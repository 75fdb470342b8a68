"""Transitions of records as operations: only the guard runs them.

The state that was seen stands in the WHERE; the guard locks the rows, compares them, and asks the requirements again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from console.core.present import visible
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import (
    RESTORE_ROWS,
    Call,
    Operation,
    Requirement,
    Risk,
    Step,
    no_reverse,
)
from console.records.definition import Rule, Transition, Value
from console.records.dependents import Dependents
from console.records.opened import Records
from console.records.record import Whole
from console.records.sources import Source, bound, expression, key_condition
from console.records.written import (
    EVENT,
    becomes_of,
    column_of,
    key_of,
    query_of,
    rows_of,
    subject_of,
    table_for,
    value_of,
)


def move(
    records: Records,
    whole: Whole,
    transition: Transition,
    *,
    asked: Mapping[str, str] | None = None,
    dependents: Sequence[Dependents] = (),
) -> Operation:
    """A transition of a record. `dependents` are the rows of others that change with it, as they were found.

    UsageProblem where something that it asks for is missing, GuardProblem where the record as it was read is in none of
    the states that it begins in: it was in one when it was chosen, and somebody was quicker.
    """
    resource = whole.resource
    states = resource.definition.states
    seen = whole.values.get(states.column) if states is not None else None
    if states is not None and transition.sources and seen not in transition.sources:
        raise GuardProblem(
            f"{whole.title} cannot be moved by {transition.name}.",
            f"It is {seen}, not {' or '.join(transition.sources)}.",
            "Somebody may have been quicker: read it again.",
        )
    given = dict(asked or {})
    steps = [_lock_step(records, whole, column) for column in transition.locks]
    steps.append(_move_step(whole, transition, given))
    steps += [_also_step(records, each) for each in dependents if each.keys]
    title = transition.title or transition.name.capitalize()
    risk = Risk(transition.risk)
    return Operation(
        name="records.move",
        title=title,
        subject=subject_of(whole),
        kind=resource.name,
        key=whole.id,
        risk=risk,
        steps=tuple(steps),
        requirements=_requirements(records, whole, transition),
        needs_reason=transition.reason,
        reverse=RESTORE_ROWS if transition.undo else no_reverse(transition.no_undo or "its kind has no way back"),
        consequence=transition.consequence or _consequence(whole, transition),
        facts=_facts(whole, dependents),
        external=transition.external,
        event=EVENT,
        call=Call("records.move", key_of(resource, whole.id), {"transition": transition.name, **given}),
    )


def _consequence(whole: Whole, transition: Transition) -> str:
    states = whole.resource.definition.states
    if states is None or not transition.to:
        return ""
    return f"{whole.values.get(states.column)} → {transition.to}"


def _facts(whole: Whole, dependents: Sequence[Dependents]) -> tuple[tuple[str, str], ...]:
    found = [fact for each in dependents for fact in each.facts]
    if whole.subtitle:
        found.insert(0, ("record", whole.subtitle))
    return tuple(found)


def _move_step(whole: Whole, transition: Transition, asked: Mapping[str, str]) -> Step:
    resource = whole.resource
    states = resource.definition.states
    table = table_for(resource.shape)
    values: dict[str, Value] = dict(transition.sets)
    if states is not None and transition.to:
        values = {states.column: Value("literal", transition.to), **values}
    if transition.reason_column:
        values[transition.reason_column] = Value("reason")
    conditions = [key_condition(table, resource.shape, whole.key)]
    seen = whole.values.get(states.column) if states is not None else None
    if states is not None:
        about = column_of(resource.shape, states.column)
        at = table.c[states.column]
        conditions.append(at.is_(None) if seen is None else at == bound(seen, about))
    sets = {name: value_of(table, column_of(resource.shape, name), value, asked) for name, value in values.items()}
    statement = sa.update(table).where(*conditions).values(sets)
    return Step(
        title=f"{transition.name} {visible(whole.title, limit=60)}",
        query=query_of(statement),
        expected=1,
        must=f"it is {visible(seen, limit=60)} still" if seen is not None else "",
        rows=(
            rows_of(
                resource,
                [whole.key],
                tuple(values),
                becomes={name: becomes_of(value, asked) for name, value in values.items()},
            ),
        ),
    )


def _requirements(records: Records, whole: Whole, transition: Transition) -> tuple[Requirement, ...]:
    found = [_requirement(records, whole, rule, f"coalesce({rule.sql}, false)") for rule in transition.requires]
    found += [_requirement(records, whole, rule, f"not coalesce({rule.sql}, false)") for rule in transition.refuses]
    found += [
        _requirement(records, whole, rule, f"coalesce({rule.sql}, false)", after=True) for rule in transition.holds
    ]
    return tuple(found)


def _requirement(records: Records, whole: Whole, rule: Rule, sql: str, *, after: bool = False) -> Requirement:
    source = Source(records.catalogue, whole.resource.shape)
    statement = sa.select(expression(sql).label("so")).select_from(source.this)
    statement = statement.where(key_condition(source.this, whole.resource.shape, whole.key))
    return Requirement(rule.says, query_of(statement), after)


def _lock_step(records: Records, whole: Whole, column: str) -> Step:
    """Lock the row that a foreign key points at: what is counted there stays as it is until we are done."""
    reference = whole.resource.shape.reference(column)
    shape = records.catalogue.shapes.get(reference.oid) if reference else None
    if reference is None or shape is None:
        raise UsageProblem(f"There is nothing to lock behind {column}.", "It is no foreign key.", "")
    table = table_for(shape)
    target = reference.targets[reference.columns.index(column)]
    value = whole.values.get(column)
    condition = table.c[target] == bound(value, column_of(shape, target))
    one: sa.Select[Any] = sa.select(sa.literal_column("1").label("locked"))
    statement = one.select_from(table).where(condition).with_for_update()
    return Step(title=f"lock its {shape.relation.name}", query=query_of(statement), expected=1)


def _also_step(records: Records, dependents: Dependents) -> Step:
    shape = dependents.resource.shape
    table = table_for(shape)
    rules = dependents.also.sets
    sets = {name: value_of(table, column_of(shape, name), value, {}) for name, value in rules.items()}
    keys = sa.or_(*(key_condition(table, shape, key) for key in dependents.keys))
    return Step(
        title=dependents.words,
        query=query_of(sa.update(table).where(keys).values(sets)),
        expected=len(dependents.keys),
        rows=(
            rows_of(
                dependents.resource,
                dependents.keys,
                tuple(rules),
                becomes={name: becomes_of(value, {}) for name, value in rules.items()},
            ),
        ),
    )
