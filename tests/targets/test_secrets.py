"""The keyring, a real one: unlocked, locked, blocked, silent, absent, and one that keeps plain files."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.core.target import SecretSource, Target
from console.targets import secrets
from tests.targets.keyrings import Desk, session

SHOP = Target(name="shop", host="db.example.org", database="shop", user="clerk", secret=SecretSource.KEYRING)

HEAD = """
import asyncio, sys, time
from dataclasses import replace
from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.targets import secrets
from console.targets.secrets import KeyringProblem, Slot
shop = Target(name="shop", host="db.example.org", database="shop", user="clerk", secret=SecretSource.KEYRING)
"""


@pytest.fixture(scope="module")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with session(tmp_path_factory.mktemp("unlocked"), "unlocked") as desk:
        yield desk


def said(desk: Desk, program: str, *arguments: str) -> list[str]:
    done = desk.python(HEAD + program, *arguments)
    assert done.returncode == 0, done.stderr
    assert "MARKED" not in done.stderr
    return done.stdout.splitlines()


def test_a_password_outlives_the_process(unlocked: Desk) -> None:
    program = "secrets.write(shop, Secret('pä ss')); import keyring; print(keyring.get_keyring().name)"
    assert said(unlocked, program) == ["SecretService Keyring"]
    program = "async def main(): print((await secrets.read_async(shop)).reveal())\nasyncio.run(main())"
    assert said(unlocked, program) == ["pä ss"]


def test_another_host_port_user_or_bastion_has_another_password(unlocked: Desk) -> None:
    program = """
secrets.write(shop, Secret("one"))
for other in (dict(host="db.example.com"), dict(port=6000), dict(user="boss"), dict(ssh="bastion")):
    print(secrets.read(replace(shop, **other)))
print(secrets.read(replace(shop, name="renamed", host="DB.example.org")).reveal())
"""
    assert said(unlocked, program) == ["None", "None", "None", "None", "one"]


def test_slots_are_apart_and_are_forgotten_together(unlocked: Desk) -> None:
    program = """
secrets.write(shop, Secret("new"), Slot.PENDING)
secrets.write(shop, Secret("now"))
secrets.delete(shop, Slot.PENDING)
print(secrets.read(shop, Slot.PENDING), secrets.read(shop).reveal())
secrets.delete(shop)
secrets.delete(shop)
print(secrets.read(shop))
"""
    assert said(unlocked, program) == ["None now", "None"]


def test_names_of_entries_cannot_be_mixed_up() -> None:
    tricky = replace(SHOP, user="clerk@other:1", host="x")
    assert secrets.username(tricky) != secrets.username(replace(SHOP, user="clerk", host="other:1@x"))
    assert secrets.username(SHOP) == "clerk@db.example.org:5432/current"


ASK = """
start = time.monotonic()
try:
    print(secrets.read(shop, timeout=1))
except KeyringProblem as problem:
    print(problem.trouble, problem.refused)
    print(problem)
print(time.monotonic() - start < 5)
"""


@pytest.mark.parametrize(
    ("mood", "trouble"), [("locked", "locked"), ("blocked", "silent"), ("mute", "silent"), ("absent", "absent")]
)
def test_a_keyring_that_gives_nothing_says_why_and_offers_others(tmp_path: Path, mood: str, trouble: str) -> None:
    with session(tmp_path, mood) as desk:
        start = time.monotonic()
        first, text, quick = said(desk, ASK)
        assert first == f"{trouble} True"
        assert "passfile" in text
        assert quick == "True"
        assert time.monotonic() - start < 10  # the process ended although its thread still waits


BLOCKED = """
async def main():
    ticks = 0
    waiting = asyncio.create_task(secrets.read_async(shop, timeout=60))
    for _ in range(20):
        await asyncio.sleep(0.02)
        ticks += 1
    print("the screen lives", ticks)
    waiting.cancel()
    for seconds in (0.5, 60):
        start = time.monotonic()
        try:
            await secrets.read_async(shop, timeout=seconds)
        except KeyringProblem as problem:
            print(problem.trouble, time.monotonic() - start < 2)
asyncio.run(main())
print("bye", flush=True)
"""


def test_a_blocked_keyring_holds_up_neither_the_loop_nor_the_exit(tmp_path: Path) -> None:
    with session(tmp_path, "blocked") as desk:
        start = time.monotonic()
        assert said(desk, BLOCKED) == ["the screen lives 20", "silent True", "silent True", "bye"]
        assert time.monotonic() - start < 5


UNSAFE = """
import keyring.backend, types
module = types.ModuleType("keyrings.alt.file")
class PlaintextKeyring(keyring.backend.KeyringBackend):
    priority = 9
    def get_password(self, service, username): raise SystemExit("it was asked")
    def set_password(self, service, username, password): open(sys.argv[1], "w").write(password)
PlaintextKeyring.__module__ = "keyrings.alt.file"
keyring.set_keyring(PlaintextKeyring())
for call in (lambda: secrets.read(shop), lambda: secrets.write(shop, Secret("MARKED-plain"))):
    try:
        call()
    except KeyringProblem as problem:
        print(problem.trouble)
"""


def test_a_keyring_that_writes_plain_files_is_not_used(unlocked: Desk, tmp_path: Path) -> None:
    assert said(unlocked, UNSAFE, str(tmp_path / "plain")) == ["unsafe"] * 2
    assert not (tmp_path / "plain").exists()


def test_a_keyring_that_forgets_is_told_apart_from_one_that_keeps(unlocked: Desk) -> None:
    null = Desk(unlocked.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"})
    program = "try: secrets.write(shop, Secret('x'))\nexcept KeyringProblem as problem: print(problem.trouble)"
    assert said(null, program) == ["absent"]


def test_importing_it_does_not_import_keyring(unlocked: Desk) -> None:
    assert said(unlocked, "print('keyring' in sys.modules)") == ["False"]


async def test_calls_are_made_one_at_a_time() -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def job() -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return threading.get_ident()

    seen = await asyncio.gather(*(secrets._await(job, 5) for _ in range(5)))
    assert most == 1
    assert set(seen) != {threading.get_ident()}
    assert "keyring" not in sys.modules or all(thread.daemon for thread in threading.enumerate()[1:])
