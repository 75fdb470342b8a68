"""The one door from data to the screen.

A `Span` is a piece of text with a meaning; only this module makes one, and it makes the text safe first (control and
direction characters visible, markup without power, length bounded). Widgets take spans and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from textual.content import Content

from console.core.present import ABSENT, present, visible
from console.core.target import Environment
from console.core.unknown import Unknown


class Tone(StrEnum):
    """What a piece of text means; the theme says how that looks."""

    INK = "ink"
    DIM = "dim"
    FAINT = "faint"
    FINE = "fine"
    LOOK = "look"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    MOVING = "moving"
    KEYWORD = "keyword"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class Span:
    """Safe text of one meaning. `style` is a colour of the data's own (a swatch), never a word of the data's."""

    text: str
    tone: Tone = Tone.INK
    bold: bool = False
    style: str = ""


Line = tuple[Span, ...]
"""Spans side by side, no line break among them."""


def cell(value: Any, tone: Tone = Tone.INK, *, bold: bool = False, limit: int = 400) -> Line:
    """A value as one line. None is a faint `–`, Unknown is `? reason` in its own tone."""
    if value is None:
        return (Span(ABSENT, Tone.FAINT),)
    if isinstance(value, Unknown):
        return (Span(f"? {visible(value.reason, limit=limit)}", Tone.UNKNOWN),)
    return (Span(present(value, limit=limit), tone, bold),)


def join(*lines: Line, gap: str = "  ") -> Line:
    """Lines side by side with a gap between those that hold anything."""
    filled = [line for line in lines if any(span.text for span in line)]
    joined: list[Span] = []
    for number, line in enumerate(filled):
        if number and gap:
            joined.append(Span(gap))
        joined.extend(line)
    return tuple(joined)


def swatch(colour: str) -> Line:
    """A block in a colour that the data names. Only `#rrggbb` is taken: text of the data never becomes a style."""
    return (Span("███", style=colour),) if re.fullmatch(r"#[0-9a-f]{6}", colour) else ()


def plain_text(line: Line) -> str:
    """The words of a line without their meanings."""
    return "".join(span.text for span in line)


def content(*lines: Line) -> Content:
    """Lines below one another, as Textual shows them."""
    return Content("\n").join([_content(line) for line in lines])


def _content(line: Line) -> Content:
    pieces = [
        Content.styled(span.text, span.style or f"{'bold ' if span.bold else ''}${span.tone.value}") for span in line
    ]
    return Content("").join(pieces)


def label(*parts: Any) -> Content:
    """Data as content in the colour of the place where it stands."""
    return Content(" ".join(visible(str(part)) for part in parts))


def paragraphs(text: str, tone: Tone = Tone.INK, *, limit: int = 20_000) -> tuple[Line, ...]:
    """Text of many lines, each made safe."""
    return tuple((Span(part, tone),) for part in visible(text, limit=limit, lines=True).split("\n"))


GLYPHS: dict[Tone, str] = {
    Tone.FINE: "●",
    Tone.LOOK: "▲",
    Tone.WRONG: "✖",
    Tone.UNKNOWN: "?",
    Tone.MOVING: "↻",
    Tone.FAINT: "○",
}


def glyph(tone: Tone) -> Line:
    """The mark of a state: never colour alone."""
    return (Span(GLYPHS.get(tone, " "), tone),)


_ENVIRONMENTS = {
    Environment.LOCAL: Tone.FINE,
    Environment.DEVELOPMENT: Tone.MOVING,
    Environment.STAGING: Tone.LOOK,
    Environment.PRODUCTION: Tone.WRONG,
}


def environment(value: Environment) -> Line:
    """The environment's word, as lists show it. The banner has colours of its own, which no theme changes."""
    return (Span(value.value.upper(), _ENVIRONMENTS[value]),)


def environment_word(value: str) -> Line:
    """An environment that was written down as text; nothing where it is none of them."""
    return environment(Environment(value)) if value in set(Environment) else ()


def meter(fraction: float, *, width: int = 8, tone: Tone = Tone.FINE) -> Line:
    """A bar filled to `fraction` (0 to 1, clipped)."""
    filled = round(min(1.0, max(0.0, fraction)) * width)
    return (Span("█" * filled, tone), Span("░" * (width - filled), Tone.FAINT))


def keys(pairs: Iterable[tuple[str, str]]) -> Line:
    """Keys with what they do: `enter open  o operations`."""
    return join(*((Span(key, Tone.FINE, True), Span(" "), Span(does, Tone.DIM)) for key, does in pairs), gap="   ")
