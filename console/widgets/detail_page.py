"""The selected thing as a page, for terminals where it does not fit beside its list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from console.core.present import visible
from console.widgets.banner import Banner
from console.widgets.blocks import Block
from console.widgets.detail import Detail
from console.widgets.keybar import KeyBar
from console.widgets.text import Line, Span, Tone, content

if TYPE_CHECKING:
    from console.app import GreenroomApp


class DetailPage(Screen[None]):
    """Banner, where we are, the blocks."""

    DEFAULT_CSS = """
    DetailPage { background: $ground; }
    DetailPage > #crumbs { height: 1; padding: 0 2; margin: 1 0; color: $dim; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,backspace", "app.pop_screen", "back", id="page.back")]

    def __init__(self, crumbs: Sequence[str], blocks: Sequence[Block]) -> None:
        super().__init__()
        self._crumbs = tuple(crumbs)
        self._blocks = tuple(blocks)

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Static(content(self._path()), id="crumbs")
        yield Detail()
        yield KeyBar()

    def show(self, blocks: Sequence[Block]) -> None:
        """More is known of the thing by now."""
        self._blocks = tuple(blocks)
        if self.is_mounted:
            self.query_one(Detail).show(self._blocks, keep_place=True)

    def _path(self) -> Line:
        spans: list[Span] = []
        for number, crumb in enumerate(self._crumbs):
            last = number == len(self._crumbs) - 1
            spans.append(Span(visible(crumb), Tone.INK if last else Tone.DIM, last))
            if not last:
                spans.append(Span(" › ", Tone.FAINT))
        return tuple(spans)

    def on_mount(self) -> None:
        """Show the blocks and take the keys."""
        self.query_one(Banner).show(cast("GreenroomApp", self.app).banner_state())
        detail = self.query_one(Detail)
        detail.show(self._blocks)
        detail.focus()
