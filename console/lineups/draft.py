"""A line-up as somebody would have it, before anything is sent: moves, swaps, acts in and out, other values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from console.lineups.board import Board, Spot

EDITED = ("type", "minutes", "fee")
"""What of a spot can be changed beside its place."""


@dataclass(slots=True)
class Draft:
    """The spots as they are wanted, over the board that was seen when the first change was made."""

    seen: Board
    spots: list[Spot] = field(default_factory=list)
    _before: list[tuple[Spot, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.spots = list(self.seen.spots)

    @property
    def changed(self) -> bool:
        """Whether anything is another than it was seen."""
        return tuple(self.spots) != self.seen.spots

    def at(self, spot: str) -> int:
        """Where a spot stands, from zero. KeyError where it does not."""
        for number, each in enumerate(self.spots):
            if each.id == spot:
                return number
        raise KeyError(spot)

    def _keep(self) -> None:
        self._before.append(tuple(self.spots))

    def back(self) -> bool:
        """Take the last change back. False where there is none."""
        if not self._before:
            return False
        self.spots = list(self._before.pop())
        return True

    def move(self, spot: str, to: int) -> bool:
        """Put a spot in another place, from zero, as near to it as there is one. False where it stands there."""
        at = self.at(spot)
        to = max(0, min(to, len(self.spots) - 1))
        if at == to:
            return False
        self._keep()
        self.spots.insert(to, self.spots.pop(at))
        return True

    def swap(self, one: str, other: str) -> None:
        """Two spots in each other's places."""
        first, second = self.at(one), self.at(other)
        self._keep()
        self.spots[first], self.spots[second] = self.spots[second], self.spots[first]

    def insert(self, spot: Spot, at: int) -> None:
        """A new act before the place `at`, from zero."""
        self._keep()
        self.spots.insert(max(0, min(at, len(self.spots))), spot)

    def remove(self, spot: str) -> None:
        """Take a spot out."""
        at = self.at(spot)
        self._keep()
        del self.spots[at]

    def set(self, spot: str, name: str, value: Any) -> bool:
        """Give a spot another type, length or fee. False where it has that already."""
        at = self.at(spot)
        made = replace(self.spots[at], **{name: value})
        if made == self.spots[at]:
            return False
        self._keep()
        self.spots[at] = made
        return True


def moved(board: Board, wanted: Sequence[Spot]) -> dict[str, int]:
    """The places, from one, that spots had which stand elsewhere now: those that were moved, as few as explain it.

    A spot that has only given way to another is not one of them.
    """
    was = {each.id: number for number, each in enumerate(board.spots, start=1)}
    stay = [each.id for each in wanted if each.id in was]
    kept = _longest([was[each] for each in stay])
    return {each: was[each] for each in stay if was[each] not in kept}


def _longest(numbers: Sequence[int]) -> set[int]:
    """The longest rising part of a sequence."""
    ending: dict[int, tuple[int, ...]] = {}  # the longest rising part that ends with a number
    longest: tuple[int, ...] = ()
    for number in numbers:
        before: tuple[int, ...] = ()
        for last, part in ending.items():
            if last < number and len(part) > len(before):
                before = part
        ending[number] = (*before, number)
        if len(ending[number]) > len(longest):
            longest = ending[number]
    return set(longest)


def differences(board: Board, wanted: Sequence[Spot]) -> tuple[str, ...]:
    """What a line-up has another than the board, a sentence each."""
    before = {each.id: each for each in board.spots}
    after = {each.id for each in wanted}
    places = moved(board, wanted)
    found = [f"{name_of(each)} out" for each in board.spots if each.id not in after]
    for number, each in enumerate(wanted, start=1):
        old = before.get(each.id)
        if old is None:
            found.append(f"{name_of(each)} in, as {number}")
            continue
        if each.id in places:
            found.append(f"{name_of(each)} from {places[each.id]} to {number}")
        for name in EDITED:
            if getattr(old, name) != getattr(each, name):
                found.append(f"{name_of(each)}: {name} {_said(getattr(old, name))} → {_said(getattr(each, name))}")
    return tuple(found)


def name_of(spot: Spot) -> str:
    """What an act is called."""
    return spot.act or spot.person or spot.key


def _said(value: Any) -> str:
    return "–" if value is None else str(value)


def same(one: Board, other: Board) -> bool:
    """Whether two boards have the same spots in the same order with the same values that can be drafted."""

    def said(board: Board) -> list[tuple[Any, ...]]:
        return [(each.key, each.person, *(getattr(each, name) for name in EDITED)) for each in board.spots]

    return said(one) == said(other)


@dataclass(frozen=True, slots=True)
class ThreeWay:
    """One place of a line-up: who was seen there, who is there now, who is wanted there. Empty where nobody."""

    place: int
    seen: str
    now: str
    wanted: str

    @property
    def differs(self) -> bool:
        return not self.seen == self.now == self.wanted


def three_way(seen: Board, now: Board, wanted: Sequence[Spot]) -> tuple[ThreeWay, ...]:
    """Place by place what was seen, what is there, and what is wanted."""
    lists = (seen.spots, now.spots, wanted)
    return tuple(ThreeWay(number + 1, *(_at(each, number) for each in lists)) for number in range(max(map(len, lists))))


def _at(spots: Sequence[Spot], number: int) -> str:
    if number >= len(spots):
        return ""
    spot = spots[number]
    parts = [str(value) for name in EDITED if (value := getattr(spot, name)) is not None]
    return f"{name_of(spot)} ({', '.join(parts)})" if parts else name_of(spot)
