"""The console on real servers, in the process of the test: opening it, waiting for it, reading what it paints."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from console.app import GreenroomApp
from console.config import Config
from console.core.secret import Secret
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.targets.store import TargetStore
from console.widgets.area_screen import AreaScreen
from console.widgets.list_screen import ListScreen
from console.widgets.notice import Notice
from tests.servers import Database
from tests.widgets.gallery import lines, text

W = TypeVar("W", bound=Widget)
QUIET = Config(refresh_seconds=0)
"""Home asks once and not again, so that a test sees what it did itself."""
SIZES = (
    pytest.param((60, 16), marks=pytest.mark.long),
    pytest.param((80, 24)),
    pytest.param((120, 32)),
    pytest.param((160, 45), marks=pytest.mark.long),
)
"""Those between which the layout changes in every run, the smallest and the largest in the long one."""
WIDE = (120, 32)


def target_of(on: Database, name: str = "shop", **fields: Any) -> Target:
    """The test's database as a target: production, read-only, its server's own role, no password."""
    params = on.params
    given: dict[str, Any] = {
        "host": str(params["host"]),
        "port": int(params["port"]),
        "database": on.name,
        "user": str(params["user"]),
        "environment": Environment.PRODUCTION,
        "access": Access.READ_ONLY,
        "secret": SecretSource.NONE,
        "tls": Tls.OFF,
    }
    return Target(name=name, **given | fields)


def nowhere(name: str = "gone", **fields: Any) -> Target:
    """A target where nobody listens."""
    given: dict[str, Any] = {"host": "127.0.0.1", "port": 1, "database": "shop", "user": "clerk"}
    return Target(name=name, **given | {"secret": SecretSource.NONE, "tls": Tls.OFF} | fields)


class Console:
    """A running console in a test."""

    def __init__(self, app: GreenroomApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self.press = pilot.press

    @property
    def screen(self) -> AreaScreen[Any]:
        """The area that is shown."""
        assert isinstance(self.app.screen, AreaScreen), self.app.screen
        return self.app.screen

    @property
    def listing(self) -> ListScreen[Any]:
        """The area that is shown, one with a list."""
        assert isinstance(self.app.screen, ListScreen), self.app.screen
        return self.app.screen

    @property
    def keys(self) -> list[str]:
        """The keys of the rows that are shown."""
        return [row.key for row in self.listing.grid.visible_rows]

    def text(self) -> str:
        """What is painted."""
        return text(self.app)

    def lines(self) -> list[str]:
        """What is painted, a line each."""
        return lines(self.app)

    def one(self, kind: type[W], selector: str = "") -> W:
        """The only widget of that kind on the screen."""
        return self.app.screen.query_one(selector or kind.__name__, kind)

    def toasts(self) -> list[str]:
        """What was said in passing."""
        return [notification.message for notification in self.app._notifications]

    async def until(self, true: Callable[[], Any], seconds: float = 20) -> None:
        """Wait until something is so, then until it is painted."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"It did not come to be so:\n{self.text()}"
            await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def shows(self, *words: str, seconds: float = 20) -> None:
        """Wait until all these words are painted."""
        await self.until(lambda: all(word in self.text() for word in words), seconds)

    async def go(self, area: str) -> None:
        """Go to an area and wait until it has read."""
        self.app.action_area(area)
        await self.until(lambda: isinstance(self.app.screen, AreaScreen) and area == self.app.screen.AREA)
        await self.settled()

    async def settled(self, seconds: float = 20) -> None:
        """Wait until nothing is read any more and no target is asked."""

        def done() -> bool:
            screen = self.app.screen
            reading = isinstance(screen, AreaScreen) and screen._reading_since is not None
            asking = any(contact.asking for contact in self.app.contacts.by_name.values())
            return not (reading or asking)

        await self.pilot.pause()
        await self.until(done, seconds)

    def notice(self) -> str | None:
        """The sentences in the list's place, or None where the list is."""
        notice = self.one(Notice)
        return str(notice.query_one("Static").render()) if notice.display else None


@asynccontextmanager
async def console(
    *targets: Target,
    size: tuple[int, int] = WIDE,
    config: Config = QUIET,
    open_target: str | None = None,
    store: TargetStore | None = None,
    passwords: Mapping[str, Secret] | None = None,
    area: str | None = None,
) -> AsyncIterator[Console]:
    """A console on these targets, `open_target` opened; with `area`, gone there and read."""
    app = GreenroomApp(
        targets=targets,
        config=config,
        open_target=open_target,
        store=store,
        passwords=dict(passwords) if passwords else None,
    )
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        opened = Console(app, pilot)
        await opened.until(lambda: isinstance(app.screen, AreaScreen))
        if area is not None:
            await opened.go(area)
        yield opened
