"""Names known only at run time, as parts of a statement: quoted by the driver, for `Statement.with_identifiers`."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import DataError, sql

Part = sql.Composable
"""A piece of a statement that the driver has quoted."""

NULL: sql.Composable = sql.SQL("null::text")
"""In place of a column that is not there. With its type: a bare null cannot be sorted by."""


def identifier(*parts: str) -> sql.Composable:
    """A name such as `schema, table` or `column`.

    Its percent signs are doubled: statements always run with a mapping of binds, where one percent sign is a bind.
    DataError, which a read turns into Unknown or a Problem, for what no name can hold: libpq would cut the statement
    off there, and nothing would be no name at all.
    """
    if any("\x00" in part or not part for part in parts):
        raise DataError("a name is empty or holds the character NUL")
    return sql.Identifier(*(part.replace("%", "%%") for part in parts))


def quoted(*parts: str) -> str:
    """A name such as `schema."Table"` as a value: for a bind that the server reads as a name (`to_regclass`)."""
    return sql.Identifier(*parts).as_string(None)


def names(parts: Iterable[str]) -> sql.Composable:
    """Names of columns with commas between them."""
    return sql.SQL(", ").join(identifier(part) for part in parts)


def binds(parts: Iterable[str]) -> sql.Composable:
    """A bind for each name, with commas between them."""
    return sql.SQL(", ").join(sql.Placeholder(part) for part in parts)


def row(parts: sql.Composable, count: int) -> sql.Composable:
    """Several names or binds as one row, between brackets; one alone stands without them."""
    return sql.SQL("({})").format(parts) if count > 1 else parts


def expression(text: str) -> sql.Composable:
    """An expression of somebody's own file, as it was written: only ever evaluated in a read-only transaction."""
    return sql.SQL(text.replace("%", "%%"))


def all_there(relation: str, columns: Iterable[str]) -> sql.Composable:
    """The condition that none of these columns is null."""
    return sql.SQL(" and ").join(sql.SQL("{} is not null").format(_of(relation, column)) for column in columns)


def pairs(left: str, left_columns: Iterable[str], right: str, right_columns: Iterable[str]) -> sql.Composable:
    """The condition that the columns of one relation equal those of another, one by one."""
    both = zip(left_columns, right_columns, strict=False)
    return sql.SQL(" and ").join(sql.SQL("{} = {}").format(_of(left, one), _of(right, other)) for one, other in both)


def _of(relation: str, column: str) -> sql.Composable:
    return identifier(relation, column) if relation else identifier(column)
