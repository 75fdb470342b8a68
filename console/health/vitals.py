"""Counters of the server and of replication: what they are, and what changes between two looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.database.session import ReadSession

_ENOUGH_BLOCKS = 1_000
"""Fewer blocks between two looks say nothing of the cache."""


@dataclass(frozen=True, slots=True)
class Counters:
    """All only grow, until a crash or a reset: `since`. `at` is the server's clock in epoch seconds."""

    at: float
    since: datetime | None
    connections: int
    commits: int
    rollbacks: int
    hit_blocks: int
    read_blocks: int
    returned: int
    fetched: int
    written: int
    deadlocks: int
    temp_files: int
    temp_octets: int
    wal_octets: float | None
    timed_checkpoints: int
    forced_checkpoints: int
    xid_age: int

    @property
    def cache_percent(self) -> float | None:
        """Since the counters began: it hides what happens now. Use `Rates` where there are two looks."""
        blocks = self.hit_blocks + self.read_blocks
        return 100 * self.hit_blocks / blocks if blocks else None


@dataclass(frozen=True, slots=True)
class Rates:
    """What happened between two looks, a second. `cache_percent` is None where too little was read to say."""

    seconds: float
    transactions: float
    rollbacks: float
    cache_percent: float | None
    read_blocks: float
    rows_written: float
    wal_octets: float | None
    temp_octets: float
    checkpoints: int
    forced_checkpoints: int
    deadlocks: int


@dataclass(frozen=True, slots=True)
class Standby:
    """Who receives our WAL. Octets that are not there yet: unsent, unflushed, unreplayed; None where not told."""

    pid: int
    name: str
    client: str | None
    state: str | None
    sync_state: str | None
    unsent: int | None
    unflushed: int | None
    unreplayed: int | None
    lag_seconds: float | None
    horizon: int | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A replication slot; octets of WAL that it keeps, and that may still come before it is lost."""

    name: str
    kind: str
    plugin: str | None
    database: str | None
    active: bool
    active_pid: int | None
    wal_status: str | None
    safe_octets: int | None
    kept_octets: int | None
    horizon: int | None
    inactive_since: str | None
    invalidated: str | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """Whether this is a standby, and how far it is behind what it has received."""

    standby: bool
    unreplayed: int | None
    lag_seconds: float | None


@dataclass(frozen=True, slots=True)
class Replication:
    """Standbys, slots, and what we are ourselves."""

    standbys: tuple[Standby, ...]
    slots: tuple[Slot, ...]
    recovery: Recovery


async def read_counters(session: ReadSession) -> Counters:
    """The counters now."""
    return await session.one("health/vitals", Counters)


async def read_replication(session: ReadSession) -> Replication:
    """Standbys, slots and recovery. Of standbys only the pid is told to a role without pg_read_all_stats."""
    return Replication(
        await session.all("health/standbys", Standby),
        await session.all("health/slots", Slot),
        await session.one("health/recovery", Recovery),
    )


def rates(before: Counters, after: Counters) -> Rates | None:
    """What happened between two looks; None where the counters began anew between them, or no time has passed."""
    seconds = after.at - before.at
    if seconds <= 0 or before.since != after.since or after.commits < before.commits:
        return None
    hit, read = after.hit_blocks - before.hit_blocks, after.read_blocks - before.read_blocks
    wal = None
    if before.wal_octets is not None and after.wal_octets is not None:
        wal = max(0.0, after.wal_octets - before.wal_octets) / seconds
    return Rates(
        seconds=seconds,
        transactions=(after.commits + after.rollbacks - before.commits - before.rollbacks) / seconds,
        rollbacks=(after.rollbacks - before.rollbacks) / seconds,
        cache_percent=100 * hit / (hit + read) if hit + read >= _ENOUGH_BLOCKS else None,
        read_blocks=read / seconds,
        rows_written=(after.written - before.written) / seconds,
        wal_octets=wal,
        temp_octets=(after.temp_octets - before.temp_octets) / seconds,
        checkpoints=after.timed_checkpoints - before.timed_checkpoints,
        forced_checkpoints=after.forced_checkpoints - before.forced_checkpoints,
        deadlocks=after.deadlocks - before.deadlocks,
    )
