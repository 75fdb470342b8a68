"""Running statements on a database of a local server, where nothing matters: what each did, took and said.

Never on a target: there the guard writes.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import AsyncConnection, pq
from psycopg.rows import dict_row
from psycopg.sql import Composed

from console.errors import ConnectionProblem
from console.scratch.client import Client


@dataclass(frozen=True, slots=True)
class Failure:
    """What the server said against a statement. `position` is one-based, in characters of its text; 0 if none."""

    message: str
    sqlstate: str = ""
    detail: str = ""
    hint: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Ran:
    """One statement that was run: seconds on the server and the way there, its notices, and what went wrong if so."""

    seconds: float
    notices: tuple[str, ...] = ()
    failure: Failure | None = None


class Writer:
    """A session that may do anything. Each statement stands by itself until `begin`."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        """Not for callers: use `writing`."""
        self._connection = connection
        self._notices: list[str] = []
        connection.add_notice_handler(self._heard)

    @property
    def idle(self) -> bool:
        """Whether no transaction is open."""
        return self._connection.info.transaction_status is pq.TransactionStatus.IDLE

    async def begin(self) -> None:
        """From now on statements stand or fall together, until `commit` or `rollback`."""
        await self._connection.set_autocommit(False)

    async def commit(self) -> Ran:
        """End the transaction; what is checked only at its end may fail here."""
        return await self._timed(self._connection.commit)

    async def rollback(self) -> None:
        """Undo what was done since `begin`, or what a statement of the caller's own began."""
        await self._connection.rollback()
        await self._connection.set_autocommit(True)

    async def run(self, text: str, *, alone: bool = False) -> Ran:
        """Run one statement. Its error is in what comes back; with `alone`, it does not spoil the transaction."""

        async def execute() -> None:
            # No binds, so that a percent sign is one. The text is the caller's file, as it stands.
            if alone:
                async with self._connection.transaction():
                    await self._connection.execute(text.encode())
            else:
                await self._connection.execute(text.encode())

        return await self._timed(execute)

    async def rows(self, query: bytes | Composed, binds: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a statement of ours."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(query, binds or {})
            return await cursor.fetchall()

    async def write(self, query: Composed, binds: Mapping[str, Any]) -> Ran:
        """Run a statement of ours that gives no rows. Its error is in what comes back, and spoils no transaction."""

        async def execute() -> None:
            async with self._connection.transaction():
                await self._connection.execute(query, binds)

        return await self._timed(execute)

    async def _timed(self, act: Any) -> Ran:
        self._notices = []
        failure = None
        started = time.perf_counter()
        try:
            await act()
        except (psycopg.Error, UnicodeError) as error:
            failure = _failure(error)
            if self._connection.closed:
                raise ConnectionProblem("The local server ended the session.", failure.message) from None
        finally:
            seconds = time.perf_counter() - started
            if act == self._connection.commit:
                await self._connection.set_autocommit(True)
        return Ran(seconds, tuple(self._notices), failure)

    def _heard(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        self._notices.append(f"{diagnostic.severity}: {diagnostic.message_primary}")


@asynccontextmanager
async def writing(client: Client, database: str, user: str | None = None) -> AsyncIterator[Writer]:
    """A session on one of its databases, closed afterwards: of that role, else of the server's superuser."""
    try:
        connection = await AsyncConnection.connect(
            **client.params(database, user),  # type: ignore[arg-type]  # every value is a string that libpq reads
            autocommit=True,
            prepare_threshold=None,
            passfile="/nonexistent/greenroom",
            application_name="greenroom",
            options="",
        )
    except psycopg.Error as error:
        raise ConnectionProblem("The local server could not be reached.", str(error)) from None
    try:
        yield Writer(connection)
    finally:
        await connection.close()


def _failure(error: Exception) -> Failure:
    said = getattr(error, "diag", None)
    if said is None or said.message_primary is None:
        return Failure(" ".join(str(error).split()) or type(error).__name__)
    position = int(said.statement_position or 0)
    return Failure(
        said.message_primary, said.sqlstate or "", said.message_detail or "", said.message_hint or "", position
    )
