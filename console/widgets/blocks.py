"""What stands in a detail: headings, labelled facts, sentences and code, wrapped to the room there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from console.core.present import visible
from console.widgets.plots import Plot
from console.widgets.text import Line, Span, Tone, content, glyph

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
        return [Content(""), content((Span(visible(self.title), Tone.FAINT),))]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values below one another; a long value goes on under itself."""

    pairs: Sequence[tuple[str | Line, Line]]
    label: int = LABEL

    def render(self, width: int) -> list[Content]:
        room = min(self.label, width // 2)
        lines: list[Content] = []
        for name, value in self.pairs:
            head = content((Span(visible(name), Tone.FAINT),) if isinstance(name, str) else name)
            values = content(value).wrap(width - room) or [Content("")]
            if head.cell_length >= room:  # no room beside it: the value goes below
                lines += head.wrap(width)
                head = Content("")
            heads = [head.pad_right(room - head.cell_length), *(Content(" " * room) for _ in values[1:])]
            lines += [left + right for left, right in zip(heads, values, strict=True)]
        return lines


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences."""

    lines: Sequence[Line]

    def render(self, width: int) -> list[Content]:
        return [part for line in self.lines for part in (content(line).wrap(width) or [Content("")])]


@dataclass(frozen=True, slots=True)
class Code:
    """Text in a language, highlighted; made safe and bounded first. `indent` puts it below the value of a fact."""

    text: str
    language: str = "sql"
    indent: int = 0

    def render(self, width: int) -> list[Content]:
        safe = visible(self.text, limit=CODE_LIMIT, lines=True)
        # Here and not above: pygments costs start-up time, and the first paint has no code.
        from textual.highlight import highlight

        from console.theme.highlighting import Highlighting

        lexer = "postgresql" if self.language == "sql" else self.language
        lines = highlight(safe, language=lexer, theme=Highlighting).split()
        room = min(self.indent, width // 2)
        # Not Content.fold: it drops what follows a line with combining characters.
        parts = [part for line in lines for part in (line.wrap(width - room) or [Content("")])]
        return [Content(" " * room) + part for part in parts] if room else parts


@dataclass(frozen=True, slots=True)
class Source:
    """A file of SQL: highlighted, numbered. `marks` are tones by line (findings), `cuts` lines with a rule above."""

    text: str
    marks: Mapping[int, Tone] = field(default_factory=dict)
    cuts: Sequence[int] = ()
    rule: str = ""

    def render(self, width: int) -> list[Content]:
        safe = visible(self.text, limit=CODE_LIMIT, lines=True)
        from textual.highlight import highlight

        from console.theme.highlighting import Highlighting

        lines = highlight(safe, language="postgresql", theme=Highlighting).split()
        digits = max(3, len(str(len(lines))))
        room = max(10, width - digits - 3)
        shown: list[Content] = []
        for number, line in enumerate(lines, start=1):
            if number in self.cuts:
                shown.append(content((Span(f"{'─' * digits}── {visible(self.rule)} ".ljust(width, "─"), Tone.FAINT),)))
            mark = glyph(self.marks[number]) if number in self.marks else (Span(" "),)
            head = content((Span(f"{number:>{digits}} ", Tone.FAINT), *mark, Span(" ")))
            for place, part in enumerate(line.wrap(room) or [Content("")]):
                shown.append((Content(" " * (digits + 3)) if place else head) + part)
        return shown


Block = Heading | Section | Facts | Words | Code | Source | Plot
