"""From a booking, or what is booked, on the screen to the guard: what is offered, and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.bookings.operations import new, seats, transfer
from console.bookings.places import Bookings, Places
from console.bookings.reading import booked_by, expiring, number_of, places_of
from console.core.target import Access
from console.records.listing import key_from_text
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.screen_pick_record import PickRecord
from console.records.screen_spot import Desk, Doing
from console.records.session import record_session
from console.widgets.prompt import Prompt


@dataclass(frozen=True, slots=True)
class BookingActions:
    """What can be done to bookings, on the open target."""

    desk: Desk
    kind: Bookings

    def of_booked(self, key: tuple[str, ...]) -> Sequence[Doing]:
        """Booking an event or a class."""
        why = self._closed() or ("" if self.kind.own.shape.insertable else "this role may not add bookings")
        one = self.kind.one
        found = [Doing("book", f"New {one}", lambda: self._new(key, waiting=False), "careful", why)]
        if self.kind.rules.waits:
            title = f"New {one} on the waiting list"
            found.append(Doing("wait", title, lambda: self._new(key, waiting=True), "careful", why))
        return found

    def of_booking(self, booking: Whole) -> Sequence[Doing]:
        """Other seats, another event or class."""
        rules, why = self.kind.rules, self._closed()
        if not why and rules.live and booking.state not in rules.live:
            why = f"it is {booking.state}"
        other = f"Move to another {self.kind.booked.definition.one}"
        found = [Doing("transfer", other, lambda: self._move(booking), "careful", why)]
        if rules.seats:
            found.insert(0, Doing("seats", "Change seats", lambda: self._seats(booking), "careful", why))
        return found

    def of_kind(self) -> Sequence[Doing]:
        """What is past its time, given back."""
        if not self.kind.rules.expires:
            return ()
        title = f"{self.kind.rules.expires_by.capitalize()} what is past its time"
        return (Doing("expire", title, self._expire, "careful", self._closed()),)

    async def _new(self, key: tuple[str, ...], *, waiting: bool) -> bool:
        picked = await self._picked(self.kind.people, f"{self.kind.one} for")
        if picked is None:
            return False
        number = 1 if waiting else await self._number("How many seats?", 1)
        if number is None:
            return False
        records, places = self.desk.records(), await self._places(key)
        return await self.desk.console.carry_out(new(records, self.kind, places, picked, number, waiting=waiting))

    async def _seats(self, booking: Whole) -> bool:
        fresh = await self._fresh(self.kind.own, booking.key)
        now = int(fresh.values.get(self.kind.rules.seats) or 1)
        number = await self._number(f"How many seats shall {fresh.title} have?", now)
        if number is None or number == now:
            return False
        places = await self._booked(fresh)
        return await self.desk.console.carry_out(seats(self.desk.records(), self.kind, fresh, places, number))

    async def _move(self, booking: Whole) -> bool:
        other = await self._picked(self.kind.booked, f"move {booking.title} to")
        if other is None:
            return False
        fresh = await self._fresh(self.kind.own, booking.key)
        old, to = await self._booked(fresh), await self._places(other.key)
        return await self.desk.console.carry_out(transfer(self.desk.records(), self.kind, fresh, old, to))

    async def _expire(self) -> bool:
        database = await self.desk.console.database()
        return await self.desk.console.carry_out(await expiring(database, self.desk.records(), self.kind))

    async def _picked(self, resource: Resource, words: str) -> Whole | None:
        """The record that is chosen from a kind; None where the question was left."""
        picked = await self.desk.console.push_screen_wait(PickRecord(self.desk, resource.name, words))
        if picked is None:
            return None
        return await self._fresh(resource, key_from_text(picked[0], len(resource.key)))

    async def _number(self, question: str, now: int) -> int | None:
        if not self.kind.rules.seats:
            return 1
        typed = await self.desk.console.push_screen_wait(Prompt("Seats", question, value=str(now)))
        return None if typed is None else number_of(typed)

    async def _fresh(self, resource: Resource, key: tuple[str, ...]) -> Whole:
        from console.errors import Problem

        async with record_session(await self.desk.console.database()) as session:
            found = await read_record(session, self.desk.records(), resource, key)
        if found is None:
            raise Problem(f"That {resource.definition.one} is not there any more.", "", "r reads again.")
        return found

    async def _places(self, key: tuple[str, ...]) -> Places:
        async with record_session(await self.desk.console.database()) as session:
            return await places_of(session, self.desk.records(), self.kind, key)

    async def _booked(self, booking: Whole) -> Places:
        async with record_session(await self.desk.console.database()) as session:
            key = await booked_by(session, self.desk.records(), self.kind, booking)
            return await places_of(session, self.desk.records(), self.kind, key)

    def _closed(self) -> str:
        target = self.desk.console.current
        return "" if target is not None and target.access is Access.GUARDED else "this target is read-only"
