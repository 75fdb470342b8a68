"""What ends a read: its limits, the person who waits, a lock, a server that goes away or goes silent."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, nullcontext
from typing import Any

import pytest

from console.core.unknown import Unknown
from console.database import session as session_module
from console.database.connect import connect
from console.database.pool import Connection, Pool
from console.database.server import read_overview
from console.database.session import Database, Limits, ReadSession
from console.errors import ConnectionProblem, Problem, QueryProblem
from console.scratch.server import Server
from tests.database.reading import await_end, reading, rows, superuser, target_at, value
from tests.servers import Database as Place
from tests.servers import binaries_of


class Opener:
    """Counts the connections that a pool opens."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.target = target_at(params)
        self.count = 0

    async def __call__(self) -> Connection:
        self.count += 1
        return await connect(self.target, None)


@asynccontextmanager
async def counted(place: Place, connections: int = 1) -> AsyncIterator[tuple[Database, Opener]]:
    opener = Opener(place.params)
    database = Database(opener, connections=connections)
    try:
        yield database, opener
    finally:
        await database.close()


@pytest.fixture
def look(shared: Place) -> Iterator[Any]:
    with closing(superuser(shared.params)) as connection:
        yield connection


async def pid_of(database: Database) -> int:
    return int(await value(database, "select pg_backend_pid()"))


async def in_turn(
    read: Database, limits: Limits, *statements: str, pause: float = 0, stopping: int | None = None
) -> None:
    """The statements in one read, with a pause before each; `stopping` is a server process that goes silent first."""
    async with read.read(limits) as session:
        with frozen(stopping) if stopping else nullcontext():
            for statement in statements:
                await asyncio.sleep(pause)
                await rows(session, statement)


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """A server process that answers nothing, as if the way to it had gone."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


# ---- limits


async def test_a_slow_fact_is_unknown_and_the_next_one_is_not(shared: Place) -> None:
    async def slow(session: ReadSession) -> object:
        await rows(session, "select set_config('statement_timeout', '100', true)")
        return await rows(session, "select pg_sleep(20)")

    async with counted(shared) as (read, opener):
        fact = await read.ask(slow)
        assert isinstance(fact, Unknown)
        assert "too long" in fact.reason
        assert fact.remedy
        assert await value(read, "select 7") == 7
        assert opener.count == 1


async def test_the_limit_of_a_read_holds_for_each_statement(shared: Place) -> None:
    async with reading(shared.params) as read:
        started = time.monotonic()
        with pytest.raises(QueryProblem) as caught:
            await in_turn(read, Limits(statement=150), *[f"select pg_sleep({seconds})" for seconds in (0.1, 0.1, 20)])
        assert caught.value.sqlstate == "57014"
        assert time.monotonic() - started < 3


async def test_a_lock_is_waited_for_a_moment_and_then_unknown(shared: Place, look: Any) -> None:
    look.execute("create table if not exists held (id integer)")

    async def count(session: ReadSession) -> object:
        return await rows(session, "select count(*) from held")

    async with reading(shared.params) as read:
        assert await read.ask(count) == [(0,)]
        with look.transaction():
            look.execute("lock table held in access exclusive mode")
            started = time.monotonic()
            fact = await read.ask(count)
            took = time.monotonic() - started
        assert isinstance(fact, Unknown)
        assert "lock" in fact.reason
        assert 0.2 <= took < 1.5
        assert await read.ask(count) == [(0,)]


async def test_resting_in_a_transaction_ends_the_session(shared: Place) -> None:
    async with counted(shared) as (read, opener):
        with pytest.raises(Problem):
            await in_turn(read, Limits(idle=50), "select 1", "select 1", pause=0.3)
        assert await value(read, "select 1") == 1
        assert opener.count == 2


# ---- cancelling


async def test_a_cancelled_read_leaves_nothing_running(shared: Place, look: Any) -> None:
    async with counted(shared) as (read, opener):
        pid = await pid_of(read)

        async def sleep(session: ReadSession) -> None:
            await rows(session, "select pg_sleep(60)")

        task = asyncio.create_task(read.ask(sleep))
        busy = "select count(*) from pg_stat_activity where pid = %s and query ~ 'pg_sleep' and state = 'active'"
        deadline = time.monotonic() + 5
        while look.execute(busy, [pid]).fetchone() != (1,):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        cancelled = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - cancelled < 0.5
        assert look.execute("select state from pg_stat_activity where pid = %s", [pid]).fetchone() == ("idle",)
        assert await pid_of(read) == pid
        assert opener.count == 1


async def test_reads_that_are_cancelled_at_any_moment_give_their_connection_back(shared: Place) -> None:
    async with reading(shared.params, connections=2) as read:

        async def ask() -> None:
            async with read.read() as session:
                await rows(session, "select pg_sleep(0.01)")
                await rows(session, "select 1")

        for step in range(25):
            task = asyncio.create_task(ask())
            await asyncio.sleep(step * 0.001)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            assert await asyncio.gather(*(value(read, "select 1") for _ in range(5))) == [1] * 5


# ---- connections that die


async def test_a_session_that_was_killed_at_rest_is_replaced(shared: Place, look: Any) -> None:
    async with counted(shared) as (read, opener):
        pid = await pid_of(read)
        look.execute("select pg_terminate_backend(%s, 2000)", [pid])
        assert await pid_of(read) != pid
        assert opener.count == 2


async def test_all_that_rest_were_killed(shared: Place, look: Any) -> None:
    async with counted(shared, connections=3) as (read, opener):
        pids = await asyncio.gather(*(value(read, "select pg_backend_pid() from pg_sleep(0.2)") for _ in range(3)))
        assert len(set(pids)) == 3
        look.execute("select pg_terminate_backend(pid, 2000) from unnest(%s::integer[]) as pid", [pids])
        assert await value(read, "select 1") == 1
        assert opener.count == 4


async def test_a_session_that_is_killed_at_work_is_a_problem_once(shared: Place, look: Any) -> None:
    async with counted(shared) as (read, opener):
        pid = await pid_of(read)

        async def sleep(session: ReadSession) -> None:
            await rows(session, "select pg_sleep(60)")

        task = asyncio.create_task(read.ask(sleep))
        await asyncio.sleep(0.2)
        look.execute("select pg_terminate_backend(%s, 2000)", [pid])
        with pytest.raises(Problem) as caught:
            await task
        assert caught.value.what
        assert caught.value.remedy
        assert await value(read, "select 1") == 1
        assert opener.count == 2  # what was asked is not asked again


async def test_a_connection_that_rested_too_long_is_closed(
    shared: Place, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with counted(shared) as (read, opener):
        pid = await pid_of(read)
        await read.trim()
        assert await pid_of(read) == pid
        monkeypatch.setattr("console.database.pool.IDLE_SECONDS", 0.0)
        await read.trim()
        await_end(look, pid)
        assert await pid_of(read) != pid
        assert opener.count == 2


async def test_no_more_connections_than_were_allowed(shared: Place, look: Any) -> None:
    async with counted(shared, connections=3) as (read, opener):
        await asyncio.gather(*(value(read, "select pg_sleep(0.05)") for _ in range(9)))
        assert opener.count == 3


async def test_a_closed_pool_keeps_nothing(shared: Place, look: Any) -> None:
    opener = Opener(shared.params)
    pool = Pool(opener)
    async with pool.connection() as connection:
        pid = connection.info.backend_pid
        await pool.close()
    await_end(look, pid)


# ---- servers that go away or go silent


async def test_a_server_that_stops_is_a_problem_within_seconds() -> None:
    with Server.start(binaries_of(18), fast=True) as server:
        async with reading(server.params()) as read:
            assert await value(read, "select 1") == 1

            async def sleep(session: ReadSession) -> None:
                await rows(session, "select pg_sleep(60)")

            task = asyncio.create_task(read.ask(sleep))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(server.stop)
            started = time.monotonic()
            with pytest.raises(Problem):
                await task
            with pytest.raises(ConnectionProblem) as caught:
                await value(read, "select 1")
            assert time.monotonic() - started < 5
            assert not caught.value.refused
            assert "socket" in caught.value.what


async def test_a_server_that_goes_silent_at_rest_is_left(shared: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "SILENCE_SECONDS", 0.4)
    async with counted(shared) as (read, opener):
        pid = await pid_of(read)
        with frozen(pid):
            assert await pid_of(read) != pid
        assert opener.count == 2


async def test_a_server_that_goes_silent_at_work_is_a_problem(
    shared: Place, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "SILENCE_SECONDS", 0.4)
    async with counted(shared) as (read, _):
        pid = await pid_of(read)
        started = time.monotonic()
        with pytest.raises(ConnectionProblem, match="stopped answering"):
            await in_turn(read, Limits(statement=100), "select 1", stopping=pid)
        assert time.monotonic() - started < 3
        assert await value(read, "select 1") == 1
        await_end(look, pid)


async def test_a_server_that_is_silent_at_the_end_costs_the_connection_only(
    shared: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "SILENCE_SECONDS", 0.4)
    async with counted(shared) as (read, opener):
        pid = await pid_of(read)
        try:
            async with read.read() as session:
                assert await rows(session, "select 1") == [(1,)]
                os.kill(pid, signal.SIGSTOP)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert await value(read, "select 1") == 1
        assert opener.count == 2


# ---- what a role may not see


async def test_a_role_without_privileges_gets_the_other_facts(shared: Place, look: Any) -> None:
    role = f"plain_{shared.name}"
    look.execute(f"create role {role} login".encode())
    look.execute("revoke execute on function pg_control_system() from public")
    try:
        async with reading(shared.params | {"user": role}) as read:
            overview = await read_overview(read)
        assert isinstance(overview.identity, Unknown)
        assert "pg_control_system" in overview.identity.reason
        assert overview.identity.remedy
        assert overview.server.role == role
        assert not overview.server.superuser
        assert isinstance(overview.size, int)
        assert isinstance(overview.connections, Unknown), "it sees its own sessions only: a count would be too low"
        assert isinstance(overview.oldest_transaction_seconds, Unknown)
    finally:
        look.execute("grant execute on function pg_control_system() to public")
        look.execute(f"drop role {role}".encode())


async def test_no_connection_left_is_said_and_may_be_tried_again(shared: Place, look: Any) -> None:
    role = f"single_{shared.name}"
    look.execute(f"create role {role} login connection limit 1".encode())
    try:
        params = shared.params | {"user": role}
        async with reading(params) as first, reading(params) as second:
            assert await value(first, "select 1") == 1
            with pytest.raises(ConnectionProblem, match="no connection left") as caught:
                await value(second, "select 1")
            assert not caught.value.refused
            pid = await pid_of(first)
            await first.close()
            await_end(look, pid)
            assert await value(second, "select 1") == 1
    finally:
        look.execute("select pg_terminate_backend(pid, 2000) from pg_stat_activity where usename = %s", [role])
        look.execute(f"drop role {role}".encode())
