"""Values over time as text: a sparkline for a cell, a plot with its axes for a detail. A gap is a gap, never a zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from console.core.present import visible
from console.widgets.text import Line, Span, Tone, content

_EIGHTHS = " ▁▂▃▄▅▆▇█"

Values = Sequence[float | None]
"""In the order of time, at equal distances; None where nothing was seen."""


def squeezed(values: Values, width: int) -> list[float | None]:
    """As many values as there are cells: means of those that share one, repeated where there are more cells."""
    made: list[float | None] = []
    for place in range(width if values else 0):
        first = place * len(values) // width
        part = [one for one in values[first : max(first + 1, (place + 1) * len(values) // width)] if one is not None]
        made.append(sum(part) / len(part) if part else None)
    return made


def spark(values: Values, width: int, tone: Tone = Tone.FINE, top: float | None = None) -> Line:
    """One line of bars from nothing up to `top`, by default the highest; zero is a faint line, a gap is empty."""
    cells = squeezed(values, width)
    highest = top or max((one for one in cells if one is not None), default=0.0)
    spans: list[Span] = []
    for one in cells:
        piece = (
            (Span(" ") if one is None else Span("▁", Tone.FAINT))
            if not one
            else Span(visible(_bar(one / highest)), tone)
        )
        if spans and spans[-1].tone is piece.tone:
            spans[-1] = Span(visible(spans[-1].text + piece.text), piece.tone)
        else:
            spans.append(piece)
    return tuple(spans)


def _bar(share: float) -> str:
    return _EIGHTHS[min(8, max(1, round(share * 8)))]


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars over time. `scale` says a value in words, `since` and `until` what stands at the ends of the axis.

    `limit` is a line across, where that is within what is shown.
    """

    values: Values
    scale: Callable[[float], str]
    since: str
    until: str
    tone: Tone = Tone.FINE
    height: int = 8
    top: float | None = None
    limit: float | None = None

    def render(self, width: int) -> list[Content]:
        highest = self.top or max((one for one in self.values if one is not None), default=0.0) or 1.0
        labels = [self.scale(highest), self.scale(highest / 2), self.scale(0)]
        room = max(cell_len(one) for one in labels) + 1
        across = max(8, width - room - 1)
        cells = squeezed(self.values, across)
        shown = dict(zip((0, self.height // 2, self.height - 1), labels, strict=False))
        line = None if self.limit is None else self.height - 1 - int(self.limit / highest * self.height)
        rows = [
            content(
                (
                    Span(visible(shown.get(row, "").rjust(room - 1)), Tone.FAINT),
                    Span(" "),
                    Span("│", Tone.FAINT),
                    *self._row(cells, highest, self.height - 1 - row, row == line),
                )
            )
            for row in range(self.height)
        ]
        ends = visible(self.since) + visible(self.until).rjust(max(1, across - cell_len(self.since)))
        axis = (Span(" " * room + "└" + "─" * across, Tone.FAINT),)
        return [*rows, content(axis), content((Span(" " * (room + 1)), Span(visible(ends), Tone.FAINT)))]

    def _row(self, cells: Values, highest: float, row: int, is_limit: bool) -> Line:
        """The cells of one row, the lowest is 0."""
        spans: list[Span] = []
        for one in cells:
            filled = 0.0 if one is None else one / highest * self.height - row
            if filled <= 0.0 and not (row == 0 and one is not None):
                piece = Span("╌", Tone.WRONG) if is_limit else Span(" ")
            else:
                piece = Span("▁", Tone.FAINT) if not one else Span(visible(_bar(min(1.0, filled))), self.tone)
            if spans and spans[-1].tone is piece.tone:
                spans[-1] = Span(visible(spans[-1].text + piece.text), piece.tone)
            else:
                spans.append(piece)
        return tuple(spans)
