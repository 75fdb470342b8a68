"""Running migration files on a scratch database, in order, as applying would. It never touches a target.

What cannot be run there because something is absent (an extension, a part of the platform) is named and left out, and
the rest goes on. What is simply wrong ends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from console.changesets.migration import MigrationFile, Piece, Script, Segment, Tool
from console.changesets.new import unfilled
from console.changesets.script import read_script
from console.changesets.segments import segments
from console.core.schemas import PLATFORM_SCHEMAS
from console.database.sql import load
from console.errors import ConfigurationProblem
from console.schema.scratch_database import ScratchDatabase
from console.scratch.writer import Failure, Writer

_NO_EXTENSION = re.compile(r'extension "([^"]+)" is not available|extension control file "[^"]*?([^"/]+)\.control"')
_NO_ROLE = re.compile(r'role "([^"]+)" does not exist')
_PLATFORM = re.compile(rf"\b({'|'.join(PLATFORM_SCHEMAS)})\b[.\"]")
_NOT_THERE = {"42883", "42704", "42P01", "3F000", "42703"}
"""Function, object, table, schema, column: what somebody else was to make."""
_OF_THE_SERVER = {"58P01", "55000", "42501"}
"""A library, a setting or a right that this server has not."""


@dataclass(frozen=True, slots=True)
class Unreplayed:
    """A statement that was left out: its file and line, its text, why, and what would let it run."""

    path: Path
    line: int
    text: str
    why: str
    remedy: str = ""

    @property
    def words(self) -> str:
        """The statement on one line, cut."""
        return " ".join(self.text.split())[:80]


@dataclass(frozen=True, slots=True)
class Broken:
    """A statement that failed, and what the server said."""

    path: Path
    piece: Piece
    failure: Failure

    @property
    def line(self) -> int:
        """The line of the file that the server points at, else the statement's first."""
        return self.piece.line + self.piece.text.count("\n", 0, max(self.failure.position - 1, 0))

    @property
    def caret(self) -> str:
        """That line and, below it, a mark at the place; the statement's first line where the server named none."""
        at = max(self.failure.position - 1, 0)
        start = self.piece.text.rfind("\n", 0, at) + 1
        line = self.piece.text[start:].partition("\n")[0].rstrip("\r")
        return f"{line}\n{' ' * (at - start)}^" if self.failure.position else line

    @property
    def sentence(self) -> str:
        """`20240101_a.sql line 3: column "x" does not exist (42703)`, and what of a template is still open in it."""
        state = f" ({self.failure.sqlstate})" if self.failure.sqlstate else ""
        said = f"{self.path.name} line {self.line}: {self.failure.message}{state}"
        left = ", ".join("{{" + name + "}}" for name in unfilled(self.piece.text))
        return f"{said}. Still to be filled in: {left}." if left else said


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of the files: those that ran, what was left out of them, and where it ended if not at the end."""

    files: tuple[MigrationFile, ...] = ()
    unreplayed: tuple[Unreplayed, ...] = ()
    broken: Broken | None = None


async def replay(
    files: Sequence[MigrationFile],
    tool: Tool,
    scratch: ScratchDatabase,
    watch: Callable[[MigrationFile], None] = lambda file: None,
) -> Replay:
    """The files run one after another on the scratch database. `watch` hears of each before it runs.

    Raises ConfigurationProblem where a file cannot be read, Problem where it is no UTF-8.
    """
    done: list[MigrationFile] = []
    left: list[Unreplayed] = []
    for file in files:
        watch(file)
        broken = await run_segments(file.path, segments(read_migration(file, tool)), scratch, left)
        if broken:
            return Replay(tuple(done), tuple(left), broken)
        done.append(file)
    return Replay(tuple(done), tuple(left))


def read_migration(file: MigrationFile, tool: Tool) -> Script:
    """The script of a file. Raises ConfigurationProblem where it cannot be read."""
    try:
        return read_script(file.path.read_bytes(), tool)
    except OSError as error:
        raise ConfigurationProblem(f"{file.path.name} cannot be read.", str(error)) from error


async def run_segments(
    path: Path, parts: Sequence[Segment], scratch: ScratchDatabase, left: list[Unreplayed]
) -> Broken | None:
    """Run the segments of one file; what is left out is added to `left`. Settings and role are reset before."""
    await as_new(scratch.writer)
    for part in parts:
        broken = await _run_whole(path, part, scratch.writer)
        if broken and (role := _NO_ROLE.search(broken.failure.message)):
            quoted = '"' + role[1].replace('"', '""') + '"'
            await scratch.make_roles([quoted])
            broken = await _run_whole(path, part, scratch.writer)
        if broken and excuse(broken.failure, scratch, left):
            broken = await _run_singly(path, part, scratch, left)
        if broken:
            return broken
    return None


async def as_new(writer: Writer) -> None:
    """Take back the settings and the role that a file left behind."""
    for name in ("guard/reset", "guard/reset_role"):
        await writer.run(load(name).text)


async def _run_whole(path: Path, part: Segment, writer: Writer) -> Broken | None:
    """The segment as applying runs it."""
    joined = part.transactional and not part.authored
    if joined:
        await writer.begin()
    try:
        for piece in part.pieces:
            ran = await writer.run(piece.text)
            if ran.failure:
                return Broken(path, piece, ran.failure)
        if joined:
            ended = await writer.commit()
            if ended.failure:
                return Broken(path, part.pieces[-1], ended.failure)
        elif not writer.idle and part.authored:
            return Broken(path, part.pieces[-1], Failure("The file ends in a transaction that it never commits."))
        return None
    finally:
        if joined or not writer.idle:
            await writer.rollback()


async def _run_singly(path: Path, part: Segment, scratch: ScratchDatabase, left: list[Unreplayed]) -> Broken | None:
    """The segment once more, each statement behind a savepoint, so that one that cannot run leaves the others."""
    joined = part.transactional and not part.authored
    if joined:
        await scratch.writer.begin()
    try:
        for piece in part.pieces:
            ran = await scratch.writer.run(piece.text, alone=joined)
            if ran.failure:
                reason = excuse(ran.failure, scratch, left)
                if reason is None:
                    return Broken(path, piece, ran.failure)
                left.append(Unreplayed(path, piece.line, piece.text, *reason))
        if joined:
            ended = await scratch.writer.commit()
            if ended.failure:
                return Broken(path, part.pieces[-1], ended.failure)
        return None
    finally:
        if joined or not scratch.writer.idle:
            await scratch.writer.rollback()


def excuse(failure: Failure, scratch: ScratchDatabase, left: Sequence[Unreplayed]) -> tuple[str, str] | None:
    """Why the scratch server is to blame and not the file, and what would help; None where the file is."""
    extension = _NO_EXTENSION.search(failure.message)
    if extension:
        name = extension[1] or extension[2]
        remedy = f"Install PostgreSQL {scratch.major} with {name} on this machine: it is used if it is there."
        return f"the extension {name} is not on the scratch server", remedy
    if platform := _PLATFORM.search(failure.message):
        return (
            f"the stand-in for the platform has it not: {failure.message}",
            f"Compare what uses {platform[1]} by hand.",
        )
    if failure.sqlstate in _OF_THE_SERVER:
        return f"the scratch server cannot do that: {failure.message}", ""
    if left and failure.sqlstate in _NOT_THERE:
        first = left[0]
        return f"{failure.message}, after {first.path.name} line {first.line} was left out", first.remedy
    return None
