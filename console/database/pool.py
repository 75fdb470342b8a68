"""At most three connections to one target, opened when they are needed.

Not psycopg_pool: that one tries a refused password again in the background, which locks roles out, and answers the
caller with a time-out instead of the server's reason.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from psycopg import AsyncConnection, pq
from psycopg.rows import TupleRow

Connection = AsyncConnection[TupleRow]

SIZE = 3
IDLE_SECONDS = 300
"""After that an unused connection is closed: a console left open over night holds nothing."""


class Pool:
    """Hands out connections in turn. `opener` makes one or raises the reason why not."""

    def __init__(self, opener: Callable[[], Awaitable[Connection]], *, size: int = SIZE) -> None:
        self._open = opener
        self._free: list[tuple[Connection, float]] = []
        self._slots = asyncio.Semaphore(size)
        self._closed = False

    @asynccontextmanager
    async def connection(self, *, fresh: bool = False) -> AsyncIterator[Connection]:
        """A connection that is idle and outside a transaction; `fresh` takes a new one, not one that has rested."""
        async with self._slots:
            connection = await self._take(fresh)
            try:
                yield connection
            finally:
                await self._put(connection)

    async def _take(self, fresh: bool) -> Connection:
        while self._free:
            connection, since = self._free.pop()
            if fresh or connection.closed or time.monotonic() - since > IDLE_SECONDS:
                await connection.close()
                continue
            return connection
        return await self._open()

    async def _put(self, connection: Connection) -> None:
        idle = connection.info.transaction_status is pq.TransactionStatus.IDLE
        if self._closed or connection.closed or not idle:
            await connection.close()
        else:
            self._free.append((connection, time.monotonic()))

    async def trim(self) -> None:
        """Close what has been idle for too long. Called by whoever has a clock (the console's refresh)."""
        now = time.monotonic()
        stale = [entry for entry in self._free if now - entry[1] > IDLE_SECONDS]
        self._free = [entry for entry in self._free if entry not in stale]
        for connection, _ in stale:
            await connection.close()

    async def close(self) -> None:
        """Close what is free now, and what is in use as soon as it comes back."""
        self._closed = True
        while self._free:
            connection, _ = self._free.pop()
            await connection.close()
