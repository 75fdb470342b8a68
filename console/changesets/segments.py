"""Cutting a script into segments that stand or fall together, and naming what cannot be sent. Runs nothing.

A script is one transaction, unless it says otherwise: by a directive, by a statement that the server refuses inside a
transaction, or by its own BEGIN and COMMIT. Comments alone are no statement and stand in no segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.changesets.migration import Piece, Script, Segment, Statement
from console.changesets.scanning import POSTGRES, Mark, has_bodies, scan
from console.changesets.split import spans
from console.changesets.statements import classify
from console.changesets.tokens import Kind, tokenize

Read = tuple[Piece, Statement]


@dataclass(frozen=True, slots=True)
class Unsendable:
    """Something in the text that only psql understands, its line, and why no server takes it."""

    what: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class EarlyUse:
    """A value that `ALTER TYPE … ADD VALUE` adds and a later statement of the same transaction names."""

    value: str
    added: Piece
    used: Piece


def segments(script: Script) -> tuple[Segment, ...]:
    """The segments in the order in which they run. Joined, their pieces are the script's but for comments."""
    return segments_of(script.pieces, script.transaction)


def segments_of(pieces: Iterable[Piece], transaction: bool = True) -> tuple[Segment, ...]:
    """The segments of statements that need not be a whole script: those of a reverse."""
    cutting = _Cutting(transaction)
    for piece in pieces:
        statement = classify(piece.text)
        if statement.tag or tokenize(piece.text):
            cutting.take(piece, statement)
    cutting.close()
    return tuple(cutting.done)


class _Cutting:
    """What is gathered so far. `begun` is the BEGIN of the author that is still open."""

    def __init__(self, transaction: bool) -> None:
        self.transaction = transaction
        self.done: list[Segment] = []
        self.pieces: list[Piece] = []
        self.begun: Piece | None = None
        self.why = ""

    def take(self, piece: Piece, statement: Statement) -> None:
        if self.begun is not None:
            self._inside(self.begun, piece, statement)
        elif statement.tag in ("BEGIN", "START TRANSACTION"):
            self.close()
            self.begun = piece
            self.pieces.append(piece)
        elif statement.control:
            self._alone(piece, f"{statement.tag} at line {piece.line} ends a transaction that the file did not begin")
        elif not statement.transactional:
            self._alone(piece, f"{statement.tag} at line {piece.line} cannot run inside a transaction")
        elif not self.transaction:
            self._alone(piece, "the file says transaction=false")
        else:
            self.pieces.append(piece)

    def close(self) -> None:
        """End the segment that is open."""
        if self.begun is not None:
            why = self.why or f"BEGIN at line {self.begun.line} is never closed"
            self.done.append(Segment(tuple(self.pieces), transactional=True, authored=True, why=why))
        elif self.pieces:
            self.done.append(Segment(tuple(self.pieces)))
        self.pieces, self.begun, self.why = [], None, ""

    def _inside(self, begun: Piece, piece: Piece, statement: Statement) -> None:
        self.pieces.append(piece)
        if statement.control and statement.tag in ("COMMIT", "ROLLBACK", "PREPARE TRANSACTION"):
            self.why = self.why or f"the file has its own BEGIN at line {begun.line}"
            self.close()
        elif not statement.transactional and not self.why:
            self.why = f"{statement.tag} at line {piece.line} cannot run inside the BEGIN of line {begun.line}"

    def _alone(self, piece: Piece, why: str) -> None:
        self.close()
        self.done.append(Segment((piece,), transactional=False, why=why))


def early_uses(pieces: Sequence[Piece]) -> tuple[EarlyUse, ...]:
    """Values of an enum that are used in the transaction that adds them; the server refuses that (55P04)."""
    found: list[EarlyUse] = []
    added: dict[str, Piece] = {}
    for piece in pieces:
        statement = classify(piece.text)
        values = [name for action, name in statement.actions if action == "ADD VALUE"]
        if not values and added:
            named = {token.value for token in tokenize(piece.text) if token.kind is Kind.STRING}
            found += [EarlyUse(value, first, piece) for value, first in added.items() if _names(named, value)]
        added |= dict.fromkeys(values, piece)
    return tuple(found)


def _names(strings: Iterable[str], value: str) -> bool:
    """Whether a string is the value, or is a function's body that quotes it."""
    return any(string == value or f"'{value}'" in string for string in strings)


_COPY = re.compile(r"copy\b[^;]*?\bfrom\s+p?stdin\b", re.IGNORECASE)
_STDIN = re.compile(r"\bp?stdin\b", re.IGNORECASE)
_DATA_ENDS = re.compile(r"^\\\.[ \t]*\r?$", re.MULTILINE)
_META = re.compile(r"\\\S*")


def unsendable(text: str, start: int = 0, end: int | None = None) -> tuple[Unsendable, ...]:
    """psql's commands, and the data of COPY FROM STDIN, between two offsets; in order. Linear in the length."""
    end = len(text) if end is None else end
    found: list[Unsendable] = []
    lines = _Lines(text)
    bodies = has_bodies(text)
    while start < end:
        copy, stop = _next_copy(text, start, end, bodies)
        for mark, first, _ in scan(text, POSTGRES, start, stop, bodies=False):
            if mark is Mark.ESCAPE and not (found and found[-1].line == lines.at(first)):
                command = _META.match(text, first)
                what = command[0] if command else "\\"
                found.append(Unsendable(what, lines.at(first), f"{what} is a command of psql; no server takes it."))
        if copy is None:
            break
        why = "Its rows stand in the file; only psql sends them. Use INSERT."
        found.append(Unsendable("COPY FROM STDIN", lines.at(copy), why))
        over = _DATA_ENDS.search(text, stop, end)
        start = over.end() if over else end
    return tuple(found)


class _Lines:
    """The lines of offsets that only grow."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offset, self.line = 0, 1

    def at(self, offset: int) -> int:
        """The one-based line of an offset that is no less than the one before."""
        if offset > self.offset:
            self.line += self.text.count("\n", self.offset, offset)
            self.offset = offset
        return self.line


def _next_copy(text: str, start: int, end: int, bodies: bool) -> tuple[int | None, int]:
    """Where the next COPY … FROM STDIN begins and where it ends; None and the end where there is none."""
    if not _STDIN.search(text, start, end):
        return None, end
    for first, last in spans(text, start, end, POSTGRES, bodies=bodies):
        if not _STDIN.search(text, first, last):
            continue
        tokens = tokenize(text[first:last])
        if tokens and tokens[0].value == "copy" and _COPY.match(text, first + tokens[0].start, last):
            return first + tokens[0].start, last
    return None, end
