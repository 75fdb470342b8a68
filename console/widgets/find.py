"""One of many things, found by typing a part of its name: tables, people, roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from console.core.present import visible
from console.widgets.choice import Item
from console.widgets.dialog import Dialog
from console.widgets.field import Field
from console.widgets.text import Span, Tone, content, label

MOST = 10
"""Entries that are shown; what is typed narrows them."""


class Find(Dialog[Item]):
    """Gives back the entry that was taken, None on esc. With `free`, text that fits none is an entry without a key."""

    DEFAULT_CSS = """
    Find OptionList {
        height: auto; max-height: 10; border: none; padding: 0; background: $raised; color: $ink;
    }
    Find OptionList > .option-list--option-highlighted { background: $selection; color: $ink; text-style: none; }
    Find #said { color: $faint; height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "down", id="find.down", show=False),
        Binding("up", "move(-1)", "up", id="find.up", show=False),
    ]

    def __init__(self, title: str, items: Sequence[Item], *, hint: str = "a part of the name", free: str = "") -> None:
        """`free` says what becomes of a text that fits none; empty where it is not taken."""
        super().__init__()
        self._title = title
        self._items = [(f"{item.title} {item.note}".casefold(), item) for item in items]
        self._hint = hint
        self._free = free
        self._shown: list[Item] = []

    def compose(self) -> ComposeResult:
        frame = Vertical(
            Field(placeholder=self._hint), OptionList(markup=False), Static(id="said", markup=False), id="frame"
        )
        frame.border_title = label(self._title)
        frame.border_subtitle = label("↑ ↓ choose, enter takes, esc closes")
        yield frame

    def on_mount(self) -> None:
        """The list follows what is typed and never has the keys."""
        self.query_one(OptionList).can_focus = False
        self._narrow("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Each key narrows."""
        event.stop()
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        fitting = [item for said, item in self._items if all(word in said for word in words)]
        self._shown = fitting[:MOST]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([self._option(item) for item in self._shown])
        options.highlighted = 0 if self._shown else None
        options.display = bool(self._shown)
        more = len(fitting) - len(self._shown)
        said = f"and {more:,} more" if more else "" if fitting else self._free or "Nothing is called so."
        self.query_one("#said", Static).update(content((Span(visible(said), Tone.FAINT),)))

    @staticmethod
    def _option(item: Item) -> Option:
        note = Span(f"   {visible(item.note)}" if item.note else "", Tone.DIM)
        return Option(content((Span(visible(item.title)), note)))

    def action_move(self, by: int) -> None:
        """One entry down or up."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the entry; nothing is written by it."""
        event.stop()
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self._shown):
            self.dismiss(self._shown[place])
        elif self._free and event.value.strip():
            self.dismiss(Item("", event.value.strip()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        event.stop()
        self.dismiss(self._shown[event.option_index])
