"""The local record, as it is read: figures over time, the state at a moment, growth, trends. It writes nothing.

Times are epoch seconds of this machine. Where nothing was recorded there is a gap, and nothing is guessed across it.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from console.core.target import Identity, Target
from console.core.unknown import Unknown
from console.guard.payload import scope_of
from console.health.given import Gone
from console.health.record_file import RecordFile, statement
from console.health.record_values import Gap, Growth, Held, Moment, Sample, Trend, Way

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
STEPS: Mapping[int, float] = {0: DAY, 300: 30 * DAY, 3_600: 400 * DAY}
"""How long a look is kept, the mean of five minutes, and that of an hour."""

LATE = 2.5
"""So many times the usual distance without a look is a gap."""

FRESH = 600.0
"""Seconds: who was there before and is not now is told by a look no older than this."""

_NEVER = Unknown("nothing was recorded then", "greenroom health --record keeps recording")


def record_scope(target: Target, identity: Identity | Unknown | None, *, standby: bool) -> str:
    """What a database is called in the record: itself, wherever it is reached. A standby has figures of its own."""
    seen = identity if isinstance(identity, Identity) else target.identity
    return scope_of(seen, target.name) + (f"/standby/{target.name}" if standby else "")


class Record:
    """This user's record, read. One object for as long as a console is open."""

    def __init__(self, path: Path | None = None) -> None:
        self.file = RecordFile(path)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    async def scope_named(self, target: str) -> str | None:
        """The database that was last recorded under this name."""

        def job(connection: sqlite3.Connection) -> str | None:
            found = connection.execute(statement("target_named"), {"name": target}).fetchone()
            return str(found[0]) if found else None

        return await self.file.read(job, None)

    async def read_window(
        self, scope: str, series: str, window: timedelta, *, until: float | None = None, points: int | None = None
    ) -> tuple[Sample, ...]:
        """One series, oldest first; see `read_windows`."""
        return (await self.read_windows(scope, (series,), window, until=until, points=points))[series]

    async def read_windows(
        self,
        scope: str,
        series: Iterable[str],
        window: timedelta,
        *,
        until: float | None = None,
        points: int | None = None,
    ) -> dict[str, tuple[Sample, ...]]:
        """Several series of one window that ends at `until` (now), a single look at the file.

        With `points` at most so many samples, each the mean of its share of the window. A gap is a sample without a
        value. Empty where nothing of it was ever recorded.
        """
        names = tuple(series)
        end = time.time() if until is None else until
        start = end - window.total_seconds()

        def job(connection: sqlite3.Connection) -> dict[str, tuple[Sample, ...]]:
            target = number_of(connection, scope)
            rows = rows_in(connection, target, start, end) if target is not None else []
            looks = [(row["at"], row["every"], json.loads(row["body"])) for row in rows]
            found = {name: _with_gaps(looks, name) for name in names}
            if points is None or not looks:
                return found
            widest = max(1, int((end - start) / max(look[1] for look in looks)))
            return {name: _thinned(found[name], start, end, min(points, widest)) for name in names}

        return await self.file.read(job, dict.fromkeys(names, ()))

    async def read_gaps(self, scope: str, window: timedelta, *, until: float | None = None) -> tuple[Gap, ...]:
        """When the server could not be reached, and when nobody recorded, oldest first."""
        end = time.time() if until is None else until
        start = end - window.total_seconds()

        def job(connection: sqlite3.Connection) -> tuple[Gap, ...]:
            target = number_of(connection, scope)
            if target is None:
                return ()
            span = {"target": target, "since": start, "until": end}
            told = [Gap(*row) for row in connection.execute(statement("gaps"), span)]
            rows = rows_in(connection, target, start, end)
            silent = [
                Gap(one["at"], other["at"], "nobody recorded")
                for one, other in pairwise(rows)
                if _is_gap(one["at"], one["every"], other["at"])
            ]
            if rows and _is_gap(rows[-1]["at"], rows[-1]["every"], end):
                silent.append(Gap(rows[-1]["at"], None, "nobody recorded"))
            alone = [gap for gap in silent if not any(_overlap(gap, each) for each in told)]
            return tuple(sorted([*told, *alone], key=lambda gap: gap.began))

        return await self.file.read(job, ())

    async def state_at(self, scope: str, at: float) -> Moment | Unknown:
        """What was known at a moment: the look before it, unless that was too long ago, and the findings."""

        def job(connection: sqlite3.Connection) -> Moment | Unknown:
            target = number_of(connection, scope)
            if target is None:
                return _NEVER
            for step in STEPS:
                binds = {"target": target, "step": step, "since": at - DAY, "until": at}
                row = connection.execute(statement("sample_at"), binds).fetchone()
                if row is not None and not _is_gap(row["at"], row["every"], at):
                    figures = {name: _value(value) for name, value in json.loads(row["body"]).items()}
                    return Moment(row["at"], step, figures, held_at(connection, target, at))
            return _NEVER

        return await self.file.read(job, _NEVER)

    async def growth(self, scope: str, oid: int, window: timedelta = timedelta(days=30)) -> Growth | Unknown:
        """How a table grew within the window, or since it was first recorded if that is less."""
        found = await self._growths(scope, oid, window, None)
        return found[0] if found else Unknown("its size was not recorded yet", "it is, once an hour, while we look")

    async def growths(
        self, scope: str, window: timedelta = timedelta(days=1), *, until: float | None = None
    ) -> tuple[Growth, ...]:
        """Every table whose size has changed within the window, those that grew most first."""
        changed = [each for each in await self._growths(scope, None, window, until) if each.grown]
        return tuple(sorted(changed, key=lambda each: -each.grown))

    async def _growths(self, scope: str, oid: int | None, window: timedelta, until: float | None) -> list[Growth]:
        end = time.time() if until is None else until
        start = end - window.total_seconds()

        def job(connection: sqlite3.Connection) -> list[Growth]:
            target = number_of(connection, scope)
            if target is None:
                return []
            now = _sizes(connection, "sizes_at", target, oid, end)
            first = _sizes(connection, "sizes_first", target, oid, start) | _sizes(
                connection, "sizes_at", target, oid, start
            )
            return [_growth(row, first[key], start) for key, row in now.items() if key in first]

        return await self.file.read(job, [])

    async def read_gone(self, scope: str) -> tuple[Gone, ...]:
        """Standbys and slots that an earlier look saw and the last did not; none where the last was long ago."""
        now = time.time()

        def job(connection: sqlite3.Connection) -> tuple[Gone, ...]:
            target = number_of(connection, scope)
            bounds = connection.execute(statement("sample_bounds"), {"target": target, "step": 0}).fetchone()
            if now - (bounds["latest"] or 0.0) > FRESH:
                return ()
            rows = connection.execute(statement("members_gone"), {"target": target})
            return tuple(Gone(row["kind"], row["name"], now - row["seen"]) for row in rows)

        return await self.file.read(job, ())

    async def trend(self, scope: str, measure: str, days: int = 7) -> Trend | Unknown:
        """Which way a measure of the scorecard went: its first day of so many against its last."""
        since = (datetime.now(UTC) - timedelta(days=days)).date().isoformat()

        def job(connection: sqlite3.Connection) -> Trend | Unknown:
            target = number_of(connection, scope)
            binds = {"target": target, "measure": measure, "since": since}
            rows = connection.execute(statement("scores"), binds).fetchall()
            return _trend(rows)

        return await self.file.read(job, _NO_TREND)


_NO_TREND = Unknown("it was recorded on fewer than two days", "greenroom health --record keeps recording")


def number_of(connection: sqlite3.Connection, scope: str) -> int | None:
    """The number of a database in the file, None where it was never recorded."""
    found = connection.execute(statement("target_id"), {"scope": scope}).fetchone()
    return int(found[0]) if found else None


def held_at(connection: sqlite3.Connection, target: int, at: float) -> tuple[Held, ...]:
    """The findings that there were at a moment, the worst first."""
    return tuple(Held(*row) for row in connection.execute(statement("findings_at"), {"target": target, "at": at}))


def rows_in(connection: sqlite3.Connection, target: int, start: float, end: float) -> list[sqlite3.Row]:
    """Looks where they are still kept; before them means of five minutes, and before those of an hour."""
    found: list[sqlite3.Row] = []
    until = end
    for step in STEPS:
        binds = {"target": target, "step": step, "since": start, "until": until}
        rows = connection.execute(statement("samples"), binds).fetchall()
        found = [*rows, *found]
        bounds = connection.execute(statement("sample_bounds"), {"target": target, "step": step}).fetchone()
        if bounds["earliest"] is not None:
            # The mean that stands at a time is of what followed: it must end before what is there in more detail.
            until = min(until, bounds["earliest"] - _next(step))
        if until <= start:
            break
    return found


def _next(step: int) -> int:
    steps = list(STEPS)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def _is_gap(at: float, every: float, following: float) -> bool:
    return following - at > LATE * every


def _overlap(one: Gap, other: Gap) -> bool:
    return one.began < (other.ended or float("inf")) and other.began < (one.ended or float("inf"))


def _with_gaps(looks: Sequence[tuple[float, float, Mapping[str, object]]], name: str) -> tuple[Sample, ...]:
    found: list[Sample] = []
    last: tuple[float, float] | None = None
    for at, every, body in looks:
        if last is not None and _is_gap(last[0], max(last[1], every), at):
            found.append(Sample((last[0] + at) / 2, None))
        last = (at, every)
        value = body.get(name)
        found.append(Sample(at, *_spread(value)) if value is not None else Sample(at, None))
    return tuple(found) if any(each.value is not None for each in found) else ()


def _value(value: object) -> float:
    return _spread(value)[0]


def _spread(value: object) -> tuple[float, float, float]:
    """Mean, least and most: of a look all three are the same."""
    if isinstance(value, list):
        mean, low, high = value
        return float(mean), float(low), float(high)
    figure = float(value)  # type: ignore[arg-type]  # what we wrote ourselves
    return figure, figure, figure


def _thinned(samples: Sequence[Sample], start: float, end: float, points: int) -> tuple[Sample, ...]:
    """Means of equal shares of the window. A share without a look is a gap."""
    if not samples:
        return ()
    width = (end - start) / points
    shares: list[list[Sample]] = [[] for _ in range(points)]
    for each in samples:
        if each.value is not None:
            shares[min(points - 1, max(0, int((each.at - start) / width)))].append(each)
    return tuple(_mean(share, start + (number + 0.5) * width) for number, share in enumerate(shares))


def _mean(share: Sequence[Sample], at: float) -> Sample:
    values = [each.value for each in share if each.value is not None]
    if not values:
        return Sample(at, None)
    lows = [each.low for each in share if each.low is not None]
    highs = [each.high for each in share if each.high is not None]
    return Sample(at, sum(values) / len(values), min(lows), max(highs))


def _sizes(
    connection: sqlite3.Connection, name: str, target: int, oid: int | None, at: float
) -> dict[int, sqlite3.Row]:
    binds = {"target": target, "oid": oid, "at": at}
    return {row["oid"]: row for row in connection.execute(statement(name), binds)}


def _growth(now: sqlite3.Row, then: sqlite3.Row, start: float) -> Growth:
    return Growth(
        oid=now["oid"],
        schema=now["schema_name"],
        name=now["name"],
        since=max(start, then["at"]),
        octets=now["octets"],
        octets_before=then["octets"],
        rows=now["count_of_rows"],
        rows_before=then["count_of_rows"],
    )


def _trend(rows: Sequence[sqlite3.Row]) -> Trend | Unknown:
    if len(rows) < 2:
        return _NO_TREND
    before, now = float(rows[0]["value"]), float(rows[-1]["value"])
    moved = now - before
    level = abs(moved) <= 0.005 * max(abs(before), abs(now))
    way = Way.LEVEL if level else Way.UP if moved > 0 else Way.DOWN
    days = (datetime.fromisoformat(rows[-1]["day"]) - datetime.fromisoformat(rows[0]["day"])).days
    return Trend(way, before, now, days)
