"""A list in which a single cell can be what is selected: things down, things across. A list like any other besides.

The cell under the cursor stands between brackets, its column is headed bold, and going past the last column is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from console.core.present import visible
from console.widgets.grid import GAP, Grid
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone


class Matrix(Grid):
    """A `Grid` that selects rows, or cells after `head(…, by_cell=True)`; then `Moved` tells of another column too."""

    _by_cell = False

    class PastEdge(Message):
        """The cursor would go past the last column (1), or the first (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def head(self, columns: Sequence[Column], *, by_cell: bool = False) -> None:
        """Other columns from now on; show rows that fit them next."""
        self._by_cell = by_cell
        super().head(columns)

    def select_column(self, number: int) -> None:
        """Put the cursor into that column."""
        self._column = min(max(0, number), max(0, len(self.columns) - 1))
        self.refresh()

    def action_column(self, by: int) -> None:
        """To the next column; past the last one it is told."""
        before = self._column
        super().action_column(by)
        if self._by_cell:
            self.post_message(self.Moved(self, self.current) if before != self._column else self.PastEdge(by))

    def on_click(self, event: events.Click) -> None:
        """A click on a cell of the same row is a move too."""
        before = (self._column, self._cursor)
        super().on_click(event)
        if self._by_cell and self._column != before[0] and self._cursor == before[1]:
            self.post_message(self.Moved(self, self.current))

    def render_line(self, y: int) -> Strip:
        """The line of the cursor is drawn anew: which of its cells is selected may have changed."""
        if self._by_cell:
            self._drawn.pop((self._cursor, True), None)
        return super().render_line(y)

    def _head_of(self, number: int, text: str, tone: Tone) -> Line:
        if self._by_cell and number == self._column:
            return (Span(visible(text), Tone.INK, True),)
        return super()._head_of(number, text, tone)

    def _cells(self, row: Row, background: Style, selected: bool) -> list[Segment]:
        segments = super()._cells(row, background, selected)
        if not (self._by_cell and selected and self._widths[self._column : self._column + 1]):
            return segments
        left = 1 + sum(width + GAP for width in self._widths[: self._column] if width)
        right = left + self._widths[self._column]
        mark = Style(color=self._palette[Tone.FINE], bold=True) + background
        line = Strip(segments)
        before, cell, after = line.crop(0, left - 1), line.crop(left, right), line.crop(right + 1, line.cell_length)
        return [*before, Segment("‹", mark), *cell, Segment("›", mark), *after]
