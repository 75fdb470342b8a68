"""Statements that took most time, as pg_stat_statements counts them, and what changed between two looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.database.names import identifier
from console.database.session import ReadSession
from console.health.rights import Rights

MOST = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its constants taken out. Milliseconds, blocks of the server, octets; since the last reset.

    The query of another role is `<insufficient privilege>` without pg_read_all_stats.
    """

    query_id: str | None
    role_oid: int
    role: str | None
    toplevel: bool
    calls: int
    total_ms: float
    mean_ms: float
    max_ms: float
    deviation_ms: float
    rows: int
    hit_blocks: int
    read_blocks: int
    temp_blocks: int
    wal_octets: float | None
    read_ms: float
    query: str | None

    @property
    def key(self) -> tuple[str | None, int, bool]:
        """What stays the same between two looks."""
        return (self.query_id, self.role_oid, self.toplevel)

    @property
    def hit_percent(self) -> float | None:
        """How much came from the server's own cache, None where nothing was read."""
        blocks = self.hit_blocks + self.read_blocks
        return 100 * self.hit_blocks / blocks if blocks else None


async def read_statements(session: ReadSession, rights: Rights, most: int = MOST) -> tuple[Statement, ...]:
    """Those that took most time in all, the worst first. Only where `rights.statements` is None."""
    view = identifier(rights.statements_schema, "pg_stat_statements")
    query = session.statement("health/statements").with_identifiers(statements=view)
    return await session.all(query, Statement, {"most": most})


def between(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[Statement, ...]:
    """What ran between two looks, the most time first. One that was counted anew counts whole.

    `max_ms` and `deviation_ms` are of the whole time: the server keeps no others.
    """
    known = {each.key: each for each in before}
    ran = []
    for now in after:
        then = known.get(now.key)
        if then is None or then.calls > now.calls:
            ran.append(now)
        elif now.calls > then.calls:
            ran.append(_less(now, then))
    return tuple(sorted(ran, key=lambda each: -each.total_ms))


def _less(now: Statement, then: Statement) -> Statement:
    calls, total = now.calls - then.calls, now.total_ms - then.total_ms
    return replace(
        now,
        calls=calls,
        total_ms=total,
        mean_ms=total / calls,
        rows=now.rows - then.rows,
        hit_blocks=now.hit_blocks - then.hit_blocks,
        read_blocks=now.read_blocks - then.read_blocks,
        temp_blocks=now.temp_blocks - then.temp_blocks,
        wal_octets=None if now.wal_octets is None or then.wal_octets is None else now.wal_octets - then.wal_octets,
        read_ms=now.read_ms - then.read_ms,
    )
