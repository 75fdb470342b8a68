"""Parts of statements that write records: a table, a value, the rows that a step changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from console.core.secret import Secret
from console.database.compile import ServerType, compiled
from console.errors import UsageProblem
from console.guard.operation import THE_REASON, Change, Query, Rows
from console.records.catalogue import Column, Shape
from console.records.definition import Value
from console.records.record import Whole
from console.records.resource import Resource
from console.records.sources import bound

EVENT = "records.changed"


def key_of(resource: Resource, whole_id: str) -> str:
    """The key of a record for `greenroom do`: `bookings/ID`."""
    return f"{resource.name}/{whole_id}"


def subject_of(whole: Whole) -> str:
    """What must be typed: short, and the same that stands on the screen."""
    return whole.title if len(whole.title) <= 60 and whole.title.isprintable() else whole.id


def rows_of(
    resource: Resource,
    keys: Sequence[tuple[str, ...]],
    columns: tuple[str, ...],
    *,
    becomes: Mapping[str, str | None] | None = None,
    change: Change = Change.UPDATE,
) -> Rows:
    """Rows of a kind that a step changes, with what is masked of them."""
    return Rows(
        schema=resource.relation.schema,
        relation=resource.relation.name,
        key=resource.key,
        values=tuple(keys),
        columns=columns,
        change=change,
        masked=frozenset(each.name for each in resource.shape.columns if resource.mask_of_path(each.name) is not None),
        becomes=dict(becomes or {}),
    )


def masked_of(resource: Resource, values: Mapping[str, str | None]) -> frozenset[str]:
    """Which of these columns are masked."""
    return frozenset(name for name in values if resource.mask_of_path(name) is not None)


def value_of(table: Any, column: Column, value: Value, asked: Mapping[str, str]) -> sa.ColumnElement[Any]:
    """What a column is set to. UsageProblem where a value that is asked for was not given."""
    match value.kind:
        case "literal":
            return bound(value.text, column)
        case "null":
            return sa.null()
        case "column":
            found: sa.ColumnElement[Any] = table.c[value.text]
            return found
        case "reason":
            return bound(THE_REASON, column)
        case "asked":
            if not asked.get(value.text):
                raise UsageProblem(f"{value.text} must be given.", "", f"--set {value.text}=…")
            return bound(asked[value.text], column)
        case _:
            now = sa.func.now()
            if not value.text:
                return now
            return now + sa.cast(sa.bindparam(None, value.text, type_=ServerType("interval")), ServerType("interval"))


def becomes_of(value: Value, asked: Mapping[str, str]) -> str | None:
    """What a column will hold, for the plan."""
    match value.kind:
        case "literal":
            return value.text
        case "null":
            return None
        case "reason":
            return "the reason"
        case "asked":
            return asked.get(value.text)
        case "column":
            return f"what {value.text} holds"
        case _:
            return f"now + {value.text}" if value.text else "now"


def table_for(shape: Shape) -> sa.Table:
    """The relation under its own name, as a statement that writes names it."""
    columns: list[sa.Column[Any]] = [sa.Column(each.name, ServerType(each.base)) for each in shape.columns]
    return sa.Table(shape.relation.name, sa.MetaData(), *columns, schema=shape.relation.schema)


def column_of(shape: Shape, name: str) -> Column:
    """The column of that name. UsageProblem where there is none."""
    column = shape.column(name)
    if column is None:
        raise UsageProblem(f"{shape.relation.qualified} has no column {name}.", "", "")
    return column


def bound_of(resource: Resource, name: str, value: str | None) -> sa.ColumnElement[Any]:
    """A value of a column; what is masked there is shown nowhere."""
    hidden = value is not None and resource.mask_of_path(name) is not None
    return bound(Secret(value) if hidden and value is not None else value, column_of(resource.shape, name))


def query_of(statement: Any) -> Query:
    """The statement as the guard takes it."""
    return Query(*compiled(statement))
