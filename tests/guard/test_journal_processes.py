"""Several consoles on one journal, one of them killed while it writes; keys with a keyring and without."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from console.guard.journal import FileJournal
from console.guard.journal_list import Line
from tests.guard.journals import UNKNOWN, intent, octets
from tests.targets.keyrings import Desk, session

WRITE = """
import asyncio, sys
from pathlib import Path
from console.guard.journal import FileJournal
from console.guard.events import Note
from tests.guard.journals import DONE, MARK, intent
async def main():
    journal = FileJournal(Path(sys.argv[1]))
    count, name = int(sys.argv[2]), sys.argv[3]
    print("ready", flush=True)
    number = 0
    while not count or number < count:
        number += 1
        entry = await journal.intent(intent(key=name, reason="x" * 500, payload={"value": number}))
        print(entry, flush=True)
        await journal.mark(entry, MARK)
        await journal.end(entry, DONE)
        await journal.note(Note(kind=name, target="shop", document={}))
    journal.close()
asyncio.run(main())
"""

HOLD = """
import asyncio, sys, time
from pathlib import Path
from console.guard.journal import FileJournal
from tests.guard.journals import intent
async def main():
    journal = FileJournal(Path(sys.argv[1]))
    print(await journal.intent(intent()), flush=True)
    sys.stdin.readline()
asyncio.run(main())
"""


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    environ = dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[2])}
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def test_two_consoles_write_while_a_third_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    writers = [start(WRITE, folder, 50, name) for name in ("a", "b")]  # four events each time
    killed = 0
    acknowledged: list[str] = []
    while any(writer.poll() is None for writer in writers) or not killed:
        victim = start(WRITE, folder, 0, "victim")
        assert victim.stdout
        assert victim.stdout.readline() == "ready\n"
        await asyncio.sleep(0.05 + 0.01 * killed)
        victim.send_signal(signal.SIGKILL)
        acknowledged += victim.communicate()[0].split()
        killed += 1
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    journal = FileJournal(folder)
    found = await journal.verify()
    assert found.whole, found
    ids = [line.id async for line in _all(journal)]
    assert set(acknowledged) <= set(ids)
    assert len([row async for row in journal.exported() if row["key"] in {"a", "b"}]) == 100
    assert found.count >= 400 + len(acknowledged)
    # Everything that the killed ones left open is to be asked; nobody is at work on it any more.
    assert {one.intent.key for one in await journal.unresolved()} <= {"victim"}
    journal.close()


async def _all(journal: FileJournal) -> AsyncIterator[Line]:
    older = None
    while page := await journal.entries(older_than=older):
        for line in page:
            yield line
        older = page[-1].id


async def test_what_another_console_is_at_is_not_asked_for(tmp_path: Path) -> None:
    journal = FileJournal(tmp_path)
    other = start(HOLD, tmp_path)
    try:
        assert other.stdout
        id_ = other.stdout.readline().strip()
        assert await journal.unresolved() == ()
        await journal.end(id_, UNKNOWN)
        assert [one.id for one in await journal.unresolved()] == [id_]
        second = await journal.intent(intent())
        assert [one.id for one in await journal.unresolved()] == [id_, second]
    finally:
        other.send_signal(signal.SIGKILL)
        other.communicate()
    third = start(HOLD, tmp_path)
    assert third.stdout
    left = third.stdout.readline().strip()
    third.kill()
    third.communicate()
    assert [one.id for one in await journal.unresolved()] == [id_, second, left]
    journal.close()
    assert list((tmp_path / "consoles").iterdir()) == []  # nobody is left, and what was left is swept


# ---- keys

KEEP = """
import asyncio, sys
from pathlib import Path
from console.guard.journal import FileJournal
from tests.guard.journals import SHOP, intent
async def main():
    journal = FileJournal(Path(sys.argv[1]))
    if sys.argv[2] == "write":
        print(await journal.intent(intent(payload={"value": "MARKED-9"})))
        print((await journal.lasting(SHOP)).kept, (await journal.lasting(SHOP)).sentence)
    else:
        print((await journal.entry(sys.argv[2])).before)
    journal.close()
asyncio.run(main())
"""


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with session(tmp_path_factory.mktemp("unlocked"), "unlocked") as desk:
        yield desk


def said(desk: Desk, folder: Path, word: str) -> list[str]:
    desk = Desk(desk.environ | {"GREENROOM_STATE_DIR": str(folder)})
    done = desk.python(KEEP, str(folder), word)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_with_a_keyring_values_outlive_the_process(unlocked: Desk, tmp_path: Path) -> None:
    id_, lasting = said(unlocked, tmp_path, "write")
    assert lasting == "True "
    assert said(unlocked, tmp_path, id_) == ["{'value': 'MARKED-9'}"]
    assert b"MARKED-9" not in octets(tmp_path)


def test_without_the_key_the_values_are_said_to_be_gone(unlocked: Desk, tmp_path: Path) -> None:
    id_, _ = said(unlocked, tmp_path, "write")
    program = """
import keyring
backend = keyring.get_keyring()
backend = getattr(backend, "backends", [backend])[0]
backend.delete_password("greenroom", "journal/7123456789%2F16384")
"""
    assert unlocked.python(program).returncode == 0
    assert "not in the keyring any more" in said(unlocked, tmp_path, id_)[0]
    second, _ = said(unlocked, tmp_path, "write")  # a new key is made
    assert said(unlocked, tmp_path, second) == ["{'value': 'MARKED-9'}"]
    assert "not in the keyring any more" in said(unlocked, tmp_path, id_)[0]


@pytest.mark.parametrize("mood", ["absent", "locked"])
def test_without_a_keyring_they_last_as_long_as_the_process(tmp_path: Path, mood: str) -> None:
    (tmp_path / "home").mkdir()
    with session(tmp_path / "home", mood) as desk:
        id_, lasting = said(desk, tmp_path / "state", "write")
        assert lasting.startswith("False Undo of masked values lasts as long as this process. ")
        assert "keyring" in lasting
        assert "it has ended" in said(desk, tmp_path / "state", id_)[0]
    assert b"MARKED-9" not in octets(tmp_path / "state")


def test_two_consoles_get_one_key(unlocked: Desk, tmp_path: Path) -> None:
    program = """
import asyncio, sys
from console.core.secret import Secret
from console.targets import secrets
print(asyncio.run(secrets.journal_key("both", Secret(sys.argv[1]))).reveal())
"""
    environ = unlocked.environ | {"GREENROOM_STATE_DIR": str(tmp_path)}
    started = [
        subprocess.Popen([sys.executable, "-c", program, f"key-{n}"], env=environ, stdout=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    keys = {process.communicate(timeout=30)[0] for process in started}
    assert len(keys) == 1
    assert keys.pop().startswith("key-")
