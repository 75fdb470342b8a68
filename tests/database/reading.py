"""What the tests of reading share: a target for a database of ours, and a way to read with SQL of the test's own."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from console.core.secret import Secret
from console.core.target import SecretSource, Target, Tls
from console.database.connect import connect
from console.database.pool import Connection
from console.database.session import Database, ReadSession


def target_at(params: Mapping[str, Any], /, **more: Any) -> Target:
    """The target that libpq parameters such as `database.params` lead to."""
    target = Target(
        name="shop",
        host=str(params["host"]),
        port=int(params["port"]),
        database=str(params["dbname"]),
        user=str(params["user"]),
        secret=SecretSource.NONE,
        tls=Tls.OFF,
    )
    return replace(target, **more)


@asynccontextmanager
async def reading(
    params: Mapping[str, Any], *, password: str | None = None, connections: int = 1, **more: Any
) -> AsyncIterator[Database]:
    """The console's own way to read what is there, with one connection unless more are asked for."""
    target = target_at(params, **more)

    async def opener() -> Connection:
        return await connect(target, Secret(password) if password else None)

    database = Database(opener, connections=connections)
    try:
        yield database
    finally:
        await database.close()


def composed(text: str) -> sql.Composed:
    """SQL of a test's own, in the one form other than a file's name that a read session takes."""
    return sql.Composed([sql.SQL(text)])


async def rows(session: ReadSession, text: str, binds: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of SQL of a test's own. Not as dicts: two columns may have one name."""
    return list(await session._rows(composed(text), binds, tuple_row))


async def value(database: Database, text: str) -> Any:
    """The one value of SQL of a test's own, read in a transaction of its own."""
    async with database.read() as session:
        return (await rows(session, text))[0][0]


def superuser(params: Mapping[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection past greenroom, for making things and for looking at what became of them."""
    return psycopg.connect(**{**params, "application_name": "beside"}, autocommit=True)


def await_end(look: psycopg.Connection[tuple[Any, ...]], pid: int, seconds: float = 5) -> None:
    """Wait until the server process of a session that was closed or ended is gone."""
    deadline = time.monotonic() + seconds
    while look.execute("select from pg_stat_activity where pid = %s", [pid]).fetchone() is not None:
        assert time.monotonic() < deadline, f"{pid} is still there after {seconds} s"
        time.sleep(0.005)
