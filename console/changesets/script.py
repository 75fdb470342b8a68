"""Reading one migration file: its bytes become text, statements, reverse and verification queries. Runs nothing."""

from __future__ import annotations

import codecs
import textwrap
from dataclasses import dataclass
from itertools import chain

from console.changesets.blocks import Block, blocks, is_directive, sections
from console.changesets.migration import Piece, Script, Tool
from console.changesets.split import SPACE, split
from console.errors import Problem


@dataclass(frozen=True, slots=True)
class Exposed:
    """A statement below `-- ROLLBACK` or `-- VERIFY` that stands in no comment: applying the file would run it."""

    kind: str  # `rollback` or `verify`
    line: int  # of the marker
    piece: Piece


def read_script(data: bytes, tool: Tool) -> Script:
    """What the file holds. `pieces` are all that the tool would run, with their comments.

    For Supabase's and Prisma's files that is the whole file, and its texts are what the history row records: a block in
    comments is recorded and never run. Of dbmate's it is the section `-- migrate:up`. The reverse is `-- migrate:down`,
    or else the first `-- ROLLBACK` block. Raises Problem for a file that is not UTF-8 or has no up section.
    """
    bom = data.startswith(codecs.BOM_UTF8)
    text = decoded(data)
    crlf = "\r\n" in text
    if tool is Tool.DBMATE:
        up, down = sections(text)
        # Each section by itself: a block of one does not reach into the other.
        spans = sorted((part.start, part.end) for part in (up, down) if part)
        found = tuple(block for start, end in spans for block in blocks(text, start, end))
        pieces = split(text, up.start, up.end)
        reverse = (text[down.start : down.end], down.start) if down else _reverse(text, found)
        transaction = up.transaction
    else:
        found = blocks(text)
        pieces, reverse, transaction = split(text), _reverse(text, found), not is_directive(text)
    verify = tuple(piece for block in found if block.kind == "verify" for piece in block.pieces)
    down_text, down_line = _stripped(text, *reverse) if reverse else (None, 0)
    return Script(text, pieces, bom, crlf, transaction, down_text, down_line, verify)


def decoded(data: bytes) -> str:
    """The file's text without a byte order mark. Raises Problem, with line and byte, where it is not UTF-8."""
    body = data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Problem("The file is UTF-16, not UTF-8.", "It begins with that byte order mark.", "Save it as UTF-8.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(data) - len(body)
        line = data[:at].count(b"\n") + 1
        where = f"line {line}, byte {at + 1} (0x{data[at]:02x})"
        raise Problem(
            f"The file is not UTF-8: {where}.", "Servers and tools would read it differently.", _SAVE
        ) from None
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise Problem(f"The file holds a NUL character: line {line}.", "No PostgreSQL text may hold one.", "Remove it.")
    return text


_SAVE = "Save it as UTF-8, or remove that byte."


def exposed(script: Script) -> tuple[Exposed, ...]:
    """Statements that stand below a ROLLBACK or VERIFY marker but in no comment, so that applying runs them."""
    run = {piece.start for piece in script.pieces}
    first = min(run, default=0)
    # What stands after the last of them is dbmate's other section: it does not run.
    end = max((piece.start + len(piece.text) for piece in script.pieces), default=0)
    found = ((block, piece) for block in blocks(script.text, 0, end) for piece in block.plain if piece.start >= first)
    return tuple(Exposed(block.kind, block.line, piece) for block, piece in found)


def down_pieces(script: Script) -> tuple[Piece, ...]:
    """The statements of the reverse; `line` is the file's, `start` an offset in `script.down`."""
    pieces = split(script.down or "")
    return tuple(Piece(piece.text, piece.start, piece.line + script.down_line - 1) for piece in pieces)


def _reverse(text: str, found: tuple[Block, ...]) -> tuple[str, int] | None:
    for block in found:
        if block.kind == "rollback" and block.pieces:
            return block.text, block.start
    return None


def _stripped(text: str, sql: str, start: int) -> tuple[str | None, int]:
    """A part without the blank lines around it and with the common indent taken off, and the line where it begins."""
    body = sql.strip(SPACE)
    if not body:
        return None, 0
    begin = start + len(sql) - len(sql.lstrip(SPACE))
    first, *rest = body.splitlines(keepends=True)
    return "".join(chain([first], [textwrap.dedent("".join(rest))])), text.count("\n", 0, begin) + 1
