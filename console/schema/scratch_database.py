"""A fresh database on a local server of its own, on which migrations can be tried: gone with the server afterwards.

For Supabase's folders it holds a stand-in for the platform: roles, auth, storage, realtime. Files and what comes from a
target are run by a plain role, as a hosted database gives to its owner: what only a superuser may do is refused there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from console.changesets.migration import Tool
from console.changesets.split import split
from console.changesets.tokens import tokenize
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
PLAIN = "postgres"
"""Who runs what is tried."""
_MIGHTY = {
    "superuser",
    "pg_execute_server_program",
    "pg_read_server_files",
    "pg_write_server_files",
    "greenroom_scratch",
}
_SUPERUSER = "greenroom_scratch"
"""Who makes roles and looks at what came of it."""


@dataclass(frozen=True, slots=True)
class ScratchDatabase:
    """Where to write and where to read. `major` is the server's, `contrib` whether it has the usual extensions.

    `writer` is the plain role. `_superuser` is for statements of ours alone.
    """

    server: Server
    writer: Writer
    _superuser: Writer
    database: Database
    major: int
    contrib: bool

    async def make_roles(self, roles: Sequence[str]) -> None:
        """Make those that are not there, quoted as SQL writes them; the plain role may act for them."""
        for role in roles:
            await self._superuser.run(load("schema/change/make_role").text.format(role=role))
        await self._superuser.run(load("schema/change/plain").text)

    async def beware(self) -> None:
        """From now on definitions are run that anybody on a target may have written."""
        if self.major < 16:
            await self._superuser.run(load("schema/change/end_createrole").text)

    async def set_up(self, statements: Sequence[str]) -> list[tuple[str, str]]:
        """Say what roles are and who owns what, as the superuser; back come those that were refused, and why.

        Nothing else is run, whoever wrote it: no other kind of statement, and none that makes a superuser.
        """
        refused = []
        for text in statements:
            if not _sets_up(text):
                refused.append((text, "a scratch database has nobody with such rights"))
            elif (ran := await self._superuser.run(text)).failure:
                refused.append((text, ran.failure.message))
        await self._superuser.run(load("schema/change/plain").text)
        return refused


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
        async with writing(server, NAME) as superuser, writing(server, NAME, PLAIN) as writer:
            contrib = (binaries.folder.parent / "share").is_dir() and binaries.source == "system"
            scratch = ScratchDatabase(server, writer, superuser, database, binaries.major, contrib)
            await scratch.make_roles(roles)
            yield scratch
    finally:
        await database.close()
        await in_daemon(server.stop, timeout=START_SECONDS)


def _prepared(binaries: Binaries, tool: Tool) -> Server:
    server = Server.start(binaries, fast=True, user=_SUPERUSER, settings={"wal_level": "logical"})
    try:
        server.create_database(NAME)
        own = load("schema/change/own_database").text.format(database=NAME)
        server.psql(NAME, sql=f"{load('schema/change/make_plain').text};\n{own};")
        if tool is Tool.SUPABASE:
            server.psql(NAME, sql_folder() / "systems" / "supabase" / "platform.sql", user=PLAIN)
        server.psql(NAME, sql=";\n".join(load(f"schema/change/{name}").text for name in ("end_superuser", "plain")))
    except BaseException:
        server.stop()
        raise
    return server


def _sets_up(text: str) -> bool:
    """Whether it is one statement on a role or an owner, and makes nobody mightier than a database's owner."""
    words = [each.value for each in tokenize(text)]
    if len(split(text)) != 1 or _MIGHTY & set(words):
        return False
    owns = (*words[:1], *words[-3:-1]) == ("alter", "owner", "to")
    return owns or words[:2] == ["alter", "role"] or (words[:1] == ["grant"] and "on" not in words)


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
