"""A copy of a target's schema on a scratch database, without a row: roles, owners and rights as they are there.

The target is only read. What the scratch server cannot have is named, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from console.changesets.migration import Tool
from console.changesets.split import split
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.errors import ConnectionProblem
from console.schema.compare import compare, unread
from console.schema.generate import generate
from console.schema.objects import Snapshot
from console.schema.scratch_database import PLAIN, ScratchDatabase, scratch_database
from console.schema.snapshot import read_schema
from console.scratch.writer import Failure, Writer


@dataclass(frozen=True, slots=True)
class Uncopied:
    """What the copy has not, on one line, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The scratch database, the target's schema, and what of it is not there."""

    scratch: ScratchDatabase
    found: Snapshot
    left: tuple[Uncopied, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is read beside the schema: statements, and which roles there are."""

    supabase: bool
    roles: tuple[str, ...]
    attributes: tuple[dict[str, Any], ...]
    members: tuple[str, ...]
    owners: tuple[str, ...]


@asynccontextmanager
async def schema_copy(database: Database) -> AsyncIterator[Copy]:
    """The copy, for the length of the block, on a server of the nearest major that is installed.

    Raises MissingComponent where no Postgres is installed, ConnectionProblem where the target is lost or will not say
    which roles it has.
    """
    found = await read_schema(database)
    told = await database.ask(_read)
    if isinstance(told, Unknown):
        raise ConnectionProblem("The roles of the target could not be read.", told.reason, told.remedy)
    # Any tool whose files are plain: it wants no stand-in for the platform.
    tool = Tool.SUPABASE if told.supabase else Tool.DBMATE
    async with scratch_database(tool, major=found.major, roles=told.roles) as scratch:
        left = [Uncopied(f"all of {name.replace('_', ' ')}", why.reason) for name, why in found.unknown.items()]
        left += [Uncopied(f"{kind} {name}", "somebody holds or awaits its lock") for kind, name in unread(found)]
        for each in told.attributes:
            if each["name"] == PLAIN and not each["bypasses"]:
                left.append(Uncopied(f"role {PLAIN}", "it runs what is tried, so row security does not bind it there"))
        said = [each["says"] for each in told.attributes if each["name"] != PLAIN]
        left += _refused(await scratch.set_up([*said, *told.members]))
        await scratch.beware()
        made = await read_schema(scratch.database)
        wanted = generate(compare(found, made), found.unfilled(), made, destructive=True)
        left += await run_all(scratch.writer, [piece.text for piece in split(wanted)])
        left += _refused(await scratch.set_up(told.owners))
        yield Copy(scratch, found, tuple(dict.fromkeys(left)))


async def run_all(writer: Writer, statements: Sequence[str]) -> list[Uncopied]:
    """Run them in one transaction; back come those that the server refused, which leave the others."""
    left: list[Uncopied] = []
    for alone in (False, True):  # at first without savepoints, which cost time
        left = []
        await writer.begin()
        for text in statements:
            ran = await writer.run(text, alone=alone)
            if ran.failure:
                left.append(Uncopied(_words(text), refusal(ran.failure)))
                if not alone:
                    break
        if alone or not left:
            ended = await writer.commit()
            return left + ([Uncopied("all of it", ended.failure.message)] if ended.failure else [])
        await writer.rollback()
    return left


def refusal(failure: Failure) -> str:
    """Why a statement did not run on the copy: it may be for want of a right that somebody on the target has."""
    return f"{failure.message} (no superuser runs it on the copy)" if failure.sqlstate == "42501" else failure.message


def _refused(statements: Sequence[tuple[str, str]]) -> list[Uncopied]:
    return [Uncopied(_words(text), why) for text, why in statements]


def _words(text: str) -> str:
    return " ".join(text.split())[:80]


async def _read(session: ReadSession) -> _Told:
    rows = await session.mappings("schema/platform")
    await session.mappings("schema/settle")
    members = await session.mappings("schema/role_members")
    owners = await session.mappings("schema/owners", {"platform_schemas": list(PLATFORM_SCHEMAS)})
    return _Told(
        rows[0]["supabase"],
        tuple(row["name"] for row in await session.mappings("schema/roles")),
        await session.mappings("schema/role_attributes"),
        tuple(row["says"] for row in members),
        tuple(row["says"] for row in owners),
    )
