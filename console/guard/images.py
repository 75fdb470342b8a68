"""Reading rows by key as images, and locking them: the queries, made from a relation and a set of keys.

The plan asks them through a read session, the runner on its own connection; what they mean stands here once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from console.database.names import NULL, identifier
from console.database.sql import load
from console.guard.operation import Query, Rows
from console.guard.relations import Relation, key_parts
from console.guard.rows import RowImage, key_of

_SECRET_COLUMN = re.compile(r"passw|secret|token|api_?key|private_?key|credential|verifier|(^|_)(hash|salt|pin)$", re.I)
"""Columns whose values are dots even where nobody thought of masking them."""


def images_query(relation: Relation, rows: Rows) -> Query:
    """The query for every readable column of the rows, as text."""
    parts, binds = key_parts(relation, rows)
    columns: list[sql.Composable] = [
        sql.SQL("t.{}::text as {}").format(identifier(column.name), sql.Identifier(f"c{number}"))
        for number, column in enumerate(relation.readable)
    ]
    text = load("guard/images").with_identifiers(
        version=_version(relation),
        partition=sql.SQL("t.tableoid::pg_catalog.regclass::text") if relation.kind == "p" else NULL,
        holder=sql.SQL("nullif(t.xmax::text, '0')") if relation.versioned else NULL,
        columns=sql.SQL(", ").join(columns or [NULL]),
        **parts,
    )
    return Query(text, binds)


def lock_query(relation: Relation, rows: Rows) -> Query:
    """The query that locks the rows and gives the place and version of each that is there."""
    parts, binds = key_parts(relation, rows)
    return Query(load("guard/lock").with_identifiers(version=_version(relation), **parts), binds)


def _version(relation: Relation) -> sql.Composable:
    return sql.SQL("t.xmin::text") if relation.versioned else NULL


def images(relation: Relation, rows: Rows, found: Sequence[Mapping[str, Any]]) -> tuple[RowImage, ...]:
    """One image for each key, in their order; without values where the query did not find the row."""
    by_place = {row["place"]: row for row in found}
    return tuple(
        _image(relation, rows, values, by_place.get(place)) for place, values in enumerate(rows.values, start=1)
    )


def _image(relation: Relation, rows: Rows, values: Sequence[Any], row: Mapping[str, Any] | None) -> RowImage:
    key = key_of(rows, values)
    masked = rows.masked | {column.name for column in relation.columns if _SECRET_COLUMN.search(column.name)}
    if row is None:
        return RowImage(rows.schema, rows.relation, key, None, masked=masked)
    return RowImage(
        schema=rows.schema,
        relation=rows.relation,
        key=key,
        values={column.name: row[f"c{number}"] for number, column in enumerate(relation.readable)},
        version=row["version"],
        masked=masked,
        partition=row["partition"] or "",
        holder=row["holder"],
    )
