"""The operations of `offers`, made from keys and the arguments of --set; and what the screen asks for them with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.bookings.operations import MOST_AT_ONCE, expire, new, seats, transfer
from console.bookings.places import Bookings, Places, bookings_named, read_bookings, read_named, read_places, split_key
from console.database.session import Database, ReadSession
from console.errors import UsageProblem
from console.guard.operation import Operation
from console.records.listing import Lister, Request
from console.records.opened import Records, open_records
from console.records.record import Whole, read_record
from console.records.session import record_session

if TYPE_CHECKING:
    from console.database.opening import Link

_OWN = ("who", "seats", "waiting")
_YES = ("yes", "true", "1")


async def make_new(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A booking of an event or a class."""
    records, every = await _opened(link)
    kind, rest = split_key(every, key)
    booked = await read_named(link.database, records, kind.booked, rest)
    person = await read_named(link.database, records, kind.people, arguments["who"])
    async with record_session(link.database) as session:
        places = await places_of(session, records, kind, booked.key)
    number = number_of(arguments.get("seats", "1"))
    more = {name: value for name, value in arguments.items() if name not in _OWN}
    waiting = arguments.get("waiting", "").casefold() in _YES
    return new(records, kind, places, person, number, waiting=waiting, more=more)


async def make_seats(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Another number of seats."""
    records, every = await _opened(link)
    kind, rest = split_key(every, key)
    booking = await read_named(link.database, records, kind.own, rest)
    async with record_session(link.database) as session:
        places = await places_of(session, records, kind, await booked_by(session, records, kind, booking))
    return seats(records, kind, booking, places, number_of(arguments["seats"]))


async def make_move(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A booking moved elsewhere."""
    records, every = await _opened(link)
    kind, rest = split_key(every, key)
    booking = await read_named(link.database, records, kind.own, rest)
    other = await read_named(link.database, records, kind.booked, arguments["to"])
    async with record_session(link.database) as session:
        old = await places_of(session, records, kind, await booked_by(session, records, kind, booking))
        to = await places_of(session, records, kind, other.key)
    return transfer(records, kind, booking, old, to)


async def make_expire(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """What is past its time, given back."""
    records, every = await _opened(link)
    return await expiring(link.database, records, bookings_named(every, key))


async def expiring(database: Database, records: Records, kind: Bookings) -> Operation:
    """What gives back the bookings that are past their time, the oldest first, as far as one plan goes."""
    view = kind.own.definition.view(kind.rules.expires)
    lister = Lister(records.catalogue, kind.own)
    found: list[Whole] = []
    places: dict[tuple[str, ...], Places] = {}
    left = 0
    async with record_session(database) as session:
        keys: list[tuple[str, ...]] = []
        request = Request(view=view, size=100)
        while view is not None and len(keys) < MOST_AT_ONCE:
            page = await lister.page(session, request)
            keys += [one.key for one in page.records]
            if not page.more:
                break
            request = Request(view=view, size=100, after=page.records[-1].cursor)
        if view is not None:
            left = max(0, await lister.count(session, Request(view=view), most=None) - len(keys))
        for key in keys:
            booking = await read_record(session, records, kind.own, key)
            if booking is not None:
                found.append(booking)
                at = await booked_by(session, records, kind, booking)
                if at not in places:
                    places[at] = await places_of(session, records, kind, at)
    return expire(records, kind, found, tuple(places.values()), left)


async def places_of(session: ReadSession, records: Records, kind: Bookings, key: tuple[str, ...]) -> Places:
    """How full it is. UsageProblem where it is gone."""
    found = await read_places(session, records, kind, key)
    if found is None:
        raise UsageProblem(f"There is no such {kind.booked.definition.one} any more.", "", "")
    return found


async def booked_by(session: ReadSession, records: Records, kind: Bookings, booking: Whole) -> tuple[str, ...]:
    """The key of what a booking is for. UsageProblem where it is for nothing."""
    value = booking.values.get(kind.rules.of)
    if value is None:
        raise UsageProblem(f"{booking.title} is for nothing.", f"Its {kind.rules.of} is NULL.", "")
    if kind.booked.key == (kind.target,):
        return (value,)
    from console.records.filters import Condition, Filter

    request = Request(filter=Filter((Condition(kind.target, "=", value),)), size=1)
    page = await Lister(records.catalogue, kind.booked).page(session, request)
    if not page.records:
        raise UsageProblem(f"What {booking.title} is for cannot be seen.", "", "")
    return page.records[0].key


def number_of(text: str) -> int:
    """A number of seats. UsageProblem where it is none."""
    if not text.strip().isdecimal():
        raise UsageProblem(f"{text} is no number of seats.", "", "--set seats=2")
    return int(text)


async def _opened(link: Link) -> tuple[Records, tuple[Bookings, ...]]:
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
        return records, await read_bookings(session, records)
