"""Says at length how something ended, where a toast is too short: what, why, what to do, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.widgets.blocks import Block
from console.widgets.dialog import Dialog
from console.widgets.text import label


class Told(Dialog[None]):
    """Blocks to read; enter or esc closes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "close", "close", id="told.close")]

    def __init__(self, title: str, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._title = title
        self._blocks = tuple(blocks)

    def compose(self) -> ComposeResult:
        width = max(30, min(64, self.app.size.width - 14))
        lines = [line for block in self._blocks for line in block.render(width)]
        frame = VerticalScroll(Static(Content("\n").join(lines)), id="frame")
        frame.border_title = label(self._title)
        frame.border_subtitle = label("esc closes")
        yield frame
