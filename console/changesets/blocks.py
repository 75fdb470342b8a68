"""The parts of a migration file: its reverse, its verification queries, dbmate's sections, directives. Reads text only.

A block begins with a line comment that says ROLLBACK or VERIFY in capitals, alone or with more capitals
(`-- ROLLBACK`, `-- ROLLBACK SCRIPT`, `-- VERIFICATION QUERIES:`), and reaches to the next such line or the end of the
file. Its body is SQL in comments:

    -- ROLLBACK                          -- ROLLBACK SCRIPT
    -- drop table x;                     /* drop table x; */

Where the block holds a `/* */`, that is the body and line comments are prose. Otherwise the line comments are, from the
first that begins like a command; rulers (`-- ====`) are dropped. SQL in a block that stands in no comment is no part of
it: every tool runs such SQL with the rest of the file, so it is found and reported, never taken for a reverse.

What is in a comment keeps its place: the body is the file's own text with comment marks and prose blanked out, so that
a line of it is a line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from console.changesets.migration import Piece
from console.changesets.scanning import Found, Mark
from console.changesets.split import comments, split
from console.errors import Problem

_HEAD = re.compile(r"--[ \t]*(?P<kind>ROLLBACK|VERIFY|VERIFICATION)(?:[ \t]+[A-Z]+)*[ \t]*:?[ \t]*[-=*#]*[ \t]*\Z")
_ANY_HEAD = re.compile(r"^[ \t]*--[ \t]*(?:ROLLBACK|VERIFY|VERIFICATION)\b", re.MULTILINE)
_RULER = re.compile(r"--[ \t]*[-=*#_~+]*[ \t]*\Z")
_COMMAND = re.compile(
    r"--[ \t]*(?:alter|analyze|begin|call|cluster|comment|commit|copy|create|delete|discard|do|drop|end|explain|grant|"
    r"insert|lock|merge|notify|reassign|refresh|reindex|reset|revoke|rollback|savepoint|security|select|set|show|start|"
    r"table|truncate|update|vacuum|values|with)\b",
    re.IGNORECASE,
)
_NOT_A_LINE_END = re.compile(r"[^\r\n]")
_SECTION = re.compile(r"^[ \t]*--[ \t]*migrate:(?P<which>up|down)(?P<options>(?:[ \t]+[^\r\n]*)?)\r?$", re.MULTILINE)
_NO_TRANSACTION = re.compile(r"transaction\s*:\s*false\b")
DIRECTIVE = "-- pg-delta: transaction=false"


@dataclass(frozen=True, slots=True)
class Block:
    """A block's body as SQL, trimmed, where it starts in the file, and its statements. `plain` are the statements
    that stand below the marker in no comment: they run with the rest of the file."""

    kind: str
    line: int
    text: str
    start: int
    pieces: tuple[Piece, ...]
    plain: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a dbmate file: the offsets of what stands below its marker, and its option."""

    start: int
    end: int
    transaction: bool


def blocks(text: str, start: int = 0, end: int | None = None) -> tuple[Block, ...]:
    """Every block between two offsets, in order. Never raises."""
    end = len(text) if end is None else end
    if not _ANY_HEAD.search(text, start, end):
        return ()
    found = list(comments(text, start, end))
    heads = [(place, kind) for place, comment in enumerate(found) if (kind := _kind(text, comment))]
    made = []
    for number, (place, kind) in enumerate(heads):
        following = heads[number + 1][0] if number + 1 < len(heads) else len(found)
        last = found[following].start if following < len(found) else end
        made.append(_block(text, kind, found[place], found[place + 1 : following], last))
    return tuple(made)


def is_directive(text: str) -> bool:
    """Whether the first line is the CLI's `-- pg-delta: transaction=false`."""
    return text.split("\n", 1)[0].removesuffix("\r") == DIRECTIVE


def sections(text: str) -> tuple[Section, Section | None]:
    """dbmate's up and down. Raises Problem where there is no up, or SQL before it."""
    found = {match["which"]: match for match in reversed([*_SECTION.finditer(text)])}
    up, down = found.get("up"), found.get("down")
    if up is None:
        raise Problem(
            "The file has no part that applies it.", "It has no line `-- migrate:up`.", "Add it above the statements."
        )
    for piece in split(text, 0, min(match.start() for match in found.values())):
        if sum(comment.end - comment.start for comment in comments(piece.text)) < len("".join(piece.text.split())):
            what = f"Line {piece.line} stands above `-- migrate:up`."
            raise Problem(what, "dbmate refuses such a file.", "Move it below that line.")
    markers = sorted(match.start() for match in found.values())
    return _section(text, up, markers), _section(text, down, markers) if down else None


def _section(text: str, marker: re.Match[str], markers: Sequence[int]) -> Section:
    end = min((other for other in markers if other > marker.start()), default=len(text))
    return Section(marker.end(), end, _NO_TRANSACTION.search(marker["options"]) is None)


def _kind(text: str, comment: Found) -> str:
    """`rollback` or `verify` of a comment that opens a block and has its line to itself; empty otherwise."""
    if comment.mark is not Mark.LINE or not (head := _HEAD.match(text, comment.start, comment.end)):
        return ""
    before = text.rfind("\n", 0, comment.start) + 1
    if text[before : comment.start].strip():
        return ""
    return "rollback" if head["kind"] == "ROLLBACK" else "verify"


def _block(text: str, kind: str, head: Found, inner: Sequence[Found], end: int) -> Block:
    bodies = _bodies(text, inner)
    masked = _kept(text, head.end, end, bodies)
    sql = masked.strip()
    start = head.end + len(masked) - len(masked.lstrip())
    outside = _kept(text, head.end, end, _around(inner, head.end, end))
    line = text.count("\n", 0, head.start) + 1
    return Block(kind, line, sql, start, _placed(text, masked, head.end), _placed(text, outside, head.end))


def _bodies(text: str, inner: Sequence[Found]) -> list[tuple[int, int]]:
    """The offsets of the SQL within the comments."""
    if any(comment.mark is Mark.BLOCK for comment in inner):
        return [_inside(text, comment) for comment in inner if comment.mark is Mark.BLOCK]
    lines = [comment for comment in inner if not _RULER.match(text, comment.start, comment.end)]
    first = next((n for n, comment in enumerate(lines) if _COMMAND.match(text, comment.start, comment.end)), len(lines))
    return [(comment.start + 2, comment.end) for comment in lines[first:]]


def _inside(text: str, comment: Found) -> tuple[int, int]:
    closed = comment.end >= comment.start + 4 and text.endswith("*/", comment.start, comment.end)
    return comment.start + 2, comment.end - 2 if closed else comment.end


def _around(inner: Sequence[Found], start: int, end: int) -> list[tuple[int, int]]:
    """What stands between the comments."""
    edges = [start, *(edge for comment in inner for edge in (comment.start, comment.end)), end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _kept(text: str, start: int, end: int, parts: Sequence[tuple[int, int]]) -> str:
    """The text between two offsets with all but the parts blanked out; line ends stay."""
    out, at = [], start
    for first, last in parts:
        out += [_NOT_A_LINE_END.sub(" ", text[at:first]), text[first:last]]
        at = last
    return "".join([*out, _NOT_A_LINE_END.sub(" ", text[at:end])])


def _placed(text: str, masked: str, offset: int) -> tuple[Piece, ...]:
    """The statements of a masked part, placed in the whole file."""
    above = text.count("\n", 0, offset)
    return tuple(Piece(piece.text, piece.start + offset, piece.line + above) for piece in split(masked))
