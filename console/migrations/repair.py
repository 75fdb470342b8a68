"""What must be looked at before a history is mended: what a file makes, and whether that is there. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from console.changesets.migration import MigrationFile, Named, Piece, Tool
from console.changesets.script import read_script
from console.core.unknown import Unknown
from console.errors import Problem
from console.migrations.contents import prisma_checksum
from console.migrations.history import Applied

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession

_FAMILIES = {
    "table": "relation",
    "foreign table": "relation",
    "view": "relation",
    "materialized view": "relation",
    "index": "relation",
    "sequence": "relation",
    "function": "function",
    "procedure": "function",
    "aggregate": "function",
    "type": "type",
    "domain": "type",
    "policy": "policy",
    "trigger": "trigger",
    "schema": "schema",
    "extension": "extension",
    "role": "role",
    "user": "role",
    "publication": "publication",
    "event trigger": "event trigger",
}


@dataclass(frozen=True, slots=True)
class Presence:
    """A thing that a file makes, and whether it is on the server."""

    named: Named
    there: bool | Unknown

    @property
    def label(self) -> str:
        """`table public.bookings`."""
        return f"{self.named.kind} {self.named.label}"

    @property
    def words(self) -> str:
        """`there`, `not there`, or why that is unknown."""
        if isinstance(self.there, Unknown):
            return f"? UNKNOWN {self.there.reason}"
        return "there" if self.there else "not there"


@dataclass(frozen=True, slots=True)
class Mark:
    """A version whose record is to be mended.

    `file` is None where it is only in the history, `row` where it is only here. `statements` are what applying the
    file would run, `presence` what it makes.
    """

    version: str
    file: MigrationFile | None = None
    row: Applied | None = None
    statements: tuple[str, ...] = ()
    checksum: str = ""
    presence: tuple[Presence, ...] = ()


async def read_mark(
    database: Database, tool: Tool, version: str, file: MigrationFile | None, row: Applied | None
) -> Mark:
    """All that the operations need of one version. Problem where its file cannot be read."""
    if file is None:
        return Mark(version, row=row)
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise Problem(f"{file.path} cannot be read.", f"{error.strerror}.", "Check who may read it.") from None
    script = read_script(content, tool)
    presence = await read_presence(database, made_by(script.pieces))
    statements = tuple(piece.text for piece in script.pieces)
    return Mark(version, file, row, statements, prisma_checksum(content), presence)


def made_by(pieces: Iterable[Piece]) -> tuple[Named, ...]:
    """What is there once the pieces were applied, without what a later one of them drops again."""
    from console.changesets.statements import classify

    found: dict[tuple[str, str | None, str], Named] = {}
    for piece in pieces:
        statement = classify(piece.text)
        for gone in statement.drops:
            found.pop((gone.kind, gone.schema, gone.name), None)
        for made in statement.makes:
            found[made.kind, made.schema, made.name] = made
    return tuple(found.values())


async def read_presence(database: Database, named: Sequence[Named]) -> tuple[Presence, ...]:
    """Whether each is on the server. Unknown for a kind that is not looked for."""
    families = [_FAMILIES.get(each.kind, "") for each in named]
    wanted = [
        {"place": place, "family": family, "schema": each.schema, "name": each.name}
        for place, (each, family) in enumerate(zip(named, families, strict=True))
        if family
    ]
    found = await database.ask(partial(_read_presence, json.dumps(wanted))) if wanted else {}
    return tuple(
        Presence(each, _there(each, place, found, looked=bool(family)))
        for place, (each, family) in enumerate(zip(named, families, strict=True))
    )


def _there(named: Named, place: int, found: dict[int, bool] | Unknown, *, looked: bool) -> bool | Unknown:
    if not looked:
        return Unknown(f"A {named.kind} is not looked for.", "Look with psql.")
    return found if isinstance(found, Unknown) else found[place]


async def _read_presence(wanted: str, session: ReadSession) -> dict[int, bool]:
    rows = await session.mappings("migrations/presence", {"wanted": wanted})
    return {row["place"]: row["there"] for row in rows}
