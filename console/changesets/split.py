"""Cutting SQL into statements as the Supabase CLI (2.109 and newer) does, and where the CLI would cut wrongly.

A piece is what stands between two semicolons: trailing `;` and white space around it are taken off, empty ones are
dropped, comments stay, and comments after the last statement are a piece of their own. That is what the CLI records.

The CLI's cutter knows less of SQL than the server. We run what we cut, so ours is right where the CLI's is wrong:

- in `E'it\\'s; x'` the CLI takes the escaped quote for the end;
- it counts no parentheses: in `do also (insert into a values (1); delete from b)` the first `)` ends the outer one too;
- `/*/` is a whole comment to it, `$$$` a whole dollar quote, and a lone carriage return does not end a `--` comment.

`disagreement` names the first line where that matters: the CLI could not apply such a file, so there is no row of its
own to be equal to, and ours holds the true statements. Everywhere else the two are the same, byte for byte.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from console.changesets.migration import Piece
from console.changesets.scanning import CLI, POSTGRES, WORD, Found, Mark, Reading, has_bodies, scan

SPACE = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""What the CLI trims: the white space of JavaScript, a byte order mark among it."""
_BLANK = re.compile(r"[ \t\n\r\f\v]*")
_BEGIN = re.compile(rf"(?<![{WORD}])begin\Z", re.ASCII | re.IGNORECASE)


def split(text: str, start: int = 0, end: int | None = None, *, as_cli: bool = False) -> tuple[Piece, ...]:
    """The statements between two offsets of a text, each with where it stands in the whole text. Never raises.

    Linear in the length. `as_cli` cuts as the CLI does, its mistakes included; only for comparing.
    """
    end = len(text) if end is None else end
    pieces = []
    line, counted = 1, 0
    for first, last in spans(text, start, end, CLI if as_cli else POSTGRES, bodies=has_bodies(text)):
        body = text[first:last].rstrip(";")
        trimmed = body.lstrip(SPACE)
        if not (sent := trimmed.rstrip(SPACE)):
            continue
        at = first + len(body) - len(trimmed)
        line, counted = line + text.count("\n", counted, at), at
        pieces.append(Piece(sent, at, line))
    return tuple(pieces)


def disagreement(text: str) -> int | None:
    """The first line of the first statement that the CLI would cut differently; None where it cuts as we do."""
    for ours, theirs in itertools.zip_longest(split(text), split(text, as_cli=True)):
        if ours != theirs:
            return min(piece.line for piece in (ours, theirs) if piece)
    return None


def recorded(text: str) -> tuple[str, ...]:
    """The `statements` of the history row for a whole file, comments and all: the CLI's own, unless it cuts wrongly."""
    return tuple(piece.text for piece in split(text))


def comments(text: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
    """The comments that stand outside of quotes, in order."""
    marks = scan(text, POSTGRES, start, end, bodies=False)
    return (Found(*found) for found in marks if found[0] in (Mark.LINE, Mark.BLOCK))


def spans(text: str, start: int, end: int, reading: Reading, *, bodies: bool) -> Iterator[tuple[int, int]]:
    """From where to where each raw statement reaches, its semicolon included. `bodies` is `has_bodies` of the text."""
    nesting = _Nesting(text, reading, start)
    opened = nesting.open
    for mark, first, last in scan(text, reading, start, end, bodies=bodies):
        if mark is Mark.SEMICOLON and not opened:
            yield start, last
            start = nesting.start = last
        elif bodies:
            nesting.take(mark, first, last)
        elif mark is Mark.OPEN:
            opened.append(mark)
        elif opened or not reading.nests:
            nesting.close(mark, first, last)
    if start < end:
        yield start, end


class _Nesting:
    """What is open: parentheses and bodies of functions. A semicolon in either cuts nothing.

    Inside a body each statement ends with `;`, so the END that closes it is the first word of a statement; every other
    END belongs to a CASE or is a name. `fresh` is whether only blanks and comments came since the statement began.
    """

    def __init__(self, text: str, reading: Reading, start: int) -> None:
        self.text = text
        self.reading = reading
        self.start = self.seen = start
        self.open: list[Mark] = []
        self.fresh = False

    def take(self, mark: Mark, first: int, last: int) -> None:
        """Take in the next mark."""
        if self.fresh:
            self.fresh = _BLANK.fullmatch(self.text, self.seen, first) is not None
        self.seen = last
        match mark:
            case Mark.LINE | Mark.BLOCK:
                return
            case Mark.ATOMIC if self.reading.nests or self._after_begin(first):
                self.open.append(Mark.ATOMIC)
                self.fresh = True
                return
            case Mark.SEMICOLON if self.open[-1] is Mark.ATOMIC:
                self.fresh = True
                return
            case Mark.OPEN:
                self.open.append(Mark.OPEN)
            case Mark.END if self.fresh and self.open and self.open[-1] is Mark.ATOMIC:
                self.open.pop()
            case _:
                self.close(mark, first, last)
        self.fresh = False

    def close(self, mark: Mark, first: int, last: int) -> None:
        """Take in a closing parenthesis. To the CLI an escaped one closes too, and one closes all that are open."""
        if mark is Mark.CLOSE or (
            mark is Mark.ESCAPE and not self.reading.nests and self.text[first + 1 : last] == ")"
        ):
            while self.open and self.open[-1] is Mark.OPEN:
                self.open.pop()
                if self.reading.nests:
                    return

    def _after_begin(self, at: int) -> bool:
        """The CLI looks at the characters before ATOMIC alone, be they a comment's."""
        while at > self.start and self.text[at - 1] in " \t\n\r\f\v":
            at -= 1
        return _BEGIN.search(self.text, max(self.start, at - 6), at) is not None
