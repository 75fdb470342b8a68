"""What cuts and what hides in SQL text: quotes, comments, dollar quotes, parentheses, semicolons. Positions only.

One scanner serves two readings, `POSTGRES` as the server reads and `CLI` as the Supabase CLI's second generation does.
It goes through the text once by index and copies nothing. What stands between the marks is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

WORD = r"A-Za-z0-9_$\x80-\U0010ffff"
"""What continues a name: PostgreSQL takes every character beyond ASCII for a letter."""
_TAG = r"A-Za-z_\x80-\U0010ffff"
_BETWEEN = r"(?:[ \t\n\r\f\v]|--[^\r\n]*+[\r\n]|/\*(?:[^*]|\*(?!/))*+\*/)++"
_ESCAPED = r"[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'?"
_AGAIN = r"(?:(?:[ \t\f\v]|--[^\r\n]*+)*+[\r\n](?:\s|--[^\r\n]*+)*+'" + _ESCAPED + ")*+"
_QUOTED = r"""(?<=')[^']*+(?:''[^']*+)*+'?|(?<=")[^"]*+(?:""[^"]*+)*+"?"""


class Mark(StrEnum):
    """The kinds of what is found."""

    LINE = "line"  # a comment from -- to the end of its line
    BLOCK = "block"  # a comment in /* */
    QUOTE = "quote"  # a string or a quoted name
    DOLLAR = "dollar"  # $tag$ … $tag$
    ESCAPE = "escape"  # a backslash outside of quotes, and the character after it
    ATOMIC = "atomic"  # the words that open the body of a function
    END = "end"
    OPEN = "open"
    CLOSE = "close"
    SEMICOLON = "semicolon"


class Found(NamedTuple):
    """One mark, from its first character up to, without, `end`."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How somebody reads SQL. `overlapping`: the marks of comments and dollar quotes may share a character; `nests`: an
    inner `)` does not close the outer parenthesis. `plain` is the pattern for text in which no body of a function can
    stand: most text, and quicker."""

    plain: re.Pattern[str]
    bodies: re.Pattern[str]
    overlapping: bool
    nests: bool


def _reading(line: str, strings: str, tag: str, atomic: str, overlapping: bool, nests: bool) -> Reading:
    """Each branch begins behind the character that it begins with, so that the search skips to one of those."""
    parts = (
        r"(?<=;)(?P<semicolon>)",
        r"(?<=\()(?P<open>)",
        r"(?<=\))(?P<close>)",
        rf"(?<=['\"])(?P<quote>{strings})",
        rf"(?<=-)(?P<line>-{line})",
        r"(?<=/)(?P<block>\*)",
        rf"(?<=\$)(?<![{WORD}]\$)(?P<dollar>{tag}\$)",
        r"(?<=\\)(?P<escape>.?)",
    )
    words = (rf"(?<![{WORD}].){atomic}", rf"(?<![{WORD}].)(?<=[eE])(?P<end>[nN][dD](?![{WORD}]))")
    first = r"-/'\"$\\;()"
    plain = re.compile(f"[{first}](?:{'|'.join(parts)})", re.ASCII | re.DOTALL)
    bodies = re.compile(f"[{first}aAbBeE](?:{'|'.join((*parts, *words))})", re.ASCII | re.DOTALL)
    return Reading(plain, bodies, overlapping, nests)


POSTGRES = _reading(
    line=r"[^\r\n]*+",
    strings=rf"(?<=[eE]')(?<![{WORD}][eE]'){_ESCAPED}{_AGAIN}|{_QUOTED}",
    tag=rf"(?:[{_TAG}][0-9{_TAG}]*+)?",
    atomic=rf"(?<=[bB])(?P<atomic>(?i:egin){_BETWEEN}(?i:atomic)(?![{WORD}]))",
    overlapping=False,
    nests=True,
)
CLI = _reading(
    line=r"[^\n]*+\n?",
    strings=_QUOTED,
    tag=rf"[0-9{_TAG}]*+",
    atomic=r"(?<=[aA])(?P<atomic>(?i:tomic))",
    overlapping=True,
    nests=False,
)
_ATOMIC = re.compile("atomic", re.ASCII | re.IGNORECASE)
_MARKS = {mark.value: mark for mark in Mark}
_COMMENT_MARK = re.compile(r"/\*|\*/")


def has_bodies(text: str) -> bool:
    """Whether a body of a function, BEGIN ATOMIC, could stand in the text."""
    return _ATOMIC.search(text) is not None


def scan(
    text: str, reading: Reading = POSTGRES, start: int = 0, end: int | None = None, *, bodies: bool = True
) -> Iterator[tuple[Mark, int, int]]:
    """Every mark between the two offsets, in order, as the parts of a Found. What is open at the end reaches there.

    Without `bodies` the words ATOMIC and END are passed over. Never raises.
    """
    end = len(text) if end is None else end
    search = (reading.bodies if bodies else reading.plain).search
    while found := search(text, start, end):
        mark, first, start = _MARKS[found.lastgroup or ""], found.start(), found.end()
        if mark is Mark.BLOCK:
            start = _block_end(text, first, end, reading)
        elif mark is Mark.DOLLAR:
            closing = text.find(found[0], first + 1 if reading.overlapping else start, end)
            start = end if closing < 0 else closing + len(found[0])
        yield mark, first, start


def _block_end(text: str, start: int, end: int, reading: Reading) -> int:
    """Comments nest. Overlapping, `/*/` is a whole comment."""
    step = 1 if reading.overlapping else 2
    depth, at = 1, start + step
    while found := _COMMENT_MARK.search(text, at, end):
        depth += 1 if found[0] == "/*" else -1
        if not depth:
            return found.end()
        at = found.start() + step
    return end
