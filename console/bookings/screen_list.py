"""A list of records as the area of bookings shows it: of what is booked, how full each is; of bookings, what can be
done to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from console.bookings.places import Bookings, read_bookings, read_fill
from console.bookings.screen_actions import BookingActions
from console.bookings.screen_cells import fill_cell
from console.bookings.told import read_told
from console.core.unknown import Unknown
from console.records.screen_list import Listed, ListSpot
from console.records.screen_spot import Desk, Doing, ListOf
from console.records.session import record_session
from console.widgets.rows import Column, Row
from console.widgets.text import cell

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession

_AT = 2
"""The column before which it stands how full something is."""
_COLUMN = Column("filled", "taken", least=17, most=20, rank=1)


class BookedListSpot(ListSpot):
    """One kind's list, in this area."""

    def __init__(self, desk: Desk, kind: str, which: ListOf | None = None) -> None:
        super().__init__(desk, kind, which)
        self._bookings: Bookings | None = None
        self._fill: dict[tuple[str, ...], tuple[int, int | None]] = {}

    async def read(self, database: Database) -> Listed | Unknown:
        facts = await super().read(database)
        if isinstance(facts, Unknown):
            return facts
        records = self.desk.records()
        async with record_session(database) as session:
            every = await read_bookings(session, records)
        self._bookings = next(
            (each for each in every if facts.resource.name in (each.own.name, each.booked.name)), None
        )
        self._fill.clear()
        if self._fills(facts):
            self.columns = (*self.columns[:_AT], _COLUMN, *self.columns[_AT:])
            await self._read_fill(database, facts)
        return facts

    def _fills(self, facts: Listed) -> bool:
        return self._bookings is not None and facts.resource.name == self._bookings.booked.name

    async def _read_fill(self, database: Database, facts: Listed) -> None:
        """How full those are of which it is not known. What cannot be read is left open, the list is shown."""
        missing = [one.key for one in facts.records if one.key not in self._fill]
        kind, records = self._bookings, self.desk.records()
        if kind is None:
            return

        async def ask(session: ReadSession) -> dict[tuple[str, ...], tuple[int, int | None]]:
            return await read_fill(session, records, kind, missing)

        found = await database.ask(ask)
        self._fill |= {} if isinstance(found, Unknown) else found

    async def _further(self, database: Database, facts: Listed) -> None:
        await super()._further(database, facts)
        if self._fills(facts):
            await self._read_fill(database, facts)

    def rows(self, facts: Listed) -> Sequence[Row]:
        rows = super().rows(facts)
        if not self._fills(facts):
            return rows
        return [self._filled(row, one.key) for row, one in zip(rows, facts.records, strict=True)]

    def _filled(self, row: Row, key: tuple[str, ...]) -> Row:
        known = self._fill.get(key)
        shown = fill_cell(*known) if known is not None else cell(Unknown("it could not be counted"))
        value = f"{known[0]}/{known[1]}" if known is not None and known[1] is not None else None
        return replace(
            row,
            cells=(*row.cells[:_AT], shown, *row.cells[_AT:]),
            values=(*row.values[:_AT], value, *row.values[_AT:]),
        )

    def doings(self, facts: Listed, row: Row | None) -> Sequence[Doing]:
        found = list(super().doings(facts, row))
        kind = self._bookings
        if kind is None:
            return found
        actions = BookingActions(self.desk, kind)
        record = self._record(facts, row) if row else None
        page = self._pages.get(record.key) if record else None
        if self._fills(facts):
            return [*(actions.of_booked(record.key) if record else ()), *found]
        mine = list(actions.of_booking(page.whole)) if page is not None else []
        return [*mine, *found, *actions.of_kind()]

    async def exported(self, database: Database) -> tuple[list[str], list[tuple[Any, ...]]] | None:
        """Of bookings: who is to be told, how, and whether money is to be given back; masked."""
        kind, facts = self._bookings, self.facts
        if kind is None or facts is None or self._fills(facts):
            return await super().exported(database)
        return await read_told(database, self.desk.records(), kind, replace(facts.request, after=None))
