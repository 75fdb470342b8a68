"""The order in which objects can be made: each after what it needs, and kind by kind where that leaves a choice."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from console.schema.objects import Kind


class Placed(Protocol):
    """What can be put in order: its kind, its name and how dependencies speak of it."""

    @property
    def kind(self) -> Kind: ...
    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...


P = TypeVar("P", bound=Placed)

PARTS = Kind.INDEX.rank
"""From here on objects are parts of others, which are all there before the first part is made."""


def ordered(things: Sequence[P], needs: Mapping[str, frozenset[str]]) -> list[P]:
    """The things so that each stands behind those that it needs. In a circle the kind decides."""
    places: dict[str, list[int]] = {}
    for number, thing in enumerate(things):
        for address in {thing.address, _whole(thing)} - {""}:
            places.setdefault(address, []).append(number)
    waits = [0] * len(things)
    unlocks: list[list[int]] = [[] for _ in things]
    for number, thing in enumerate(things):
        for address in needs.get(thing.address, ()) if thing.address else ():
            for before in places.get(address, ()):
                if before != number and _whole(things[before]) != _whole(thing):
                    unlocks[before].append(number)
                    waits[number] += 1
    ready = [(thing.kind.rank, thing.name, number) for number, thing in enumerate(things) if not waits[number]]
    heapq.heapify(ready)
    rest = iter(sorted((thing.kind.rank, thing.name, number) for number, thing in enumerate(things)))
    done: list[P] = []
    taken: set[int] = set()
    wholes = sum(thing.kind.rank < PARTS for thing in things)
    while len(done) < len(things):
        stuck = not ready or (ready[0][0] >= PARTS and wholes)
        number = (next(rest) if stuck else heapq.heappop(ready))[2]
        if number in taken:
            continue
        taken.add(number)
        done.append(things[number])
        wholes -= things[number].kind.rank < PARTS
        for after in unlocks[number]:
            waits[after] -= 1
            if not waits[after] and after not in taken:
                heapq.heappush(ready, (things[after].kind.rank, things[after].name, after))
    return done


def _whole(thing: Placed) -> str:
    """The address of the table where it is one of a column: who needs the table waits for its columns too."""
    return thing.address.partition(".")[0]
