"""A statement of SQLAlchemy Core as the driver takes it. Never an engine: sessions and timeouts are ours.

The only module here that knows SQLAlchemy, which is imported with the first list of records.
"""

from __future__ import annotations

from typing import Any

from psycopg import sql
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import UserDefinedType

_DIALECT: Dialect = PGDialect_psycopg()  # type: ignore[no-untyped-call]


class ServerType(UserDefinedType[str]):
    """A type by the name that the server has for it (`public.booking_status`): values go there and back as text."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """The name, as a cast writes it. It comes from format_type, which quotes it."""
        return self.name.replace("%", "%%")


def compiled(statement: ClauseElement) -> tuple[sql.Composed, dict[str, Any]]:
    """The statement's text and its binds."""
    text, binds = written(statement)
    return trusted(text), binds


def written(statement: ClauseElement) -> tuple[str, dict[str, Any]]:
    """The statement's text and its binds as they are kept; None where a bind has no value yet."""
    made = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return made.string, dict(made.params)


def trusted(*texts: str) -> sql.Composed:
    """The rows of these statements, one after another, as one statement."""
    # What SQLAlchemy has written from quoted names and binds is as trusted as a file of ours.
    return sql.Composed([sql.SQL("\nunion all\n".join(texts))])
