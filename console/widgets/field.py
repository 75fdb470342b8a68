"""A line to type into. What stands in it is data too: pasted, proposed, or read from a server or a file."""

from __future__ import annotations

import unicodedata

from rich.text import Text
from textual.widgets import Input


class Field(Input):
    """An input that paints no character which a terminal acts on, or which hides or turns round others.

    Its value stays as it was typed: only what is painted has marks in their place, one for one, so that the cursor
    stands where it seems to.
    """

    @property
    def _value(self) -> Text:
        shown = super()._value
        if not shown.plain.isprintable():
            shown.plain = "".join(_mark(character) for character in shown.plain)
        return shown


def _mark(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))
    return "�" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else character
