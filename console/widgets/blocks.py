"""What stands in a detail: headings, labelled facts, sentences and code, wrapped to the room there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.highlight import highlight

from console.core.present import visible
from console.widgets.text import Line, Span, Tone, content

LABEL = 13
CODE_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Heading:
    """The thing itself: one line, with a gap below."""

    line: Line

    def render(self, width: int) -> list[Content]:
        return [*content(self.line).wrap(width), Content("")]


@dataclass(frozen=True, slots=True)
class Section:
    """A bold word above what follows."""

    title: str

    def render(self, width: int) -> list[Content]:
        return [Content(""), content((Span(self.title, Tone.FAINT),))]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values below one another; a long value goes on under itself."""

    pairs: Sequence[tuple[str | Line, Line]]
    label: int = LABEL

    def render(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for name, value in self.pairs:
            head = content((Span(name, Tone.FAINT),) if isinstance(name, str) else name)
            head = head.pad_right(max(0, self.label - head.cell_length))
            for number, part in enumerate(content(value).wrap(max(10, width - self.label)) or [Content("")]):
                lines.append((head if number == 0 else Content(" " * self.label)) + part)
        return lines


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences."""

    lines: Sequence[Line]

    def render(self, width: int) -> list[Content]:
        return [part for line in self.lines for part in (content(line).wrap(width) or [Content("")])]


@dataclass(frozen=True, slots=True)
class Code:
    """Text in a language, highlighted; made safe and bounded first."""

    text: str
    language: str = "sql"

    def render(self, width: int) -> list[Content]:
        safe = visible(self.text, limit=CODE_LIMIT, lines=True)
        return [part for line in highlight(safe, language=self.language).split() for part in line.fold(width)]


Block = Heading | Section | Facts | Words | Code
