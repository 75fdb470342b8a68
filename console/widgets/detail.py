"""The right side: what the selected thing is, why it matters, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.widgets.blocks import Block


class Detail(VerticalScroll, can_focus=True):
    """Blocks below one another, wrapped to its width."""

    DEFAULT_CSS = """
    Detail { background: $ground; padding: 0 2; scrollbar-size-vertical: 1; }
    Detail > Static { width: 1fr; height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "down", id="detail.down", show=False),
        Binding("k,up", "scroll_up", "up", id="detail.up", show=False),
        Binding("g,home", "scroll_home", "top", id="detail.top", show=False),
        Binding("G,end", "scroll_end", "end", id="detail.end", show=False),
        Binding("ctrl+d,pagedown", "page_down", "page down", id="detail.page-down", show=False),
        Binding("ctrl+u,pageup", "page_up", "page up", id="detail.page-up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.blocks: tuple[Block, ...] = ()

    def compose(self) -> ComposeResult:
        yield Static()

    def show(self, blocks: Sequence[Block], *, keep_place: bool = False) -> None:
        """Show these blocks, from the top unless it is the same thing read again."""
        self.blocks = tuple(blocks)
        self._draw()
        if not keep_place and self.scroll_y:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Wrap anew."""
        self._draw()

    def _draw(self) -> None:
        if not self.size.width:
            return  # not laid out yet; on_resize comes here again
        width = max(20, self.scrollable_content_region.width - 1)
        lines = [line for block in self.blocks for line in block.render(width)]
        self.query_one(Static).update(Content("\n").join(lines))
