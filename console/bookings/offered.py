"""The operations of `offers`, made from keys and the arguments of --set; and what the screen asks for them with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.bookings.operations import new, seats, transfer
from console.bookings.places import Bookings, bookings_named, read_bookings, read_named, split_key
from console.bookings.reading import booked_by, expiring, number_of, places_of
from console.guard.operation import Operation
from console.records.opened import Records, open_records
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


async def _opened(link: Link) -> tuple[Records, tuple[Bookings, ...]]:
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
        return records, await read_bookings(session, records)
