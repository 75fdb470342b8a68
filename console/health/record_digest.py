"""The digest of a day, from the local record alone: what is new, what grew, which way things go. It asks no server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from console.core.unknown import Unknown
from console.health.record import Record, held_at, number_of, rows_in
from console.health.record_file import statement
from console.health.record_series import SERIES
from console.health.record_values import Gap, Growth, Held, Sample

SLOW_MS = 20.0
SLOWER_TIMES = 2.0
MOST = 10
UNUSED = ("unused_index", "redundant_index")
SHOWN = ("connections", "transactions", "cache_percent", "read_blocks", "wal_octets", "temp_octets", "deadlocks")
"""A statement is slow from this mean on (PgHero's figure), and slower when its mean is so many times the one before."""

_BACKUPS = Unknown("no backups are recorded", "greenroom does not take or watch them yet")


@dataclass(frozen=True, slots=True)
class Figure:
    """A series over the day. `high` is the most; `percentile` is the 95th of the looks, an estimate: between two looks
    nobody looked. `before` is the mean of the day before.
    """

    series: str
    mean: float
    percentile: float
    high: float
    before: float | None


@dataclass(frozen=True, slots=True)
class Slow:
    """A statement that took time. `mean_before` is None where it did not run before. Milliseconds."""

    query: str | None
    role: str | None
    calls: int
    total_ms: float
    mean_before: float | None

    @property
    def mean_ms(self) -> float:
        return self.total_ms / self.calls if self.calls else 0.0


@dataclass(frozen=True, slots=True)
class Changed:
    """A check's state that changed, and what became of telling it."""

    check: str
    at: float
    was: str
    became: str
    detail: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A day of one database. `since` is when its record begins: on that day everything would be new, so nothing is.

    `covered` is about which share of what has passed of the day was looked at, 0 to 1.
    """

    day: date
    began: float
    ended: float
    since: float
    covered: float
    gaps: tuple[Gap, ...]
    figures: tuple[Figure, ...]
    slow: tuple[Slow, ...]
    slower: tuple[Slow, ...]
    growth: tuple[Growth, ...]
    unused: tuple[Held, ...]
    new: tuple[Held, ...]
    gone: tuple[Held, ...]
    changes: tuple[Changed, ...]
    backups: Unknown

    @property
    def is_first(self) -> bool:
        """Whether recording began on this day."""
        return self.since >= self.began


async def read_digest(record: Record, scope: str, day: date, began: float, ended: float) -> Digest | Unknown:
    """The digest of a day from `began` to `ended` (epoch seconds); Unknown where nothing of it was recorded."""
    window = timedelta(seconds=ended - began)
    today = await record.read_windows(scope, SERIES, window, until=ended)
    yesterday = await record.read_windows(scope, SERIES, window, until=began)
    gaps = await record.read_gaps(scope, window, until=ended)
    growth = await record.growths(scope, window, until=ended)

    def job(connection: sqlite3.Connection) -> Digest | Unknown:
        target = number_of(connection, scope)
        first = connection.execute(statement("began"), {"target": target}).fetchone()[0]
        if target is None or first is None or first > ended or not any(today.values()):
            return _NOTHING
        span = {"target": target, "since": began, "until": ended}
        runs = connection.execute(statement("runs"), span).fetchall()
        held = [Held(*row) for row in connection.execute(statement("findings_since"), span)]
        unused = [each for each in held_at(connection, target, ended) if each.check in UNUSED]
        new_from = began if first < began else ended
        return Digest(
            day=day,
            began=began,
            ended=ended,
            since=first,
            covered=_covered(rows_in(connection, target, began, ended), began, min(ended, time.time())),
            gaps=gaps,
            figures=_figures(today, yesterday),
            slow=tuple(_slow(row) for row in runs if row["began"] >= new_from and _mean(row) >= SLOW_MS)[:MOST],
            slower=tuple(_slow(row) for row in runs if _is_slower(row))[:MOST],
            growth=growth[:MOST],
            unused=tuple(unused),
            new=tuple(each for each in held if each.began >= new_from),
            gone=tuple(each for each in held if each.ended is not None and each.ended <= ended),
            changes=tuple(Changed(*row) for row in connection.execute(statement("changes"), span)),
            backups=_BACKUPS,
        )

    return await record.file.read(job, _NOTHING)


_NOTHING = Unknown("nothing of that day was recorded", "greenroom health --record keeps recording")


def _covered(rows: Sequence[sqlite3.Row], began: float, ended: float) -> float:
    looked: float = sum(row["every"] for row in rows)
    return min(1.0, looked / max(ended - began, 1.0))


def _figures(today: dict[str, tuple[Sample, ...]], before: dict[str, tuple[Sample, ...]]) -> tuple[Figure, ...]:
    found = []
    for name in SHOWN:
        values = _values(today[name])
        if not values:
            continue
        highs = [each.high for each in today[name] if each.high is not None]
        earlier = _values(before[name])
        rank = min(len(values) - 1, int(0.95 * len(values)))
        mean = sum(earlier) / len(earlier) if earlier else None
        found.append(Figure(name, sum(values) / len(values), sorted(values)[rank], max(highs), mean))
    return tuple(found)


def _values(samples: Sequence[Sample]) -> list[float]:
    return [each.value for each in samples if each.value is not None]


def _mean(row: sqlite3.Row) -> float:
    return float(row["total_ms"]) / float(row["calls"]) if row["calls"] else 0.0


def _is_slower(row: sqlite3.Row) -> bool:
    before: float | None = row["mean_before"]
    return bool(before is not None and _mean(row) >= max(SLOW_MS, SLOWER_TIMES * before))


def _slow(row: sqlite3.Row) -> Slow:
    return Slow(row["words"], row["role"], row["calls"], row["total_ms"], row["mean_before"])
