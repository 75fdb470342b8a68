"""The series of the local record: what each is called, its unit, and how it follows from two looks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.core.unknown import Unknown
from console.health.vitals import Counters, Rates, Replication, rates


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over time. `unit` is one of `wording.figure_of`; `a_second` says that it is a rate."""

    name: str
    title: str
    unit: str
    a_second: bool = False


SERIES: Mapping[str, Series] = {
    each.name: each
    for each in (
        Series("connections", "connections", "count"),
        Series("transactions", "transactions", "decimal", True),
        Series("rollbacks", "rollbacks", "decimal", True),
        Series("cache_percent", "cache", "percent"),
        Series("read_blocks", "blocks read", "decimal", True),
        Series("rows_written", "rows written", "decimal", True),
        Series("rows_fetched", "rows fetched", "decimal", True),
        Series("wal_octets", "WAL", "octets", True),
        Series("temp_octets", "temporary files", "octets", True),
        Series("checkpoints", "checkpoints", "count"),
        Series("forced_checkpoints", "forced checkpoints", "count"),
        Series("deadlocks", "deadlocks", "count"),
        Series("xid_age", "wraparound", "count"),
        Series("standbys", "standbys", "count"),
        Series("standby_octets", "behind, the worst standby", "octets"),
        Series("standby_seconds", "behind, the worst standby", "seconds"),
        Series("slot_octets", "WAL kept, the worst slot", "octets"),
        Series("replay_octets", "not replayed yet", "octets"),
        Series("replay_seconds", "behind its primary", "seconds"),
    )
}
"""Checkpoints and deadlocks are counts between two looks; all else is what is now, or a second."""


def figures(before: Counters | None, now: Counters | Unknown, replication: Replication | Unknown) -> dict[str, float]:
    """A figure for each series that can be told. What cannot is left out: it is never a zero."""
    found: dict[str, float | None] = {}
    if isinstance(now, Counters):
        found |= {"connections": now.connections, "xid_age": now.xid_age}
        between = rates(before, now) if before is not None else None
        if before is not None and between is not None:
            found |= _of_rates(between)
            found["rows_fetched"] = max(0, now.fetched - before.fetched) / between.seconds
    if isinstance(replication, Replication):
        found |= _of_replication(replication)
    return {name: float(value) for name, value in found.items() if value is not None}


def _of_rates(between: Rates) -> dict[str, float | None]:
    return {
        "transactions": between.transactions,
        "rollbacks": between.rollbacks,
        "cache_percent": between.cache_percent,
        "read_blocks": between.read_blocks,
        "rows_written": between.rows_written,
        "wal_octets": between.wal_octets,
        "temp_octets": between.temp_octets,
        "checkpoints": between.checkpoints,
        "forced_checkpoints": between.forced_checkpoints,
        "deadlocks": between.deadlocks,
    }


def _of_replication(seen: Replication) -> dict[str, float | None]:
    behind = [
        (each.unsent or 0) + (each.unflushed or 0) + (each.unreplayed or 0)
        for each in seen.standbys
        if each.unsent is not None
    ]
    late = [each.lag_seconds for each in seen.standbys if each.lag_seconds is not None]
    kept = [each.kept_octets for each in seen.slots if each.kept_octets is not None]
    return {
        "standbys": len(seen.standbys),
        "standby_octets": max(behind, default=None),
        "standby_seconds": max(late, default=None),
        "slot_octets": max(kept, default=None),
        "replay_octets": seen.recovery.unreplayed,
        "replay_seconds": seen.recovery.lag_seconds,
    }
