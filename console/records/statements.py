"""Statements about one row of a kind, for areas that are built on records: lock it, ask it, change it, add one.

It builds them and runs none, but for `read_answers`, which only reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from console.database.compile import compiled
from console.database.session import ReadSession
from console.guard.operation import Change, Requirement, Rows, Step
from console.records.catalogue import Catalogue
from console.records.definition import Value
from console.records.resource import Resource
from console.records.sources import Source, as_text, bound, expression, key_condition
from console.records.written import becomes_of, column_of, query_of, rows_of, table_for, value_of

Condition = sa.ColumnElement[bool]


class Asked:
    """Questions about one row of a kind, or several: expressions of its definition, columns at the end of a path."""

    def __init__(self, catalogue: Catalogue, resource: Resource, *keys: Sequence[str]) -> None:
        self.resource = resource
        self._source = Source(catalogue, resource.shape)
        self._keys = keys

    def column(self, path: str) -> sa.ColumnElement[Any]:
        """The column at a path."""
        return self._source.column(path)

    def text(self, path: str) -> sa.ColumnElement[Any]:
        """The value at a path, as text."""
        return as_text(self._source.column(path), self._source.place(path).column)

    def value(self, sql: str) -> sa.ColumnElement[Any]:
        """What an expression gives."""
        return expression(sql)

    def so(self, sql: str) -> Condition:
        """An expression that is true; what is NULL is not."""
        return sa.func.coalesce(expression(sql), sa.false())

    def same(self, path: str, value: str | None) -> Condition:
        """Whether the value at a path is that one still."""
        about = self._source.place(path).column
        return self._source.column(path).is_not_distinct_from(bound(value, about))

    def room(self, taken: str, capacity: str, more: int = 0) -> Condition:
        """Whether what is taken and `more` do not go beyond the capacity; none given is no limit."""
        limit = self._source.column(capacity)
        return sa.or_(limit.is_(None), expression(taken) + _number(more) <= limit)

    def at_least(self, sql: str, number: int) -> Condition:
        """Whether an expression is no less than a number; NULL is no limit."""
        return sa.func.coalesce(expression(sql) >= _number(number), sa.true())

    def requirement(self, says: str, condition: Condition, *, after: bool = False) -> Requirement:
        """The condition as a sentence that must be true of the row."""
        return Requirement(says, query_of(self._select(condition.label("so"))), after)

    def every(self, says: str, condition: Condition) -> Requirement:
        """That the condition is true of each of the rows."""
        many = sa.func.count().filter(condition) == _number(len(self._keys))
        return Requirement(says, query_of(self._select(many.label("so"))))

    def lock(self, title: str) -> Step:
        """Lock the row: who else counts at it waits until we are done."""
        table = table_for(self.resource.shape)
        one: sa.Select[Any] = sa.select(sa.literal_column("1").label("locked")).select_from(table)
        where = key_condition(table, self.resource.shape, self._keys[0])
        return Step(title=title, query=query_of(one.where(where).with_for_update()), expected=1)

    def must(self, says: str, condition: Condition) -> Step:
        """Look, under the locks that were taken, whether the condition is true: where it is not, nothing is done."""
        one = self._select(sa.literal_column("1").label("so")).where(condition)
        return Step(title=says, query=query_of(one), expected=1, must=says)

    async def read_answers(
        self, session: ReadSession, wanted: Mapping[str, sa.ColumnElement[Any]]
    ) -> dict[tuple[str, ...], Mapping[str, Any]]:
        """What is wanted of each row, by its key. A row that this role does not see is not among them."""
        key = [(f"key{number}", self.text(name)) for number, name in enumerate(self.resource.key)]
        chosen = [column.label(label) for label, column in (*key, *wanted.items())]
        rows = await session.mappings(*compiled(self._select(*chosen)))
        return {tuple(str(row[label]) for label, _ in key): row for row in rows}

    def _select(self, *columns: Any) -> sa.Select[Any]:
        shape = self.resource.shape
        either = sa.or_(*(key_condition(self._source.this, shape, key) for key in self._keys))
        return sa.select(*columns).select_from(self._source.joined).where(either)


def _number(number: int) -> sa.ColumnElement[Any]:
    """A number as a bind with a name of its own: one made from an expression is no name."""
    return sa.cast(sa.bindparam(None, number, unique=True), sa.Integer)


def change(
    resource: Resource,
    keys: Sequence[tuple[str, ...]],
    values: Mapping[str, Value],
    title: str,
    *,
    products: Mapping[str, tuple[str, str]] | None = None,
    shown: Mapping[str, str] | None = None,
) -> Step:
    """Give columns of rows other values. `products` are columns that get a column times a number, `shown` what comes
    out, where that is known.
    """
    shape = resource.shape
    table = table_for(shape)
    sets = {name: value_of(table, column_of(shape, name), value, {}) for name, value in values.items()}
    becomes = {name: becomes_of(value, {}) for name, value in values.items()}
    for name, (column, number) in (products or {}).items():
        sets[name] = table.c[column] * bound(number, column_of(shape, name))
        becomes[name] = f"{column} × {number}"
    either = sa.or_(*(key_condition(table, shape, key) for key in keys))
    rows = rows_of(resource, keys, tuple(sets), becomes={**becomes, **(shown or {})})
    return Step(
        title=title, query=query_of(sa.update(table).where(either).values(sets)), expected=len(keys), rows=(rows,)
    )


def addition(resource: Resource, values: Mapping[str, Value], title: str) -> Step:
    """Add a row; the server makes its key."""
    shape = resource.shape
    table = table_for(shape)
    sets = {name: value_of(table, column_of(shape, name), value, {}) for name, value in values.items()}
    statement = sa.insert(table).values(sets).returning(*(table.c[name] for name in resource.key))
    rows = Rows(
        schema=resource.relation.schema,
        relation=resource.relation.name,
        key=resource.key,
        columns=tuple(values),
        change=Change.INSERT,
        masked=frozenset(name for name in values if resource.mask_of_path(name) is not None),
        becomes={name: becomes_of(value, {}) for name, value in values.items()},
    )
    return Step(title=title, query=query_of(statement), expected=1, returns_key=True, rows=(rows,))
