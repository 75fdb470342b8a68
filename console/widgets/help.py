"""The keys of the place where one is, made from the bindings, so that they cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from console.core.present import visible
from console.widgets.dialog import Dialog
from console.widgets.text import Line, Span, Tone, content, label

GROUPS = {"list": "in the list", "detail": "in the detail", "area": "go to", "app": "everywhere"}
_SPELLING = {
    "question_mark": "?",
    "slash": "/",
    "exclamation_mark": "!",
    "colon": ":",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "escape": "esc",
    "ctrl+d": "ctrl+d",
    "pagedown": "page down",
    "pageup": "page up",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


def spelling(key: str) -> str:
    """A key as it is printed on the keyboard."""
    return _SPELLING.get(key, key)


class Help(Dialog[None]):
    """Every key that does something here, grouped by what it works on."""

    DEFAULT_CSS = """
    Help > #frame { width: 78; }
    Help Static { height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,q", "close", "close", id="help.close", show=False),
        Binding("j,down", "scroll(1)", "down", id="help.down", show=False),
        Binding("k,up", "scroll(-1)", "up", id="help.up", show=False),
    ]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._lines = _lines(screen)

    def compose(self) -> ComposeResult:
        frame = VerticalScroll(Static(content(*self._lines)), id="frame")
        frame.border_title = label("Keys")
        frame.border_subtitle = label("j k scrolls, esc closes")
        yield frame

    def action_scroll(self, by: int) -> None:
        """Scroll the list of keys."""
        for frame in self.query(VerticalScroll):  # none any more, where the key came after the one that closed this
            frame.scroll_relative(y=by, animate=False)


def _lines(screen: Screen[object]) -> list[Line]:
    groups: dict[str, dict[str, tuple[list[str], str]]] = {}
    for node, binding in bindings_of(screen):
        if binding.system or not binding.id or not allowed(node, binding):
            continue
        group = binding.id.partition(".")[0]
        group = group if group in GROUPS else "here"
        keys, _ = groups.setdefault(group, {}).setdefault(binding.id, ([], binding.tooltip or binding.description))
        if spelling(binding.key) not in keys:
            keys.append(spelling(binding.key))
    lines: list[Line] = []
    for group in sorted(groups, key=["here", *GROUPS].index):
        lines += [()] if lines else []
        lines.append((Span(GROUPS.get(group, "here"), Tone.FAINT),))
        for keys, does in groups[group].values():
            lines.append((Span(visible(" ".join(keys)).ljust(18), Tone.FINE, True), Span(visible(does), Tone.INK)))
    return lines


def bindings_of(screen: Screen[Any]) -> Iterable[tuple[DOMNode, Binding]]:
    """Bindings of the focused widget, the screen and the app, with the keys that the user's keymap gave them."""
    for node, bindings in screen._binding_chain:
        for each in bindings.key_to_bindings.values():
            yield from ((node, binding) for binding in each)


def allowed(node: DOMNode, binding: Binding) -> bool:
    """Whether the key does something now."""
    name, _, _ = binding.action.partition("(")
    return bool(node.check_action(name.rpartition(".")[2], ()))
