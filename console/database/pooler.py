"""Whether something stands between us and the server, and how it shares its connections.

PgBouncer invents the pid that it tells at start-up, so it differs from the server's own. In transaction mode the
server connection changes hands between two statements; holding another one busy shows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

from psycopg import Error, OperationalError

from console.database.explain import query_problem
from console.database.pool import Connection
from console.database.sql import load
from console.errors import ConnectionProblem

SECONDS = 5.0


class Pooler(StrEnum):
    """How we reach the server."""

    DIRECT = "direct"
    SESSION = "pooler: session"
    TRANSACTION = "pooler: transaction"
    UNCLEAR = "pooler"


async def backend_pid(connection: Connection) -> int:
    """The pid of the server process that answers right now."""
    cursor = await connection.execute(load("catalog/backend_pid").query())
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def classify(opener: Callable[[], Awaitable[Connection]]) -> Pooler:
    """Direct or pooled, and in which mode. Two short connections, about six round trips; nothing is set on them.

    Raises Problem.
    """
    first = await opener()
    try:
        await first.set_autocommit(True)
        pid = await backend_pid(first)
        if first.info.backend_pid == pid:
            return Pooler.DIRECT
        try:
            second = await opener()
        except (ConnectionProblem, OperationalError):
            return Pooler.UNCLEAR
        try:
            # Occupies the server connection that the first one has just let go of. A pooler that has no other one
            # for it lets it wait: two minutes, by PgBouncer's default.
            async with asyncio.timeout(SECONDS):
                async with second.transaction():
                    await backend_pid(second)
                    again = await backend_pid(first)
            return Pooler.SESSION if again == pid else Pooler.TRANSACTION
        except TimeoutError:
            return Pooler.UNCLEAR
        finally:
            await second.close()
    except Error as error:
        raise query_problem(error) from None
    finally:
        await first.close()
