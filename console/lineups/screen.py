"""Line-ups: the nights of the open target, and the board of each, on which a running order is drafted and sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.core.blocking import in_daemon
from console.errors import Problem
from console.lineups.board import CENT
from console.records.screen import RecordsScreen
from console.widgets.choice import Choice, Item
from console.widgets.prompt import Prompt

if TYPE_CHECKING:
    from console.lineups.board import Spot as Place
    from console.lineups.screen_board import BoardSpot
    from console.records.screen_spot import Desk, Spot


class LineupsScreen(RecordsScreen):
    """Nights, boards and drafts; everything else of records works here too."""

    AREA = "lineups"
    WHAT = "line-ups"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up,ctrl+up", "shift(-1)", "move", id="lineup.up", key_display="⇧↑↓", tooltip="The spot one up"),
        Binding("shift+down,ctrl+down", "shift(1)", "down", id="lineup.down", show=False, tooltip="The spot one down"),
        Binding("=", "to_place", "to place", id="lineup.place", show=False, tooltip="The spot to a place by number"),
        Binding("w", "swap", "swap", id="lineup.swap", show=False, tooltip="Swap the spot with another"),
        Binding("i", "insert", "put in", id="lineup.insert", tooltip="Put an act in before this spot"),
        Binding("x", "take_out", "take out", id="lineup.remove", show=False, tooltip="Take the spot out"),
        Binding("c", "change", "change", id="lineup.change", tooltip="Type, length or fee of the spot"),
        Binding("ctrl+s", "send", "send draft", id="lineup.send", tooltip="Plan the draft, and send it"),
        Binding("ctrl+z", "take_back", "take back", id="lineup.back", show=False, tooltip="Take the last change back"),
        Binding("u", "anew", "anew", id="lineup.anew", show=False, tooltip="Throw the draft away"),
    ]

    DEFAULT_CSS = """
    LineupsScreen Grid { width: 13fr; }
    LineupsScreen Detail { width: 9fr; }
    """

    _BOARD: ClassVar[frozenset[str]] = frozenset(
        ("shift", "to_place", "swap", "insert", "take_out", "change", "send", "take_back", "anew")
    )

    def first(self, desk: Desk) -> Spot[Any]:
        from console.lineups.screen_nights import NightsSpot

        return NightsSpot(desk)

    async def read(self) -> Any:
        await in_daemon(lambda: import_module("console.lineups.screen_board"), timeout=60)
        return await super().read()

    @property
    def board(self) -> BoardSpot | None:
        """The board that is shown, if one is."""
        if self.facts is None and self.spot is None:
            return None
        from console.lineups.screen_board import BoardSpot

        return self.spot if isinstance(self.spot, BoardSpot) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of a board only where there is one."""
        if action in self._BOARD:
            return self.board is not None
        return super().check_action(action, parameters)

    # -- drafting ------------------------------------------------------------------------------------------------

    def _at(self) -> tuple[BoardSpot, Place] | None:
        """The board and the spot under the cursor; says why where a change cannot be drafted."""
        board = self.board
        if board is None:
            return None
        why = board.closed()
        place = board.place(self.grid.current)
        if place is None and not why:
            why = "The cursor is on no spot of the line-up."
        if why or board.conflict:
            self.app.notify(why or "Somebody changed the line-up: u begins anew.", severity="warning")
            return None
        assert place is not None  # noqa: S101
        return board, place

    def _drawn(self, key: str = "") -> None:
        self._draw()
        if key:
            self.grid.select(key)

    def action_shift(self, by: int) -> None:
        """The spot one place up or down."""
        at = self._at()
        if at is not None:
            board, place = at
            draft = board.begun()
            draft.move(place.id, draft.at(place.id) + by)
            self._drawn(place.id)

    @work(exclusive=True, group="menu")
    async def action_to_place(self) -> None:
        """The spot to the place of a number."""
        at = self._at()
        if at is None:
            return
        board, place = at
        count = len(board.begun().spots)
        typed = await self.app.push_screen_wait(Prompt("To place", f"1 to {count}"))
        if typed and typed.strip().isdecimal() and 1 <= int(typed) <= count:
            board.begun().move(place.id, int(typed) - 1)
            self._drawn(place.id)
        elif typed:
            self.app.notify(f"It is a number from 1 to {count}.", severity="warning")

    @work(exclusive=True, group="menu")
    async def action_swap(self) -> None:
        """The spot and another in each other's places."""
        from console.lineups.draft import name_of

        at = self._at()
        if at is None:
            return
        board, place = at
        others = [each for each in board.begun().spots if each.id != place.id]
        items = [Item(each.id, name_of(each)) for each in others]
        if items and (other := await self.app.push_screen_wait(Choice(f"Swap {name_of(place)} with", items))):
            board.begun().swap(place.id, other)
            self._drawn(place.id)

    @work(exclusive=True, group="menu")
    async def action_insert(self) -> None:
        """An act that is looked for, before the spot under the cursor."""
        board = self.board
        if board is None or board.facts is None:
            return
        if why := board.closed():
            self.app.notify(why, severity="warning")
            return
        place = board.place(self.grid.current)
        await self._guarded(lambda: self._insert(board, place))

    async def _insert(self, board: BoardSpot, place: Place | None) -> None:
        from console.lineups.draft import name_of
        from console.lineups.reading import read_acts
        from console.records.session import record_session

        text = await self.app.push_screen_wait(Prompt("Put an act in", "A part of the name; empty shows the first"))
        if text is None:
            return
        draft = board.begun()
        there = [each.person for each in draft.spots if each.person]
        async with record_session(await self.console.database()) as session:
            acts = await read_acts(session, board.lineups, text.strip(), there)
        applied = {each.person: each for each in board.facts.applications} if board.facts else {}
        items = []
        for each in acts:
            application = applied.get(each.person)
            items.append(Item(each.person or "", name_of(each), f"applied, {application.state}" if application else ""))
        if not items:
            self.app.notify("Nobody is found who is not in the line-up already.", severity="warning")
            return
        chosen = await self.app.push_screen_wait(Choice("Put in", items))
        found = next((each for each in acts if each.person == chosen), None)
        if found is not None:
            made = _with_application(found, applied.get(found.person))
            draft.insert(made, draft.at(place.id) if place is not None else len(draft.spots))
            self._hide_body(False)
            self._drawn(made.id)

    def action_take_out(self) -> None:
        """The spot out of the draft."""
        at = self._at()
        if at is not None:
            board, place = at
            board.begun().remove(place.id)
            self._drawn()

    @work(exclusive=True, group="menu")
    async def action_change(self) -> None:
        """Another type, length or fee."""
        at = self._at()
        if at is not None:
            board, place = at
            await self._guarded(lambda: self._change(board, place))

    async def _change(self, board: BoardSpot, place: Place) -> None:
        lineup = board.lineups.lineup
        columns = {name: getattr(lineup, name) for name in ("type", "minutes", "fee")}
        items = [
            Item(name, title, why_not=_why_not(columns[name], place))
            for name, title in (("type", "Type"), ("minutes", "Length, in minutes"), ("fee", "Fee"))
        ]
        name = await self.app.push_screen_wait(Choice("Change", items))
        if name is None:
            return
        value = await self._value(board, place, name, columns[name])
        if value is not _LEFT and board.begun().set(place.id, name, value):
            self._drawn(place.id)

    async def _value(self, board: BoardSpot, place: Place, name: str, column: str) -> Any:
        about = board.lineups.spots.shape.column(column)
        now = getattr(place, name)
        if about is not None and about.labels:
            items = [Item(each, each, "as it is now" if each == now else "") for each in about.labels]
            chosen = await self.app.push_screen_wait(Choice(name.capitalize(), items))
            return _LEFT if chosen is None else chosen
        typed = await self.app.push_screen_wait(Prompt(name.capitalize(), "", value="" if now is None else str(now)))
        return _LEFT if typed is None else _understood(name, typed.strip())

    def action_take_back(self) -> None:
        """The last change of the draft back."""
        board = self.board
        if board is not None and board.draft is not None and board.draft.back():
            self._drawn()

    @work(exclusive=True, group="menu")
    async def action_anew(self) -> None:
        """The draft away, after asking."""
        if self.board is not None and self.board.drafted and await self._thrown_away():
            self.load()

    @work(exclusive=True, group="write-plan")
    async def action_send(self) -> None:
        """The draft through the guard."""
        board = self.board
        if board is not None:
            await self._guarded(lambda: self._send(board))

    async def _send(self, board: BoardSpot) -> None:
        await board.send()
        self.load()

    async def _guarded(self, run: Callable[[], Awaitable[None]]) -> None:
        try:
            await run()
        except Problem as problem:
            self.app.notify(str(problem), severity="error", timeout=8)

    # -- leaving -------------------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Esc asks before a draft is thrown away."""
        if self.board is not None and self.board.drafted and self.grid.has_focus:
            self._leave()
        else:
            super().action_back()

    @work(exclusive=True, group="menu")
    async def _leave(self) -> None:
        if await self._thrown_away():
            super().action_back()

    async def _thrown_away(self) -> bool:
        board = self.board
        items = [Item("keep", "Keep the draft", "nothing is lost"), Item("drop", "Throw the draft away")]
        if board is None or await self.app.push_screen_wait(Choice("The draft was not sent", items)) != "drop":
            return False
        board.draft = None
        self._drawn()
        return True

    def export_forms(self) -> Sequence[tuple[str, str, Callable[[], str]]]:
        """The run sheet of a board."""
        from console.lineups.sheet import sheet

        board = self.board.facts if self.board is not None else None
        if board is None:
            return ()
        now = datetime.now(UTC)
        return (
            ("md", "Run sheet, Markdown", lambda: sheet(board, "markdown", now)),
            ("txt", "Run sheet, plain text", lambda: sheet(board, "text", now)),
        )


_LEFT = object()
"""The question was left."""


def _with_application(place: Place, application: Any) -> Place:
    from dataclasses import replace

    if application is None:
        return place
    return replace(place, minutes=application.minutes, application=application.key, application_state=application.state)


def _why_not(column: str, place: Place) -> str:
    if not column:
        return "this schema has no such column"
    if "." in column and (place.application is None or not place.key):
        return "it is a column of the application, and there is none of this act yet"
    return ""


def _understood(name: str, typed: str) -> Any:
    """What was typed as a length or an amount; None where it was left empty. Problem where it is none."""
    if not typed:
        return None
    try:
        value = Decimal(typed.replace(",", ""))
    except InvalidOperation:
        raise Problem(f"{typed} is no number.", "", "") from None
    if not value.is_finite() or value < 0 or (name == "minutes" and value != value.to_integral_value()):
        raise Problem(f"{typed} cannot be a {name}.", "", "")
    if name == "minutes":
        return int(value)
    exponent = value.as_tuple().exponent
    return value.quantize(CENT) if isinstance(exponent, int) and exponent > -2 else value
