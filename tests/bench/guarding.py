"""Lines about writing: a guarded change beside the bare UPDATE, and the journal beside a bare fsync."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from pathlib import Path
from typing import Any

import psycopg

from console.core.secret import Secret
from console.core.target import Target
from console.database.opening import Link
from console.guard.events import Note
from console.guard.journal import FileJournal
from console.guard.plan import Plan
from console.guard.planning import make_plan
from console.guard.runner import Runner
from tests.bench.measure import Line, in_turn
from tests.bench.stage import MANY, Stage
from tests.faults.proxy import Proxy
from tests.guard.console import set_setting, target_of

KEY = "bench_key_0001"
TIMES = 10


def guarded(stage: Stage, runs: int) -> list[Line]:
    """Run a planned change of one row: connect, lock, compare, change, read again, journal three times, commit."""
    params = stage.server.params(MANY)
    with asyncio.Runner() as runner:
        on = _Guarded(params, stage.folder / "guarded")

        def ours() -> float:
            return runner.run(on.timed())

        def theirs() -> float:
            started = time.perf_counter()
            for number in range(TIMES):
                with psycopg.connect(stage.server.uri(MANY)) as connection:
                    connection.execute("update site_settings set value = %s where key = %s", (f"bare {number}", KEY))
            return 1_000 * (time.perf_counter() - started) / TIMES

        found = in_turn({"guarded": ours, "psycopg": theirs}, runs)
        runner.run(on.close())
    wire = Proxy(lambda: _dial(stage))
    through = {**params, "host": "127.0.0.1", "port": str(wire.port)}
    trips = asyncio.run(_round_trips(through, stage.folder / "counted", wire))
    wire.close()
    note = f"{trips[0]} round trips and the connection's own against {trips[1]}; three entries of the journal"
    return [Line("guarded change", "ms", found["guarded"], found["psycopg"], "connect, UPDATE, commit", note=note)]


def journal(stage: Stage, runs: int) -> list[Line]:
    """Append to the journal beside appending to a file, both on the disk when they return."""
    folder = stage.folder / "journal"
    folder.mkdir()
    kept = FileJournal(folder)
    note = Note(kind="bench", target="bench", document={"text": "x" * 500})
    with asyncio.Runner() as runner, (folder / "bare").open("ab") as bare:

        async def append() -> float:
            started = time.perf_counter()
            for _ in range(TIMES):
                await kept.note(note)
            return 1_000 * (time.perf_counter() - started) / TIMES

        def theirs() -> float:
            started = time.perf_counter()
            for _ in range(TIMES):
                bare.write(b"x" * 1_000)
                bare.flush()
                os.fsync(bare.fileno())
            return 1_000 * (time.perf_counter() - started) / TIMES

        found = in_turn({"journal": lambda: runner.run(append()), "fsync": theirs}, runs)
    kept.close()
    return [Line("journal append", "ms", found["journal"], found["fsync"], "write, fsync")]


class _Guarded:
    """A console on the database, with the plans made outside of the measured time."""

    def __init__(self, params: dict[str, Any], folder: Path) -> None:
        self.target = target_of(params)
        self.link = Link(self.target, _no_secret, _no_tunnel)
        folder.mkdir()
        self.journal = FileJournal(folder)
        self.runner = Runner(self.target, self.link, self.journal)
        self.number = 0

    async def plan(self) -> Plan:
        self.number += 1
        return await make_plan(set_setting(KEY, f"guarded {self.number}"), self.link)

    async def run(self, plan: Plan) -> None:
        outcome = await self.runner.run(plan, ["y"])
        assert outcome.done, outcome.end

    async def timed(self) -> float:
        spent = 0.0
        for _ in range(TIMES):
            plan = await self.plan()
            started = time.perf_counter()
            await self.run(plan)
            spent += time.perf_counter() - started
        return 1_000 * spent / TIMES

    async def close(self) -> None:
        await self.link.close()
        self.journal.close()


async def _round_trips(params: dict[str, Any], folder: Path, wire: Proxy) -> tuple[int, int]:
    """How often each of the two waits for the server, without connecting."""
    on = _Guarded(params, folder)
    plan = await on.plan()
    before = wire.round_trips
    await on.run(plan)
    ours = wire.round_trips - before
    await on.close()
    before = wire.round_trips
    connection = await psycopg.AsyncConnection.connect(**params)
    connecting = wire.round_trips - before
    await connection.execute("update site_settings set value = 'x' where key = %s", (KEY,))
    await connection.commit()
    theirs = wire.round_trips - before - connecting
    await connection.close()
    return ours - connecting, theirs


def _dial(stage: Stage) -> socket.socket:
    found = socket.socket(socket.AF_UNIX)
    found.connect(f"{stage.server.sockets}/.s.PGSQL.{stage.server.port}")
    return found


async def _no_secret(_: Target) -> Secret | None:
    return None


async def _no_tunnel(_: Target) -> Any:
    raise AssertionError("no tunnel is wanted here")
