"""A query as the text that will run, its values shown where its binds stand. A secret is dots. Nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import sql

from console.core.scrub import DOTS
from console.core.secret import Secret
from console.guard.operation import Operation, Query, TheReason

_BIND = re.compile(r"%(?:%|\((\w+)\)s)")
LIMIT = 2_000
"""Characters of one value shown in a statement before it is cut."""


def rendered(query: Query, *, limit: int | None = LIMIT) -> str:
    """The statement with its values as literals. With `limit` None nothing is cut."""

    def bound(match: re.Match[str]) -> str:
        name = match[1]
        return "%" if name is None else _literal(query.binds[name], limit)

    return _BIND.sub(bound, query.text.as_string(None))


def _literal(value: Any, limit: int | None) -> str:
    if isinstance(value, Secret):
        return f"'{DOTS}'"
    if isinstance(value, TheReason):
        return "'…the reason…'"
    text = sql.Literal(value).as_string(None)
    if limit is not None and len(text) > limit:
        return f"{text[:limit]}… (+{len(text) - limit:,} characters)"
    return text


def revealed(binds: Mapping[str, Any]) -> dict[str, Any]:
    """The binds as the driver takes them."""
    return {name: value.reveal() if isinstance(value, Secret) else value for name, value in binds.items()}


def reasoned(query: Query, reason: str) -> Query:
    """The query with the reason where it wants one; NULL where none was given."""
    if not any(isinstance(value, TheReason) for value in query.binds.values()):
        return query
    given = reason.strip() or None
    binds = {name: given if isinstance(value, TheReason) else value for name, value in query.binds.items()}
    return Query(query.text, binds)


def secrets_of(operation: Operation) -> tuple[str, ...]:
    """Every secret that the operation's queries bind, longest first, for `without`."""
    queries = [step.query for step in operation.steps] + [each.query for each in operation.requirements]
    values = {value.reveal() for query in queries for value in query.binds.values() if isinstance(value, Secret)}
    return tuple(sorted(values, key=len, reverse=True))


def without(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret in it as dots: a server's message may quote the value that it refused."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, DOTS)
    return text
