"""The line that opens on `/`: narrows the list as one types, and says how much is left."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from console.widgets.field import Field
from console.widgets.grid import Grid
from console.widgets.text import Span, Tone, content


class FilterInput(Field):
    """Takes the filter's words; enter keeps them, esc throws them away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "clear", id="filter.clear"),
        Binding("enter,down", "keep", "keep", id="filter.keep"),
    ]

    def on_key(self, event: events.Key) -> None:
        """The keys that leave work at once, and those typed behind them belong to the list.

        As bindings they would wait until they have bubbled up to the app, and the letters behind them, which are in
        the queue already, would become words of the filter.
        """
        focused = self.screen.focused
        if focused is not None and focused is not self:
            event.stop()
            event.prevent_default()
            focused.post_message(events.Key(event.key, event.character))
            return
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.node is self and active.binding.id in {"filter.clear", "filter.keep"}:
            event.stop()
            event.prevent_default()
            self.action_leave() if active.binding.id == "filter.clear" else self.action_keep()

    def action_leave(self) -> None:
        """Clear and go back to the list."""
        self.value = ""
        self._give_back()

    def action_keep(self) -> None:
        """Keep the words and go back to the list."""
        self._give_back()

    def _give_back(self) -> None:
        for grid in self.screen.query(Grid):
            self.screen.set_focus(grid)
            break
        self.post_message(FilterBar.Left())


class FilterBar(Horizontal):
    """`/ words   12 of 48`. Posts `Changed` at each key and `Left` when the list takes over again."""

    DEFAULT_CSS = """
    FilterBar { height: 1; display: none; padding: 0 2; background: $ground; }
    FilterBar > #slash { width: 2; color: $fine; text-style: bold; }
    FilterBar > #count { width: auto; color: $faint; }
    FilterBar > FilterInput { width: 1fr; height: 1; border: none; padding: 0; background: $ground; color: $ink; }
    """

    class Changed(Message):
        """The words are now these."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The list has the keys again."""

    def compose(self) -> ComposeResult:
        yield Static("/", id="slash", markup=False)
        yield FilterInput(placeholder="word, or column:value", compact=True, select_on_focus=False)
        yield Static("", id="count", markup=False)

    def on_mount(self) -> None:
        """Hidden until it is asked for."""
        self.display = False

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.query_one(FilterInput).value

    def open(self) -> None:
        """Show it and take the keys, now: the next key may be in the queue already, and belongs to the filter."""
        self.display = True
        self.screen.set_focus(self.query_one(FilterInput))

    def clear(self) -> None:
        """Forget the words and hide."""
        self.query_one(FilterInput).value = ""
        self.display = False

    def count(self, shown: int, of: int) -> None:
        """Say how many of how many are shown."""
        self.query_one("#count", Static).update(content((Span(f"{shown} of {of}", Tone.FAINT),)))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Each key narrows at once."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_filter_bar_left(self, event: FilterBar.Left) -> None:
        """Hide when there are no words to show."""
        if not self.text:
            self.display = False
