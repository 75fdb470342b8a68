"""The journal as a list, newest first; the entry under the cursor whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from console.errors import Problem
from console.journal.entry_blocks import blocks_of, journal_row
from console.widgets.blocks import Block, Heading
from console.widgets.choice import Item
from console.widgets.list_screen import ListScreen
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, join

if TYPE_CHECKING:
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
            blocks = blocks_of(await journal.shown(row.key))
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
        return (
            Item("ask", "Ask the server how it ended", words),
            Item("end-process", "End its server process", "careful: what it left open is taken back"),
            Item("say done", "Say that it was done", "when you have looked: no server can tell any more"),
            Item("say not_done", "Say that it was not done", "with a reason, under your name"),
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


def _why_no_undo(line: JournalLine) -> str:
    if line.state.value == "note":
        return "it is a note, nothing was written"
    if line.state.value != "done":
        return f"it is {line.state.value.replace('_', ' ')}"
    if line.undone_by:
        return f"entry {line.undone_by} took it back already"
    return "" if line.undoable else line.why_not or "it cannot be taken back"
