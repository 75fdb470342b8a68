"""The journal as a list, newest first; the entry under the cursor whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.errors import Problem
from console.journal.entry_blocks import blocks_of, entry_in, journal_row
from console.widgets.blocks import Block, Heading
from console.widgets.choice import Item
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
    from console.guard.events import Entry
    from console.guard.journal_list import Line as JournalLine

_IN_DOUBT = ("unknown", "open")
Lines = tuple["JournalLine", ...]


class JournalScreen(ListScreen[Lines]):
    """What this user did with greenroom, and how it ended."""

    AREA = "journal"
    WHAT = "the journal"
    COLUMNS = (
        Column("state", "", least=1, most=1),
        Column("when", "when", least=8, most=16),
        Column("who", "who", most=14, rank=3),
        Column("target", "target", most=24, rank=1),
        Column("what", "what", least=12, most=60, grow=True),
        Column("outcome", "outcome", most=18),
        Column("undo", "undo", most=14, rank=2),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "more", "more", id="journal.more", show=False, tooltip="Read older entries"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pages = 1
        self._blocks: dict[str, Sequence[Block]] = {}
        self._entry: Entry | None = None

    async def read(self) -> Lines:
        journal = await self.console.journal()
        lines: list[JournalLine] = []
        for _ in range(self._pages):
            page = await journal.entries(older_than=lines[-1].id if lines else None)
            lines.extend(page)
            if not page:
                break
        return tuple(lines)

    def nothing_in(self, facts: Lines) -> tuple[str, str] | None:
        return None if facts else ("Nothing was done yet.", "What greenroom writes to a target will stand here.")

    def heading(self) -> Line:
        count = len(self.facts or ())
        words = f"{count} entr{'y' if count == 1 else 'ies'}, newest first" if count else ""
        return join(
            (Span("Journal", bold=True),), cell(words, Tone.DIM), cell("m reads older ones", Tone.FAINT), gap="   "
        )

    def rows(self, facts: Lines) -> Sequence[Row]:
        return [journal_row(line) for line in facts]

    def link(self, row: Row) -> str:
        return f"greenroom journal show {row.key}"

    def crumbs(self, row: Row) -> tuple[str, ...]:
        return ("Journal", f"entry {row.key}")

    def detail(self, row: Row) -> Sequence[Block]:
        return self._blocks.get(row.key, ())

    def _show_detail(self) -> None:
        """The entry is read when the cursor rests on it, as it may be shown: nothing is decrypted."""
        row = self.grid.current
        if row is not None:
            self._look_at(row)
        else:
            super()._show_detail()

    @work(exclusive=True, group="entry", exit_on_error=False)
    async def _look_at(self, row: Row) -> None:
        blocks: Sequence[Block]
        try:
            journal = await self.console.journal()
            shown = await journal.shown(row.key)
            self._entry = entry_in(shown)
            blocks = blocks_of(shown)
        except Problem as problem:
            blocks = (Heading(cell(problem.what, Tone.WRONG)), Heading(cell(f"{problem.why} {problem.remedy}")))
        self._blocks = {row.key: blocks}
        current = self.grid.current
        if current is not None and current.key == row.key:
            super()._show_detail()

    def action_more(self) -> None:
        """Older entries below those that are shown."""
        self._pages += 1
        self.load()

    # -- undo ----------------------------------------------------------------------------------------------------

    def operations(self) -> Sequence[Item]:
        row = self.grid.current
        line = next((each for each in self.facts or () if row and each.id == row.key), None)
        if line is None:
            return ()
        words = f"{line.title} {line.subject}"
        undo = Item("undo", f"Undo entry {line.id}", words, why_not=_why_no_undo(line))
        if line.state.value not in _IN_DOUBT:
            return (undo,)
        entry = self._entry if self._entry is not None and self._entry.id == line.id else None
        no_saying = _why_not_say(entry)
        return (
            Item("ask", "Ask the server how it ended", words),
            Item("end-process", "End its server process", "careful", why_not=_why_not_end(entry)),
            Item("say done", "Say that it was done", "with a reason, under your name", why_not=no_saying),
            Item("say not_done", "Say that it was not done", "with a reason, under your name", why_not=no_saying),
            undo,
        )

    def perform(self, key: str) -> None:
        row = self.grid.current
        if key == "undo" and row is not None:
            self._undo(row.key)
        elif row is not None:
            self._resolve(key, row.key)

    @work(exclusive=True, group="write-plan")
    async def _undo(self, entry: str) -> None:
        if await self.console.carrier.undo(entry):
            self.load()

    @work(exclusive=True, group="write-plan")
    async def _resolve(self, key: str, entry: str) -> None:
        doubts = self.console.doubts
        match key.split():
            case ["ask"]:
                await doubts.ask_entry(entry)
            case ["end-process"]:
                await doubts.end_process(entry)
            case ["say", result]:
                await doubts.say(entry, result)
        self.load()


def _why_not_end(entry: Entry | None) -> str:
    """Why no server process can be ended; whether it is there still is looked at in the plan."""
    if entry is None or (entry.marks and (entry.end is None or entry.end.how == "in_progress")):
        return ""
    return "none is known to be at it still" if entry.marks else "none is known of it"


def _why_not_say(entry: Entry | None) -> str:
    if entry is None or (entry.end is not None and entry.end.how != "in_progress"):
        return ""
    return "it is still open on the server" if entry.end else "ask the server first"


def _why_no_undo(line: JournalLine) -> str:
    if line.state.value == "note":
        return "it is a note, nothing was written"
    if line.state.value != "done":
        return f"it is {line.state.value.replace('_', ' ')}"
    if line.undone_by:
        return f"entry {line.undone_by} took it back already"
    return "" if line.undoable else line.why_not or "it cannot be taken back"
