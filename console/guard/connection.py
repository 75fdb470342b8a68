"""The connection that a write runs on: its own, never one of the pool, and never waited for longer than our own clock.

A statement that the server does not answer (a network that swallows packets) is given up by closing the socket: the
server then sees the connection end. Whether COMMIT had been sent before is the runner's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncClientCursor, AsyncCursor, errors, generators
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import DictRow, dict_row

from console.database.pool import Connection
from console.database.sql import Statement, load
from console.guard.operation import Query
from console.guard.render import revealed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    `grace` is how much longer than the server's own limit for its answer, `commit` for the answer to COMMIT, `asking`
    for a transaction that is still open or a server that restarts, `pauses` after each try that met a lock (a try
    itself waits two seconds for it).
    """

    grace: float = 5.0
    commit: float = 30.0
    asking: float = 45.0
    pauses: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0)


class Lost(Exception):  # it is a fact, not a mistake
    """The connection is gone, or was given up."""


class WriteConnection:
    """One connection, driven by one operation. Every wait on it is bounded by `seconds` and a grace."""

    def __init__(self, connection: Connection, *, seconds: float = 60.0, grace: float = Patience().grace) -> None:
        self._connection = connection
        self.seconds = seconds
        self._grace = grace
        self._cancelling = asyncio.Lock()
        self.answered = 0

    @property
    def raw(self) -> Connection:
        """The driver's own, for transactions and savepoints."""
        return self._connection

    @property
    def told_pid(self) -> int:
        """The process as told at start-up: another one than the server's own means a pooler."""
        return self._connection.info.backend_pid

    @property
    def alive(self) -> bool:
        return not self._connection.closed

    async def ask(self, name: str, binds: Mapping[str, Any] | None = None) -> list[DictRow]:
        """The rows of one of our own statements."""
        return (await self.execute(load(name), binds or {}))[0]

    async def query(self, query: Query) -> list[DictRow]:
        """The rows of a query."""
        return (await self.run(query))[0]

    async def together(self, *queries: str | Query, alone: int = 1) -> list[list[DictRow]]:
        """The rows of several queries (names of our own, or composed): all but the last `alone` are sent at once.

        The first error of any is raised, and none behind it has run; `answered` is how many had. The last goes alone: a
        server that has answered a pipeline waits for more of it and does not count that as idle, so a console that
        stops there would hold its locks for ever. Where more is sent right behind, `alone` may be 0.
        """

        async def send(cursor: AsyncCursor[DictRow], query: str | Query) -> None:
            if isinstance(query, str):
                await cursor.execute(load(query).query(), {})
            else:
                await cursor.execute(query.text, revealed(query.binds))

        async def work() -> list[list[DictRow]]:
            cursors = [self._connection.cursor(row_factory=dict_row) for _ in queries]
            pairs = list(zip(cursors, queries, strict=True))
            at_once = len(pairs) - alone
            try:
                if at_once:
                    async with self._connection.pipeline():
                        for cursor, query in pairs[:at_once]:
                            await send(cursor, query)
                for cursor, query in pairs[at_once:]:
                    await send(cursor, query)
                return [await cursor.fetchall() if cursor.description else [] for cursor in cursors]
            finally:
                self.answered = sum(cursor.statusmessage is not None for cursor in cursors)
                for cursor in cursors:
                    await cursor.close()

        return await self.bounded(work(), self.seconds + self._grace)

    async def run(self, query: Query, *, utility: bool = False) -> tuple[list[DictRow], int]:
        """Send a query; its rows, and how many rows the server says it touched (-1: it does not say).

        A utility statement gets its values as literals. Raises psycopg.Error, or Lost.
        """
        return await self.execute(query.text, revealed(query.binds), utility=utility)

    async def execute(self, text: Any, binds: Mapping[str, Any], *, utility: bool = False) -> tuple[list[DictRow], int]:
        statement = text.query() if isinstance(text, Statement) else text
        kind: type[AsyncCursor[DictRow]] = AsyncClientCursor if utility else AsyncCursor

        async def work() -> tuple[list[DictRow], int]:
            async with kind(self._connection, row_factory=dict_row) as cursor:
                await cursor.execute(statement, dict(binds))
                rows = await cursor.fetchall() if cursor.description else []
                return rows, cursor.rowcount

        return await self.bounded(work(), self.seconds + self._grace)

    async def script(self, text: str) -> str:
        """Send one statement of somebody's as it stands, alone; the server's word for it (`CREATE TABLE`).

        By the extended protocol: two statements in one text are refused, not run. Raises psycopg.Error, or Lost.
        """

        def send() -> PQGen[list[PGresult]]:
            pgconn = self._connection.pgconn
            pgconn.send_query_params(text.encode(self._connection.info.encoding), None)
            results: list[PGresult] = yield from generators.execute(pgconn)
            return results

        async def work() -> str:
            async with self._connection.lock:
                results = await self._connection.wait(send())
            for result in results:
                if result.status == ExecStatus.FATAL_ERROR:
                    raise errors.error_from_result(result, encoding=self._connection.info.encoding)
                if result.status in (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH):
                    self._connection.pgconn.finish()  # there is no data to give, and no other way out of COPY
                    raise errors.FeatureNotSupported("COPY from or to the client has no place in a file.")
            status = results[-1].command_status if results else None
            return status.decode() if status else ""

        return await self.bounded(work(), self.seconds + self._grace)

    @property
    def in_transaction(self) -> bool | None:
        """Whether a transaction is open as the driver saw last; None where the connection is gone."""
        status = self._connection.info.transaction_status
        return None if status is TransactionStatus.UNKNOWN else status is not TransactionStatus.IDLE

    async def bounded(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """What `work` gives; Lost where the connection ended, or did not answer within `seconds` and was given up.

        Not asyncio.timeout: the driver answers a cancellation by waiting for the server once more.
        """
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=seconds)
        except asyncio.CancelledError:
            await self._give_up(task)
            raise
        if not done:
            await self._give_up(task)
            raise Lost(f"The server did not answer in {seconds:.0f} s.")
        try:
            return task.result()
        except psycopg.Error as error:
            if self._connection.closed:
                raise Lost(str(error.diag.message_primary or error).strip().splitlines()[0]) from error
            raise

    async def _give_up(self, task: Awaitable[Any]) -> None:
        self._connection.pgconn.finish()
        future = asyncio.ensure_future(task)
        future.cancel()
        with suppress(BaseException):  # whatever it ends with, we have given it up
            await future

    async def cancel(self) -> None:
        """Ask the server to stop what it is doing. Returns once the request was delivered, or could not be."""
        async with self._cancelling:
            if self.alive:
                with suppress(psycopg.Error, OSError, TimeoutError):
                    await self._connection.cancel_safe(timeout=3)

    async def commit(self, seconds: float) -> None:
        """Send COMMIT, never while a cancel request is on its way. Raises psycopg.Error if refused, Lost if unseen."""
        async with self._cancelling:
            await self.bounded(self._connection.commit(), seconds)

    async def rollback(self) -> None:
        """Undo what was done. A connection that does not answer is closed, which does the same."""
        if self.alive:
            with suppress(psycopg.Error, Lost):
                await self.bounded(self._connection.rollback(), self._grace)

    async def close(self) -> None:
        """Close it; the server ends the session."""
        with suppress(psycopg.Error, OSError):
            await self._connection.close()
