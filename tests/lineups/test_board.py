"""What a line-up adds up to, what is wrong with it, and what is drafted: without a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from console.lineups.board import Answer, Board, Night, Sales, Spot, chased, clock, totals, warnings
from console.lineups.draft import Draft, differences, moved, same, three_way
from console.lineups.sheet import sheet

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NIGHT = Night(
    key="n",
    name="Raw | <b>Night</b>",
    starts=NOW + timedelta(hours=8),
    net=Decimal("1000.01"),
    split=Decimal("33.33"),
    minutes=30,
    capacity=10,
    tickets=11,
)
HAS = frozenset(("type", "fee", "person", "minutes", "answer", "application"))


def spot(key: str, **more: object) -> Spot:
    """A spot with nothing wrong."""
    given: dict[str, object] = {
        "person": f"p{key}",
        "act": f"Act {key}",
        "type": "middle",
        "minutes": 10,
        "fee": Decimal("100.10"),
        "confirmed_at": NOW,
        "confirmation": "c",
        "application": "a",
        "application_state": "approved",
    }
    return Spot(key=key, **{**given, **more})  # type: ignore[arg-type]


SPOTS = (
    spot("1", type="opener"),
    spot("2", confirmed_at=None, deadline=NOW - timedelta(hours=1)),
    spot("3", confirmed_at=None, declined_at=NOW, fee=None),
    spot("4", minutes=None, elsewhere="The Cellar", application_state="under_review"),
)
BOARD = Board(night=NIGHT, spots=SPOTS, has=HAS, needs=("opener", "headliner"), approved="approved", currency="AUD")


def test_money_and_minutes_are_exact() -> None:
    sums = totals(NIGHT, SPOTS)
    assert (sums.minutes, sums.unknown_minutes, sums.fees) == (30, 1, Decimal("300.30"))
    assert sums.share == Decimal("333.30")  # 333.303333, to the cent
    assert sums.margin == Decimal("1000.01") - Decimal("300.30") - Decimal("333.30")
    assert totals(replace(NIGHT, net=None), SPOTS).margin is None
    begins = [at and (at - NOW).total_seconds() / 60 - 480 for at in clock(NIGHT, (*SPOTS, spot("5")))]
    assert begins == [0, 10, 20, 30, None]


def test_everything_that_is_wrong_is_said() -> None:
    said = {(each.spot, each.says, each.serious) for each in warnings(BOARD, NOW)}
    assert said == {
        ("", "no headliner", False),
        ("", "1 tickets more than seats", True),
        ("2", "the deadline to answer has passed", False),
        ("2", "not confirmed, and it is less than 24 h away", True),
        ("3", "declined, and still listed", True),
        ("3", "no fee", False),
        ("4", "twice that night: The Cellar", True),
        ("4", "no approved application: it is under review", False),
    }
    longer = (*SPOTS[:3], replace(SPOTS[3], minutes=11))
    assert "11 min over time" in {each.says for each in warnings(BOARD, NOW, longer)}
    fine = [spot("1", type="opener"), spot("2", type="headliner")]
    assert warnings(replace(BOARD, night=replace(NIGHT, tickets=10)), NOW, fine) == ()
    sold = replace(BOARD, spots=(), sales=(Sales(name="Door", wrong=2), Sales(name="Web", twice=1)))
    said_of_sales = {(each.says, each.serious) for each in warnings(sold, NOW)}
    assert {("Door: 2 orders do not add up", False), ("Web: 1 orders came twice", True)} <= said_of_sales
    bare = replace(BOARD, has=frozenset(), night=Night(key="n", name="n"))  # a schema that knows nothing of this
    assert [each.says for each in warnings(bare, NOW, [Spot(key="1", act="a")])] == []


def test_answers_and_who_is_chased() -> None:
    answers = [each.answer(NOW) for each in (*SPOTS, spot("5", confirmed_at=None, confirmation=None))]
    assert answers == [Answer.CONFIRMED, Answer.PASSED, Answer.DECLINED, Answer.CONFIRMED, Answer.NONE]
    soon, later = (
        spot(key, confirmed_at=None, deadline=NOW + timedelta(hours=hours)) for key, hours in (("s", 1), ("l", 9))
    )
    board = replace(BOARD, spots=(*SPOTS, later, soon))
    assert [each.key for each in chased(board, NOW)] == ["2", "s", "l"]


def test_a_draft_moves_swaps_puts_in_takes_out_and_takes_back() -> None:
    draft = Draft(BOARD)
    assert not draft.move("1", -1)
    assert draft.move("4", 0)
    draft.swap("2", "3")
    draft.insert(Spot(person="new", act="Nina"), 1)
    draft.remove("1")
    assert draft.set("3", "fee", Decimal(5))
    assert [each.id for each in draft.spots] == ["4", "new new", "3", "2"]
    said = set(differences(BOARD, draft.spots))
    assert {"Act 1 out", "Nina in, as 2", "Act 3: fee – → 5"} < said
    assert len([each for each in said if " from " in each]) == 2  # of three in another order, two have moved
    assert {each.place for each in three_way(BOARD, BOARD, draft.spots) if each.differs} == {1, 2, 3, 4}
    while draft.back():
        pass
    assert not draft.changed
    with pytest.raises(KeyError):
        draft.remove("new new")


def test_only_what_moved_is_marked_and_answers_are_no_conflict() -> None:
    assert moved(BOARD, [SPOTS[3], *SPOTS[:3]]) == {"4": 4}
    answered = replace(BOARD, spots=(*SPOTS[:3], replace(SPOTS[3], confirmed_at=None)))
    assert same(BOARD, answered)
    assert not same(BOARD, replace(BOARD, spots=(*SPOTS[:3], replace(SPOTS[3], fee=Decimal(1)))))


def test_a_sheet_cannot_act_on_what_shows_it() -> None:
    hostile = spot("5", act="=cmd|' /C'!A0", notes="a|b\n# c\x1b[31m")
    board = replace(BOARD, spots=(*SPOTS, hostile))
    assert "\\<b\\>" in sheet(board, "markdown", NOW)
    assert "\x1b" not in sheet(board, "markdown", NOW) + sheet(board, "text", NOW)
    assert "'=cmd" in sheet(board, "csv", NOW)
    assert len(sheet(board, "markdown", NOW).splitlines()[6:11]) == 5
