"""Facts about the server behind a target, each read by itself so that one that is not allowed leaves the others."""

from __future__ import annotations

import time
from dataclasses import dataclass

from console.core.target import Identity
from console.core.unknown import Unknown
from console.database.session import Database, ReadSession


@dataclass(frozen=True, slots=True)
class Server:
    """The server, the database, and who we are on it."""

    version: str
    version_number: int
    standby: bool
    database: str
    database_oid: int
    role: str
    superuser: bool
    bypasses_rls: bool
    sees_all_sessions: bool
    pid: int
    uptime_seconds: float

    @property
    def short_version(self) -> str:
        """`18.4`, without the words that packagers add."""
        return self.version.partition(" ")[0]

    @property
    def kind(self) -> str:
        """`primary` or `standby`."""
        return "standby" if self.standby else "primary"


@dataclass(frozen=True, slots=True)
class Connections:
    """Client connections in use and usable by ordinary roles; age of the oldest transaction in seconds, if any."""

    used: int
    usable: int
    oldest_transaction_seconds: float | None


@dataclass(frozen=True, slots=True)
class Octets:
    """The estimated size of a database, in octets."""

    octets: int


@dataclass(frozen=True, slots=True)
class SystemIdentifier:
    """The number that a cluster was given when it was made."""

    system_identifier: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What Home and the banner say about one target."""

    server: Server
    pooled: bool
    tls: bool
    latency_seconds: float
    size: int | Unknown
    connections: Connections | Unknown
    oldest_transaction_seconds: float | Unknown | None
    identity: Identity | Unknown


async def read_server(session: ReadSession) -> tuple[Server, bool, bool, float]:
    """The server, whether a pooler is in between, whether the wire is encrypted, and one round trip in seconds."""
    started = time.perf_counter()
    server = await session.one("catalog/server", Server)
    latency = time.perf_counter() - started
    info = session.connection_info
    return server, info.backend_pid != server.pid, info.pgconn.ssl_in_use, latency


async def read_size(session: ReadSession) -> int:
    """Estimated octets of the database."""
    return (await session.one("catalog/database_size", Octets)).octets


async def read_connections(session: ReadSession) -> Connections:
    """Connections in use. Right only for a role that sees all sessions: to others they look like nobody's."""
    return await session.one("catalog/connections", Connections)


async def read_identity(session: ReadSession) -> str:
    """The cluster's system identifier."""
    return (await session.one("catalog/identity", SystemIdentifier)).system_identifier


async def read_overview(database: Database) -> Overview:
    """Everything at once, one short transaction a fact. Raises Problem where the server cannot be reached."""
    async with database.read() as session:
        server, pooled, tls, latency = await read_server(session)
    size = await database.ask(read_size)
    own = Unknown("this role sees its own sessions only", "grant pg_read_all_stats to it")
    connections = await database.ask(read_connections) if server.sees_all_sessions else own
    identifier = await database.ask(read_identity)
    oldest = connections if isinstance(connections, Unknown) else connections.oldest_transaction_seconds
    return Overview(
        server=server,
        pooled=pooled,
        tls=tls,
        latency_seconds=latency,
        size=size,
        connections=connections,
        oldest_transaction_seconds=oldest,
        identity=identifier if isinstance(identifier, Unknown) else Identity(identifier, server.database_oid),
    )
