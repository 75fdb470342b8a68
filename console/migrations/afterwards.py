"""What is looked at once files were applied: their verification queries, and indexes that were left invalid. Reads."""

from __future__ import annotations

from dataclasses import dataclass

from console.changesets.migration import Piece
from console.core.present import present, visible
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.database.sql import typed
from console.migrations.invalid_indexes import read_invalid
from console.migrations.pending import Pending
from console.migrations.preparing import Prepared

MOST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification query of a file and what it gave: `holds` is false where the first value of a row is `false`."""

    file: str
    line: int
    query: str
    holds: bool | Unknown
    shown: str = ""

    @property
    def sentence(self) -> str:
        if isinstance(self.holds, Unknown):
            return f"? UNKNOWN {self.file} line {self.line}: {self.holds.reason}"
        return f"{'● OK' if self.holds else '✖ NOT SO'} {self.file} line {self.line}: {self.shown}"


async def read_verified(database: Database, pending: tuple[Pending, ...]) -> tuple[Verified, ...]:
    """What the `-- VERIFY` blocks of the files give, each query by itself, read-only."""
    found: list[Verified] = []
    for each in pending:
        for piece in each.script.verify:
            found.append(await _verified(database, each.file.label, piece))
    return tuple(found)


async def _verified(database: Database, file: str, piece: Piece) -> Verified:
    async def ask(session: ReadSession) -> tuple[dict[str, object], ...]:
        return await session.mappings(typed(piece.text))

    rows = await database.ask(ask)
    if isinstance(rows, Unknown):
        return Verified(file, piece.line, piece.text, rows)
    values = [next(iter(row.values()), None) for row in rows[:MOST_ROWS]]
    holds = all(value is not False for value in values)
    shown = ", ".join(present(value, limit=80) for value in values) if values else "no rows"
    return Verified(file, piece.line, piece.text, holds, visible(shown))


async def look_after(database: Database, prepared: Prepared) -> tuple[str, ...]:
    """Sentences on what was found afterwards."""
    said = [each.sentence for each in await read_verified(database, prepared.pending)]
    invalid = await read_invalid(database)
    if isinstance(invalid, Unknown):
        said.append(f"? UNKNOWN whether an index was left invalid: {invalid.reason}")
    else:
        said += [f"▲ {each.label} is not valid: it serves no read and costs every write" for each in invalid]
    if not said:
        said.append("Nothing was checked: the files have no VERIFY block.")
    return tuple(said)
