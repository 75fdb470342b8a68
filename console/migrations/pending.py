"""What is to be applied: each file read, cut into segments, and where it goes on if it stopped half-way."""

from __future__ import annotations

from dataclasses import dataclass

from console.changesets.blocks import sections
from console.changesets.migration import MigrationFile, Script, Segment, Statement, Tool
from console.changesets.script import read_script
from console.changesets.segments import segments, unsendable
from console.changesets.statements import classify
from console.core.present import visible
from console.errors import ConfigurationProblem


@dataclass(frozen=True, slots=True)
class Pending:
    """A file to be applied. `data` are its bytes, `statements` what each piece of a segment is, in the same order.

    `done` segments are committed already: it goes on behind them.
    """

    file: MigrationFile
    data: bytes
    script: Script
    segments: tuple[Segment, ...]
    statements: tuple[tuple[Statement, ...], ...]
    done: int = 0

    @property
    def atomic(self) -> bool:
        """Whether it is one transaction, and so wholly there or not at all."""
        return len(self.segments) == 1 and self.segments[0].transactional and not self.segments[0].authored

    @property
    def all_statements(self) -> tuple[Statement, ...]:
        """What every piece is, in the file's order."""
        return tuple(each for segment in self.statements for each in segment)


def read_pending(file: MigrationFile, tool: Tool, *, done: int = 0) -> Pending:
    """The file as it is now. Problem where it cannot be read."""
    data = file.path.read_bytes()
    script = read_script(data, tool)
    parts = segments(script)
    said = tuple(tuple(classify(piece.text) for piece in part.pieces) for part in parts)
    for part, kinds in zip(parts, said, strict=True):
        for piece, one in zip(part.pieces, kinds, strict=True):
            if one.tag.endswith(" AND CHAIN"):
                raise ConfigurationProblem(
                    f"{file.path.name} cannot be applied: line {piece.line}, {one.tag}.",
                    "It commits and begins at once, so that nobody could say what of the file is there if it fails.",
                    "Write COMMIT and BEGIN as two statements, or leave them out.",
                )
    return Pending(file, data, script, parts, said, done)


def refuse_unsendable(name: str, text: str, tool: Tool) -> None:
    """ConfigurationProblem, with the line, where the text that would run holds what only psql understands."""
    if "\\" not in text and "stdin" not in text.lower():
        return
    up = sections(text)[0] if tool is Tool.DBMATE else None
    found = unsendable(text, up.start, up.end) if up else unsendable(text)
    if not found:
        return
    first = found[0]
    more = f" So are {len(found) - 1} more." if len(found) > 1 else ""
    raise ConfigurationProblem(
        f"{name} cannot be sent: line {first.line}, {visible(first.what)}.",
        f"{visible(first.why)}{more}",
        "Nothing was sent. Take it out of the file, or write it as SQL.",
    )
