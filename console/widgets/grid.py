"""A list of rows under headings: keyboard, mouse, sort, filter. It draws only the lines that are seen.

Stock tables measure every cell and lay out every row; this one knows its columns, keeps the tones of its cells under
the cursor, drops columns that have no room, and stays where it was when its rows are read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.core.present import visible
from console.widgets.rows import Column, Row, filtered, ordered, widths
from console.widgets.text import Line, Span, Tone, cell

GAP = 2
MARGIN = 1


class Grid(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows, one of which is current. Posts `Moved` when that changes and `Opened` on enter or a second click."""

    DEFAULT_CSS = """
    Grid { height: 1fr; background: $ground; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="list.open", tooltip="Open the selected row"),
        Binding("j,down", "move(1)", "down", id="list.down", show=False),
        Binding("k,up", "move(-1)", "up", id="list.up", show=False),
        Binding("g,home", "edge(-1)", "first", id="list.first", show=False),
        Binding("G,end", "edge(1)", "last", id="list.last", show=False),
        Binding("ctrl+d,pagedown", "page(1)", "half a page down", id="list.page-down", show=False),
        Binding("ctrl+u,pageup", "page(-1)", "half a page up", id="list.page-up", show=False),
        Binding("l,right", "column(1)", "next column", id="list.next-column", show=False),
        Binding("h,left", "column(-1)", "previous column", id="list.previous-column", show=False),
        Binding("s", "sort", "sort", id="list.sort", show=False, tooltip="Sort by the column under the cursor"),
    ]

    class Moved(Message):
        """Another row is current; None where there is none."""

        def __init__(self, grid: Grid, row: Row | None) -> None:
            super().__init__()
            self.grid = grid
            self.row = row

        @property
        def control(self) -> Grid:
            return self.grid

    class Opened(Moved):
        """The current row was chosen."""

    class Edged(Moved):
        """The first or the last row was asked for; the list may have more than it shows. `side` is -1 or 1."""

        def __init__(self, grid: Grid, row: Row | None, side: int) -> None:
            super().__init__(grid, row)
            self.side = side

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        id: str | None = None,  # noqa: A002
        always: bool = False,
        thing: str = "row",
    ) -> None:
        """`always` shows the cursor line without focus too, `thing` is what one row is called."""
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.filter_text = ""
        self.sort_column: int | None = None
        self.descending = False
        self._shown: list[Row] = []
        self._widths: list[int] = []
        self._cursor = 0
        self._column = next((i for i, column in enumerate(self.columns) if column.heading), 0)
        self._palette: dict[Tone, str] = {}
        self._drawn: dict[tuple[int, bool], Strip] = {}
        self._fitted = 0
        self._always = always
        self._thing = thing

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self._shown[self._cursor] if 0 <= self._cursor < len(self._shown) else None

    @property
    def current_column(self) -> int:
        """Index of the column under the cursor."""
        return self._column

    @property
    def visible_rows(self) -> list[Row]:
        """What is shown after filter and sort, headings left out."""
        return [row for row in self._shown if not row.group]

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor stays on the row it was on, if that is still there."""
        self.rows = tuple(rows)
        self._arrange()

    def head(self, columns: Sequence[Column]) -> None:
        """Have other columns from now on, unsorted. Show rows that fit them next."""
        self.rows, self._shown = (), []
        self.columns = tuple(columns)
        self.sort_column, self._cursor = None, 0
        self._column = next((i for i, column in enumerate(self.columns) if column.heading), 0)
        self._arrange()

    def narrow(self, text: str) -> None:
        """Show only the rows that match the filter's text."""
        self.filter_text = text
        self._arrange()

    def select(self, key: str) -> None:
        """Put the cursor on the row with that key, if it is shown."""
        for number, row in enumerate(self._shown):
            if row.key == key and not row.group:
                self._go(number)

    def _arrange(self) -> None:
        before = self.current
        shown = filtered(self.rows, self.columns, self.filter_text)
        if self.sort_column is not None:
            shown = ordered(shown, self.sort_column, descending=self.descending)
        self._shown = shown
        self._measure()
        key = before.key if before else None
        same = next((i for i, row in enumerate(shown) if row.key == key and not row.group), None)
        self._cursor = same if same is not None else self._nearest(min(self._cursor, max(0, len(shown) - 1)))
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self, self.current))

    def _nearest(self, number: int) -> int:
        """The selectable row at or after this one, else before it."""
        rows = self._shown
        number = max(0, number)
        after = (i for i in range(number, len(rows)) if not rows[i].group)
        before = (i for i in range(number - 1, -1, -1) if not rows[i].group)
        return next(after, next(before, 0))

    def _measure(self) -> None:
        self._fit()
        self.virtual_size = Size(0, len(self._shown) + 1)

    def _fit(self) -> None:
        """Give the columns their widths; what was drawn with others is forgotten."""
        self._drawn.clear()
        self._fitted = self.scrollable_content_region.width
        room = max(10, self._fitted - 2 * MARGIN)
        # A sample is enough: rows below it that are wider are cut, and the whole value stands in the detail.
        columns = [self._as_sorted(number, column) for number, column in enumerate(self.columns)]
        self._widths = widths(columns, [row for row in self._shown[:500] if not row.group], room, gap=GAP)
        if self._widths and not self._widths[self._column]:
            self._column = 0

    def _as_sorted(self, number: int, column: Column) -> Column:
        """The column as it is headed: where it sorts, there must be room for the mark."""
        if number != self.sort_column:
            return column
        heading = f"{column.heading} {'▼' if self.descending else '▲'}".strip()
        return replace(column, heading=heading, most=max(column.most, cell_len(heading)))

    # -- moving --------------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """One row down (1) or up (-1), over headings."""
        number = self._cursor + by
        while 0 <= number < len(self._shown) and self._shown[number].group:
            number += by
        if 0 <= number < len(self._shown):
            self._go(number)
        elif by < 0:
            self.scroll_to(y=0, animate=False)

    def action_edge(self, side: int) -> None:
        """First (-1) or last (1) row."""
        self._go(self._nearest(0 if side < 0 else len(self._shown) - 1))
        self.post_message(self.Edged(self, self.current, side))

    def action_page(self, by: int) -> None:
        """Half a screen down or up."""
        step = max(1, (self.size.height - 1) // 2) * by
        self._go(self._nearest(min(max(0, self._cursor + step), max(0, len(self._shown) - 1))))

    def action_column(self, by: int) -> None:
        """To the next column that is shown."""
        seen = [i for i, width in enumerate(self._widths) if width]
        if seen:
            at = seen.index(self._column) if self._column in seen else 0
            self._column = seen[min(max(0, at + by), len(seen) - 1)]
            self.refresh()

    def action_sort(self) -> None:
        """Sort by the column under the cursor: ascending, descending, then as it came."""
        if self.sort_column != self._column:
            self.sort_column, self.descending = self._column, False
        elif not self.descending:
            self.descending = True
        else:
            self.sort_column = None
        self._arrange()

    def action_open(self) -> None:
        """Tell that the current row was chosen."""
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    def _go(self, number: int) -> None:
        if not self._shown or number == self._cursor:
            return
        self._cursor = number
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self, self.current))

    def _reveal(self) -> None:
        """Scroll so that the cursor is seen, with a heading above it where it is the first of its group."""
        if not self.size.height:
            return  # not laid out yet; on_resize comes here again
        height = max(1, self.size.height - 1)
        top = round(self.scroll_y)
        first = self._cursor
        while first > 0 and self._shown[first - 1].group:
            first -= 1
        if first < top:
            self.scroll_to(y=first, animate=False, force=True, immediate=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True, immediate=True)

    def on_key(self, event: events.Key) -> None:
        """Sign the key: by the time the app sees it, another widget may have taken over (see `GreenroomApp.on_key`)."""
        event.set_sender(self)

    # -- mouse ---------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click selects, a second one opens; a click on a heading sorts by it."""
        event.stop()
        column = self._column_at(event.x)
        if event.y == 0:
            if column is not None:
                self._column = column
                self.action_sort()
            return
        number = event.y - 1 + round(self.scroll_y)
        if 0 <= number < len(self._shown) and not self._shown[number].group:
            if column is not None:
                self._column = column
            if number == self._cursor and event.chain > 1:
                self.action_open()
            else:
                self._go(number)
                self.refresh()

    def _column_at(self, x: int) -> int | None:
        left = MARGIN
        for number, width in enumerate(self._widths):
            if width:
                if left <= x < left + width + GAP:
                    return number
                left += width + GAP
        return None

    # -- drawing -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Colours come from the theme, and change with it."""
        self.watch(self.app, "theme", self._recolour)

    def _recolour(self) -> None:
        variables = self.app.get_css_variables()  # app.theme_variables is still the old theme's here
        self._palette = {tone: variables[tone.value] for tone in Tone}
        self._ground = variables["ground"]
        self._selection = variables["selection"]
        self._raised = variables["raised"]
        self._drawn.clear()
        self.refresh()

    def on_resize(self) -> None:
        """Columns are laid out anew."""
        self._measure()
        self._reveal()
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As tall as its rows, for lists that stand above one another."""
        return max(len(self._shown), bool(self._emptied())) + 1

    def render_line(self, y: int) -> Strip:
        """The heading line, or the row that is scrolled to this line."""
        width = self.scrollable_content_region.width
        if width != self._fitted:  # laid out and drawn before it hears of its new size
            self._fit()
        if y == 0:
            return self._heading(width)
        if y == 1 and (emptied := self._emptied()):
            return self._row(Row("", group=emptied), False, width)
        number = y - 1 + round(self.scroll_y)
        if number >= len(self._shown):
            return Strip.blank(width, Style(bgcolor=self._ground))
        selected = number == self._cursor and not self._shown[number].group and (self._always or self.has_focus)
        # Kept: Textual keeps with a strip what it made of it, so that a move of the cursor draws two lines, not forty.
        strip = self._drawn.get((number, selected))
        if strip is None:
            strip = self._drawn[number, selected] = self._row(self._shown[number], selected, width)
        return strip

    def _emptied(self) -> Line:
        """What stands in the place of the rows where the filter leaves none."""
        if self._shown or not self.rows or not self.filter_text:
            return ()
        words = f"No {self._thing} matches “{visible(self.filter_text, limit=24)}”. esc clears the filter."
        return cell(words, Tone.DIM)

    def _row(self, row: Row, selected: bool, width: int) -> Strip:
        background = Style(bgcolor=self._selection if selected else self._ground)
        if row.group:
            segments = [Segment(" " * MARGIN, background), *self._segments(row.group, width - 2 * MARGIN, background)]
        else:
            segments = self._cells(row, background, selected)
        return Strip(segments).adjust_cell_length(width, background)

    def _heading(self, width: int) -> Strip:
        background = Style(bgcolor=self._raised)
        segments = [Segment(" " * MARGIN, background)]
        for number, column in enumerate(self.columns):
            if not self._widths or not self._widths[number]:
                continue
            sorting = number == self.sort_column
            text = self._as_sorted(number, column).heading
            tone = Tone.DIM if sorting or (number == self._column and self.has_focus) else Tone.FAINT
            line = self._head_of(number, text, tone)
            segments.extend(self._segments(line, self._widths[number], background, column.align))
            segments.append(Segment(" " * GAP, background))
        return Strip(segments).adjust_cell_length(width, background)

    def _head_of(self, number: int, text: str, tone: Tone) -> Line:
        return (Span(visible(text), tone),)

    def _cells(self, row: Row, background: Style, selected: bool) -> list[Segment]:
        segments = [Segment("▎" if selected else " ", Style(color=self._palette[Tone.FINE]) + background)]
        for number, column in enumerate(self.columns):
            width = self._widths[number] if self._widths else 0
            if width and number < len(row.cells):
                segments.extend(self._segments(row.cells[number], width, background, column.align))
                segments.append(Segment(" " * GAP, background))
        return segments

    def _segments(self, line: Line, width: int, background: Style, align: str = "left") -> list[Segment]:
        """A line cut or padded to `width` cells."""
        segments: list[Segment] = []
        left = width
        total = sum(cell_len(span.text) for span in line)
        for span in line:
            if left <= 0:
                break
            text = span.text
            length = cell_len(text)
            if length > left or (length == left and total > width and span is not line[-1]):
                text = set_cell_size(text, left - 1) + "…"
                length = left
            segments.append(Segment(text, self._style(span) + background))
            left -= length
        if left > 0:
            pad = Segment(" " * left, background)
            segments = [pad, *segments] if align == "right" else [*segments, pad]
        return segments

    def _style(self, span: Span) -> Style:
        return Style(color=span.style or self._palette[span.tone], bold=span.bold or None)
