"""Where a value of many lines is typed: text, or JSON with its colours.

Whatever the value holds, nothing is painted that a terminal would obey.
"""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

LONGEST = 100_000
"""Characters that are edited here; what is longer is for an editor."""

_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<literal>"(?:[^"\\]|\\.)*"?)|(?P<look>-?\d[\d.eE+-]*)'
    r"|(?P<keyword>\b(?:true|false|null)\b)|(?P<dim>[{}\[\],:])"
)
# What a text area would take for the end of a line, and give back as a line feed.
_OTHER_ENDS = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def fits_area(text: str) -> bool:
    """Whether a text comes out of an area as it went in, in a time that people do not notice."""
    return len(text) <= LONGEST and not _OTHER_ENDS.search(text)


def fits_line(text: str) -> bool:
    """Whether a text can be edited on one line, each of its characters seen."""
    return len(text) <= 200 and all(one == " " or _harmless(one) for one in text)


def _harmless(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _shown(character: str) -> str:
    """One character for one, so that the cursor stands where it seems to: a mark for what would drive a terminal."""
    if _harmless(character) or character == "\t":
        return character
    return chr(0x2400 + ord(character)) if character < " " else "\N{REPLACEMENT CHARACTER}"


class ValueArea(TextArea):
    """A text area whose lines are safe to paint. With `json`, coloured as JSON."""

    DEFAULT_CSS = """
    ValueArea { height: 8; border: round $hairline; background: $ground; color: $ink; padding: 0 1; }
    ValueArea:focus { border: round $fine; }
    ValueArea .text-area--cursor-line { background: $raised; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+e", "screen.editor", "$EDITOR", id="value.editor", show=False)
    ]

    def __init__(self, text: str = "", *, json: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(text, id=id, show_line_numbers=json, tab_behavior="focus", soft_wrap=True)
        self.json = json

    def get_line(self, line_index: int) -> Text:
        """The line as it is painted."""
        source = self.document.get_line(line_index)
        safe = source if source.isprintable() else "".join(_shown(one) for one in source)
        line = Text(safe, end="", no_wrap=True)
        if self.json:
            tokens = self.app.theme_variables
            for match in _JSON.finditer(safe):
                kind = "ink" if match.lastgroup == "key" else str(match.lastgroup)
                line.stylize(Style(color=tokens.get(kind), bold=kind == "keyword"), match.start(), match.end())
        return line
