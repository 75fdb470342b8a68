"""The board on the screen: drafted, sent, refused where somebody was quicker, and kept until one says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.core.target import Access, Environment
from console.lineups.screen import LineupsScreen
from console.lineups.screen_board import BoardSpot
from console.widgets.choice import Choice
from console.widgets.prompt import Prompt
from tests.content.screens import confirmed
from tests.screens.consoles import Console, console, target_of
from tests.servers import Database


@pytest.fixture
def comedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system18: Callable[..., Database]) -> Database:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return system18("standup_sydney")


async def _board(opened: Console) -> BoardSpot:
    """The board of the first night of the list."""
    screen = opened.screen
    assert isinstance(screen, LineupsScreen)
    assert not screen.check_action("send", ())
    await opened.press("enter")
    await opened.until(lambda: screen.board is not None and screen.board.facts is not None)
    await opened.settled()
    board = screen.board
    assert board is not None
    await opened.until(lambda: opened.listing.grid.current is not None)
    return board


async def test_a_board_is_drafted_sent_and_refused(comedy: Database) -> None:
    psql = comedy.psql
    target = target_of(comedy, access=Access.GUARDED, environment=Environment.LOCAL)
    async with console(target, open_target="shop", size=(160, 45), area="lineups") as opened:
        await opened.shows("Tonight", "Upcoming")
        board = await _board(opened)
        night, screen = board.night.key, opened.listing
        order = f"select string_agg(id::text, ' ' order by spot_order) from spot_assignments where event_id = '{night}'"
        before = psql(order).split()
        await opened.shows("still listed", "deadline passed", "net − fees − split", "Applications")

        await opened.press("shift+down")  # the first and the second in each other's places: nothing is sent
        await opened.shows("draft: 1 change")
        assert psql(order).split() == before
        await opened.press("equals_sign")
        await opened.until(lambda: isinstance(opened.app.screen, Prompt) and opened.app.focused is not None)
        await opened.press("3", "enter")
        await opened.until(lambda: [each.key for each in (board.draft.spots if board.draft else ())][2] == before[0])
        await opened.press("ctrl+z")
        await opened.press("ctrl+s")
        await confirmed(opened)
        await opened.until(lambda: not board.drafted and screen._reading_since is None)
        wanted = [before[1], before[0], *before[2:]]
        assert psql(order).split() == wanted

        await opened.press("shift+down")
        psql(f"update spot_assignments set payment_amount = 77 where id = '{before[3]}'")
        await opened.press("ctrl+s")
        await opened.shows("Somebody changed this line-up", "you saw", "is there", "you want", "77.00")
        assert psql(order).split() == wanted
        assert board.conflict
        await opened.press("u")
        await opened.until(lambda: isinstance(opened.app.screen, Choice))
        await opened.press("down", "enter")
        await opened.until(lambda: not board.drafted)

        def offers(what: str) -> bool:
            return any(each.key.startswith(what) for each in screen.operations())

        await opened.until(lambda: offers("events move"))  # it is read again behind the draft
        offered = {each.key: each.why_not for each in screen.operations()}
        assert {"chase", "contacts", "sheet text", "sheet markdown"} <= set(offered)
        assert any(key.startswith("spot_confirmations move record no") for key in offered)


async def test_small_and_read_only(comedy: Database) -> None:
    target = target_of(comedy)
    async with console(target, open_target="shop", size=(80, 24), area="lineups") as opened:
        board = await _board(opened)
        await opened.press("shift+down")
        assert not board.drafted
        assert any("read-only" in each for each in opened.toasts())
        guarded = target_of(comedy, access=Access.GUARDED, environment=Environment.LOCAL)
        opened.app.current = guarded
        await opened.press("shift+down")
        await opened.shows("draft: 1 change")
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, Choice))
        await opened.press("enter")  # it is kept
        await opened.until(lambda: opened.app.screen is opened.screen)
        assert board.drafted
        await opened.press("escape")
        await opened.until(lambda: isinstance(opened.app.screen, Choice))
        await opened.press("down", "enter")
        await opened.until(lambda: not board.drafted)
        await opened.shows("Tonight")
