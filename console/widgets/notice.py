"""What stands in a list's place when there is no list: reading, nothing there, not known, or a problem."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.core.present import visible
from console.core.unknown import Unknown
from console.errors import Problem
from console.widgets.text import Line, Span, Tone, content, keys


class Notice(VerticalScroll, can_focus=False):
    """A few sentences with a glyph: what happened, why, and what to press."""

    DEFAULT_CSS = """
    Notice { height: 1fr; padding: 1 3; background: $ground; }
    Notice > Static { width: 1fr; height: auto; max-width: 100; }
    """

    def compose(self):  # type: ignore[no-untyped-def]  # Textual's own signature is a generator of widgets
        yield Static()

    def reading(self, what: str, seconds: float = 0) -> None:
        """Something is being read; after a second it says for how long, and how to stop."""
        words: list[Line] = [(Span("↻ ", Tone.MOVING), Span(f"Reading {visible(what)}", Tone.DIM))]
        if seconds >= 1:
            words[0] += (Span(f"  {seconds:.0f} s", Tone.MOVING),)
            words += [(), keys([("esc", "stops it")])]
        self._say(words)

    def empty(self, what: str, how: str = "") -> None:
        """There is nothing, and this would fill it."""
        self._say([(Span("○ ", Tone.FAINT), Span(visible(what), Tone.INK, True)), (), (Span(visible(how), Tone.DIM),)])

    def unknown(self, fact: Unknown) -> None:
        """It could not be read."""
        self._say(
            [
                (Span("? UNKNOWN ", Tone.UNKNOWN, True), Span(visible(fact.reason), Tone.INK)),
                (),
                (Span(visible(fact.remedy), Tone.DIM),),
                (),
                keys([("r", "try again")]),
            ]
        )

    def problem(self, problem: Problem) -> None:
        """It went wrong: what, why, what to do."""
        self._say(
            [
                (Span("✖ ", Tone.WRONG, True), Span(visible(problem.what), Tone.INK, True)),
                (),
                (Span(visible(problem.why), Tone.DIM),),
                (),
                (Span(visible(problem.remedy), Tone.INK),),
                (),
                keys([("r", "try again"), ("t", "targets"), ("esc", "back")]),
            ]
        )

    def _say(self, lines: list[Line]) -> None:
        self.query_one(Static).update(content(*lines) if lines else Content(""))
        self.display = True
