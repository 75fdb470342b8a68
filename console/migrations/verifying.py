"""The verification queries of files: each file's right after it was applied, and how they are judged. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.changesets.migration import Piece
from console.core.present import present, visible
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.database.sql import typed
from console.errors import Problem
from console.migrations.pending import Pending

MOST_ROWS = 5
"""Rows whose value is shown; every row is judged."""
_ANSWER = "A query of a VERIFY block gives true where it is as it should be."


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification query of a file and what it gave, by the first value of each row.

    `holds` is false where one is `false`, true where all are `true`, None where it gave something that is no verdict,
    and UNKNOWN where it gave nothing (no row, or NULL) or could not be asked.
    """

    file: str
    line: int
    query: str
    holds: bool | Unknown | None
    shown: str = ""

    @property
    def sentence(self) -> str:
        where = f"{self.file} line {self.line}"
        if isinstance(self.holds, Unknown):
            return f"? NOT CHECKED {where}: {self.holds.reason} {self.holds.remedy}".rstrip()
        words = "● SAYS" if self.holds is None else "● OK" if self.holds else "✖ NOT SO"
        return f"{words} {where}: {self.shown}"


class Verification:
    """What the files' queries gave, each looked at as soon as its file is committed."""

    def __init__(self, files: Sequence[Pending]) -> None:
        self._files = {each.file.label: each for each in files}
        self._seen: dict[str, tuple[Verified, ...]] = {}

    async def look(self, database: Database, label: str) -> str:
        """Look at one file; why it is better not to go on to the next one, empty where nothing speaks against it."""
        self._seen[label] = await read_verified(database, self._files[label])
        wrong = [each.sentence for each in self._seen[label] if each.holds is False]
        return f"Its verification does not hold: {'; '.join(wrong)}." if wrong else ""

    async def all(self, database: Database) -> tuple[Verified, ...]:
        """What was seen, in the order of the files; those that nobody has looked at yet are looked at now."""
        for label in self._files:
            if label not in self._seen:
                await self.look(database, label)
        return tuple(each for label in self._files for each in self._seen[label])


async def read_verified(database: Database, pending: Pending) -> tuple[Verified, ...]:
    """What the `-- VERIFY` block of a file gives, each query by itself, read-only."""
    return tuple([await _verified(database, pending.file.label, piece) for piece in pending.script.verify])


async def _verified(database: Database, file: str, piece: Piece) -> Verified:
    async def ask(session: ReadSession) -> tuple[dict[str, object], ...]:
        return await session.mappings(typed(piece.text))

    try:
        rows = await database.ask(ask)
    except Problem as problem:  # what was committed stays, and is said, whatever becomes of looking at it
        rows = Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)
    if isinstance(rows, Unknown):
        return Verified(file, piece.line, piece.text, rows)
    values = [next(iter(row.values()), None) for row in rows]
    return Verified(file, piece.line, piece.text, _judged(values), _shown(rows, values))


def _judged(values: Sequence[object]) -> bool | Unknown | None:
    if any(value is False for value in values):
        return False
    if not values:
        return Unknown("it gave no row.", _ANSWER)
    if any(value is None for value in values):
        return Unknown("it gave NULL.", _ANSWER)
    return True if all(value is True for value in values) else None


def _shown(rows: Sequence[Mapping[str, object]], values: Sequence[object]) -> str:
    """The values, and what their column is called where the query gives it a name."""
    shown = ", ".join(present(value, limit=80) for value in values[:MOST_ROWS])
    if len(values) > MOST_ROWS:
        shown += f" and {len(values) - MOST_ROWS:,} more rows"
    column = next(iter(rows[0]), "") if rows else ""
    return visible(f"{column}: {shown}" if " " in column else shown)
