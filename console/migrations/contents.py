"""Whether a file is what was applied: its text against the statements or the checksum that a history keeps. Pure.

What is compared is what would run: line ends and the space around statements do not count, and it does not matter
into how many pieces somebody cut it.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from console.changesets.migration import Folder, MigrationFile, Tool
from console.core.unknown import Unknown
from console.errors import Problem
from console.migrations.history import History
from console.migrations.known_histories import file_key, key_of

_BETWEEN = " \t\r\n\f\v;\ufeff"


class Drift(StrEnum):
    """How a file that is here differs from what was applied under its version."""

    EXACT = "exact"
    COSMETIC = "cosmetic"  # line ends, the space around statements
    CHANGED = "changed"
    UNKNOWN = "unknown"  # the history keeps nothing to compare with, or one of the two cannot be read


def compare(content: bytes, statements: Sequence[str] | None, tool: Tool) -> Drift:
    """The bytes of a file against the statements that a history keeps of it."""
    text = decoded(content)
    if statements is None or text is None:
        return Drift.UNKNOWN
    if _in_sequence(text, statements):
        return Drift.EXACT
    ours = _run_pieces(content, tool)
    if ours is None:
        return Drift.UNKNOWN
    if ours == [each.strip(_BETWEEN) for each in statements]:
        return Drift.EXACT
    if fingerprint(*ours) != fingerprint(*statements):
        return Drift.CHANGED  # not even the same letters: there is no need to cut what was applied
    return Drift.COSMETIC if _pieces("\n;\n".join(ours)) == _pieces("\n;\n".join(statements)) else Drift.CHANGED


def _in_sequence(text: str, statements: Sequence[str]) -> bool:
    """Whether the statements stand in the text as they are, parted by `;`, with nothing else but space between them."""
    at, first = 0, True
    for statement in statements:
        kept = statement.strip(_BETWEEN)
        if not kept:
            continue
        start = text.find(kept, at)
        if start < 0 or text[at:start].strip(_BETWEEN) or (not first and ";" not in text[at:start]):
            return False
        at, first = start + len(kept), False
    return not text[at:].strip(_BETWEEN)


def _run_pieces(content: bytes, tool: Tool) -> list[str] | None:
    """What applying the file would run, without its reverse and its verification. None where it cannot be read."""
    from console.changesets.script import read_script

    try:
        return [piece.text.strip(_BETWEEN) for piece in read_script(content, tool).pieces]
    except Problem:
        return None


def _pieces(text: str) -> list[str]:
    from console.changesets.split import split

    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    pieces = (piece.text.strip(_BETWEEN) for piece in split(plain))
    return [piece for piece in pieces if piece]


def fingerprint(*texts: str) -> str:
    """A number over everything in the texts but space and `;`: two that are the same content have the same one."""
    letters = "".join("".join(text.split()) for text in texts).replace(";", "").replace("\ufeff", "")
    return hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()


def prisma_checksum(content: bytes) -> str:
    """What Prisma keeps of a script: the SHA-256 of its bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def flyway_checksum(content: bytes) -> str:
    """What Flyway keeps of a script: the CRC-32 over its lines without their ends, as a signed number."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    total = 0
    for line in lines:
        total = zlib.crc32(line.encode(), total)
    return str(total - (1 << 32) if total >= 1 << 31 else total)


def compare_checksum(tool: Tool | None, content: bytes, checksum: str) -> Drift:
    """The bytes of a file against the checksum that a history keeps."""
    if not checksum:
        return Drift.UNKNOWN
    if tool is Tool.FLYWAY:
        return Drift.EXACT if flyway_checksum(content) == checksum else Drift.CHANGED
    if prisma_checksum(content) == checksum:
        return Drift.EXACT
    unix = content.replace(b"\r\n", b"\n")
    others = (unix, unix.replace(b"\n", b"\r\n"))
    return Drift.COSMETIC if any(prisma_checksum(each) == checksum for each in others) else Drift.CHANGED


@dataclass(frozen=True, slots=True)
class Contents:
    """What comparing gave, by key (`known_histories.key_of`).

    `drift` says how each file differs, `moved` under which other version a file's content was applied.
    """

    drift: Mapping[str, Drift] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)


class Comparison:
    """Compares a folder with a history whose statements are handed over one version at a time, and keeps none."""

    def __init__(self, folder: Folder, history: History) -> None:
        self._tool = folder.tool
        self._files = {file_key(folder.tool, file): file for file in reversed(folder.files)}
        rows = () if isinstance(history.rows, Unknown) else history.rows
        self._rows = {key_of(folder.tool, row.version, row.name): row for row in rows if not row.undone}
        self._drift: dict[str, Drift] = {}
        self._elsewhere: dict[str, list[str]] = {}

    def add(self, version: str, statements: Sequence[str] | None) -> None:
        """What the history keeps of a version."""
        file = self._files.get(version)
        if file is None:
            if statements and version in self._rows:
                self._elsewhere.setdefault(fingerprint(*statements), []).append(version)
            return
        content = read_bytes(file)
        self._drift[version] = Drift.UNKNOWN if content is None else compare(content, statements, self._tool)

    def contents(self) -> Contents:
        """What is known once everything was handed over. Reads the files that are nowhere in the history."""
        if self._tool in (Tool.PRISMA, Tool.FLYWAY):
            self._add_checksums()
        moved: dict[str, str] = {}
        for key, file in self._files.items() if self._elsewhere else ():
            if key in self._rows:
                continue
            found = next((self._elsewhere[one] for one in self._identities(file) if self._elsewhere.get(one)), None)
            if found:
                moved[key] = found.pop(0)
        return Contents(self._drift, moved)

    def _add_checksums(self) -> None:
        for key, row in self._rows.items():
            file = self._files.get(key)
            if file is None:
                if row.checksum:
                    self._elsewhere.setdefault(row.checksum, []).append(key)
                continue
            content = read_bytes(file)
            unread = content is None
            self._drift[key] = Drift.UNKNOWN if unread else compare_checksum(self._tool, content or b"", row.checksum)

    def _identities(self, file: MigrationFile) -> Iterator[str]:
        """By what the file's content may be known in the history."""
        content = read_bytes(file) or b""
        text = decoded(content) or ""
        if not text.strip(_BETWEEN):
            return
        if self._tool is Tool.FLYWAY:
            yield flyway_checksum(content)
        elif self._tool is Tool.PRISMA:
            yield prisma_checksum(content)
        else:
            yield fingerprint(text)


def compared(folder: Folder, history: History) -> Contents:
    """The comparison with a history whose rows hold their statements already."""
    comparison = Comparison(folder, history)
    for row in () if isinstance(history.rows, Unknown) else history.rows:
        if row.statements is not None:
            comparison.add(key_of(folder.tool, row.version, row.name), row.statements)
    return comparison.contents()


def read_bytes(file: MigrationFile) -> bytes | None:
    """What is in a file, None where it cannot be read."""
    try:
        return file.path.read_bytes()
    except OSError:
        return None


def decoded(content: bytes) -> str | None:
    """A file's text without its byte order mark, None where it is no UTF-8."""
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
