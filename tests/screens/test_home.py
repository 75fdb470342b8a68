"""Home and Targets on real servers: what answers, what does not and why, and what is never done twice."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from textual.widgets import Input

from console.config import Config
from console.core.secret import Secret
from console.core.target import Environment, Identity, SecretSource
from console.scratch.server import Server
from console.widgets.prompt import Prompt
from tests.screens.consoles import console, nowhere, target_of
from tests.servers import Database, binaries_of

BUSY = Config(refresh_seconds=1)


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server that wants a password, and writes down each login and each refusal."""
    settings = {"log_connections": "on", "log_min_messages": "log"}
    with Server.start(binaries_of(15), settings=settings, fast=True, password="right") as server:
        yield server


def refusals(server: Server) -> int:
    """How many wrong passwords the server has seen."""
    return server.log.read_text(errors="replace").count("password authentication failed")


async def test_what_home_says_of_each(cms: Database, guarded: Server, nobody: str) -> None:
    targets = (
        target_of(cms, "well", environment=Environment.LOCAL),
        target_of(cms, "modest", user=nobody, environment=Environment.STAGING),
        target_of(Database(guarded, "postgres"), "refused", user=guarded.user, secret=SecretSource.ASK),
        target_of(cms, "no-such", database="no_such_database"),
        nowhere("unreachable"),
    )
    passwords = {"refused": Secret("wrong")}
    async with console(*targets, passwords=passwords, size=(160, 45)) as opened:
        await opened.settled()
        found = {name: next(line for line in opened.lines() if f" {name} " in line) for name in (
            "well", "modest", "refused", "no-such", "unreachable")}  # fmt: skip
        assert "●" in found["well"]
        for word in ("LOCAL", "18.4 primary", "postgres", "ms", "MB", "%"):
            assert word in found["well"], word
        assert "? this role" in found["modest"], "its oldest transaction"
        assert "✖" in found["refused"]
        assert "The password was refused." in found["refused"]
        assert "There is no such database." in found["no-such"]
        assert "Nothing listens at that address." in found["unreachable"]
        opened.listing.grid.select("refused")
        await opened.shows("Check role and password")


async def test_a_refused_password_is_dialled_once_whatever_refreshes(guarded: Server) -> None:
    before = refusals(guarded)
    target = target_of(Database(guarded, "postgres"), secret=SecretSource.ASK)
    async with console(target, config=BUSY, open_target="shop", passwords={"shop": Secret("wrong")}) as opened:
        await opened.shows("The password was refused.")
        assert refusals(guarded) == before + 1
        for area in ("content", "home", "targets", "content", "home"):
            await opened.go(area)
        for _ in range(5):
            opened.app.ask_targets()
            opened.screen.load()
            await opened.settled()
        await asyncio.sleep(1.2)
        assert refusals(guarded) == before + 1
        opened.screen.action_refresh()
        await opened.settled()
        await opened.until(lambda: refusals(guarded) == before + 2)


async def test_a_password_is_asked_for_once_and_only_where_somebody_opened(guarded: Server) -> None:
    database = Database(guarded, "postgres")
    targets = [target_of(database, name, secret=SecretSource.ASK) for name in ("one", "two")]
    async with console(*targets, config=BUSY) as opened:
        await opened.settled()
        assert not isinstance(opened.app.screen, Prompt), "nobody opened them"
        opened.app.open_target(targets[0])
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        assert "Password for one" in opened.text()
        opened.one(Input).value = "right"
        await opened.press("enter")
        await opened.until(lambda: opened.app.contacts.by_name["one"].overview is not None)
        await opened.settled()
        # Two names for one login: it was given.
        opened.app.open_target(targets[1])
        await opened.until(lambda: opened.app.contacts.by_name["two"].overview is not None)
        assert not isinstance(opened.app.screen, Prompt)
        assert "right" not in opened.text().split()


async def test_a_bare_address_that_wants_a_password_is_asked_for_it(guarded: Server) -> None:
    target = target_of(Database(guarded, "postgres"), secret=SecretSource.NONE, saved=False)
    async with console(target, config=BUSY, open_target="shop") as opened:
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        opened.one(Input).value = "wrong"
        await opened.press("enter")
        await opened.shows("The password was refused.")
        opened.screen.action_refresh()
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        opened.one(Input).value = "right"
        await opened.press("enter")
        await opened.until(lambda: opened.app.contacts.by_name["shop"].overview is not None)


async def test_a_dismissed_question_is_not_asked_again_by_itself(guarded: Server) -> None:
    target = target_of(Database(guarded, "postgres"), secret=SecretSource.ASK)
    async with console(target, config=BUSY, open_target="shop") as opened:
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        await opened.press("escape")
        await opened.shows("There is no password for")
        for _ in range(3):
            opened.app.ask_targets()
            await opened.settled()
        await asyncio.sleep(1.2)
        assert not isinstance(opened.app.screen, Prompt)
        opened.screen.action_refresh()
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))


def counting(folder: Path, *, seconds: float = 0, words: str = "right") -> tuple[str, ...]:
    """A password command that leaves a mark each time it is run."""
    marks = folder / "marks"
    program = f"import time; open({str(marks)!r}, 'a').write('x'); time.sleep({seconds}); print({words!r})"
    return (sys.executable, "-c", program)


def runs(folder: Path) -> int:
    marks = folder / "marks"
    return len(marks.read_text()) if marks.exists() else 0


async def test_a_source_is_asked_once_for_several_targets(guarded: Server, tmp_path: Path) -> None:
    database = Database(guarded, "postgres")
    command = counting(tmp_path)
    targets = [
        target_of(database, name, secret=SecretSource.COMMAND, password_command=command)
        for name in ("one", "two", "three")
    ]
    async with console(*targets, config=BUSY) as opened:
        await opened.until(lambda: all(contact.overview for contact in opened.app.contacts.by_name.values()))
        for _ in range(3):
            opened.app.ask_targets()
            await opened.settled()
        assert runs(tmp_path) == 1


async def test_a_keyring_that_is_not_there_is_said_once(guarded: Server) -> None:
    target = target_of(Database(guarded, "postgres"), secret=SecretSource.KEYRING)
    async with console(target, config=BUSY, open_target="shop") as opened:
        await opened.shows("There is no keyring here.")
        opened.app.ask_targets()
        await opened.settled()
        assert not isinstance(opened.app.screen, Prompt)


async def test_a_slow_source_holds_up_neither_keys_nor_other_targets(cms: Database, tmp_path: Path) -> None:
    command = counting(tmp_path, seconds=30)
    slow = nowhere("slow", secret=SecretSource.COMMAND, password_command=command)
    started = time.monotonic()
    async with console(slow, target_of(cms, "quick"), config=BUSY) as opened:
        await opened.shows("18.4 primary")
        assert "connecting" in opened.text()
        gaps = []
        for _ in range(10):
            before = time.monotonic()
            await opened.press("j")
            gaps.append(time.monotonic() - before)
        assert max(gaps) < 2, "no key waits for the source"
        await opened.press("t", "question_mark")
        await opened.shows("Keys", "Test the target step by step")
        left = time.monotonic()
        await opened.press("ctrl+q")
    assert time.monotonic() - left < 5, "leaving waits for nothing"
    assert time.monotonic() - started < 25


async def test_targets_that_do_not_answer_are_asked_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(nowhere(), config=Config(refresh_seconds=5)) as opened:
        await opened.settled()
        contacts = opened.app.contacts
        pauses = []
        for _ in range(8):
            contacts.by_name["gone"] = replace(contacts.by_name["gone"], next_at=0.0)
            await contacts.ask("gone", every=5)
            pauses.append(round(contacts.by_name["gone"].next_at - time.monotonic()))
        assert pauses == [20, 40, 80, 160, 300, 300, 300, 300]


async def test_another_database_at_the_same_address_is_said_loudly(cms: Database) -> None:
    target = target_of(cms, identity=Identity("7000000000000000001", 5))
    async with console(target, open_target="shop", area="home", size=(160, 45)) as opened:
        await opened.settled()
        assert "ANOTHER DATABASE THAN BEFORE" in opened.lines()[0]
        line = next(line for line in opened.lines()[1:] if " shop " in line)
        assert "▲" in line
        await opened.shows("This address leads to another database than the first time.")
        await opened.pilot.resize_terminal(80, 24)
        await opened.pilot.pause()
        assert "ANOTHER DATABASE" in opened.lines()[0], "not the first to go where room is short"


async def test_an_old_transaction_and_a_full_server_are_seen() -> None:
    with Server.start(binaries_of(18), settings={"max_connections": "10"}, fast=True) as server:
        database = Database(server, "postgres")
        async with AsyncExitStack() as held:
            others = [held.enter_context(psycopg.connect(**database.params)) for _ in range(5)]
            others[0].execute("select pg_sleep(1.2)")
            opened = await held.enter_async_context(console(target_of(database), size=(160, 45)))
            await opened.settled()
            line = next(line for line in opened.lines() if " shop " in line)
            assert "▲" in line
            assert "86 %" in line
            assert re.search(r" [1-9] s +$", line), line


async def test_a_target_is_opened_and_another(cms: Database, database18: Database) -> None:
    one, two = target_of(cms, "one"), target_of(database18, "two", environment=Environment.STAGING)
    async with console(one, two) as opened:
        await opened.settled()
        assert "GREENROOM" in opened.lines()[0]
        await opened.press("enter")
        await opened.until(lambda: opened.app.current_mode == "content")
        await opened.settled()
        assert opened.lines()[0].startswith(" PRODUCTION   one")
        assert "booking_fee_percent" in opened.text()
        await opened.press("1", "j", "enter")
        await opened.settled()
        assert opened.lines()[0].startswith(" STAGING   two")
        assert "booking_fee_percent" not in opened.text()
        assert "holds settings" in (opened.notice() or "")


async def test_what_is_read_of_one_target_is_not_shown_for_another(cms: Database, database18: Database) -> None:
    """The first one answers late: after the second was opened."""
    database18.psql(
        "create view site_settings as select 'late'::text as key, pg_sleep(1)::text as value, 'TEXT'::text as type,"
        " ''::text as description, true as is_public"
    )
    slow, quick = target_of(database18, "slow"), target_of(cms, "quick")
    async with console(slow, quick) as opened:
        await opened.settled()
        opened.app.open_target(slow)
        await asyncio.sleep(0.3)
        opened.app.open_target(quick)
        await opened.settled()
        await asyncio.sleep(1.2)
        await opened.settled()
        assert "booking_fee_percent" in opened.keys
        assert "late" not in opened.keys


async def test_the_test_of_a_target_appears_step_by_step(cms: Database, guarded: Server) -> None:
    wrong = target_of(Database(guarded, "postgres"), "wrong", secret=SecretSource.ASK)
    async with console(target_of(cms, "right"), wrong, passwords={"wrong": Secret("wrong")}, area="targets") as opened:
        await opened.press("x")
        await opened.shows("● login", "● version", "PostgreSQL 18.4", "superuser")
        await opened.press("j", "x")
        await opened.shows("✖ login", "refused")
        await opened.press("k")
        await opened.shows("● login")
