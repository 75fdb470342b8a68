"""A fresh database on a local server of its own, on which migrations can be tried: gone with the server afterwards.

For Supabase's folders it holds a stand-in for the platform: roles, auth, storage, realtime. Nothing of a target's rows
is ever here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from console.changesets.migration import Tool
from console.core.blocking import in_daemon
from console.core.target import SecretSource, Target, Tls
from console.database.connect import connect
from console.database.pool import Connection
from console.database.session import Database
from console.database.sql import load, sql_folder
from console.errors import MissingComponent
from console.scratch.binaries import OLDEST, Binaries, find_binaries
from console.scratch.server import Server
from console.scratch.writer import Writer, writing

NEWEST = 20
START_SECONDS = 180.0
NAME = "replay"


@dataclass(frozen=True, slots=True)
class ScratchDatabase:
    """Where to write and where to read. `major` is the server's, `contrib` whether it has the usual extensions."""

    server: Server
    writer: Writer
    database: Database
    major: int
    contrib: bool


def nearest_binaries(major: int | None) -> Binaries:
    """The programs of this major version, else of the nearest that is installed, the newer of two.

    Raises MissingComponent, with the command that installs them.
    """
    if major is None:
        return find_binaries()
    for wanted in sorted(range(OLDEST, NEWEST), key=lambda each: (abs(each - major), -each)):
        try:
            return find_binaries(wanted)
        except MissingComponent:
            continue
    return find_binaries(major)


@asynccontextmanager
async def scratch_database(
    tool: Tool = Tool.SUPABASE, *, major: int | None = None, roles: Sequence[str] = ()
) -> AsyncIterator[ScratchDatabase]:
    """A new database for the length of the block, of the major version nearest to `major`.

    `roles` are made if they are not there, quoted as SQL writes them. Raises MissingComponent where no Postgres is
    installed, Problem where it does not start.
    """
    binaries = await in_daemon(lambda: nearest_binaries(major), timeout=START_SECONDS)
    server = await in_daemon(lambda: _prepared(binaries, tool), timeout=START_SECONDS)
    database = Database(lambda: _opened(server), connections=1)
    try:
        async with writing(server, NAME) as writer:
            for role in roles:
                await writer.run(load("schema/change/make_role").text.format(role=role))
            contrib = (binaries.folder.parent / "share").is_dir() and binaries.source == "system"
            yield ScratchDatabase(server, writer, database, binaries.major, contrib)
    finally:
        await database.close()
        await in_daemon(server.stop, timeout=START_SECONDS)


def _prepared(binaries: Binaries, tool: Tool) -> Server:
    server = Server.start(binaries, fast=True, settings={"wal_level": "logical"})
    try:
        server.create_database(NAME)
        if tool is Tool.SUPABASE:
            server.psql(NAME, sql_folder() / "systems" / "supabase" / "platform.sql")
    except BaseException:
        server.stop()
        raise
    return server


async def _opened(server: Server) -> Connection:
    target = Target(
        name="scratch",
        host=server.host,
        port=server.port,
        database=NAME,
        user=server.user,
        secret=SecretSource.NONE,
        tls=Tls.OFF,
    )
    return await connect(target, None)
