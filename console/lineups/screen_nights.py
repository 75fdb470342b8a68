"""The nights of a database: tonight, what is to come, what has been, and how far each line-up is. Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.lineups.board import Night
from console.lineups.night_blocks import allowed_blocks, answers_cell, night_blocks
from console.lineups.reading import Lineups, Nights, open_lineups, read_all_nights
from console.lineups.sheet import amount
from console.records.record_cells import state_cell, state_tone
from console.records.screen_actions import Actions
from console.records.screen_spot import Desk, Doing, Spot
from console.records.session import record_session
from console.records.showing import RecordPage, read_page
from console.widgets.blocks import Block
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database


@dataclass(frozen=True, slots=True)
class Listed:
    """The nights, and where they come from; no `lineups` where the database has none."""

    lineups: Lineups | None
    nights: Nights


class NightsSpot(Spot[Listed]):
    """Where the area begins."""

    thing = "night"
    columns = (
        Column("starts", "starts", least=16, most=16),
        Column("event", "event", least=14, most=40, grow=True),
        Column("place", "place", most=20, rank=3),
        Column("state", "state", most=22, rank=2),
        Column("spots", "spots", align="right", most=7),
        Column("answers", "answers", least=9, most=22, rank=1),
        Column("tickets", "tickets", align="right", most=9, rank=4),
        Column("net", "net", align="right", most=12, rank=5),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pages: dict[str, RecordPage] = {}

    @property
    def crumb(self) -> str:
        return "Line-ups"

    async def read(self, database: Database) -> Listed | Unknown:
        self._pages.clear()
        async with record_session(database) as session:
            try:
                lineups = await open_lineups(session, self.desk.records())
            except UsageProblem:
                return Listed(None, Nights((), (), ()))
            return Listed(lineups, await read_all_nights(session, lineups, datetime.now().astimezone()))

    def nothing(self, facts: Listed) -> tuple[str, str] | None:
        if facts.lineups is None:
            return (
                "No table here is known to hold a line-up.",
                "It is one whose rows stand in an order below an event. A definition says which: parent, position and "
                "[KIND.lineup] in a file of the folder records beside config.toml.",
            )
        nights = facts.nights
        if not (nights.tonight or nights.upcoming or nights.past):
            return ("There is no event yet.", "Events are added in Records (9).")
        return None

    def words(self, facts: Listed) -> Line:
        nights = facts.nights
        parts = (("tonight", nights.tonight), ("upcoming", nights.upcoming), ("past", nights.past))
        return join(*(cell(f"{len(found)} {name}", Tone.DIM) for name, found in parts), gap="   ")

    def rows(self, facts: Listed) -> Sequence[Row]:
        if facts.lineups is None:
            return ()
        rows: list[Row] = []
        nights = facts.nights
        for title, found in (("Tonight", nights.tonight), ("Upcoming", nights.upcoming), ("Past", nights.past)):
            if found:
                rows.append(Row(title, group=cell(title, Tone.DIM, bold=True)))
                rows += [_row(facts.lineups, night) for night in found]
        return rows

    def _night(self, facts: Listed, row: Row | None) -> Night | None:
        every = (*facts.nights.tonight, *facts.nights.upcoming, *facts.nights.past)
        return next((each for each in every if row is not None and each.key == row.key), None)

    def detail(self, facts: Listed, row: Row) -> Sequence[Block]:
        night = self._night(facts, row)
        if night is None or facts.lineups is None:
            return ()
        currency = facts.lineups.spots.definition.currency
        return [*night_blocks(night, currency), *allowed_blocks(self._pages.get(row.key))]

    async def closer(self, database: Database, facts: Listed, row: Row | None, last: bool) -> bool:
        if row is None or facts.lineups is None or row.group or row.key in self._pages:
            return False
        page = await read_page(database, self.desk.records(), facts.lineups.events, (row.key,), target=self.desk.target)
        if page is not None:
            self._pages[row.key] = page
        return page is not None

    def opened(self, facts: Listed, row: Row) -> bool:
        from console.lineups.screen_board import BoardSpot

        night = self._night(facts, row)
        if night is None or facts.lineups is None:
            return False
        self.desk.go(BoardSpot(self.desk, facts.lineups, night))
        return True

    def doings(self, facts: Listed, row: Row | None) -> Sequence[Doing]:
        page = self._pages.get(row.key) if row is not None else None
        return Actions(self.desk).of_record(page) if page is not None else ()

    def command(self, row: Row) -> str:
        return f"lineup show {row.key}"


def _row(lineups: Lineups, night: Night) -> Row:
    states = lineups.events.definition.states
    spots = f"{night.filled}" if night.planned is None else f"{night.filled}/{night.planned}"
    tickets = None if night.tickets is None else f"{night.tickets}/{night.capacity or '–'}"
    starts = None if night.starts is None else f"{night.starts.astimezone():%Y-%m-%d %H:%M}"
    answers = answers_cell(night) if "answer" in lineups.has else cell(None)
    cells = (
        cell(starts),
        cell(night.name, bold=True),
        cell(night.place, Tone.DIM),
        state_cell(states, night.state) if night.state else cell(None),
        cell(spots),
        answers,
        cell(tickets, Tone.DIM),
        cell(None if night.net is None else amount(night.net)),
    )
    values = (
        night.starts,
        night.name,
        night.place,
        night.state,
        night.filled,
        f"{night.confirmed} confirmed, {night.awaited} open, {night.declined} declined",
        night.tickets,
        night.net,
    )
    return Row(night.key, cells, values, marks=(("is", state_tone(states, night.state).value),))
