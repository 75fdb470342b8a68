"""Writing the local record: one look at a time, by one writer at a time. It reads no server and tells nobody.

A console that is open gives it what it has read anyway; `greenroom health --record` reads for it.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from uuid import uuid4

from console.core.unknown import Unknown
from console.health.checks import Triage
from console.health.overview import Overview
from console.health.record import Record
from console.health.record_file import RecordProblem, statement, writing
from console.health.record_keep import EVERY, thin, write_runs, write_scores
from console.health.record_series import figures
from console.health.record_standings import REACHED, look, members, note_states
from console.health.record_values import State
from console.health.statements import Statement, between
from console.health.tables import Table
from console.health.vitals import Counters, Replication

SIZES_EVERY = 3_600.0
STATEMENTS_EVERY = 300.0
MOST_TABLES = 500
MOST_STATEMENTS = 20
"""Of the biggest tables and of the statements that took most time in five minutes so many are kept."""

SOON = 0.7
"""What comes before so much of the time to the next has passed is not written down."""

_NOT_READ = Unknown("it was not read in this look")


class Rank(IntEnum):
    """Who records. One that tells takes the turn from a console that is merely open."""

    CONSOLE = 1
    RECORDER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was read at one time; what was not is Unknown. `all_sessions`: whether the role sees those of others."""

    counters: Counters | Unknown = _NOT_READ
    replication: Replication | Unknown = _NOT_READ
    tables: tuple[Table, ...] | Unknown = _NOT_READ
    statements: tuple[Statement, ...] | Unknown = _NOT_READ
    triage: Triage | Unknown = _NOT_READ
    all_sessions: bool = False


def look_of(overview: Overview) -> Look:
    """What an overview holds of use to the record."""
    return Look(
        counters=overview.vitals,
        replication=overview.replication,
        tables=overview.tables,
        statements=overview.statements,
        triage=overview.triage,
        all_sessions=overview.rights.all_sessions,
    )


class Recorder:
    """Writes down one database's looks. `every` is how many seconds pass from one to the next.

    One object for as long as the target is open: what changes between two looks follows from the one before.
    """

    def __init__(
        self, record: Record, scope: str, name: str, *, rank: Rank = Rank.CONSOLE, every: float = 10.0
    ) -> None:
        self.record = record
        self.scope = scope
        self.every = every
        self._name = name
        self._rank = rank
        self._writer = f"{socket.gethostname()} {os.getpid()} {uuid4().hex[:8]}"
        self._before: Counters | None = None
        self._looked = 0.0
        self._statements: tuple[float, tuple[Statement, ...]] | None = None
        self._sized = self._thinned = -SIZES_EVERY

    async def claim(self) -> bool:
        """Whether it is our turn to record: who asks first need not read for nothing."""
        now = time.time()

        def job(connection: sqlite3.Connection) -> bool:
            with writing(connection):
                return self._turn(connection, now) is not None

        return await self.record.file.ask(job)

    async def tick(self, seen: Look) -> bool:
        """Write a look down. False where another one records this database: then nothing is written.

        Raises RecordProblem where the file cannot be written.
        """
        now = time.time()
        found = self._figures(seen, now)

        def job(connection: sqlite3.Connection) -> bool:
            with writing(connection):
                target = self._turn(connection, now)
                if target is None:
                    return False
                connection.execute(statement("gap_close"), {"target": target, "now": now})
                if found:
                    row = {"target": target, "step": 0, "at": now, "every": self.every, "body": json.dumps(found)}
                    connection.execute(statement("sample_add"), row)
                self._rest(connection, target, now, seen)
            return True

        return await self.record.file.ask(job)

    async def lost(self, why: str) -> bool:
        """Write down that the server cannot be reached; the next look ends the gap. False as `tick`."""
        now = time.time()
        self._before, self._statements, self._looked = None, None, 0.0

        def job(connection: sqlite3.Connection) -> bool:
            with writing(connection):
                target = self._turn(connection, now)
                if target is None:
                    return False
                open_gap = connection.execute(statement("gap_now"), {"target": target}).fetchone()
                if open_gap is None:
                    connection.execute(statement("gap_open"), {"target": target, "now": now, "why": why})
                note_states(connection, target, now, {REACHED: (State.ERROR, why)})
            return True

        return await self.record.file.ask(job)

    async def leave(self) -> None:
        """Give the turn up, so that another one need not wait for its end. It never raises."""

        def job(connection: sqlite3.Connection) -> None:
            binds = {"scope": self.scope}
            found = connection.execute(statement("target_id"), binds).fetchone()
            if found:
                connection.execute(statement("turn_leave"), {"target": found[0], "writer": self._writer})

        with suppress(RecordProblem):
            await self.record.file.ask(job)

    def _figures(self, seen: Look, now: float) -> dict[str, float]:
        """The figures of this look; none where the last is too fresh: somebody pressed a key."""
        if 0 <= now - self._looked < SOON * self.every:
            return {}
        found = figures(self._before, seen.counters, seen.replication)
        if isinstance(seen.counters, Counters):
            self._before, self._looked = seen.counters, now
        return found

    def _turn(self, connection: sqlite3.Connection, now: float) -> int | None:
        """The number of the database, if it is our turn."""
        connection.execute(statement("target_add"), {"scope": self.scope, "name": self._name, "now": now})
        target = int(connection.execute(statement("target_id"), {"scope": self.scope}).fetchone()[0])
        lasts = max(3 * self.every, 30.0)
        binds = {
            "target": target,
            "writer": self._writer,
            "turn": int(self._rank),
            "now": now,
            "until": now + lasts,
            "far": now + 86_400,
        }
        return target if connection.execute(statement("turn_take"), binds).rowcount else None

    def _rest(self, connection: sqlite3.Connection, target: int, now: float, seen: Look) -> None:
        passed = time.monotonic()
        if self._rank is Rank.RECORDER:
            note_states(connection, target, now, {REACHED: (State.OK, "")})
        if isinstance(seen.replication, Replication):
            members(connection, target, now, seen.replication, standbys=seen.all_sessions)
        if not isinstance(seen.tables, Unknown) and passed - self._sized >= SOON * SIZES_EVERY:
            _write_sizes(connection, target, now, seen.tables)
            self._sized = passed
        if not isinstance(seen.statements, Unknown):
            self._write_statements(connection, target, now, seen.statements)
        if isinstance(seen.triage, Triage):
            look(connection, target, now, seen.triage)
            write_scores(connection, target, now, seen.triage, seen.tables, seen.counters)
        if passed - self._thinned >= EVERY:
            thin(connection, now)
            self._thinned = passed

    def _write_statements(
        self, connection: sqlite3.Connection, target: int, now: float, seen: tuple[Statement, ...]
    ) -> None:
        """What ran since the look before, once in five minutes."""
        before = self._statements
        if before is not None and 0 <= now - before[0] < SOON * STATEMENTS_EVERY:
            return
        self._statements = (now, seen)
        if before is not None:
            write_runs(connection, target, now, between(before[1], seen)[:MOST_STATEMENTS])


def _write_sizes(connection: sqlite3.Connection, target: int, now: float, tables: Sequence[Table]) -> None:
    biggest = sorted(tables, key=lambda each: -each.octets)[:MOST_TABLES]
    for each in biggest:
        name = {"target": target, "oid": each.oid, "schema_name": each.schema, "name": each.name}
        connection.execute(statement("relation_add"), name)
        size = {
            "target": target,
            "oid": each.oid,
            "at": now,
            "octets": each.octets,
            "count_of_rows": each.rows,
        }
        connection.execute(statement("size_add"), size)
