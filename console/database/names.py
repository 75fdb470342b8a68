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


def names_of(relation: str, parts: Iterable[str]) -> sql.Composable:
    """Names of a relation's columns with commas between them, each behind the relation's alias."""
    return sql.SQL(", ").join(_of(relation, part) for part in parts)


def definitions(columns: Iterable[tuple[str, str]]) -> sql.Composable:
    """Columns with their types, as a function that gives records wants them. A type is as format_type prints it."""
    return sql.SQL(", ").join(sql.SQL("{} {}").format(identifier(name), expression(kind)) for name, kind in columns)


def listed(expressions: Iterable[str], prefix: str) -> sql.Composable:
    """Expressions of the catalogue with commas between them, called `prefix` and their number."""
    return sql.SQL(", ").join(
        sql.SQL("({}) as {}").format(expression(text), identifier(f"{prefix}{number}"))
        for number, text in enumerate(expressions)
    )


def equal(relation: str, columns: Iterable[str], prefix: str) -> sql.Composable:
    """The condition that each column equals the bind called `prefix` and its number."""
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(_of(relation, column), sql.Placeholder(f"{prefix}{number}"))
        for number, column in enumerate(columns)
    )


def assigned(columns: Iterable[str], prefix: str) -> sql.Composable:
    """Each column set to the bind called `prefix` and its number, with commas between them."""
    return sql.SQL(", ").join(
        sql.SQL("{} = {}").format(identifier(column), sql.Placeholder(f"{prefix}{number}"))
        for number, column in enumerate(columns)
    )
