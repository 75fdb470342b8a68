"""The board of one night: the running order, the queue below it, the act under the cursor beside it.

Changes are drafted here first and sent as one operation; whether anybody else was quicker is asked before that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from console.core.target import Access
from console.core.unknown import Unknown
from console.errors import Problem
from console.lineups.board import Application, Board, Night
from console.lineups.board import Spot as Place
from console.lineups.board_cells import (
    COLUMNS,
    application_blocks,
    application_key,
    board_blocks,
    board_rows,
    conflict_blocks,
    night_line,
    spot_blocks,
)
from console.lineups.draft import EDITED, Draft, differences, same
from console.lineups.night_blocks import allowed_blocks
from console.lineups.offered import made, read_now
from console.lineups.operations import wanted_of
from console.lineups.reading import Lineups
from console.lineups.screen_doings import Near, board_doings, read_near
from console.records.record_blocks import field_line
from console.records.record_cells import state_cell
from console.records.screen_spot import Desk, Doing, Spot
from console.widgets.blocks import Block, Facts, Section, Words
from console.widgets.rows import Row
from console.widgets.text import Line, Tone, cell, join

if TYPE_CHECKING:
    from console.database.session import Database


class BoardSpot(Spot[Board]):
    """One night's board. `facts` is what is there now, `draft` what is wanted."""

    thing = "spot"
    columns = COLUMNS

    def __init__(self, desk: Desk, lineups: Lineups, night: Night) -> None:
        super().__init__(desk)
        self.lineups = lineups
        self.night = night
        self.draft: Draft | None = None
        self._near: dict[str, Near] = {}

    @property
    def crumb(self) -> str:
        return self.night.name

    async def read(self, database: Database) -> Board | Unknown:
        self._near.clear()
        try:
            _, board = await read_now(database, self.lineups, self.night.key)
        except Problem as problem:
            return Unknown(problem.what, problem.remedy)
        self.night = board.night
        return board

    # -- the draft -----------------------------------------------------------------------------------------------

    @property
    def drafted(self) -> bool:
        """Whether something is wanted that was not sent."""
        return self.draft is not None and self.draft.changed

    @property
    def conflict(self) -> bool:
        """Whether somebody has changed the line-up since the draft was begun."""
        return (
            self.drafted and self.facts is not None and self.draft is not None and not same(self.draft.seen, self.facts)
        )

    def begun(self) -> Draft:
        """The draft; begun over what is there now if there is none. Problem where nothing was read yet."""
        if self.facts is None:
            raise Problem("The line-up was not read yet.", "", "r reads again.")
        if self.draft is None or not self.draft.changed:
            self.draft = Draft(self.facts)
        return self.draft

    def spots(self, board: Board) -> Sequence[Place]:
        """The spots as they are wanted, with the answers as they are now."""
        if not self.drafted or self.draft is None:
            return board.spots
        now = {each.key: each for each in board.spots}
        found = []
        for each in self.draft.spots:
            fresh = now.get(each.key, each) if each.key else each
            found.append(replace(fresh, **{name: getattr(each, name) for name in EDITED}))
        return found

    async def send(self) -> bool:
        """Plan the draft and carry it out. True where it was done."""
        draft, database = self.draft, await self.desk.console.database()
        if draft is None or not draft.changed:
            self.desk.console.notify("Nothing is drafted.")
            return False
        order, now = await read_now(database, self.lineups, self.night.key)
        self.facts = now
        if not same(draft.seen, now):
            self.desk.console.notify("Somebody changed this line-up: nothing was sent.", severity="error", timeout=8)
            return False
        operation = await made(database, self.lineups, now, order, wanted_of(self.lineups, now, draft.spots))
        done = await self.desk.console.carry_out(operation)
        if done:
            self.draft = None
        return done

    def closed(self) -> str:
        """Why nothing can be written on this target; empty where it can."""
        target = self.desk.console.current
        return "" if target is not None and target.access is Access.GUARDED else "this target is read-only"

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Board) -> Line:
        spots, night = self.spots(facts), facts.night
        states = self.lineups.events.definition.states
        drafted: Line = ()
        if self.conflict:
            drafted = cell("✖ changed by somebody else", Tone.WRONG)
        elif self.drafted and self.draft is not None:
            count = len(differences(self.draft.seen, self.draft.spots))
            drafted = cell(f"● draft: {count} change{'s' if count != 1 else ''}, ctrl+s", Tone.MOVING)
        return join(
            cell(f"{night.starts.astimezone():%d %b %H:%M}" if night.starts else "", Tone.DIM),
            drafted or (state_cell(states, night.state) if night.state else ()),
            night_line(facts, spots),
            gap="   ",
        )

    def nothing(self, facts: Board) -> tuple[str, str] | None:
        if self.spots(facts) or facts.applications:
            return None
        return ("Nobody is in this line-up yet.", "i puts an act in.")

    def rows(self, facts: Board) -> Sequence[Row]:
        return board_rows(facts, self.spots(facts), self.lineups.applications, datetime.now(UTC))

    def place(self, row: Row | None) -> Place | None:
        """The spot that a row stands for."""
        if row is None or self.facts is None:
            return None
        return next((each for each in self.spots(self.facts) if each.id == row.key), None)

    def application(self, row: Row | None) -> Application | None:
        """The application that a row stands for."""
        key = application_key(row) if row is not None else ""
        every = self.facts.applications if self.facts is not None else ()
        return next((each for each in every if key and each.key == key), None)

    def detail(self, facts: Board, row: Row) -> Sequence[Block]:
        now, spots = datetime.now(UTC), self.spots(facts)
        if self.conflict and self.draft is not None:
            return conflict_blocks(self.draft.seen, facts, self.draft.spots)
        place, application = self.place(row), self.application(row)
        blocks: list[Block] = []
        if place is not None:
            blocks += spot_blocks(facts, spots, place, now)
        elif application is not None:
            blocks += application_blocks(application, self.lineups.applications)
        near = self._near.get(row.key)
        blocks += _near_blocks(near) if near is not None else []
        if self.drafted and self.draft is not None:
            words = [cell(each, Tone.MOVING) for each in differences(self.draft.seen, self.draft.spots)]
            blocks += [Section("Drafted, not sent"), Words(words)]
        return [*blocks, *board_blocks(facts, spots, now)]

    async def closer(self, database: Database, facts: Board, row: Row | None, last: bool) -> bool:
        if row is None or row.group or row.key in self._near:
            return False
        place, application = self.place(row), self.application(row)
        near = await read_near(database, self.desk, self.lineups, self.night, place, application)
        self._near[row.key] = near
        return True

    def opened(self, facts: Board, row: Row) -> bool:
        place, application = self.place(row), self.application(row)
        if application is not None and self.lineups.applications is not None:
            self.desk.show_record(self.lineups.applications.name, (application.key,))
            return True
        if place is not None and place.person is not None and self.lineups.people is not None:
            self.desk.show_record(self.lineups.people.name, (place.person,))
            return True
        return False

    def doings(self, facts: Board, row: Row | None) -> Sequence[Doing]:
        near = self._near.get(row.key) if row is not None else None
        return board_doings(self, facts, self.place(row), self.application(row), near)

    def command(self, row: Row) -> str:
        return f"lineup show {self.night.key}"


def _near_blocks(near: Near) -> list[Block]:
    """The person, masked as everywhere, and what may be done."""
    blocks: list[Block] = []
    if near.person is not None:
        masked = [(each.column.name, field_line(each)) for each in near.person.fields if each.mask is not None]
        if masked:
            blocks += [Section(near.person.resource.definition.one.capitalize()), Facts(masked)]
    for page in near.pages[:1]:
        blocks += allowed_blocks(page)
    return blocks
