"""A line-up as values: nights, spots, applications; what they add up to, and what is wrong with them. Pure.

Money is Decimal throughout. What a schema does not have is None, and what is made of it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

SOON = timedelta(hours=24)
CENT = Decimal("0.01")


class Answer(StrEnum):
    """What somebody has said to a spot."""

    CONFIRMED = "confirmed"
    AWAITED = "awaited"
    PASSED = "deadline passed"
    DECLINED = "declined"
    NONE = "not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """An event and the state of its line-up. `split` is the percentage of the net that goes to the acts, `minutes` how
    long the stage is theirs, `planned` how many spots are wanted.
    """

    key: str
    name: str
    state: str | None = None
    starts: datetime | None = None
    place: str | None = None
    capacity: int | None = None
    tickets: int | None = None
    gross: Decimal | None = None
    ticket_fees: Decimal | None = None
    net: Decimal | None = None
    split: Decimal | None = None
    minutes: int | None = None
    planned: int | None = None
    filled: int = 0
    confirmed: int = 0
    declined: int = 0
    passed: int = 0
    fees: Decimal | None = None

    @property
    def awaited(self) -> int:
        """Spots without an answer, those whose deadline has passed included."""
        return self.filled - self.confirmed - self.declined


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One act in its place. `key` is empty while the spot is only drafted. Minutes, times in UTC, money exact."""

    key: str = ""
    place: int = 0
    person: str | None = None
    act: str | None = None
    type: str | None = None
    minutes: int | None = None
    fee: Decimal | None = None
    confirmed_at: datetime | None = None
    declined_at: datetime | None = None
    deadline: datetime | None = None
    confirmation: str | None = None
    notes: str | None = None
    application: str | None = None
    application_state: str | None = None
    elsewhere: str | None = None
    elsewhere_at: datetime | None = None

    def answer(self, now: datetime) -> Answer:
        """What the act has said by now. Who has said no and yes has said no."""
        if self.declined_at is not None:
            return Answer.DECLINED
        if self.confirmed_at is not None:
            return Answer.CONFIRMED
        if self.confirmation is None:
            return Answer.NONE
        return Answer.PASSED if self.deadline is not None and self.deadline < now else Answer.AWAITED

    @property
    def id(self) -> str:
        """What names it on a board: its key, the person while it has none."""
        return self.key or f"new {self.person}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Somebody who wants to play. `waits` says that nobody has decided yet."""

    key: str
    person: str | None = None
    act: str | None = None
    state: str | None = None
    minutes: int | None = None
    experience: str | None = None
    gigs: int | None = None
    vouches: int | None = None
    rating: Decimal | None = None
    applied_at: datetime | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """What one platform sold. `wrong` orders do not add up, `twice` came more than once; `synced` is when it last
    reported.
    """

    name: str
    active: bool | None = None
    synced: datetime | None = None
    tickets: int | None = None
    gross: Decimal | None = None
    fees: Decimal | None = None
    net: Decimal | None = None
    wrong: int = 0
    twice: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The line-up of one night. `has` are the parts of a spot that this schema knows, `needs` the types that a night
    cannot do without, `approved` the state of an application that was taken.
    """

    night: Night
    spots: tuple[Spot, ...] = ()
    applications: tuple[Application, ...] = ()
    sales: tuple[Sales, ...] = ()
    has: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    approved: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a line-up adds up to. `share` is what the acts get of the door, `margin` what is left of the net."""

    minutes: int
    unknown_minutes: int
    fees: Decimal
    share: Decimal | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True)
class Concern:
    """Something to look at. `spot` is the id of the spot that it is about, empty where it is the night."""

    says: str
    spot: str = ""
    serious: bool = False
    short: str = ""
    """The same in a word or two, for the line of the spot."""


def totals(night: Night, spots: Sequence[Spot]) -> Totals:
    """Minutes, fees, the acts' share of the door and the margin, rounded to the cent by halves up."""
    fees = sum((each.fee for each in spots if each.fee is not None), Decimal(0))
    share = None
    if night.net is not None and night.split is not None:
        share = (night.net * night.split / 100).quantize(CENT, ROUND_HALF_UP)
    margin = None if night.net is None else night.net - fees - (share or Decimal(0))
    known = [each.minutes for each in spots if each.minutes is not None]
    return Totals(sum(known), len(spots) - len(known), fees, share, margin)


def clock(night: Night, spots: Sequence[Spot]) -> tuple[datetime | None, ...]:
    """When each spot begins; None behind one whose length is not known."""
    at = night.starts
    found: list[datetime | None] = []
    for each in spots:
        found.append(at)
        at = None if at is None or each.minutes is None else at + timedelta(minutes=each.minutes)
    return tuple(found)


def warnings(board: Board, now: datetime, spots: Sequence[Spot] | None = None) -> tuple[Concern, ...]:
    """What is wrong with a line-up, as it stands or as it is drafted: of the night first, then spot by spot."""
    shown = board.spots if spots is None else spots
    night = board.night
    found: list[Concern] = []
    types = {each.type for each in shown}
    if shown and "type" in board.has:
        found += [Concern(f"no {each}") for each in board.needs if each not in types]
    sums = totals(night, shown)
    if night.minutes is not None and sums.minutes > night.minutes:
        found.append(Concern(f"{sums.minutes - night.minutes} min over time"))
    if night.capacity is not None and night.tickets is not None and night.tickets > night.capacity:
        found.append(Concern(f"{night.tickets - night.capacity} tickets more than seats", serious=True))
    found += [Concern(f"{each.name}: {each.wrong} orders do not add up") for each in board.sales if each.wrong]
    found += [
        Concern(f"{each.name}: {each.twice} orders came twice", serious=True) for each in board.sales if each.twice
    ]
    for each in shown:
        found += _of_spot(board, each, now)
    return tuple(found)


def _of_spot(board: Board, spot: Spot, now: datetime) -> list[Concern]:
    found: list[Concern] = []
    answer = spot.answer(now)
    starts = board.night.starts
    ahead = starts is not None and starts > now
    if answer is Answer.DECLINED:
        found.append(Concern("declined, and still listed", spot.id, serious=True, short="still listed"))
    if answer is Answer.PASSED and ahead:
        found.append(Concern("the deadline to answer has passed", spot.id, short="late"))
    soon = ahead and starts is not None and starts - now < SOON
    if "answer" in board.has and soon and answer not in (Answer.CONFIRMED, Answer.DECLINED):
        found.append(
            Concern("not confirmed, and it is less than 24 h away", spot.id, serious=True, short="within 24 h")
        )
    if spot.elsewhere is not None:
        when = f" {spot.elsewhere_at.astimezone():%H:%M}" if spot.elsewhere_at else ""
        found.append(Concern(f"twice that night: {spot.elsewhere}{when}", spot.id, serious=True, short=f"clash{when}"))
    if "application" in board.has and spot.key and spot.application_state != board.approved:
        state = f"it is {spot.application_state}".replace("_", " ") if spot.application_state else "there is none"
        found.append(Concern(f"no approved application: {state}", spot.id, short="no application"))
    if "fee" in board.has and spot.fee is None:
        found.append(Concern("no fee", spot.id, short="no fee"))
    return found


def chased(board: Board, now: datetime) -> tuple[Spot, ...]:
    """Who must be asked again: no answer yet, those whose deadline comes first before the others."""
    open_ = [each for each in board.spots if each.answer(now) in (Answer.AWAITED, Answer.PASSED, Answer.NONE)]
    late = datetime.max.replace(tzinfo=now.tzinfo)
    return tuple(sorted(open_, key=lambda each: each.deadline or late))
