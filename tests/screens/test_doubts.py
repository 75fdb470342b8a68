"""What was left in doubt, on the screen: asked at the start, ended, or said from the journal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from console.config import Config, HookSetting
from console.core.target import Access, Environment, SecretSource, Target
from console.guard.hooks import hooks_of
from console.guard.journal import FileJournal
from console.widgets.choice import Choice
from console.widgets.prompt import Prompt
from tests.guard.console import console as guarded
from tests.guard.console import identity_of
from tests.guard.doubts import TABLE, Beside, leave, value_of
from tests.guard.journals import UNKNOWN
from tests.screens.consoles import Console, console, nowhere, target_of
from tests.servers import Database


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def things(database18: Database) -> Database:
    database18.psql(TABLE)
    return database18


@pytest.fixture
def beside(things: Database) -> Iterator[Beside]:
    with psycopg.connect(things.uri) as connection:
        yield connection
        with suppress(psycopg.OperationalError):  # a test may have ended it
            connection.rollback()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    program = f"import sys; open({str(tmp_path / 'told')!r}, 'a').write(sys.stdin.read())"
    return Config(refresh_seconds=0, hooks=(HookSetting(event="things.*", command=(sys.executable, "-c", program)),))


def shop(things: Database, **changed: object) -> Target:
    target = target_of(things, environment=Environment.LOCAL, access=Access.GUARDED, identity=identity_of(things))
    return replace(target, **changed)  # type: ignore[arg-type]


async def left(
    things: Database, beside: Beside, config: Config, tmp_path: Path, *more: object, **changed: object
) -> str:
    """The entry of a console that is gone."""
    folder = tmp_path / "state"
    async with guarded(things.params, folder, hooks=hooks_of(config), identity=identity_of(things)) as on:
        return await leave(on, beside, *more, **changed)  # type: ignore[arg-type]


async def outcome(tmp_path: Path, entry: str) -> tuple[str, str]:
    journal = FileJournal(tmp_path / "state")
    try:
        end = (await journal.entry(entry)).end
        return (end.result.value, end.how) if end else ("open", "")
    finally:
        journal.close()


async def choose(opened: Console, title: str) -> None:
    """Take an entry of the list of operations."""
    await opened.press("o")
    await opened.until(lambda: isinstance(opened.app.screen, Choice))
    await opened.shows(title)
    keys = [item.key for item in opened.app.screen._items]  # type: ignore[attr-defined]
    at = [item.title for item in opened.app.screen._items].index(title)  # type: ignore[attr-defined]
    opened.app.screen.dismiss(keys[at])


def why_not(opened: Console) -> list[str]:
    """Why asking, ending and saying are not offered."""
    return [item.why_not for item in opened.listing.operations()[:3]]


async def test_all_targets_are_asked_at_the_start_and_hooks_run(
    things: Database, beside: Beside, config: Config, tmp_path: Path
) -> None:
    entry = await left(things, beside, config, tmp_path)
    beside.commit()
    # Another target is open: nobody looks at this one.
    async with console(nowhere(), shop(things), config=config, open_target="gone") as opened:
        await opened.until(lambda: any(f"Entry {entry}" in toast for toast in opened.toasts()))
        assert opened.app.doubts.by_target.total() == 0
        await opened.until(lambda: not opened.app.carrier.busy)
    assert await outcome(tmp_path, entry) == ("done", "asked")
    told = json.loads((tmp_path / "told").read_text())
    assert (told["event"], told["target"], told["journal"]) == ("things.changed", "shop", entry)


async def test_a_target_whose_password_is_typed_is_said_and_not_asked(
    things: Database, beside: Beside, config: Config, tmp_path: Path
) -> None:
    entry = await left(things, beside, config, tmp_path)
    beside.commit()
    async with console(shop(things, secret=SecretSource.ASK), config=config, size=(80, 24)) as opened:
        await opened.until(lambda: any("greenroom journal settle --target shop" in toast for toast in opened.toasts()))
        await opened.shows("? UNKNOWN how 1 operation ended: J")
        assert opened.app.screen.AREA == "home"  # type: ignore[attr-defined]
    assert await outcome(tmp_path, entry) == ("open", "")


async def test_a_target_that_does_not_answer_counts_as_not_asked(
    things: Database, beside: Beside, config: Config, tmp_path: Path
) -> None:
    entry = await left(things, beside, config, tmp_path)
    beside.commit()
    away = shop(things, host="127.0.0.1", port=1)
    async with console(away, config=config) as opened:
        await opened.until(lambda: any(f"Entry {entry}" in toast for toast in opened.toasts()), seconds=40)
        await opened.until(lambda: opened.app.doubts.claim("shop"))
    assert await outcome(tmp_path, entry) == ("unknown", "lost")


async def test_the_migrations_ask_again_whenever_they_are_read(
    things: Database, beside: Beside, config: Config, tmp_path: Path
) -> None:
    entry = await left(things, beside, config, tmp_path)
    async with console(shop(things), config=config, open_target="shop", area="migrations") as opened:
        await opened.until(lambda: any(f"Entry {entry}" in toast for toast in opened.toasts()), seconds=40)
        beside.commit()
        opened.screen.action_refresh()
        await opened.until(lambda: opened.app.doubts.by_target.total() == 0, seconds=40)
    assert (await outcome(tmp_path, entry))[0] == "done"


async def test_the_process_is_ended_from_the_journal(
    things: Database, beside: Beside, config: Config, tmp_path: Path
) -> None:
    entry = await left(things, beside, config, tmp_path)
    async with console(shop(things), config=config, size=(80, 24), area="journal") as opened:
        await opened.until(lambda: any("still open" in toast for toast in opened.toasts()), seconds=40)
        await opened.until(lambda: why_not(opened) == ["", "", "it is still open on the server"])
        await choose(opened, "End its server process")
        await opened.shows(str(beside.info.backend_pid), "pg_terminate_backend", seconds=40)
        await opened.pilot.pause(0.7)  # the dialog arms half a second after it is painted
        await opened.press("y")
        await opened.until(lambda: any("rolled back" in toast for toast in opened.toasts()), seconds=40)
        await opened.settled()
        await opened.shows("not done")
        assert opened.app.doubts.by_target.total() == 0
    assert await outcome(tmp_path, entry) == ("not_done", "asked")
    assert value_of(things) == "old"


async def test_a_person_says_it_from_the_journal(
    things: Database, beside: Beside, config: Config, tmp_path: Path
) -> None:
    entry = await left(things, beside, config, tmp_path, UNKNOWN, timeline=7)
    beside.commit()
    async with console(shop(things), config=config, size=(80, 24), area="journal") as opened:
        await opened.until(lambda: any("failed over" in toast for toast in opened.toasts()), seconds=40)
        await opened.until(lambda: why_not(opened) == ["", "none is known to be at it still", ""])
        await choose(opened, "Say that it was done")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt))
        await opened.press(*"seen", "enter")
        await opened.until(lambda: any("says that it was done: seen" in toast for toast in opened.toasts()))
        await opened.until(lambda: [item.key for item in opened.listing.operations()] == ["undo"])
    assert await outcome(tmp_path, entry) == ("done", "said")
    assert json.loads((tmp_path / "told").read_text())["journal"] == entry
