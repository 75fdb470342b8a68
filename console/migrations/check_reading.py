"""A migration file as the rules see it: its bytes, its script, and each statement with and without what is quoted.

It reads files and judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.changesets.migration import MigrationFile, Piece, Script, Statement, Tool
from console.changesets.scanning import Mark, scan
from console.changesets.script import read_script
from console.changesets.statements import classify
from console.errors import Problem
from console.migrations.rules import Place

_SEEN = re.compile(r"[^\n]")
_HIDES = (Mark.LINE, Mark.BLOCK, Mark.QUOTE, Mark.DOLLAR)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a file. `code` is its text, as long as it is, with comments and what is in strings left blank."""

    piece: Piece
    statement: Statement
    code: str

    @property
    def first(self) -> int:
        """Where its first word is, after the comments in front of it."""
        return len(self.code) - len(self.code.lstrip())

    @property
    def line(self) -> int:
        """The line of its first word, one-based, of the file."""
        return self.line_at(self.first)

    def line_at(self, offset: int) -> int:
        """The line of the file that a place in the statement is on."""
        return self.piece.line + self.piece.text.count("\n", 0, offset)

    @property
    def last_line(self) -> int:
        return self.line_at(len(self.piece.text))


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read. `script` is None where its bytes are no text, `why` says so where it could not be read."""

    file: MigrationFile
    place: Place
    data: bytes
    script: Script | None
    said: tuple[Said, ...] = ()
    why: str = ""


def read_file(file: MigrationFile, tool: Tool, base: Path | None = None) -> Checked:
    """The file with its statements. Never raises for what is in it, nor where it cannot be read."""
    place = Place(label(file.path, base))
    try:
        data = file.path.read_bytes()
    except OSError as error:
        return Checked(file, place, b"", None, why=f"{error.strerror or error}.")
    return read_bytes(file, tool, place, data)


def read_bytes(file: MigrationFile, tool: Tool, place: Place, data: bytes) -> Checked:
    """The same of bytes that are not, or not yet, in the file."""
    if b"\0" in data:
        return Checked(file, place, data, None)
    try:
        data.decode("utf-8")
        script = read_script(data, tool)
    except UnicodeDecodeError:
        return Checked(file, place, data, None)
    except Problem as problem:
        return Checked(file, place, data, None, why=problem.why or problem.what)
    return Checked(file, place, data, script, tuple(said_of(script)))


def label(path: Path, base: Path | None = None) -> str:
    """A file as findings name it: relative to `base` (the working folder) where it is below that."""
    try:
        return path.relative_to(base or Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def bare(text: str) -> str:
    """The text with comments and what stands in strings and dollar quotes blank; as long, with the same lines.

    Strings keep their quotes, dollar quotes get some. Quoted names stay.
    """
    parts = []
    at = 0
    for mark, start, end in scan(text, bodies=False):
        if mark not in _HIDES or (mark is Mark.QUOTE and text[start] == '"'):
            continue
        inside = _SEEN.sub(" ", text[start:end])
        if mark in (Mark.QUOTE, Mark.DOLLAR) and len(inside) > 1:
            inside = f"'{inside[1:-1]}'"
        parts += [text[at:start], inside]
        at = end
    return "".join((*parts, text[at:]))


def first_word(text: str) -> int:
    """Where the first word of a statement is, after the comments in front of it."""
    code = bare(text)
    return len(code) - len(code.lstrip())


def line_of(piece: Piece) -> int:
    """The line of a statement's first word, behind the comments in front of it."""
    return piece.line + piece.text.count("\n", 0, first_word(piece.text))


def said_of(script: Script) -> Iterator[Said]:
    """The statements of a script, without pieces that are comments alone."""
    for piece in script.pieces:
        code = bare(piece.text)
        if code.strip():
            yield Said(piece, classify(piece.text), code)
