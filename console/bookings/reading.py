"""What operations on bookings are made from: how full a thing is, what a booking is for, what is past its time."""

from __future__ import annotations

from dataclasses import replace

from console.bookings.operations import MOST_AT_ONCE, expire
from console.bookings.places import Bookings, Places, read_places
from console.database.session import Database, ReadSession
from console.errors import UsageProblem
from console.guard.operation import Operation
from console.records.asked import request_of
from console.records.filters import Condition, Filter
from console.records.listing import Lister, Request
from console.records.opened import Records
from console.records.record import Whole, read_record
from console.records.session import record_session


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
    request = Request(filter=Filter((Condition(kind.target, "=", value),)), size=1)
    page = await Lister(records.catalogue, kind.booked).page(session, request)
    if not page.records:
        raise UsageProblem(f"What {booking.title} is for cannot be seen.", "", "")
    return page.records[0].key


def request_for(records: Records, kind: Bookings, places: Places, text: str = "") -> Request:
    """The bookings of one thing, of these those that a filter leaves."""
    found = request_of(records, kind.own, text)
    value = places.whole.values.get(kind.target) or ""
    conditions = (Condition(kind.rules.of, "=", value), *found.filter.conditions)
    return replace(found, filter=Filter(conditions, found.filter.words))


def number_of(text: str) -> int:
    """A number of seats. UsageProblem where it is none."""
    if not text.strip().isdecimal():
        raise UsageProblem(f"{text} is no number of seats.", "", "--set seats=2")
    return int(text)
