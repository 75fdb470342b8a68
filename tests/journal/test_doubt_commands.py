"""`greenroom journal settle`, `end-process` and `say`, on a real database."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.cli import main
from console.config import load_config
from console.core.target import SecretSource, Target
from console.guard.events import End
from console.guard.hooks import hooks_of
from console.targets.store import TargetStore
from tests.guard.console import console, identity_of, target_of
from tests.guard.doubts import TABLE, Beside, leave, value_of
from tests.guard.journals import UNKNOWN
from tests.servers import Database


class Desk:
    """A person at a prompt; on their saved target something was left in doubt."""

    def __init__(self, database: Database, state: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self.target = target_of(database.params, identity=identity_of(database))
        self._state = state
        self._capsys = capsys

    def save(self, **changed: Any) -> Target:
        TargetStore().add(saved := replace(self.target, **changed))
        return saved

    def leave(self, beside: Beside, end: End | None = None, **changed: Any) -> str:
        async def left() -> str:
            hooks = hooks_of(load_config())
            async with console(self.database.params, self._state, hooks=hooks, identity=self.target.identity) as on:
                return await leave(on, beside, end, **changed)

        return asyncio.run(left())

    def run(self, *words: str) -> tuple[int, str, str]:
        status = main(list(words))
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str) -> tuple[int, dict[str, Any]]:
        status, out, _ = self.run(*words, "--json")
        document: dict[str, Any] = json.loads(out)
        return status, document


@pytest.fixture
def desk(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.setenv("GREENROOM_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    database.psql(TABLE)
    return Desk(database, tmp_path / "state", capsys)


@pytest.fixture
def beside(desk: Desk) -> Iterator[Beside]:
    with psycopg.connect(desk.database.uri) as connection:
        yield connection
        with suppress(psycopg.OperationalError):  # a test may have ended it
            connection.rollback()


def test_settle_asks_and_hooks_run_then(desk: Desk, beside: Beside, tmp_path: Path) -> None:
    desk.save()
    program = f"import sys; open({str(tmp_path / 'told')!r}, 'a').write(sys.stdin.read())"
    (tmp_path / "config" / "config.toml").write_text(
        f'[[hooks]]\nevent = "things.*"\ncommand = {json.dumps([sys.executable, "-c", program])}\n'
    )
    entry = desk.leave(beside)
    status, document = desk.json("journal", "settle")
    assert (status, document["in_doubt"], document["items"][0]["how"]) == (5, [entry], "in_progress")
    assert document["items"][0]["process"]["pid"] == beside.info.backend_pid
    beside.commit()
    assert desk.run("journal", "settle", entry)[0] == 0
    told = json.loads((tmp_path / "told").read_text())
    assert (told["event"], told["outcome"], told["journal"]) == ("things.changed", "done", entry)
    status, _, err = desk.run("journal", "settle")
    assert (status, "known how every operation ended" in err) == (0, True)
    status, _, err = desk.run("journal", "settle", entry)
    assert (status, f"known how entry {entry} ended: done" in err) == (4, True)
    assert "hooks" in desk.run("journal", "show", entry)[1]


def test_the_process_is_ended_by_either_command(desk: Desk, beside: Beside) -> None:
    desk.save()
    entry = desk.leave(beside)
    pid = str(beside.info.backend_pid)
    status, out, err = desk.run("journal", "end-process", entry)
    assert status == 4
    assert "select pg_catalog.pg_terminate_backend(a.pid) as ended" in out
    assert f"a.pid = {pid}" in out
    assert "--confirm y" in err
    status, _, err = desk.run("do", "journal.end-process", entry, "--target", "shop", "--confirm", "y")
    assert status == 0, err
    assert f"(journal {entry}): The server says that it was rolled back." in err
    assert value_of(desk.database) == "old"
    status, document = desk.json("journal", "show", entry)
    assert document["entry"]["end"]["result"] == "not_done"
    assert desk.run("journal", "end-process", entry)[0] == 4


def test_where_nobody_can_tell_a_person_says_it(desk: Desk, beside: Beside) -> None:
    desk.save()
    entry = desk.leave(beside, UNKNOWN, timeline=7)
    beside.commit()
    status, out, err = desk.run("journal", "settle")
    assert status == 5
    assert "failed over" in out
    assert f"greenroom journal say {entry} done|not-done --reason TEXT" in err
    with pytest.raises(SystemExit):  # a reason is wanted
        desk.run("journal", "say", entry, "done")
    assert desk.run("journal", "say", entry, "done", "--reason", " ")[0] == 4
    status, document = desk.json("journal", "say", entry, "done", "--reason", "I looked")
    assert (status, document["outcome"], document["how"]) == (0, "done", "said")
    assert desk.run("journal", "say", entry, "not-done", "--reason", "or not")[0] == 4
    assert "says that it was done: I looked" in desk.run("journal", "show", entry)[1]
    assert desk.run("journal", "verify")[0] == 0
    status, document = desk.json("journal", "undo", entry, "--confirm", "y")
    assert (status, value_of(desk.database)) == (0, "old"), document


def test_without_its_target_an_address_may_be_given(desk: Desk, beside: Beside) -> None:
    entry = desk.leave(beside)
    status, document = desk.json("journal", "settle")
    assert (status, document["items"][0]["how"]) == (5, "no_way")
    beside.commit()
    status, document = desk.json("journal", "settle", entry, "--url", desk.database.uri)
    assert (status, document["items"][0]["outcome"]) == (0, "done")


def test_a_target_whose_password_nobody_types_is_said(desk: Desk, beside: Beside) -> None:
    desk.save(secret=SecretSource.ASK)
    entry = desk.leave(beside)
    beside.commit()
    status, out, err = desk.run("journal", "settle")
    assert (status, out) == (5, "")
    assert "shop was not asked how 1 entry ended. There is no password" in err
    assert desk.json("journal", "show", entry)[1]["entry"]["end"] is None
