"""Read sessions: the only way to read.

Each is one short transaction that the server itself holds to READ ONLY, with a limit on every statement. Nothing is
set on the session, so it works the same through a transaction pooler.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import AsyncRowFactory, class_row, dict_row

from console.core.unknown import Unknown
from console.database.explain import query_problem, unknown
from console.database.patience import SILENCE_SECONDS, answered_within
from console.database.pool import Connection, Pool
from console.database.pooler_console import PoolerConsole
from console.database.sql import Statement, load
from console.errors import ConnectionProblem, ReadOnlyViolation

R = TypeVar("R")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one read may take, in milliseconds."""

    statement: int = 5_000
    lock: int = 200
    idle: int = 30_000


INTERACTIVE = Limits()
SEARCH_ARM = Limits(statement=1_000)
CHECK = Limits(statement=15_000)
EXPORT = Limits(statement=600_000, idle=600_000)

CHUNK = 1_000 if psycopg.capabilities.has_stream_chunked() else 1
"""Rows that the driver takes from the wire at a time."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Become this role, with these claims, for the transaction: what would they see?"""

    role: str
    claims: Mapping[str, Any] | None = None


class ReadSession:
    """One read-only transaction. Made by `Database.read`, never by hand."""

    def __init__(self, connection: Connection, limits: Limits = INTERACTIVE) -> None:
        self._connection = connection
        self._patience = limits.statement / 1000 + SILENCE_SECONDS

    @property
    def version(self) -> int:
        """The server's version as it numbers it: 180004."""
        return self._connection.info.server_version

    @property
    def connection_info(self) -> psycopg.ConnectionInfo:
        """What the driver knows of this connection without asking (pid as told at start-up, address, TLS)."""
        return self._connection.info

    def statement(self, name: str) -> Statement:
        """The statement of that name for this server's version."""
        return load(name, version=self.version)

    async def all(
        self, query: str | sql.Composed, as_: type[R], binds: Mapping[str, Any] | None = None
    ) -> tuple[R, ...]:
        """Every row as an `as_`, whose fields are named like the columns. `query` is a file's name, or composed."""
        return await self._rows(query, binds, class_row(as_))

    async def one(self, query: str | sql.Composed, as_: type[R], binds: Mapping[str, Any] | None = None) -> R:
        """The only row of a statement that always has one."""
        rows = await self.all(query, as_, binds)
        if len(rows) != 1:
            raise AssertionError(f"{query} gave {len(rows)} rows instead of one")
        return rows[0]

    async def mappings(
        self, query: str | sql.Composed, binds: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], ...]:
        """Every row as a dict by column name: for rows whose shape is only known at run time."""
        return await self._rows(query, binds, dict_row)

    async def numbered(self, query: sql.Composed, values: Sequence[str | None]) -> tuple[dict[str, Any], ...]:
        """Every row of a statement whose binds are `$1`, `$2`, …: the server decides which types they have."""
        text = query.as_string(self._connection).replace("%%", "%")  # doubled for the other kind of binds
        cursor = psycopg.AsyncRawCursor(self._connection, row_factory=dict_row)
        return await self._streamed(cursor, text.encode(), values)

    async def for_any_values(
        self, plain: sql.Composed, generic: sql.Composed, count: int
    ) -> tuple[dict[str, Any], ...]:
        """Every row of `generic`, whose `$1` stand for any values: the extended protocol would want them bound.

        `plain` is the same statement without that option. It is asked first, with nulls: it runs there as one
        statement or not at all, so that what is sent without that protocol cannot be two.
        """
        await self.numbered(plain, [None] * count)
        text = generic.as_string(self._connection).replace("%%", "%")
        with answered_within(self._connection, self._patience):
            async with self._connection.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(text.encode())
                return tuple(await cursor.fetchall())

    async def refusal(self, query: sql.Composed, binds: Mapping[str, Any]) -> str:
        """Why the server does not take a statement as it is written; empty where it does, or where something else is in
        the way: a lock, a privilege, the time. In a savepoint: the transaction goes on.
        """
        try:
            with answered_within(self._connection, self._patience):
                async with self._connection.transaction(force_rollback=True):
                    await self.mappings(query, binds)
        except psycopg.Error as error:
            state = error.sqlstate or ""
            if self._connection.closed or not state:
                raise
            return str(error).partition("\n")[0] if state[:2] in ("42", "22") and state != "42501" else ""
        return ""

    async def _rows(
        self, query: str | sql.Composed, binds: Mapping[str, Any] | None, row_factory: AsyncRowFactory[R]
    ) -> tuple[R, ...]:
        return await self._streamed(self._connection.cursor(row_factory=row_factory), self._text(query), binds or {})

    async def _streamed(
        self, cursor: psycopg.AsyncCursor[R], text: bytes | sql.Composed, binds: Mapping[str, Any] | Sequence[Any]
    ) -> tuple[R, ...]:
        with answered_within(self._connection, self._patience):
            async with cursor:
                try:
                    # Not `execute`: without binds it would take `commit; drop table …` as two statements. Not in a
                    # pipeline either: it ends with a Flush, after which the server forgets its idle time limit.
                    return tuple([row async for row in cursor.stream(text, binds, size=CHUNK)])
                except psycopg.ProgrammingError as error:
                    if error.sqlstate is None:
                        await self._no_rows(error)
                    raise
                except (UnicodeError, RecursionError, ValueError) as error:
                    # The driver's converters let these out: bytes that are no text, JSON that is too deep.
                    raise psycopg.DataError(f"{type(error).__name__}: {error}") from None

    async def _no_rows(self, error: psycopg.ProgrammingError) -> None:
        """After `commit`, the next statement could begin a transaction of another mode; after `set`, none of ours."""
        await self._connection.close()
        if "didn't produce a result" in str(error):
            raise ReadOnlyViolation(
                "A statement that gives no rows ended the read.",
                "It may have ended the read-only transaction, so the connection was closed.",
                "Ask for one statement that reads.",
            ) from None

    def _text(self, query: str | sql.Composed) -> bytes | sql.Composed:
        return self.statement(query).query() if isinstance(query, str) else query


class Database:
    """A target that is open for reading."""

    def __init__(
        self,
        opener: Callable[[], Awaitable[Connection]],
        *,
        connections: int = 3,
        console: PoolerConsole | None = None,
    ) -> None:
        self._pool = Pool(opener, size=connections)
        self.console = console
        """The console of the pooler at this address, if there is one: it is asked only where one is seen."""

    @asynccontextmanager
    async def read(
        self, limits: Limits = INTERACTIVE, *, identity: Identity | None = None
    ) -> AsyncIterator[ReadSession]:
        """A read-only transaction, rolled back at the end. Raises Problem; never lets a driver's error out.

        A connection that died while it rested is replaced once, before anything of the caller's was asked.
        """
        try:
            for last_try in (False, True):
                async with self._pool.connection(fresh=last_try) as connection:
                    try:
                        try:
                            await _freeze(connection, limits, identity)
                        except (psycopg.OperationalError, ConnectionProblem):
                            if last_try or not connection.closed:
                                raise
                            continue
                        yield ReadSession(connection, limits)
                        return
                    finally:
                        await _end(connection)
        except psycopg.Error as error:
            raise query_problem(error) from None

    async def ask(
        self, read: Callable[Concatenate[ReadSession, P], Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R | Unknown:
        """One fact in a transaction of its own: what `read` gives, or Unknown where the server would not say.

        Not permitted, not there on this version, locked, or too slow is Unknown. A lost connection is a Problem.
        """
        held: Unknown | None = None
        async with self.read() as session:
            try:
                return await read(session, *args, **kwargs)
            except psycopg.Error as error:
                held = unknown(error)
                if held is None:
                    raise
        assert held is not None  # noqa: S101  # for the type checker: the block above returns, raises, or sets it
        return held

    async def ask_each(
        self, reads: Sequence[Callable[[ReadSession], Awaitable[R]]], limits: Limits = INTERACTIVE
    ) -> tuple[R | Unknown, ...]:
        """Several facts, one after another in one transaction: one that is Unknown ends it, the next begins another.

        Each statement sees what is committed when it begins; the limits are those of each.
        """
        answers: list[R | Unknown] = []
        while len(answers) < len(reads):
            held: Unknown | None = None
            async with self.read(limits) as session:
                try:
                    for read in reads[len(answers) :]:
                        answers.append(await read(session))
                except psycopg.Error as error:
                    held = unknown(error)
                    if held is None:
                        raise
            if held is not None:
                answers.append(held)
        return tuple(answers)

    async def trim(self) -> None:
        """Close connections that nobody has used for minutes."""
        await self._pool.trim()

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()


async def _freeze(connection: Connection, limits: Limits, identity: Identity | None) -> None:
    """Begin READ ONLY, then freeze it and set the limits, and make sure that the server says so too."""
    if connection.autocommit or connection.read_only is not True:
        await connection.set_read_only(True)
    binds = {
        "statement_timeout": f"{limits.statement}ms",
        "lock_timeout": f"{limits.lock}ms",
        "idle_timeout": f"{limits.idle}ms",
    }
    with answered_within(connection, SILENCE_SECONDS):
        async with connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(load("catalog/begin").query(), binds)
            row = await cursor.fetchone()
            if row is None or row["read_only"] != "on":
                await connection.close()
                raise ReadOnlyViolation(
                    "The server did not make the session read-only.",
                    "It answered that the transaction may write, so nothing was asked.",
                    "Check what stands between greenroom and the server.",
                )
            if identity is not None:
                claims = json.dumps(dict(identity.claims or {}))
                await cursor.execute(load("catalog/become").query(), {"role": identity.role, "claims": claims})


async def _end(connection: Connection) -> None:
    """Roll back. A connection that cannot is closed: what matters then is the error that came before."""
    if connection.closed:
        return
    try:
        with answered_within(connection, SILENCE_SECONDS):
            await connection.rollback()
    except (psycopg.Error, ConnectionProblem):
        await connection.close()
