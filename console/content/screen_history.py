"""What was done to one setting: a list of its changes, each whole beside it, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import work

from console.content.history import Past, read_history
from console.content.setting_cells import since
from console.content.settings import Setting
from console.content.shape import SettingsTable
from console.core.unknown import Unknown
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.choice import Item
from console.widgets.detail import Detail
from console.widgets.filterbar import FilterBar
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join, paragraphs

if TYPE_CHECKING:
    from console.guard.journal_list import State

Pasts = tuple[Past, ...]
_STATES = {
    "done": (Tone.FINE, "done"),
    "not_done": (Tone.LOOK, "not done"),
    "refused": (Tone.LOOK, "refused"),
    "unknown": (Tone.UNKNOWN, "UNKNOWN"),
    "open": (Tone.MOVING, "no end yet"),
    "note": (Tone.FAINT, "note"),
}


class SettingHistory(ListScreen[Pasts]):
    """The changes of a setting that stand in the journal, newest first. Esc goes back to the settings."""

    AREA = "content"
    WHAT = "the journal"
    COLUMNS = (
        Column("state", "", least=1, most=1),
        Column("when", "when", least=7, most=12),
        Column("who", "who", most=14, rank=2),
        Column("before", "before", least=8, most=40, grow=True),
        Column("after", "after", least=8, most=40, grow=True),
        Column("what", "what", most=24, rank=1),
        Column("undo", "undo", most=14, rank=3),
    )

    def __init__(self, target: str, table: SettingsTable, setting: Setting) -> None:
        super().__init__()
        self._target = target
        self._table = table
        self._setting = setting

    async def read(self) -> Pasts | Unknown:
        return await read_history(await self.console.journal(), self._target, self._table, self._setting)

    def nothing_in(self, facts: Pasts) -> tuple[str, str] | None:
        how = "What greenroom changes of it will stand here. Changes that others made are not known to it."
        return None if facts else (f"Nothing was done to {self._setting.name} from here.", how)

    def heading(self) -> Line:
        return join(
            (Span("History", bold=True),),
            cell(self._setting.name),
            cell(self._target, Tone.DIM),
            cell("o takes one back, esc leaves", Tone.FAINT),
            gap="   ",
        )

    def rows(self, facts: Pasts) -> Sequence[Row]:
        return [_row(past) for past in facts]

    def detail(self, row: Row) -> Sequence[Block]:
        past = self._past(row)
        return _blocks(past) if past else ()

    def crumbs(self, row: Row) -> tuple[str, ...]:
        return ("Content", "Settings", self._setting.name, f"entry {row.key}")

    def link(self, row: Row) -> str:
        return f"greenroom journal show {row.key}"

    def _past(self, row: Row | None) -> Past | None:
        return next((past for past in self.facts or () if row and past.line.id == row.key), None)

    # -- undo ----------------------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        past = self._past(self.grid.current)
        if past is None:
            return ()
        return (Item("undo", f"Undo entry {past.line.id}", _words(past), why_not=_why_no_undo(past)),)

    def perform(self, key: str) -> None:
        past = self._past(self.grid.current)
        if key == "undo" and past is not None:
            self._undo(past.line.id)

    @work(exclusive=True, group="write-plan")
    async def _undo(self, entry: str) -> None:
        if await self.console.carrier.undo(entry):
            self.load()

    def target_changed(self) -> None:
        """It is of the target that it was opened for."""

    def action_back(self) -> None:
        """Esc leaves the detail, drops the filter, and then goes back to the settings."""
        if self.query_one(Detail).has_focus or self.query_one(FilterBar).text:
            super().action_back()
        else:
            self.dismiss(None)


def _row(past: Past) -> Row:
    line = past.line
    tone, words = _STATES[line.state.value]
    undo = f"by entry {line.undone_by}" if line.undone_by else f"of entry {line.undo_of}" if line.undo_of else ""
    return Row(
        line.id,
        (
            glyph(tone),
            cell(since(datetime.fromisoformat(line.at))),
            cell(line.account, Tone.DIM),
            _value(past.before, past.there, Tone.DIM),
            _value(past.after, past.left, Tone.INK) if _done(line.state) else cell(words, tone),
            cell(_words(past), Tone.DIM),
            cell(undo, Tone.DIM),
        ),
        (words, line.at, line.account, past.before, past.after, _words(past), undo),
    )


def _value(value: str | None, there: bool, tone: Tone) -> Line:
    return cell(value, tone, limit=200) if there else (Span("not there", Tone.FAINT),)


def _words(past: Past) -> str:
    return past.line.title if past.line.what != "settings.import" else f"{past.line.title} {past.line.subject}"


def _done(state: State) -> bool:
    return state.value == "done"


def _why_no_undo(past: Past) -> str:
    if not _done(past.line.state):
        return f"it is {_STATES[past.line.state.value][1]}"
    if past.line.undone_by:
        return f"entry {past.line.undone_by} took it back already"
    return "" if past.line.undoable else past.line.why_not or "it cannot be taken back"


def _blocks(past: Past) -> list[Block]:
    tone, words = _STATES[past.line.state.value]
    line = past.line
    facts: list[tuple[str | Line, Line]] = [
        ("when", join(cell(since(datetime.fromisoformat(line.at))), cell(line.at, Tone.DIM))),
        ("who", cell(line.account)),
        ("entry", cell(line.id)),
    ]
    if line.reason:
        facts.append(("reason", cell(line.reason)))
    if line.undone_by:
        facts.append(("taken back", cell(f"by entry {line.undone_by}")))
    if line.undo_of:
        facts.append(("takes back", cell(f"entry {line.undo_of}")))
    blocks: list[Block] = [
        Heading(join(glyph(tone), cell(_words(past), bold=True), cell(words, tone))),
        *([Words((cell(past.detail, Tone.DIM), ()))] if past.detail else []),
        Facts(facts),
        Section("before"),
        _whole(past.before, past.there),
    ]
    if _done(line.state):
        blocks += [Section("after"), _whole(past.after, past.left)]
    return blocks


def _whole(value: str | None, there: bool) -> Words:
    if not there:
        return Words(((Span("there was no such setting", Tone.DIM),),))
    return Words((cell(None),)) if value is None else Words(paragraphs(value))
