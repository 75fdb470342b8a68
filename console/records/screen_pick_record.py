"""Finding the record that a foreign key is to point at: a search box over one kind, and the records that it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from console.errors import Problem
from console.records.listing import Lister, Request
from console.records.screen_spot import Desk
from console.records.search import search
from console.records.session import record_session
from console.widgets.dialog import Dialog
from console.widgets.field import Field
from console.widgets.text import Line, Tone, cell, content, join, label

_FIRST = 12


@dataclass(frozen=True, slots=True)
class _Found:
    key: str
    title: str
    subtitle: str


class PickRecord(Dialog[tuple[str, str]]):
    """Gives back the key of a record and its title, None on esc."""

    Maker = Callable[[str, str], "PickRecord"]

    DEFAULT_CSS = """
    PickRecord OptionList { height: auto; max-height: 14; border: none; padding: 0; background: $raised; color: $ink; }
    PickRecord OptionList > .option-list--option-highlighted { background: $selection; color: $ink; text-style: none; }
    PickRecord #note { height: auto; max-height: 3; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "down", id="lookup.down", show=False),
        Binding("up", "move(-1)", "up", id="lookup.up", show=False),
    ]

    def __init__(self, desk: Desk, kind: str, column: str) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._column = column
        self._found: list[_Found] = []

    def compose(self) -> ComposeResult:
        frame = Vertical(Field("", id="text"), OptionList(markup=False), Static(id="note"), id="frame")
        frame.border_title = label(f"{self._column}: {self._kind.replace('_', ' ')}")
        frame.border_subtitle = label("enter takes, ↑ ↓ move, esc closes")
        yield frame

    def on_mount(self) -> None:
        """The newest are there before a key is pressed."""
        self.query_one(OptionList).can_focus = False
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key asks anew and drops what was asked."""
        event.stop()
        self._look(event.value.strip())

    def action_move(self, by: int) -> None:
        """One record down or up."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The record that is marked is meant."""
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and at < len(self._found):
            self.dismiss((self._found[at].key, self._found[at].title))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Clicked."""
        event.stop()
        self.dismiss((self._found[event.option_index].key, self._found[event.option_index].title))

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, text: str) -> None:
        try:
            database, records = await self._desk.console.database(), self._desk.records()
            if not text:
                async with record_session(database) as session:
                    resource = await records.resource(session, self._kind)
                    page = await Lister(records.catalogue, resource).page(session, Request(size=_FIRST))
                self._show([_Found(one.id, one.title, "") for one in page.records], "")
                return
            found: dict[str, _Found] = {}
            note = ""
            async for step in search(database, records, text, [self._kind]):
                for hit in step.hits:
                    found.setdefault(hit.id, _Found(hit.id, hit.title, hit.subtitle))
                note = note or "".join(f"? {one.column} was not searched: {one.why}. " for one in step.skipped)
                note = note or "".join(f"? {one.reason}" for _, one in step.unknown)
            self._show(list(found.values()), note)
        except Problem as problem:
            self._show([], str(problem))

    def _show(self, found: Sequence[_Found], note: str) -> None:
        self._found = list(found)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(content(_line(each))) for each in found])
        if found:
            options.highlighted = 0
        words = note if note or found else "Nothing was found."
        self.query_one("#note", Static).update(content(cell(words, Tone.DIM, limit=200)))


def _line(found: _Found) -> Line:
    return join(
        cell(found.title, limit=40), cell(found.subtitle, Tone.DIM, limit=40) if found.subtitle else (), gap="   "
    )
