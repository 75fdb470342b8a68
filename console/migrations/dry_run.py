"""Really running pending files on a scratch database, and saying of each statement what it did there.

The database is thrown away afterwards, so nothing has to be rolled back: a statement that has no transaction runs as
well. Times are those of a database without the target's rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.changesets.migration import Folder, MigrationFile, Piece, Segment
from console.changesets.segments import segments
from console.changesets.statements import classify
from console.database.sql import load
from console.guard.relations import LOCK_MODES, lock_words
from console.migrations.replay import Broken, Unreplayed, as_new, excuse, read_migration, replay
from console.schema.scratch_database import ScratchDatabase, scratch_database
from console.scratch.writer import Failure, Ran


@dataclass(frozen=True, slots=True)
class Taken:
    """A lock on a relation that was there before, by PostgreSQL's name of it without LOCK.

    It is the first statement of its transaction that took it; those behind it have it already.
    """

    relation: str
    kind: str
    mode: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One statement as it ran: seconds, locks, what was written anew or emptied, notices, and the error if it failed.

    `seen` is false where its locks could not be looked at: without a transaction they are gone when it ends. `skipped`
    says why it was left out.
    """

    path: Path
    piece: Piece
    title: str
    seconds: float = 0.0
    locks: tuple[Taken, ...] = ()
    rewritten: tuple[str, ...] = ()
    truncated: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    seen: bool = True
    broken: Broken | None = None
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the pending files did on scratch. `ok` says that all of them ran to their end.

    `before` is why the files that are applied already could not be replayed, if so: then nothing was tried. `left` is
    what was left out of them. `major` is the scratch server's.
    """

    statements: tuple[Measured, ...]
    major: int
    left: tuple[Unreplayed, ...] = ()
    before: Broken | None = None

    @property
    def broken(self) -> Broken | None:
        return next((each.broken for each in self.statements if each.broken), None)

    @property
    def ok(self) -> bool:
        return self.before is None and self.broken is None

    @property
    def seconds(self) -> float:
        """All statements together."""
        return sum(each.seconds for each in self.statements)


async def dry_run(
    folder: Folder,
    pending: Sequence[MigrationFile],
    *,
    applied: Sequence[MigrationFile] | None = None,
    major: int | None = None,
    roles: Sequence[str] = (),
    watch: Callable[[str], None] = lambda word: None,
) -> DryRun:
    """Replay what is applied, then run `pending` and measure each statement.

    `applied` are the files that the target has; where they are not given, all others of the folder.
    Raises MissingComponent where no local Postgres is installed, Problem where a file cannot be read.
    """
    names = {file.path for file in pending}
    async with scratch_database(folder.tool, major=major, roles=roles) as scratch:
        before = [file for file in folder.files if file.path not in names] if applied is None else applied
        done = await replay(before, folder.tool, scratch, lambda file: watch(file.label))
        if done.broken:
            return DryRun((), scratch.major, done.unreplayed, done.broken)
        left = list(done.unreplayed)
        measured: list[Measured] = []
        for file in pending:
            watch(file.label)
            measured += await measure(file.path, segments(read_migration(file, folder.tool)), scratch, left)
            if measured and measured[-1].broken:
                break
        return DryRun(tuple(measured), scratch.major, tuple(left))


async def measure(
    path: Path, parts: Sequence[Segment], scratch: ScratchDatabase, left: Sequence[Unreplayed] = ()
) -> list[Measured]:
    """Run one file's segments and look after each statement. Ends with the first that fails."""
    found: list[Measured] = []
    await as_new(scratch.writer)
    for part in parts:
        found += await _Measuring(path, part, scratch, left).run()
        if found and found[-1].broken:
            break
    return found


class _Measuring:
    """One segment on the scratch database."""

    def __init__(self, path: Path, part: Segment, scratch: ScratchDatabase, left: Sequence[Unreplayed]) -> None:
        self._path = path
        self._part = part
        self._scratch = scratch
        self._writer = scratch.writer
        self._left = left
        self._joined = part.transactional and not part.authored
        self._held: set[Taken] = set()
        self._there: frozenset[int] = frozenset()

    async def run(self) -> list[Measured]:
        """What each statement did, the transaction ended as the file ends it."""
        found: list[Measured] = []
        self._there = frozenset(await self._nodes())
        if self._joined:
            await self._writer.begin()
        try:
            for piece in self._part.pieces:
                found.append(await self._one(piece))
                if found[-1].broken:
                    return found
            if self._joined and (ended := await self._writer.commit()).failure:
                found.append(self._measured(self._part.pieces[-1], ended))
            elif self._part.authored and not self._writer.idle:
                never = Failure("The file ends in a transaction that it never commits.")
                found.append(self._measured(self._part.pieces[-1], Ran(0.0, (), never)))
            return found
        finally:
            if self._joined or not self._writer.idle:
                await self._writer.rollback()

    async def _one(self, piece: Piece) -> Measured:
        nodes = await self._nodes()
        before = self._held
        ran = await self._writer.run(piece.text, alone=self._joined)
        if ran.failure:
            why = excuse(ran.failure, self._scratch, self._left)
            return self._measured(piece, Ran(ran.seconds, ran.notices), why[0]) if why else self._measured(piece, ran)
        seen = not self._writer.idle
        self._held = await self._locks() if seen else set()
        changed = await self._changed(nodes)
        said = classify(piece.text)
        emptied = said.tag.startswith("TRUNCATE")
        return Measured(
            self._path,
            piece,
            said.title,
            ran.seconds,
            tuple(sorted(self._held - before, key=lambda each: (each.relation, each.mode))),
            () if emptied else changed,
            changed if emptied else (),
            ran.notices,
            seen,
        )

    def _measured(self, piece: Piece, ran: Ran, skipped: str = "") -> Measured:
        broken = Broken(self._path, piece, ran.failure) if ran.failure else None
        title = classify(piece.text).title
        return Measured(
            self._path, piece, title, ran.seconds, notices=ran.notices, seen=False, broken=broken, skipped=skipped
        )

    async def _nodes(self) -> Mapping[int, tuple[int, str]]:
        rows = await self._writer.rows(load("migrations/file_nodes").query())
        return {row["oid"]: (row["node"], row["name"]) for row in rows}

    async def _changed(self, nodes: Mapping[int, tuple[int, str]]) -> tuple[str, ...]:
        after = await self._nodes()
        return tuple(sorted(name for oid, (node, name) in after.items() if oid in nodes and nodes[oid][0] != node))

    async def _locks(self) -> set[Taken]:
        """What this session holds now of what was there before its transaction: nobody can wait for what is new.

        Of several on one relation the strongest.
        """
        rows = await self._writer.rows(load("guard/own_locks").query())
        kinds = {"r": "table", "p": "table", "i": "index", "I": "index", "v": "view", "m": "materialized view"}
        strongest: dict[int, dict[str, Any]] = {}
        for row in rows:
            before = strongest.get(row["oid"])
            if before is None or _strength(row) > _strength(before):
                strongest[row["oid"]] = row
        return {
            Taken(row["name"], kinds.get(row["kind"], "relation"), lock_words(row["mode"]))
            for oid, row in strongest.items()
            if oid in self._there or row["kind"] in ("p", "v", "I")
        }


def _strength(row: Mapping[str, Any]) -> int:
    return LOCK_MODES.index(lock_words(row["mode"]))
