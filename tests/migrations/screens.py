"""The migrations on the screen in a test: a folder below the working one, a database, a console on both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from console.core.target import Access, Environment
from console.guard.confirm import HELD_SECONDS, Confirm
from console.migrations.screen_facts import Facts
from console.widgets.detail import Detail
from console.widgets.detail_page import DetailPage
from console.widgets.told import Told
from tests.screens.consoles import WIDE, Console, console, target_of
from tests.servers import Database

SMALL = (80, 24)
SIZE = pytest.mark.parametrize("size", [SMALL, pytest.param(WIDE, marks=pytest.mark.long)], ids=["80x24", "120x32"])
PLACE = Path("supabase") / "migrations"
"""Below the working folder."""


def write(files: Mapping[str, str | bytes], place: Path = PLACE) -> Path:
    """Put files into the folder of migrations."""
    place.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (place / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


@asynccontextmanager
async def migrations(database: Database, size: tuple[int, int] = WIDE, **more: Any) -> AsyncIterator[Console]:
    """The list of a database that may be written to."""
    target = target_of(database, **{"access": Access.GUARDED, "environment": Environment.LOCAL} | more)
    async with console(target, open_target="shop", size=size, area="migrations") as opened:
        yield opened


async def checked(opened: Console) -> Facts:
    """Wait until the check has said what it has to say."""
    await opened.until(lambda: opened.screen.facts is not None and opened.screen.facts.findings is not None)
    await opened.pilot.pause()
    facts = opened.screen.facts
    assert isinstance(facts, Facts)
    return facts


async def choose(opened: Console, version: str) -> None:
    """Put the cursor on a version and wait until its file is beside it."""
    key = next(key for key in opened.keys if version in key)
    opened.listing.grid.select(key)
    await opened.until(lambda: key in opened.screen._texts)  # type: ignore[attr-defined]
    await opened.pilot.pause()


def states(opened: Console) -> dict[str, str]:
    """State by version, as the rows have it."""
    return {str(row.values[1]): str(row.values[0]) for row in opened.listing.grid.rows}


async def page(opened: Console, key: str) -> str:
    """What the page says that an operation opens."""
    opened.screen.perform(key)
    await opened.until(lambda: isinstance(opened.app.screen, DetailPage), seconds=90)
    await opened.pilot.pause()
    return said(opened)


def said(opened: Console) -> str:
    """All of the detail on one line, also what is below the edge."""
    return " ".join(str(opened.app.screen.query_one(Detail).query_one(Static).render()).split())


async def told(opened: Console) -> str:
    """What a dialog says that only tells."""
    await opened.until(lambda: isinstance(opened.app.screen, Told), seconds=90)
    await opened.pilot.pause()
    return " ".join(" ".join(str(each.render()) for each in opened.app.screen.query(Static)).split())


async def answer(opened: Console, words: str) -> None:
    """Answer the plan with what it asks for: `y`, or a phrase."""
    await opened.until(lambda: isinstance(opened.app.screen, Confirm), seconds=60)
    await opened.until(lambda: opened.app.screen._armed)  # type: ignore[attr-defined]
    if words == "y":
        await opened.press("y")
        return
    opened.app.screen.query_one(Input).value = words
    await opened.pilot.pause()
    opened.app.screen.query_one("#run").focus()
    await asyncio.sleep(HELD_SECONDS + 0.1)
    await opened.press("space")
