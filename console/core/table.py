"""Rows as aligned plain text, for every command line. It knows columns and widths, not colours or destinations."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import combining, east_asian_width

from console.core.present import visible


def table(rows: Sequence[Sequence[str]], headings: Sequence[str], align: str = "", *, limit: int = 80) -> str:
    """The rows under their headings, two spaces between columns, without a line feed at the end.

    `align` has one letter a column: `l` (also when it is missing) or `r`. Cells are made visible here and cut after
    `limit` characters; they are data, whatever the caller thinks of them.
    """
    cells = [[_cell(text, limit) for text in row] for row in (headings, *rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(headings))]
    sides = [align[column] if column < len(align) else "l" for column in range(len(headings))]
    lines = ("  ".join(_pad(*cell) for cell in zip(row, widths, sides, strict=True)).rstrip() for row in cells)
    return "\n".join(lines)


def width(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def _cell(text: str, limit: int) -> str:
    safe = visible(text)
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def _pad(text: str, columns: int, side: str) -> str:
    room = " " * (columns - width(text))
    return room + text if side == "r" else text + room
