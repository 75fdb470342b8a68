"""The settings on the screen in a test: opened on a key, a dialog opened, a plan confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets import Static

from console.content.screen_edit import EditValue
from console.content.screen_new import AddSetting
from console.core.target import Access, Environment
from console.guard.confirm import Confirm
from tests.screens.consoles import WIDE, Console, console, target_of
from tests.servers import Database

SMALL = (80, 24)
SIZE = pytest.mark.parametrize("size", [SMALL, pytest.param(WIDE, marks=pytest.mark.long)], ids=["80x24", "120x32"])


@asynccontextmanager
async def settings(database: Database, key: str, size: tuple[int, int] = WIDE, **more: Any) -> AsyncIterator[Console]:
    """The settings of a database that may be written to, the cursor on a key."""
    given: dict[str, Any] = {"access": Access.GUARDED, "environment": Environment.LOCAL}
    target = target_of(database, **given | more)
    async with console(target, open_target="shop", size=size, area="content") as opened:
        opened.listing.grid.select(key)
        await opened.pilot.pause()
        yield opened


async def edit(opened: Console, what: str = "set") -> Any:
    """The dialog of a change, open and with the keys."""
    opened.screen.perform(what)
    kind = {"set": EditValue, "add": AddSetting}[what]
    await opened.until(lambda: isinstance(opened.app.screen, kind))
    await opened.until(lambda: opened.app.focused is not None)
    await opened.pilot.pause()
    return opened.app.screen


async def confirmed(opened: Console) -> str:
    """What the plan said; it was answered with y, and the operation has ended."""
    await opened.until(lambda: isinstance(opened.app.screen, Confirm))
    await opened.until(lambda: opened.app.screen._armed)  # type: ignore[attr-defined]
    body = opened.app.screen.query_one("#body", Static).render()
    painted = opened.text() + " ".join(str(body).split())  # what is below the edge of a small screen, too
    opened.app._notifications.clear()
    await opened.press("y")
    await opened.until(lambda: any("done" in toast for toast in opened.toasts()))
    await opened.settled()
    return painted


def value(database: Database, key: str) -> str:
    return database.psql(f"select value from site_settings where key = '{key}'")
