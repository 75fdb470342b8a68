"""Migrations under fire: two runners at once, a process and a server process killed at every boundary.

Afterwards what is said is what is there, and applying goes on where it stopped: nothing runs twice.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from console.guard.events import Result
from console.guard.transaction import Stage
from console.migrations.status import State
from tests.faults.ground import Ground, person
from tests.faults.migrating import EVENTS, FILES, assert_true, effects, pending, recorded, versions
from tests.migrations.applying import written


def some(few: Sequence[int]) -> list[Any]:
    """Every event of a run; in the short run only these."""
    return [pytest.param(event, marks=() if event in few else pytest.mark.long) for event in range(1, EVENTS + 1)]


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    return written(tmp_path / "supabase" / "migrations", FILES)


async def go_on(ground: Ground, folder: Path, migrations: Path) -> None:
    """What a next start does: it asks, says what is true, and goes on to the end."""
    ground.settled()
    async with person(ground, folder) as one:
        await one.settle()
        (line, *_) = await one.journal.entries()
        assert await one.said(line.id) is not Result.UNKNOWN
        assert_true(await versions(one, migrations), ground)
        if len(recorded(ground)) < len(FILES):
            outcome = await one.do(await pending(one, migrations))
            assert outcome.done, outcome.end
        found = await versions(one, migrations)
        assert {each.state for each in found.values()} == {State.APPLIED}
        assert_true(found, ground)
        assert (await one.journal.verify()).whole
    assert set().union(*effects(ground).values()) == {"1"}
    assert ground.psql("select count(*) from pg_index where indrelid = 't'::regclass") == "2"


def kill(ground: Ground, folder: Path, migrations: Path, event: int) -> int:
    """Apply them in a process that is killed at that event; its exit status."""
    return start(ground, folder, migrations, event).wait(60)


def start(ground: Ground, folder: Path, migrations: Path, event: int = 0) -> subprocess.Popen[bytes]:
    wanted = {
        "params": {key: str(value) for key, value in ground.params.items()},
        "identity": [ground.identity.system_identifier, ground.identity.database_oid],
        "folder": str(folder),
        "migrations": str(migrations),
        "event": event,
    }
    return subprocess.Popen([sys.executable, "-m", "tests.faults.migrating", json.dumps(wanted)])


@pytest.mark.parametrize("event", some([21, 32, 38, 44]))
async def test_the_process_is_killed(ground: Ground, event: int, tmp_path: Path, migrations: Path) -> None:
    """At each thing that it tells: before and behind each statement, mark and COMMIT of each kind of segment."""
    assert await asyncio.to_thread(kill, ground, tmp_path, migrations, event) == -9
    await go_on(ground, tmp_path, migrations)


@pytest.mark.parametrize("event", some([9, 12, 20, 21, 31, 38, 40, 43]))
async def test_the_server_process_is_killed(ground: Ground, event: int, tmp_path: Path, migrations: Path) -> None:
    told: list[Stage] = []

    def progress(stage: Stage, _: str) -> None:
        told.append(stage)
        if len(told) == event:
            ground.end_sessions()

    async with person(ground, tmp_path) as one:
        outcome = await one.do(await pending(one, migrations), progress)
        assert outcome.result is not Result.UNKNOWN, outcome.end
        assert outcome.done == (len(recorded(ground)) == len(FILES))
        assert_true(await versions(one, migrations), ground)
    assert len(told) <= EVENTS
    await go_on(ground, tmp_path, migrations)


async def test_every_event_is_counted(ground: Ground, tmp_path: Path, migrations: Path) -> None:
    told: list[tuple[Stage, str]] = []
    async with person(ground, tmp_path) as one:
        outcome = await one.do(await pending(one, migrations), lambda *event: told.append(event))
    assert outcome.done, outcome.end
    assert len(told) == EVENTS, "\n".join(f"{number + 1} {stage} {words}" for number, (stage, words) in enumerate(told))
    await go_on(ground, tmp_path, migrations)


async def test_the_process_is_killed_while_an_index_is_built(ground: Ground, tmp_path: Path) -> None:
    """The server goes on with it alone: not known while it does, and done behind that; only its row is written then."""
    migrations = written(tmp_path / "migrations", {"1_index.sql": "create index concurrently i on things (value);"})
    ground.add(1)
    with ground.beside() as other:
        other.execute("update things set note = 'x'")
        process = start(ground, tmp_path, migrations)
        waits = "select exists (select 1 from pg_locks where not granted)"
        await asyncio.to_thread(ground.wait_until, waits, 30)
        process.kill()
        await asyncio.to_thread(process.wait, 30)
        async with person(ground, tmp_path) as one:
            await one.settle(0.1)
            (version,) = (await versions(one, migrations)).values()
            assert (version.state, version.note) == (State.FAILED, "whether it was committed is not known (yet)")
        other.rollback()
    gone = "select not exists (select 1 from pg_stat_activity where query like 'create index%')"
    await asyncio.to_thread(ground.wait_until, gone, 30)
    async with person(ground, tmp_path) as one:
        await one.settle()
        (version,) = (await versions(one, migrations)).values()
        assert (version.state, version.note) == (State.FAILED, "all of it ran, but it is not recorded")
        outcome = await one.do(await pending(one, migrations))
        assert outcome.done, outcome.end
        (version,) = (await versions(one, migrations)).values()
        assert version.state is State.APPLIED


async def test_the_process_is_killed_in_commit(ground: Ground, tmp_path: Path, migrations: Path) -> None:
    """COMMIT of the first part is written down and waits; the process that sent it is gone."""
    operations = await asyncio.to_thread(hold_and_kill, ground, tmp_path, migrations)
    assert operations
    ground.release_commits()
    await go_on(ground, tmp_path, migrations)


def hold_and_kill(ground: Ground, folder: Path, migrations: Path) -> bool:
    ground.hold_commits()
    with start(ground, folder, migrations) as process:
        ground.wait_until("select exists (select 1 from pg_stat_activity where wait_event = 'SyncRep')", 30)
        process.kill()
    return True


# ---- two at once

COUNT = 15


def greenroom(ground: Ground, state: Path, migrations: Path) -> subprocess.Popen[str]:
    """`greenroom migrations apply` by somebody with a journal of their own."""
    url = f"postgresql://{ground.server.user}@127.0.0.1:{ground.proxy.port}/{ground.name}?sslmode=disable"
    script = "import sys; from console.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["migrations", "apply", "--dir", str(migrations), "--no-check", "--confirm", "y"]
    choice = ["--url", url, "--environment", "local", "--access", "guarded"]
    state.mkdir()
    environ = {**os.environ, "GREENROOM_STATE_DIR": str(state), "GREENROOM_CONFIG_DIR": str(state / "config")}
    command = [sys.executable, "-c", script, *words, *choice]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ)


def log_files(folder: Path, *, gate: bool) -> Path:
    """Files that each write one row into `log`; the first waits at `things`, if wanted."""
    ahead = "lock table things in exclusive mode;\n" if gate else ""
    files = {f"{number:02}_f.sql": f"insert into log values ({number});" for number in range(1, COUNT + 1)}
    files["01_f.sql"] = ahead + files["01_f.sql"]
    return written(folder, files)


def each_once(ground: Ground) -> bool:
    return ground.psql("select string_agg(n::text, ' ' order by n) from log").split() == [
        str(number) for number in range(1, COUNT + 1)
    ]


async def test_of_two_runners_one_is_told_who_is_at_it(ground: Ground, tmp_path: Path) -> None:
    migrations = log_files(tmp_path / "migrations", gate=True)
    ground.psql("create table log (n int)")
    with ground.beside() as other:
        other.execute("lock table things in access exclusive mode")
        first = greenroom(ground, tmp_path / "a", migrations)
        waits = "select exists (select 1 from pg_locks where not granted)"
        await asyncio.to_thread(ground.wait_until, waits, 30)
        pid = ground.psql("select pid from pg_locks where locktype = 'advisory' and granted")
        second = greenroom(ground, tmp_path / "b", migrations)
        out, said = await asyncio.to_thread(second.communicate, timeout=60)
        assert second.returncode != 0
        assert "Somebody else is at it" in said, out + said
        assert f"pid {pid}" in said
        other.rollback()
    out, said = await asyncio.to_thread(first.communicate, timeout=60)
    assert first.returncode == 0, out + said
    assert each_once(ground)


@pytest.mark.parametrize("again", [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 10))])
async def test_two_runners_that_start_at_once_apply_each_file_once(ground: Ground, again: int, tmp_path: Path) -> None:
    migrations = log_files(tmp_path / "migrations", gate=False)
    ground.psql("create table log (n int)")
    both = [greenroom(ground, tmp_path / name, migrations) for name in "ab"]
    said = [await asyncio.to_thread(process.communicate, timeout=60) for process in both]
    assert [process.returncode for process in both].count(0) >= 1, said
    assert each_once(ground), said
    assert len(recorded(ground)) == COUNT
