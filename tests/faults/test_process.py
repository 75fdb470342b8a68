"""Our own process is killed between each two steps, loses its terminal, or cannot write its journal."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from console.errors import Problem
from console.guard.events import Result
from console.guard.transaction import Stage
from tests.faults.ground import Ground, build_index, person, set_value

STAGES = [
    Stage.INTENT,
    Stage.CONNECTED,
    Stage.BEGUN,
    Stage.LOCKED,
    Stage.COMPARED,
    Stage.RUNNING,
    Stage.RAN,
    Stage.CHECKED,
    Stage.MARKED,
    Stage.COMMIT,
    Stage.COMMITTED,
    Stage.ENDED,
]


def kill(ground: Ground, folder: Path, stage: Stage, **more: Any) -> int:
    """Run an operation in a process of its own that is killed at that stage; its exit status."""
    identity = [ground.identity.system_identifier, ground.identity.database_oid]
    params = {key: str(value) for key, value in ground.params.items()}
    wanted = {"params": params, "identity": identity, "folder": str(folder), "number": 1, "stage": stage.value, **more}
    command = [sys.executable, "-m", "tests.faults.victim", json.dumps(wanted)]
    return subprocess.run(command, check=False, timeout=60).returncode


@pytest.mark.parametrize("stage", STAGES)
async def test_killed_between_two_steps(ground: Ground, stage: Stage, tmp_path: Path) -> None:
    ground.add(1)
    assert await asyncio.to_thread(kill, ground, tmp_path, stage) == -9
    ground.settled()
    async with person(ground, tmp_path) as one:
        (line,) = await one.journal.entries()
        settled = await one.settle()
        assert bool(settled) == (stage is not Stage.ENDED)
        done = ground.value(1) == "new"
        assert await one.said(line.id) is (Result.DONE if done else Result.NOT_DONE)
        assert done == (stage in (Stage.COMMITTED, Stage.ENDED))
        assert await one.settle() == {}
        assert (await one.journal.verify()).whole


async def test_killed_in_commit(ground: Ground, tmp_path: Path) -> None:
    """COMMIT is written down and waits; the process that sent it is gone."""
    ground.add(1)
    ground.hold_commits()
    waiting = asyncio.create_task(asyncio.to_thread(kill_in_commit, ground, tmp_path))
    await waiting
    ground.release_commits()
    ground.settled()
    async with person(ground, tmp_path) as one:
        (line,) = await one.journal.entries()
        await one.settle()
        assert ground.value(1) == "new"
        assert await one.said(line.id) is Result.DONE


def kill_in_commit(ground: Ground, folder: Path) -> None:
    identity = [ground.identity.system_identifier, ground.identity.database_oid]
    params = {key: str(value) for key, value in ground.params.items()}
    wanted = {"params": params, "identity": identity, "folder": str(folder), "number": 1, "stage": "never"}
    with subprocess.Popen([sys.executable, "-m", "tests.faults.victim", json.dumps(wanted)]) as process:
        ground.wait_until("select exists (select 1 from pg_stat_activity where wait_event = 'SyncRep')", 30)
        process.kill()


@pytest.mark.parametrize("stage", [Stage.BEGUN, Stage.MARKED, Stage.RUNNING, Stage.RAN, Stage.ENDED])
async def test_killed_around_a_statement_without_a_transaction(ground: Ground, stage: Stage, tmp_path: Path) -> None:
    assert await asyncio.to_thread(kill, ground, tmp_path, stage, standing=True) == -9
    ground.settled()
    async with person(ground, tmp_path) as one:
        (line,) = await one.journal.entries()
        await one.settle()
        built = ground.psql("select exists (select 1 from pg_class where relname = 'things_value')") == "t"
        assert built == (stage in (Stage.RAN, Stage.ENDED))
        assert await one.said(line.id) is (Result.DONE if built else Result.NOT_DONE)


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file of this process may grow any more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_nothing_is_sent_if_the_intent_cannot_be_written(ground: Ground, tmp_path: Path) -> None:
    ground.add(1)
    stages: list[Stage] = []
    async with person(ground, tmp_path) as one:
        await one.do(set_value(1, "first"))
        with full_disk(tmp_path), pytest.raises(Problem):
            await one.do(set_value(1), lambda stage, _: stages.append(stage))
        assert stages == []
        assert ground.value(1) == "first"


@pytest.mark.parametrize("stage", [Stage.CHECKED, Stage.COMMITTED])
async def test_the_disk_is_full_later(ground: Ground, stage: Stage, tmp_path: Path) -> None:
    """Before the mark: rolled back. Behind COMMIT: done, said so, and found out again at the next start."""
    ground.add(1)
    limits: list[Any] = []

    def progress(now: Stage, _: str) -> None:
        if now is stage:
            limits.append(full_disk(tmp_path))
            limits[-1].__enter__()

    async with person(ground, tmp_path) as one:
        try:
            outcome = await one.do(set_value(1), progress)
        finally:
            limits[-1].__exit__(None, None, None)
        done = stage is Stage.COMMITTED
        assert outcome.result is (Result.DONE if done else Result.NOT_DONE)
        assert not outcome.journalled
        assert (ground.value(1) == "new") == done
        await one.settle()
        assert await one.said(outcome.entry) is outcome.result


async def test_the_terminal_goes_away(ground: Ground, tmp_path: Path) -> None:
    """It ends, and is journalled, before the process does."""
    ground.add(1)
    uri = f"postgresql://{ground.server.user}@127.0.0.1:{ground.proxy.port}/{ground.name}?sslmode=disable"
    words = ["do", "fault.set", "1", "--set", "value=new", "--confirm", "y"]
    choice = ["--url", uri, "--environment", "local", "--access", "guarded"]
    environ = {**os.environ, "GREENROOM_STATE_DIR": str(tmp_path), "GREENROOM_CONFIG_DIR": str(tmp_path / "config")}
    script = (
        "import console.areas, sys; console.areas.OFFERS = ('tests.faults.offered:OFFERS',); "
        "from console.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    master, slave = pty.openpty()
    with ground.beside() as other:
        other.execute("select 1 from things where id = 1 for update")
        process = subprocess.Popen(  # noqa: ASYNC220  # it is waited for in a thread
            [sys.executable, "-c", script, *choice, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environ,
            preexec_fn=_take_terminal,
        )
        os.close(slave)
        waits = "select exists (select 1 from pg_locks where not granted)"
        await asyncio.to_thread(ground.wait_until, waits, 30)
        os.close(master)
        await asyncio.sleep(0.3)
        assert process.poll() is None, "it went with its terminal"
        other.rollback()
    await asyncio.to_thread(process.wait, 30)
    async with person(ground, tmp_path) as one:
        (line,) = await one.journal.entries()
        assert await one.said(line.id) is Result.DONE
    assert ground.value(1) == "new"


def _take_terminal() -> None:
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


async def test_a_statement_without_a_transaction(ground: Ground, tmp_path: Path) -> None:
    async with person(ground, tmp_path) as one:
        assert (await one.do(build_index())).done
        again = await one.do(build_index())
        assert (again.result, again.end.sqlstate) == (Result.NOT_DONE, "42P07")


async def test_a_statement_without_a_transaction_is_interrupted(ground: Ground, tmp_path: Path) -> None:
    """It waits for an old transaction; its process is killed, or it is cancelled, or its time is over."""
    ground.add(1)
    said: list[tuple[Stage, str]] = []
    for number, way in enumerate(("kill", "cancel", "time", "drop")):
        name = f"index_{number}"
        folder = tmp_path / way
        folder.mkdir()
        async with person(ground, folder) as one:
            with ground.beside() as other:
                other.execute("update things set note = 'x'")
                said.clear()
                index = build_index(name, seconds=1.5 if way == "time" else 20)
                running = asyncio.create_task(one.do(index, lambda stage, what: said.append((stage, what))))
                waits = "select exists (select 1 from pg_locks where not granted)"
                await asyncio.to_thread(ground.wait_until, waits)
                if way == "kill":
                    ground.end_sessions()
                elif way == "cancel":
                    assert await one.runner.cancel()
                elif way == "drop":
                    ground.proxy.drop()
                    ground.end_sessions()
                outcome = await running
                if way == "time":
                    assert any(
                        f"pid {other.info.backend_pid}" in what for stage, what in said if stage is Stage.WAITING
                    )
                other.rollback()
            ground.settled()
            await one.settle()
            valid = ground.psql(
                f"select coalesce((select indisvalid from pg_index where indexrelid = to_regclass('{name}')), false)"
            )
            assert valid == "f"
            assert await one.said(outcome.entry) is Result.NOT_DONE
