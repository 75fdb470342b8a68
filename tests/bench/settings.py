"""Lines about a settings list of 500 keys: reading it, opening it, and moving in it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg

from console.content.settings import CHARACTERS, MOST, read_settings
from console.content.settings_table import find_settings_tables
from console.content.shape import SettingsTable
from console.core.target import Target
from console.database.connect import connect
from console.database.session import Database
from console.targets.store import TargetStore
from tests.bench.measure import Line, Sample, in_turn, p95
from tests.bench.stage import HOME_TARGET, MANY, Stage
from tests.bench.terminal import Terminal

FIRST_KEY, KEYS = "bench_key_0000", 500
BARE_TABLE = Path(__file__).with_name("bare_table.py")
STATEMENT = Path(__file__).with_name("settings_bare.sql")
PRESSES = 100
BEFORE = 60
"""Rows gone down before counting, so that each further one scrolls the page."""
REPEAT = 1 / 30
"""Seconds between two repeats of a held key."""


def read(stage: Stage, runs: int) -> list[Line]:
    """`read_settings` in a read session beside its statement alone, both on connections that are open."""
    with asyncio.Runner() as runner:
        database, table, bare = runner.run(_open(stage))
        statement = STATEMENT.read_bytes()

        async def ours() -> None:
            async with database.read() as session:
                assert len(await read_settings(session, table)) == KEYS

        async def theirs() -> None:
            rows = await (await bare.execute(statement, {"characters": CHARACTERS, "rows": MOST + 1})).fetchall()
            assert len(rows) == KEYS
            await bare.rollback()

        def measured(work: Callable[[], Awaitable[None]]) -> Callable[[], float]:
            async def timed() -> float:
                started = time.perf_counter()
                for _ in range(10):
                    await work()
                return 100 * (time.perf_counter() - started)

            return lambda: runner.run(timed())

        found = in_turn({"read_settings": measured(ours), "psycopg": measured(theirs)}, 2 * runs)
        runner.run(_close(database, bare))
    note = "typed, checked and masked; in a transaction of its own"
    return [Line("500 settings read", "ms", found["read_settings"], found["psycopg"], "the bare query", note=note)]


def opened(stage: Stage, runs: int) -> list[Line]:
    """From the key that goes to Content until its first row is painted; the console has connected before."""

    def once() -> float:
        with stage.greenroom("--target", HOME_TARGET) as terminal:
            terminal.wait_for("primary")
            terminal.settle(0.3)
            pressed = terminal.press(b"8")
            return 1000 * (terminal.wait_for(FIRST_KEY) - pressed)

    return [Line("500 settings opened", "ms", in_turn({"greenroom": once}, runs)["greenroom"], note="key to first row")]


def scroll(stage: Stage, runs: int) -> list[Line]:
    """A held `j`, 30 times a second: p95 from a press until its row is painted, and from the last until all is."""
    page = stage.folder / "page.json"
    page.write_text(json.dumps([[f"bench_key_{n:04}", "A sentence", "text", "public", "12 d"] for n in range(KEYS)]))

    def ours() -> Terminal:
        terminal = stage.greenroom("--target", HOME_TARGET)
        terminal.wait_for("primary")
        terminal.settle(0.3)
        terminal.press(b"8")
        return terminal

    rest: dict[str, list[float]] = {"greenroom": [], "DataTable": []}
    found = in_turn(
        {
            "greenroom": lambda: _held(ours(), rest["greenroom"]),
            "DataTable": lambda: _held(stage.python(BARE_TABLE, page), rest["DataTable"]),
        },
        runs,
    )
    against = "Textual's DataTable"
    # The first of each was the warm-up.
    ours_rest, bare_rest = (Sample(tuple(rest[name][1:])) for name in ("greenroom", "DataTable"))
    note = "the detail beside the list included"
    return [
        Line("held key to row, p95", "ms", found["greenroom"], found["DataTable"], against, bar=1.5),
        Line("key let go to all painted", "ms", ours_rest, bare_rest, against, note=note),
    ]


def _held(terminal: Terminal, rest: list[float]) -> float:
    waits = []
    with terminal:
        terminal.wait_for(FIRST_KEY)
        terminal.settle(0.5)
        for number in range(1, BEFORE + PRESSES + 1):
            pressed = terminal.press(b"j")
            painted = terminal.wait_for(f"bench_key_{number:04}", seconds=5)
            if number > BEFORE:
                waits.append(1000 * (painted - pressed))
            terminal.listen(pressed + REPEAT - time.perf_counter())
        rest.append(1000 * (max(painted, terminal.settle(0.25)) - pressed))
    return p95(waits)


async def _open(stage: Stage) -> tuple[Database, SettingsTable, psycopg.AsyncConnection]:
    target: Target = TargetStore(stage.folder / "config" / "targets.toml").get(HOME_TARGET)
    database = Database(lambda: connect(target, None))
    async with database.read() as session:
        (table, *_) = await find_settings_tables(session)
    return database, table, await psycopg.AsyncConnection.connect(stage.server.uri(MANY))


async def _close(database: Database, bare: psycopg.AsyncConnection) -> None:
    await database.close()
    await bare.close()
