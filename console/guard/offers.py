"""What operations there are, by name and kind: what `greenroom operations` lists and `greenroom do` makes.

An area writes a tuple of offers in a light module of its own (`offers.py`, which brings no driver) and names it in
`console.areas.OFFERS`. Making an operation is imported only when it is made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from console.core.nearest import nearest
from console.errors import UsageProblem
from console.guard.operation import Call, Operation, Risk

if TYPE_CHECKING:
    from console.database.opening import Link

Make = Callable[["Link", str, Mapping[str, str]], Awaitable[Operation]]
"""From the way to a target, a key, and the arguments of --set. Raises Problem where they do not fit."""


ANY = "*"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of an operation, as `--set NAME=…` gives it. One that is called `*` stands for any name."""

    name: str
    about: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation that can be made by name. `make` is where: `console.content.offered:make_set`."""

    name: str
    kind: str
    about: str
    risk: Risk
    make: str
    arguments: tuple[Argument, ...] = ()

    async def operation(self, link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
        """The operation on one thing. UsageProblem where an argument is missing or is not one of its."""
        names = [argument.name for argument in self.arguments]
        for name in arguments:
            if name not in names and ANY not in names:
                raise UsageProblem(f"{self.name} has no argument {name}.", "", nearest(name, names))
        missing = [one.name for one in self.arguments if one.required and one.name not in arguments]
        if missing:
            raise UsageProblem(
                f"{self.name} wants {', '.join(missing)}.", "", " ".join(f"--set {name}=…" for name in missing)
            )
        module, _, attribute = self.make.partition(":")
        make: Make = getattr(import_module(module), attribute)
        return await make(link, key, arguments)


@dataclass(frozen=True, slots=True)
class Offered:
    """An operation on one thing of a target, and why it cannot be done to it now; empty where it can."""

    name: str
    risk: Risk
    about: str
    command: str
    why_not: str = ""


class Provider(Protocol):
    """Offers that a target's own data make, such as the transitions of its records. `console.areas.PROVIDERS`."""

    def names(self) -> tuple[str, ...]:
        """The short forms that it knows: `bookings.cancel`."""

    def meant(self, call: Call) -> Call | None:
        """The operation that a short form stands for; None where it knows no such name."""

    async def offered(self, link: Link, kind: str, key: str) -> tuple[Offered, ...]:
        """What can be done to that thing. UsageProblem where there is no such kind or no such thing."""


def providers() -> tuple[Provider, ...]:
    """The providers of all areas."""
    from console.areas import PROVIDERS

    places = [place.partition(":") for place in PROVIDERS]
    return tuple(getattr(import_module(module), attribute) for module, _, attribute in places)


def meant(call: Call) -> Call:
    """The call that words stand for: itself where an operation has that name, else what a provider makes of it.

    UsageProblem where neither knows the name.
    """
    offers = [one.name for one in all_offers()]
    if call.name in offers:
        return call
    for each in providers():
        found = each.meant(call)
        if found is not None:
            return found
    names = [*offers, *(name for each in providers() for name in each.names())]
    raise UsageProblem(f"There is no operation {call.name}.", "", nearest(call.name, names))


def all_offers() -> tuple[Offer, ...]:
    """Every offer of every area, by kind and name."""
    from console.areas import OFFERS

    found: list[Offer] = []
    for place in OFFERS:
        module, _, attribute = place.partition(":")
        found += getattr(import_module(module), attribute)
    return tuple(sorted(found, key=lambda offer: (offer.kind, offer.name)))


def offer(name: str) -> Offer:
    """The offer of that name. UsageProblem if there is none."""
    offers = all_offers()
    for one in offers:
        if one.name == name:
            return one
    raise UsageProblem(f"There is no operation {name}.", "", nearest(name, [one.name for one in offers]))


async def operation_of(call: Call, link: Link) -> Operation:
    """The operation of a call, as the journal kept it."""
    return await offer(call.name).operation(link, call.key, call.arguments)
