"""What is to be applied: each file read, cut into segments, and where it goes on if it stopped half-way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.changesets.migration import MigrationFile, Script, Segment, Statement, Tool
from console.changesets.script import read_script
from console.changesets.segments import segments
from console.changesets.statements import classify


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
    return Pending(file, data, script, parts, said, done)


def done_of(begun: Mapping[str, int], file: MigrationFile) -> int:
    """How many segments of a file are committed, by what our journal says (`begun`: version to segments)."""
    return begun.get(file.version, 0)
