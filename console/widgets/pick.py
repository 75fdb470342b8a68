"""One of a few words, picked with ← and →: quicker than a menu where there are four."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from console.core.present import visible
from console.widgets.text import Span, Tone, content


class Pick(Static, can_focus=True):
    """`‹ production ›`. Posts `Changed`."""

    DEFAULT_CSS = """
    Pick { height: 1; width: 1fr; background: $raised; }
    Pick:focus { background: $selection; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,l", "turn(1)", "next", id="pick.next", show=False),
        Binding("left,h", "turn(-1)", "previous", id="pick.previous", show=False),
    ]

    class Changed(Message):
        """Another word is picked."""

        def __init__(self, pick: Pick, value: str) -> None:
            super().__init__()
            self.pick = pick
            self.value = value

        @property
        def control(self) -> Pick:
            return self.pick

    def __init__(self, choices: Sequence[tuple[str, str]], value: str, *, id: str) -> None:  # noqa: A002
        """`choices` are (value, what it means)."""
        super().__init__(id=id)
        self._choices = tuple(choices)
        self._at = next((i for i, (each, _) in enumerate(self._choices) if each == value), 0)

    @property
    def value(self) -> str:
        """The picked word."""
        return self._choices[self._at][0]

    def set_value(self, value: str) -> None:
        """Pick that word, if it is one of them."""
        self._at = next((i for i, (each, _) in enumerate(self._choices) if each == value), self._at)
        self._draw()

    def on_mount(self) -> None:
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click turns."""
        event.stop()
        self.focus()
        self.action_turn(1)

    def action_turn(self, by: int) -> None:
        """The next or previous word, around the end."""
        self._at = (self._at + by) % len(self._choices)
        self._draw()
        self.post_message(self.Changed(self, self.value))

    def _draw(self) -> None:
        value, meaning = self._choices[self._at]
        line = (
            Span("‹ ", Tone.FINE),
            Span(visible(value or "default"), Tone.INK),
            Span(" ›", Tone.FINE),
            Span(f"   {visible(meaning)}", Tone.DIM),
        )
        self.update(content(line))
