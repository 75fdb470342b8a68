"""A menu that opens over the screen: operations on a thing, formats to copy, columns, themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.core.present import visible
from console.widgets.blocks import Block
from console.widgets.dialog import Dialog
from console.widgets.text import Line, Span, Tone, content, label


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `why_not` greys it out and says the reason; `note` stands behind it (a risk, a format)."""

    key: str
    title: str
    note: str = ""
    why_not: str = ""


class Choice(Dialog[str]):
    """Gives back the key of the entry that was taken, None on esc."""

    DEFAULT_CSS = """
    Choice OptionList {
        height: auto; max-height: 20; border: none; padding: 0; background: $raised; color: $ink;
    }
    Choice OptionList:focus { border: none; background-tint: $raised 0%; }
    Choice OptionList > .option-list--option-highlighted { background: $selection; color: $ink; text-style: none; }
    Choice OptionList > .option-list--option-disabled { color: $faint; }
    """

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        *,
        subtitle: str = "enter takes, esc closes",
        above: Sequence[Block] = (),
    ) -> None:
        """`above` is what is to be read before one chooses."""
        super().__init__()
        self._above = tuple(above)
        self._title = title
        self._subtitle = subtitle
        self._items = tuple(items)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down", id="choice.down", show=False),
        Binding("k", "move(-1)", "up", id="choice.up", show=False),
    ]

    def action_move(self, by: int) -> None:
        """One entry down or up."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def compose(self) -> ComposeResult:
        width = max(30, min(64, self.app.size.width - 14))
        said = [line for block in self._above for line in block.render(width)]
        words = [Static(Content("\n").join([*said, Content("")]))] if said else []
        options = OptionList(*(self._option(item) for item in self._items), markup=False)
        frame = Vertical(*words, options, id="frame")
        frame.border_title = label(self._title)
        frame.border_subtitle = label(self._subtitle)
        yield frame

    @staticmethod
    def _option(item: Item) -> Option:
        tone = Tone.FAINT if item.why_not else Tone.INK
        line: Line = (Span(visible(item.title), tone),)
        if item.why_not or item.note:
            line += (Span(f"   {visible(item.why_not or item.note)}", Tone.FAINT if item.why_not else Tone.DIM),)
        return Option(content(line), disabled=bool(item.why_not))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Taken."""
        event.stop()
        self.dismiss(self._items[event.option_index].key)
