"""Recording on a real server: what is typed, and what a recorder survives."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from console.cli import main
from console.config import parse_config
from console.guard.hooks import hooks_of
from console.health.record import Record
from console.health.record_tell import Teller
from console.health.record_watch import Watch
from tests.database.reading import reading, superuser, target_at
from tests.servers import Database as Base

PATIENCE = 60.0


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))


def run(base: Base, *words: str) -> int:
    return main(["health", *words, "--url", base.uri])


def counted(path: Path, table: str = "sample") -> int:
    """The rows of the record, as another process sees them."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        try:
            return int(connection.execute(f"select count(*) from {table}").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def await_that(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_record_and_what_is_said_of_it(tmp_path: Path, database: Base, capsys: pytest.CaptureFixture[str]) -> None:
    database.psql("create table t (a integer); create index broken on t (a)")
    database.psql("update pg_index set indisvalid = false where indexrelid = 'broken'::regclass")
    heard = tmp_path / "heard"
    (tmp_path / "config").mkdir()
    hook = f'[[hooks]]\nevent = "health.state"\ncommand = ["sh", "-c", "cat >> {heard}"]\n'
    (tmp_path / "config" / "config.toml").write_text(hook)

    assert run(database, "--record", "--every", "1s", "--for", "3s") == 0
    assert "recording" in capsys.readouterr().err
    assert run(database, "--alerts", "--json") == 0
    items = {each["check"]: each for each in json.loads(capsys.readouterr().out)["items"]}
    assert items["invalid_index"]["state"] in {"WARNING", "ERROR"}
    told = [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []
    assert {each["check"] for each in told} == {name for name, each in items.items() if each["state"] == "ERROR"}
    assert all(each["event"] == "health.state" and each["was"] == "OK" for each in told)

    assert run(database, "--test-alert") == 0
    assert json.loads(heard.read_text().splitlines()[-1])["test"] is True
    assert run(database, "--ack", "invalid_index") == 0
    assert run(database, "--silence", "all", "--for", "2h") == 0
    assert run(database, "--unsilence", "invalid_index") == 0
    assert run(database, "--alerts") == 0
    assert "acknowledged by" in capsys.readouterr().out
    for wrong in (["--ack", "absent"], ["--silence", "all"], ["--record", "--every", "0s"], ["--digest", "--day", "x"]):
        assert run(database, *wrong) == 2
    capsys.readouterr()
    assert run(database, "--digest", "--day", "today") == 0
    assert "### Figures" in capsys.readouterr().out
    assert run(database, "--digest", "--json") == 3  # nothing of yesterday
    assert "unknown" in json.loads(capsys.readouterr().out)
    assert run(database, "--section", "scorecard", "--format", "markdown", "--fail-on", "never") == 0
    assert "| Trend |" in capsys.readouterr().out


async def test_a_server_that_goes_away_is_a_gap(tmp_path: Path, database: Base) -> None:
    record, said = Record(), list[str]()
    path, stop = tmp_path / "state" / "health.sqlite", asyncio.Event()
    target = target_at(database.params)
    teller = Teller(record, target, hooks_of(parse_config("", tmp_path)), said.append)

    async def until(is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, said
            await asyncio.sleep(0.05)

    with closing(superuser({**database.params, "dbname": "postgres"})) as beside:

        def end_sessions() -> int:
            """End those of greenroom, and how many there were."""
            query = (
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = %s and application_name like 'greenroom%%'"
            )
            return len(beside.execute(query, [database.name]).fetchall())

        async with reading(database.params) as read:
            watch = Watch(read, target, record, teller, every=0.1, say=said.append)
            watching = asyncio.create_task(watch.run(stop))
            await until(lambda: watch.looks > 2)
            before = watch.looks
            assert end_sessions() == 1  # one connection, and its loss alone is no gap
            await until(lambda: watch.looks > before + 2)
            assert counted(path, "gap") == 0
            beside.execute(f"alter database {database.name} with allow_connections false")
            end_sessions()
            await until(lambda: any("ERROR server_not_reached, was OK" in line for line in said))
            assert counted(path, "gap") == 1
            beside.execute(f"alter database {database.name} with allow_connections true")
            before = watch.looks
            await until(lambda: any("OK server_not_reached, was ERROR" in line for line in said))
            stop.set()
            await watching
    record.close()
    with closing(sqlite3.connect(path)) as connection:
        began, ended = connection.execute("select began, ended from gap").fetchone()
        within = "select count(*) from sample where at between ? and ?"
        assert ended > began
        assert connection.execute(within, [began, ended - 0.001]).fetchone()[0] == 0
    assert any("not reached" in line for line in said)


def test_a_recorder_that_is_killed_leaves_a_good_file(tmp_path: Path, database18: Base) -> None:
    path = tmp_path / "state" / "health.sqlite"
    words = [sys.executable, "-m", "console", "health", "--record", "--every", "1s", "--url", database18.uri]
    for signal_ in (signal.SIGKILL, signal.SIGTERM):
        before = counted(path)
        if before:  # the turn of the killed one has not ended: nobody else gives it up
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                assert connection.execute("pragma integrity_check").fetchone()[0] == "ok"
                assert connection.execute("select writer is not null from target").fetchone()[0] == 1
                connection.execute("update target set until = 0")
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        try:
            await_that(lambda before=before: counted(path) > before + 1)  # type: ignore[misc]
            process.send_signal(signal_)
            assert process.wait(PATIENCE) == (-signal_ if signal_ is signal.SIGKILL else 0)
        finally:
            process.kill()
            process.wait()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select writer from target").fetchone()[0] is None
