"""Asks for one line of text: a file name, a password."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from console.core.present import visible
from console.widgets.dialog import Dialog
from console.widgets.field import Field
from console.widgets.text import Line, Span, Tone, content, label


class Prompt(Dialog[str]):
    """Gives back what was typed, None on esc. `secret` hides it."""

    def __init__(self, title: str, question: str, *, value: str = "", secret: bool = False) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._value = value
        self._secret = secret

    def compose(self) -> ComposeResult:
        question: Line = (Span(visible(self._question), Tone.DIM),)
        frame = Vertical(Static(content(question)), Field(self._value, password=self._secret), id="frame")
        frame.border_title = label(self._title)
        frame.border_subtitle = label("enter takes, esc closes")
        yield frame

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers: nothing is written by it, so it may."""
        event.stop()
        self.dismiss(event.value)
