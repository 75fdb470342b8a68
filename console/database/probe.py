"""The test of a target, step by step: the name, the wire, the login, and what is seen behind it.

It reads and nothing more. Every step that fails says what to do, and the rest is skipped.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import psycopg

from console.core.present import duration, visible
from console.core.secret import Secret
from console.core.step import Step, StepState
from console.core.target import Identity, Target
from console.core.unknown import Unknown
from console.database.connect import Endpoint, connect
from console.database.pool import Connection
from console.database.pooler import Pooler, classify
from console.database.server import Server, read_identity, read_server
from console.database.session import Database, ReadSession
from console.database.wire import wire_steps
from console.errors import Problem
from console.targets.supabase import recognise

OK, WARNING, FAILED, UNKNOWN, SKIPPED = tuple(StepState)

STEPS = tuple(
    "name network TLS login version role superuser server pooler extensions latency clock identity".split()  # noqa: SIM905
)
"""The names of the steps, in their order."""

OLDEST, NEWEST = 15, 18
CLOCK_SECONDS = 5.0
ROUND_TRIPS = 5


@dataclass(frozen=True, slots=True)
class Role:
    """The role that we are. `valid_for_seconds` is None where its password does not expire."""

    role: str
    login: str
    superuser: bool
    creates_roles: bool
    creates_databases: bool
    replicates: bool
    bypasses_rls: bool
    connection_limit: int
    valid_for_seconds: float | None
    reads_all_data: bool
    writes_all_data: bool
    sees_all_sessions: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that the database has, and its version there."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The server's time, in seconds since 1970."""

    seconds: float


async def probe_target(
    target: Target, password: Secret | None, *, endpoint: Endpoint | None = None
) -> AsyncIterator[Step]:
    """Each step as soon as it is known. After one that failed the others come as skipped."""
    seen: list[str] = []
    try:
        async for step in _steps(target, password, endpoint):
            seen.append(step.name)
            yield step
    except Problem as problem:  # the connection was lost between two steps
        lost = next(name for name in STEPS if name not in seen)
        seen.append(lost)
        yield Step(lost, FAILED, f"{problem.what} {problem.why}".strip(), problem.remedy)
    for name in STEPS:
        if name not in seen:
            yield Step(name, SKIPPED, "not reached")


async def _steps(target: Target, password: Secret | None, endpoint: Endpoint | None) -> AsyncIterator[Step]:
    async for step in wire_steps(target, endpoint):
        yield step
        # A certificate that is not trusted does not end it: the login's own error may say more.
        if step.state is FAILED and not step.more:
            return

    async def opener() -> Connection:
        return await connect(target, password, endpoint=endpoint)

    database = Database(opener, connections=1)
    try:
        started = time.perf_counter()
        async with database.read() as session:
            server, _, encrypted, _ = await read_server(session)
        took = duration(time.perf_counter() - started)
        how = "encrypted" if encrypted else "not encrypted"
        yield Step("login", OK, f"as {visible(server.role)} to {visible(server.database)}, {how}, in {took}")
        yield _version(server)
        async for step in _role_steps(database):
            yield step
        yield Step("server", OK, "standby: it takes no writes" if server.standby else "primary")
        await database.close()  # a small pool may have no connection left for the next step
        yield await _pooler(target, opener)
        database = Database(opener, connections=1)
        yield await _extensions(database)
        async for step in _time_steps(database):
            yield step
        yield await _identity(target, database, server)
    finally:
        await database.close()


# ---- what is read


async def read_role(session: ReadSession) -> Role:
    """The role that we are, with its attributes."""
    return await session.one("catalog/probe_role", Role)


async def read_extensions(session: ReadSession) -> tuple[Extension, ...]:
    """The database's extensions, by name."""
    return await session.all("catalog/probe_extensions", Extension)


async def read_latency(session: ReadSession) -> float:
    """Seconds of one round trip: the median of several, inside one transaction."""
    took: list[float] = []
    for _ in range(ROUND_TRIPS):
        started = time.perf_counter()
        await session.mappings("catalog/backend_pid")
        took.append(time.perf_counter() - started)
    return statistics.median(took)


async def read_clock(session: ReadSession) -> float:
    """Seconds by which the server's clock is ahead of ours, right to half a round trip."""
    before = time.time()
    clock = await session.one("catalog/probe_clock", Clock)
    return clock.seconds - (before + time.time()) / 2


# ---- what is said of it


def _unknown(name: str, unknown: Unknown) -> Step:
    return Step(name, UNKNOWN, unknown.reason, unknown.remedy)


def _version(server: Server) -> Step:
    major = server.version_number // 10_000
    text = f"PostgreSQL {visible(server.version)}"
    if major < OLDEST:
        return Step("version", WARNING, f"{text}: older than {OLDEST}", "It is read, and nothing is written there.")
    if major > NEWEST:
        return Step("version", WARNING, f"{text}: newer than {NEWEST}", "A newer greenroom may know it better.")
    return Step("version", OK, text)


async def _role_steps(database: Database) -> AsyncIterator[Step]:
    role = await database.ask(read_role)
    if isinstance(role, Unknown):
        yield _unknown("role", role)
        yield _unknown("superuser", role)
        return
    words = [visible(role.role)] + ([f"logged in as {visible(role.login)}"] if role.login != role.role else [])
    attributes = {
        "creates roles": role.creates_roles,
        "creates databases": role.creates_databases,
        "replicates": role.replicates,
        "bypasses row security": role.bypasses_rls,
        "reads all data": role.reads_all_data,
        "writes all data": role.writes_all_data,
        "sees all sessions": role.sees_all_sessions,
        f"at most {role.connection_limit} connections": role.connection_limit >= 0,
    }
    words += [word for word, holds in attributes.items() if holds]
    if role.valid_for_seconds is None or role.valid_for_seconds > 7 * 86_400:
        yield Step("role", OK, ", ".join(words))
    else:
        left = duration(max(0.0, role.valid_for_seconds))
        remedy = "Have the role's VALID UNTIL moved, or no new session can log in."
        yield Step("role", WARNING, ", ".join([*words, f"its password expires in {left}"]), remedy)
    if role.superuser:
        remedy = "Use a role that may only do what its people need: nothing on the server stops a superuser."
        yield Step("superuser", WARNING, "yes", remedy)
    else:
        yield Step("superuser", OK, "no")


async def _pooler(target: Target, opener: Callable[[], Awaitable[Connection]]) -> Step:
    project = recognise(target.host, target.port, target.user)
    note = f" (Supabase: {project.form.value})" if project else ""
    try:
        found = await classify(opener)
    except (Problem, psycopg.Error) as error:
        return Step("pooler", UNKNOWN, f"two more connections were not to be had: {visible(str(error))}{note}")
    if found is Pooler.DIRECT and project and project.form.shares_connections:
        found = Pooler.TRANSACTION  # one that tells the server's own pid is not seen by it; the address says so
    match found:
        case Pooler.DIRECT:
            return Step("pooler", OK, f"none: the server itself{note}")
        case Pooler.SESSION:
            return Step("pooler", OK, f"session mode{note}")
        case Pooler.TRANSACTION:
            remedy = "Dumps, index builds and session locks need the direct or session address."
            return Step("pooler", OK, f"transaction mode{note}", remedy)
    return Step("pooler", UNKNOWN, f"there is one; its mode was not seen{note}", "A second connection was refused.")


async def _extensions(database: Database) -> Step:
    found = await database.ask(read_extensions)
    if isinstance(found, Unknown):
        return _unknown("extensions", found)
    return Step("extensions", OK, visible(", ".join(f"{one.name} {one.version}" for one in found)) or "none")


async def _time_steps(database: Database) -> AsyncIterator[Step]:
    latency = await database.ask(read_latency)
    if isinstance(latency, Unknown):
        yield _unknown("latency", latency)
    else:
        yield Step("latency", OK, f"{latency * 1000:.1f} ms, the median of {ROUND_TRIPS} round trips")
    ahead = await database.ask(read_clock)
    if isinstance(ahead, Unknown):
        yield _unknown("clock", ahead)
    elif abs(ahead) <= CLOCK_SECONDS:
        yield Step("clock", OK, f"the same as here, within {duration(max(abs(ahead), 0.001))}")
    else:
        detail = f"the server is {duration(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} this machine"
        yield Step("clock", WARNING, detail, "One of the two clocks is wrong: ages and expiries are shown wrong.")


async def _identity(target: Target, database: Database, server: Server) -> Step:
    system = await database.ask(read_identity)
    if isinstance(system, Unknown):
        return _unknown("identity", system)
    identity = Identity(system, server.database_oid)
    detail = f"system {visible(system)}, database {server.database_oid}"
    if target.identity is not None and target.identity != identity:
        return Step(
            "identity",
            FAILED,
            f"{detail}: not the database that was met first under this name",
            "Was it restored or moved? Until that is said, nothing is written here: "
            f"greenroom targets edit {visible(target.name)} --forget-identity",
            identity=identity,
        )
    return Step("identity", OK, detail, identity=identity)
