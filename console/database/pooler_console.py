"""PgBouncer's own console: the pools between us and the server. It is asked for lists only, and sets nothing.

The console is a database called pgbouncer at the pooler's address; it speaks the simple protocol alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from console.core.unknown import Unknown
from console.database.patience import SILENCE_SECONDS, answered_within
from console.database.pool import Connection
from console.database.sql import load
from console.errors import Problem

DATABASE = "pgbouncer"


@dataclass(frozen=True, slots=True)
class Pool:
    """Connections of one role to one database. `waited` is how long the first in the queue waits, in seconds.

    `size` is how many server connections the pool may have, None where the pooler does not say.
    """

    database: str
    role: str
    active: int
    waiting: int
    servers: int
    size: int | None
    waited: float
    mode: str


class PoolerConsole:
    """The console of one address. Once it was refused it is not asked again: poolers log every refusal."""

    def __init__(self, opener: Callable[[], Awaitable[Connection]]) -> None:
        self._opener = opener
        self._refused: Unknown | None = None

    async def read_pools(self) -> tuple[Pool, ...] | Unknown:
        """All pools but the console's own, or why they cannot be seen."""
        if self._refused is not None:
            return self._refused
        try:
            connection = await self._opener()
        except Problem as problem:
            self._refused = Unknown(
                f"the pooler's console cannot be reached: {problem.what} {problem.why}".strip(),
                "name this role in stats_users of pgbouncer.ini; other poolers have no such console",
            )
            return self._refused
        try:
            await connection.set_autocommit(True)  # there is no BEGIN
            pools = await _rows(connection, "show_pools")
            databases = await _rows(connection, "show_databases")
        except (psycopg.Error, Problem) as error:
            return Unknown(f"the pooler's console does not say: {error}", "")
        finally:
            await connection.close()
        sizes = {row["name"]: row.get("pool_size") for row in databases}
        return tuple(_pool(row, sizes) for row in pools if row["database"] != DATABASE)


async def _rows(connection: Connection, name: str) -> Sequence[Mapping[str, Any]]:
    with answered_within(connection, SILENCE_SECONDS):
        async with connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(load(f"pooler/{name}").text.encode())
            return await cursor.fetchall()


def _pool(row: Mapping[str, Any], sizes: Mapping[str, Any]) -> Pool:
    size = sizes.get(row["database"])
    waited = float(row.get("maxwait") or 0) + float(row.get("maxwait_us") or 0) / 1e6
    servers = sum(int(row.get(name) or 0) for name in ("sv_active", "sv_idle", "sv_used", "sv_tested", "sv_login"))
    return Pool(
        database=row["database"],
        role=row["user"],
        active=int(row["cl_active"]),
        waiting=int(row["cl_waiting"]),
        servers=servers,
        size=None if size is None else int(size),
        waited=waited,
        mode=row.get("pool_mode") or "",
    )
