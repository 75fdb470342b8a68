"""One record as the area of bookings shows it: how full it is, or what it is booked for; and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.bookings.places import Bookings, Places, read_bookings
from console.bookings.reading import booked_by, places_of
from console.bookings.screen_actions import BookingActions
from console.bookings.screen_cells import fill_cell, places_blocks
from console.core.unknown import Unknown
from console.records.screen_record import RecordSpot
from console.records.screen_spot import Desk, Doing
from console.records.session import record_session
from console.records.showing import RecordPage
from console.widgets.blocks import Block
from console.widgets.rows import Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession


class BookedRecordSpot(RecordSpot):
    """One record, in this area."""

    def __init__(self, desk: Desk, kind: str, key: tuple[str, ...]) -> None:
        super().__init__(desk, kind, key)
        self._bookings: Bookings | None = None
        self._places: Places | Unknown | None = None

    async def read(self, database: Database) -> RecordPage | Unknown:
        page = await super().read(database)
        if isinstance(page, Unknown):
            return page
        records, name = self.desk.records(), page.whole.resource.name
        async with record_session(database) as session:
            every = await read_bookings(session, records)
        kind = next((each for each in every if name in (each.own.name, each.booked.name)), None)
        self._bookings, self._places = kind, None
        if kind is None:
            return page

        async def ask(session: ReadSession) -> Places:
            own = name == kind.own.name
            key = await booked_by(session, records, kind, page.whole) if own else page.whole.key
            return await places_of(session, records, kind, key)

        self._places = await database.ask(ask)
        return page

    def words(self, facts: RecordPage) -> Line:
        places = self._places
        if isinstance(places, Places):
            return join(super().words(facts), fill_cell(places.taken, places.capacity, width=10), gap="   ")
        unknown = cell(places, Tone.DIM) if isinstance(places, Unknown) else ()
        return join(super().words(facts), unknown, gap="   ")

    def detail(self, facts: RecordPage, row: Row) -> Sequence[Block]:
        blocks = super().detail(facts, row)
        return [*blocks, *places_blocks(self._places)] if isinstance(self._places, Places) else blocks

    def doings(self, facts: RecordPage, row: Row | None) -> Sequence[Doing]:
        found, kind = super().doings(facts, row), self._bookings
        if kind is None:
            return found
        actions = BookingActions(self.desk, kind)
        own = facts.whole.resource.name == kind.own.name
        return [*(actions.of_booking(facts.whole) if own else actions.of_booked(facts.whole.key)), *found]
