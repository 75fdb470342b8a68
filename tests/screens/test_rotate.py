"""Another password for a target's role, from Targets: through the guard's dialog, on a server that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.core.secret import Secret
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.guard.confirm import Confirm
from console.scratch.server import Server
from console.targets import secrets
from console.targets.store import TargetStore
from tests.screens.consoles import console
from tests.servers import binaries_of
from tests.targets.keyrings import chosen, session


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "home").mkdir()
    with session(tmp_path / "home", "unlocked") as desk:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desk.environ["DBUS_SESSION_BUS_ADDRESS"])
        with chosen("keyring.backends.SecretService"):
            yield


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    with Server.start(binaries_of(15), tcp=True, password="MARKED-first", fast=True) as server:
        server.psql("postgres", sql="create role clerk login password 'MARKED-old'")
        yield server


async def test_a_password_is_changed_from_targets(guarded: Server, tmp_path: Path, keyring: None) -> None:
    target = Target(
        name="shop",
        host="127.0.0.1",
        port=guarded.port,
        database="postgres",
        user="clerk",
        environment=Environment.LOCAL,
        access=Access.GUARDED,
        secret=SecretSource.KEYRING,
        tls=Tls.PREFER,
        saved=True,
    )
    store = TargetStore(tmp_path / "targets.toml")
    store.add(target)
    secrets.write(target, Secret("MARKED-old"))
    closed = Target(name="closed", host="127.0.0.1", port=1, database="d", user="u", secret=SecretSource.NONE)
    async with console(target, closed, store=store, area="targets") as opened:
        opened.listing.grid.select("closed")
        await opened.pilot.pause()
        assert {item.key: item.why_not for item in opened.screen.operations()}["rotate"]
        opened.listing.grid.select("shop")
        await opened.press("o")
        await opened.shows("Change the password of shop")
        opened.app.screen.dismiss("rotate")
        await opened.until(lambda: isinstance(opened.app.screen, Confirm))
        await opened.until(lambda: opened.app.screen._armed)  # type: ignore[attr-defined]
        assert secrets.read(target) == Secret("MARKED-old"), "it was only planned"
        await opened.press("y")
        await opened.until(lambda: any("new password" in toast for toast in opened.toasts()))
        await opened.until(lambda: store.get("shop").password_changed_at is not None)
        assert opened.screen.AREA == "targets"
        await opened.until(lambda: opened.app.contacts.by_name["shop"].overview is not None)
    fresh = secrets.read(target)
    assert fresh is not None
    assert fresh != Secret("MARKED-old")
    assert "MARKED" not in guarded.log.read_text()
