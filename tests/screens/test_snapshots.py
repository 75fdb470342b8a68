"""Pictures of the screens. A picture that changed is either a mistake or an improvement: look at it, then decide.

    pytest tests/screens/test_snapshots.py                      writes snapshot_report.html where any differs
    pytest tests/screens/test_snapshots.py --snapshot-update    takes them anew

They are the same every day: the sample system is made for one date, what Home shows is written here, and the words for
ages and latencies are fixed. The versions of Textual and of the server are those that pyproject.toml names.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import console.app
from console.app import GreenroomApp
from console.config import Config
from console.core.target import Access, Environment, Identity, SecretSource, Target, Tls
from console.core.unknown import Unknown
from console.database.pooler import Pooler
from console.database.server import Connections, Overview, Server
from console.errors import ConnectionProblem
from console.home.screen_target_form import TargetForm
from console.targets.store import TargetStore
from tests.screens.consoles import Console, target_of
from tests.servers import Database

Compare = Callable[..., bool]
Before = Callable[[Console], Awaitable[None]]
THEMES = ("dark", "light", "high-contrast")
WIDE, NARROW = (120, 32), (80, 24)
LOOKS = pytest.mark.parametrize(
    ("theme", "size"),
    [*(pytest.param(theme, WIDE, id=theme) for theme in THEMES), pytest.param("dark", NARROW, id="narrow")],
)
SUPABASE = "aws-0-eu-central-1.pooler.supabase.com"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is different each second is said in fixed words."""
    for module in ("console.home.screen", "console.home.target_detail", "console.content.setting_cells"):
        monkeypatch.setattr(f"{module}.ago", lambda seconds: "3 d ago")
    monkeypatch.setattr("console.widgets.area_screen.ago", lambda seconds: "now")
    monkeypatch.setattr("console.shell.banner.duration", lambda seconds: "2 ms")
    monkeypatch.setattr(Input, "cursor_blink", False)


def target(name: str, environment: Environment, **fields: Any) -> Target:
    given: dict[str, Any] = {"host": "db.example.org", "database": name.replace("-", "_"), "user": "keeper"} | fields
    return Target(name=name, environment=environment, secret=SecretSource.KEYRING, **given)


TARGETS = (
    target("event-cms", Environment.PRODUCTION, host=SUPABASE, port=6543, user="readonly.abcdefghijklmnopqrst"),
    target("event-cms-eu", Environment.PRODUCTION, access=Access.GUARDED, identity=Identity("7000", 5)),
    target("rehearsal", Environment.STAGING, tls=Tls.UNVERIFIED, ssh="bastion"),
    target("workbench", Environment.DEVELOPMENT, access=Access.GUARDED),
    target("backstage", Environment.LOCAL, host="/run/postgresql", access=Access.GUARDED, tls=Tls.OFF),
)


def overview(**fields: Any) -> Overview:
    """What a server said of itself."""
    server: dict[str, Any] = {
        "version": "17.6 (Debian 17.6-1)",
        "version_number": 170006,
        "standby": False,
        "database": "event_cms",
        "database_oid": 5,
        "role": "keeper",
        "superuser": False,
        "bypasses_rls": False,
        "sees_all_sessions": True,
        "pid": 4711,
        "uptime_seconds": 40 * 86_400.0,
    }
    whole: dict[str, Any] = {
        "pooled": False,
        "tls": True,
        "latency_seconds": 0.034,
        "size": 41 * 1024**3,
        "connections": Connections(19, 97, 2.0),
        "oldest_transaction_seconds": 2.0,
        "identity": Identity("7000", 5),
    }
    mine = {name: fields.pop(name) for name in list(fields) if name in server}
    return Overview(server=Server(**server | mine), **whole | fields)


SEEN: dict[str, Overview | ConnectionProblem] = {
    "event-cms": overview(pooled=True, role="readonly", size=Unknown("no privilege")),
    "event-cms-eu": overview(standby=True, identity=Identity("8000", 9), connections=Connections(92, 97, None)),
    "rehearsal": ConnectionProblem(
        "The password was refused.",
        "keeper@db.example.org:5432/rehearsal: password authentication failed",
        "Check role and password; `greenroom targets edit rehearsal` asks for the password again.",
        refused=True,
    ),
    "backstage": overview(version="18.4", superuser=True, bypasses_rls=True, role="postgres", latency_seconds=0.0004)
}  # fmt: skip


class Shown(GreenroomApp):
    """Asks nobody: it says what stands here."""

    CSS_PATH = str(Path(console.app.__file__).parent / "theme" / "app.tcss")

    def ask_targets(self) -> None:
        for name in list(self.contacts.by_name):
            seen = SEEN.get(name)
            if isinstance(seen, Overview):
                pooler = Pooler.TRANSACTION if seen.pooled else Pooler.DIRECT
                self.contacts._set(name, overview=seen, seen_at=1.0, pooler=pooler)
            elif seen is not None:
                self.contacts._set(name, problem=seen)


def shown(compare: Compare, app: GreenroomApp, size: tuple[int, int], before: Before | None = None) -> bool:
    """Whether the app looks as it did, after `before`."""

    async def run(pilot: Pilot[int]) -> None:
        opened = Console(app, pilot)
        await opened.settled()
        if before is not None:
            await before(opened)
        await pilot.pause(0.2)
        await opened.settled()

    return compare(app, terminal_size=size, run_before=run)


@LOOKS
def test_home(snap_compare: Compare, theme: str, size: tuple[int, int]) -> None:
    app = Shown(targets=TARGETS, config=Config(refresh_seconds=0, theme=theme))

    async def before(opened: Console) -> None:
        opened.listing.grid.select("event-cms-eu")

    assert shown(snap_compare, app, size, before)


@LOOKS
def test_settings(snap_compare: Compare, cms: Database, theme: str, size: tuple[int, int]) -> None:
    target = target_of(cms, "event-cms")
    app = GreenroomApp(targets=[target], config=Config(refresh_seconds=0, theme=theme), open_target="event-cms")

    async def before(opened: Console) -> None:
        await opened.go("content")
        opened.listing.grid.select("feature_flags")

    assert shown(snap_compare, app, size, before)


def test_targets(snap_compare: Compare) -> None:
    app = Shown(targets=TARGETS, config=Config(refresh_seconds=0), open_target="event-cms-eu")

    async def before(opened: Console) -> None:
        await opened.go("targets")
        opened.listing.grid.select("rehearsal")

    assert shown(snap_compare, app, WIDE, before)


def test_a_setting_as_a_page(snap_compare: Compare, cms: Database) -> None:
    app = GreenroomApp(targets=[target_of(cms, "event-cms")], config=Config(refresh_seconds=0), open_target="event-cms")

    async def before(opened: Console) -> None:
        await opened.go("content")
        opened.listing.grid.select("business_hours")
        await opened.press("enter")

    assert shown(snap_compare, app, NARROW, before)


def test_the_filter(snap_compare: Compare, cms: Database) -> None:
    app = GreenroomApp(targets=[target_of(cms, "event-cms")], config=Config(refresh_seconds=0), open_target="event-cms")

    async def before(opened: Console) -> None:
        await opened.go("content")
        await opened.press("slash")
        opened.one(Input, "FilterInput").value = "url"

    assert shown(snap_compare, app, NARROW, before)


def test_the_form_of_a_target(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Shown(targets=(), config=Config(refresh_seconds=0), store=TargetStore())

    async def before(opened: Console) -> None:
        opened.app.target_list.add()
        await opened.until(lambda: isinstance(opened.app.screen, TargetForm))
        field = opened.app.screen.query_one("#field-address", Input)
        field.value = f"postgresql://postgres.abcdefghijklmnopqrst:secret@{SUPABASE}:6543/postgres"
        opened.app.screen.query_one("#field-name", Input).value = "event-cms"

    assert shown(snap_compare, app, WIDE, before)


def test_what_cannot_be_done_says_why(snap_compare: Compare) -> None:
    app = Shown(targets=TARGETS, config=Config(refresh_seconds=0))

    async def before(opened: Console) -> None:
        await opened.go("targets")
        await opened.press("o")

    assert shown(snap_compare, app, NARROW, before)


def test_help(snap_compare: Compare) -> None:
    app = Shown(targets=TARGETS, config=Config(refresh_seconds=0))

    async def before(opened: Console) -> None:
        await opened.press("question_mark")

    assert shown(snap_compare, app, WIDE, before)


def test_a_problem_in_place(snap_compare: Compare) -> None:
    gone = Target(name="event-cms", host="127.0.0.1", port=1, database="event_cms", user="keeper", tls=Tls.OFF,
                  secret=SecretSource.NONE)  # fmt: skip
    app = GreenroomApp(targets=[gone], config=Config(refresh_seconds=0), open_target="event-cms")

    async def before(opened: Console) -> None:
        await opened.go("content")

    assert shown(snap_compare, app, NARROW, before)
