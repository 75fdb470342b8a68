"""Recording without a screen: one connection, a look every few seconds, and what takes longer seldom enough.

It goes on through everything that may happen to a server: what cannot be read is a gap, and is tried again. It writes
nothing to the server; what changed is told by `record_tell`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from console.core.present import visible
from console.core.target import Identity, Target
from console.core.unknown import Unknown
from console.database.server import read_identity, read_server
from console.database.session import Database
from console.errors import Problem
from console.health.checks import Triage, read_triage
from console.health.overview import statements_of
from console.health.record import Record, record_scope
from console.health.record_file import RecordProblem
from console.health.record_tell import Teller
from console.health.record_write import SIZES_EVERY, STATEMENTS_EVERY, Look, Rank, Recorder
from console.health.rights import Rights, read_rights
from console.health.tables import read_tables
from console.health.thresholds import THRESHOLDS, Threshold
from console.health.vitals import Replication, read_counters, read_replication

EVERY = 10.0
TRIAGE_EVERY = 60.0
IDLE_SHARE = 200
"""What took a second is done again after so many seconds at the earliest: half a percent of one core."""

_AT_MOST = 3_600.0


@dataclass(slots=True)
class _Turn:
    """When a part of a look is due again."""

    every: float
    next: float = field(default=0.0)

    async def read(self, read: Callable[[], Awaitable[object]]) -> object | None:
        """What it gives if it is due, None if not."""
        started = time.monotonic()
        if started < self.next:
            return None
        found = await read()
        took = time.monotonic() - started
        self.next = started + min(max(self.every, IDLE_SHARE * took), max(self.every, _AT_MOST))
        return found


class Watch:
    """Records one target until it is stopped. `say` gets a line when something happens that a person may want to know.

    `seconds` is how long it goes on, None for ever.
    """

    def __init__(
        self,
        database: Database,
        target: Target,
        record: Record,
        teller: Teller,
        *,
        every: float = EVERY,
        thresholds: Mapping[str, Threshold] = THRESHOLDS,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._target = target
        self._record = record
        self._teller = teller
        self._every = every
        self._thresholds = thresholds
        self._say = say
        self._rights: Rights | None = None
        self._recorder: Recorder | None = None
        self._telling: asyncio.Task[int] | None = None
        self._said = ""
        self._triage = _Turn(max(TRIAGE_EVERY, every))
        self._tables, self._statements = _Turn(SIZES_EVERY), _Turn(STATEMENTS_EVERY)
        self.looks = 0

    async def run(self, stop: asyncio.Event, seconds: float | None = None) -> None:
        """Look until `stop` is set. Raises the Problem of the first connection, and none afterwards."""
        end = None if seconds is None else time.monotonic() + seconds
        await self._meet()
        try:
            while not stop.is_set():
                started = time.monotonic()
                await self._once()
                rest = started + self._every - time.monotonic()
                if end is not None:
                    rest = min(rest, end - time.monotonic())
                    if rest <= 0:
                        return
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), max(rest, 0.1))
        finally:
            if self._telling is not None:
                with suppress(Problem):
                    await self._telling
            if self._recorder is not None:
                await self._recorder.leave()

    async def _once(self) -> None:
        """One look, or the beginning of a gap. Whatever is wrong is said once, until it is another thing."""
        try:
            try:
                if self._rights is None:
                    await self._meet()
                await self._look()
            except RecordProblem:
                raise
            except Problem as problem:
                self._rights = None  # a server that comes back may be another one, or a standby that was promoted
                self._news(f"not reached: {problem.what}")
                if self._recorder is not None and await self._recorder.lost(problem.what):
                    self._begin_telling(self._recorder.scope)
        except RecordProblem as problem:
            self._news(str(problem))

    async def _meet(self) -> None:
        """Who answers there: which database, primary or standby, and what may be seen."""
        async with self._database.read() as session:
            rights = await read_rights(session)
            server = (await read_server(session))[0]
        system = await self._database.ask(read_identity)
        identity = system if isinstance(system, Unknown) else Identity(system, server.database_oid)
        scope = record_scope(self._target, identity, standby=rights.standby)
        if self._recorder is None or self._recorder.scope != scope:
            if self._recorder is not None:
                await self._recorder.leave()
            rank, name = Rank.RECORDER, self._target.name
            self._recorder = Recorder(self._record, scope, name, rank=rank, every=self._every)
        self._rights = rights

    async def _look(self) -> None:
        recorder, rights = self._recorder, self._rights
        assert recorder is not None and rights is not None  # noqa: PT018, S101  # _meet has set them
        if not await recorder.claim():
            self._news("another one records this database: waiting for its turn")
            return
        look = await self._read(rights)
        if await recorder.tick(look):
            self._news("recording")
            self.looks += 1
            self._begin_telling(recorder.scope)
        if isinstance(look.replication, Replication) and look.replication.recovery.standby != rights.standby:
            self._rights = None

    async def _read(self, rights: Rights) -> Look:
        counters, replication = await self._database.ask_each([read_counters, read_replication])
        tables = await self._tables.read(lambda: self._database.ask(read_tables))
        statements = await self._statements.read(lambda: statements_of(self._database, rights))
        triage = await self._triage.read(lambda: self._judge(rights))
        parts = {"tables": tables, "statements": statements, "triage": triage}
        read = {name: value for name, value in parts.items() if value is not None}
        return Look(
            counters=counters,  # type: ignore[arg-type]  # each gives what its field is
            replication=replication,  # type: ignore[arg-type]
            all_sessions=rights.all_sessions,
            **read,  # type: ignore[arg-type]
        )

    async def _judge(self, rights: Rights) -> Triage:
        gone = await self._record.read_gone(self._recorder.scope) if self._recorder is not None else ()
        return await read_triage(self._database, rights, self._thresholds, gone=gone)

    def _begin_telling(self, scope: str) -> None:
        """Not waited for: a hook has seconds, and the next look must not be late for it."""
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell(scope))

    async def _tell(self, scope: str) -> int:
        try:
            return await self._teller.tell(scope)
        except Problem as problem:
            self._news(str(problem))
            return 0

    def _news(self, words: str) -> None:
        if words != self._said:
            self._said = words
            self._say(visible(f"{self._target.name}: {words}", limit=1_000))
