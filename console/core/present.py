"""A value as one line of plain text that cannot drive a terminal: the door from data to people.

Screens go through `console.widgets.text`, which stands on this; the command line uses it directly. Server messages,
notices, names and tool output are data too.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

NULL = "∅"
ABSENT = "–"
LIMIT = 2_000
"""Characters of one value shown before it is cut. The whole value stays available to copy and export."""

# Categories of what drives a terminal, reorders or hides what stands around it, or has no shape: controls,
# bidirectional overrides and isolates, zero-width characters, tags. (Unicode Technical Report 36.)
_MARKED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

# Letters and marks that Unicode lets a font show as nothing at all (Default_Ignorable_Code_Point). The emoji
# selectors U+FE0E and U+FE0F are left alone: ordinary text is full of them.
_UNSEEN = frozenset(
    chr(code)
    for low, high in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0D),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for code in range(low, high + 1)
)


def visible(text: str, *, limit: int = LIMIT, lines: bool = False) -> str:
    """The text with every control, escape and direction character shown as a mark, cut after `limit` characters.

    With `lines`, line feeds and tabs are kept (a tab as four spaces), for panes that show text of many lines.
    """
    cut = len(text) > limit
    source = text[:limit] if cut else text
    if not (source.isascii() and source.isprintable()):
        source = source.translate(_MARKS_OF_LINES if lines else _MARKS)
    return f"{source}… (+{len(text) - limit:,} characters)" if cut else source


class _Marks(dict[int, str]):
    """Code point to what stands for it, found when it is first met: texts of many megabytes have few of them."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character < " ":
            mark = chr(0x2400 + code)
        elif unicodedata.category(character) in _MARKED or character in _UNSEEN:
            mark = f"⟨{code:04X}⟩"
        else:
            mark = character
        self[code] = mark
        return mark


_MARKS = _Marks({ord("\n"): "⏎", ord("\r"): "␍", ord("\t"): "⇥"})
_MARKS_OF_LINES = _Marks({ord("\n"): "\n", ord("\r"): "", ord("\t"): "    "})


def present(value: Any, *, limit: int = LIMIT) -> str:
    """One value of a result as one line of text: SQL's NULL as `∅`, times in ISO, bytes as their size and head."""
    return visible(plain(value), limit=limit)


def plain(value: Any) -> str:
    """One value as exact text, not made safe: for copying and exporting only."""
    match value:
        case None:
            return NULL
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case timedelta():
            return duration(value.total_seconds())
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case bytes() | bytearray() | memoryview():
            raw = bytes(value)
            return f"\\x{raw[:16].hex()}{'…' if len(raw) > 16 else ''} ({size(len(raw))})"
        case Mapping():
            return json.dumps(value, ensure_ascii=False, default=str)
        case Sequence():
            return "{" + ", ".join(plain(item) for item in value) + "}"
        case _:
            return str(value)


def size(octets: float, *, estimate: bool = False) -> str:
    """Octets as people say them (`41 GB`, powers of 1,024 like pg_size_pretty), `~` in front of an estimate."""
    mark = "~" if estimate else ""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if abs(octets) < 1024 or unit == "TB":
            number = f"{octets:.0f}" if unit == "B" or abs(octets) >= 10 else f"{octets:.1f}"
            return f"{mark}{number} {unit}"
        octets /= 1024
    raise AssertionError("unreachable")


def duration(seconds: float) -> str:
    """A span of time in the unit that fits, hours with minutes: `20 ms`, `3 s`, `18 min`, `2 h 5 min`, `6 d`, `∞`."""
    if not math.isfinite(seconds):
        return ABSENT if math.isnan(seconds) else "∞" if seconds > 0 else "-∞"
    if seconds < 0:
        return f"-{duration(-seconds)}"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    whole = max(1, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 86_400:
        minutes = whole % 3600 // 60
        return f"{whole // 3600} h" + (f" {minutes} min" if minutes else "")
    return f"{whole // 86_400} d"


def ago(seconds: float) -> str:
    """How long since: `now`, `3 s ago`, `2 d ago`."""
    return "now" if seconds < 1 else f"{duration(seconds)} ago"
