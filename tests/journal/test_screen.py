"""The journal's screen: the entry under the cursor whole, never blank between, and undo only where it is possible."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from console.guard.journal import FileJournal
from console.widgets.blocks import Block
from console.widgets.detail import Detail
from tests.guard.journals import DONE, intent
from tests.screens.consoles import console, nowhere


@pytest.fixture
async def entries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Two operations, the newer of which cannot be taken back."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.chdir(tmp_path)
    journal = FileJournal()
    made: list[str] = []
    try:
        for subject, possible in (("first_thing", True), ("second_thing", False)):
            reverse = {"kind": "rows", "possible": possible, "why": "its rows are gone", "rows": []}
            made.append(await journal.intent(intent(subject=subject, reason=f"why {subject}", reverse=reverse)))
            await journal.end(made[-1], DONE)
    finally:
        journal.close()
    return made


async def test_the_detail_is_never_blank_between_two_entries(
    entries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(nowhere(), area="journal") as opened:
        await opened.shows("why second_thing")
        assert opened.keys == list(reversed(entries))
        drawn: list[Sequence[Block]] = []
        show = Detail.show

        def seen(self: Detail, blocks: Sequence[Block], **more: Any) -> None:
            drawn.append(blocks)
            show(self, blocks, **more)

        monkeypatch.setattr(Detail, "show", seen)
        await opened.press("j")
        await opened.shows("why first_thing")
        await opened.pilot.pause(0.3)
        assert drawn
        assert all(drawn), "the detail was blank in between"
        assert "why second_thing" not in opened.text()


async def test_undo_is_offered_only_where_it_is_possible(entries: list[str]) -> None:
    async with console(nowhere(), area="journal") as opened:
        await opened.shows("why second_thing")
        assert [item.why_not for item in opened.listing.operations()] == ["its rows are gone"]
        await opened.press("j")
        await opened.shows("why first_thing")
        assert [item.why_not for item in opened.listing.operations()] == [""]
