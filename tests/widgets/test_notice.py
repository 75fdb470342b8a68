"""What stands where a list would: the same few sentences each time, with data in them as data."""

from __future__ import annotations

from collections.abc import Callable

from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.notice import Notice
from tests.widgets.gallery import gallery, text
from tests.widgets.hostile import HOSTILE, dangerous


async def test_what_it_says() -> None:
    notice = Notice()
    async with gallery(notice, size=(80, 14)) as pilot:
        said = {}
        ways: dict[str, Callable[[], None]] = {
            "at first": lambda: notice.reading("settings"),
            "later": lambda: notice.reading("settings", 3.2),
            "empty": lambda: notice.empty("Nothing here.", "This would fill it."),
            "unknown": lambda: notice.unknown(Unknown("No privilege.", "grant select on it")),
            "problem": lambda: notice.problem(Problem("It broke.", "Because.", "Mend it.")),
        }
        for name, say in ways.items():
            say()
            await pilot.pause()
            said[name] = text(pilot.app)
        assert "↻ Reading settings" in said["at first"]
        assert "esc" not in said["at first"]
        assert "3 s" in said["later"]
        assert "esc stops it" in said["later"]
        assert "○ Nothing here." in said["empty"]
        assert "This would fill it." in said["empty"]
        assert "? UNKNOWN No privilege." in said["unknown"]
        assert "grant select on it" in said["unknown"]
        assert "r try again" in said["unknown"]
        for words in ("✖ It broke.", "Because.", "Mend it.", "r try again"):
            assert words in said["problem"]


async def test_hostile_reasons() -> None:
    notice = Notice()
    async with gallery(notice, size=(60, 16)) as pilot:
        for value in HOSTILE:
            notice.unknown(Unknown(value, value))
            await pilot.pause()
            assert not dangerous("".join(text(pilot.app).splitlines()))
            notice.problem(Problem(value, value, value))
            await pilot.pause()
            assert not dangerous("".join(text(pilot.app).splitlines()))
