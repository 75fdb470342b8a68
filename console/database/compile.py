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


_KEPT: dict[Any, Any] = {}
"""Statements that were written, by their form, the longest unused first."""
_MOST_KEPT = 500


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
    """The statement's text and its binds as they are kept; None where a bind has no value yet.

    A statement of the same form is written once: by SQLAlchemy's own key of it, in which values are not.
    """
    form = statement._generate_cache_key()  # its engines do the same; without a key it is simply written again
    if form is None:
        made = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        return made.string, dict(made.params)
    held = _KEPT.pop(form.key, None)
    if held is None:
        held = statement.compile(dialect=_DIALECT, cache_key=form, compile_kwargs={"render_postcompile": True})
    if not held.post_compile_params:  # how many values a list has is a part of its text
        while len(_KEPT) >= _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[form.key] = held
    return held.string, dict(held.construct_params(extracted_parameters=form.bindparams, _check=False))


def trusted(*texts: str) -> sql.Composed:
    """The rows of these statements, one after another, as one statement."""
    # What SQLAlchemy has written from quoted names and binds is as trusted as a file of ours.
    return sql.Composed([sql.SQL("\nunion all\n".join(texts))])
