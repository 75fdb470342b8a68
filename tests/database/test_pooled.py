"""Behind PgBouncer in transaction mode a server connection has many clients: nothing of ours is left on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing

import pytest

from console.database.connect import connect
from console.database.pooler import Pooler, classify
from console.database.session import Database, Identity, Limits
from console.errors import Problem, QueryProblem
from tests.database.reading import reading, rows, superuser, target_at, value
from tests.servers import Pooled

LEFT = """
select pg_backend_pid(), current_user::text, current_setting('role'),
    nullif(current_setting('request.jwt.claims', true), ''),
    current_setting('statement_timeout'), current_setting('lock_timeout'),
    current_setting('idle_in_transaction_session_timeout'),
    current_setting('transaction_read_only'), current_setting('default_transaction_read_only'),
    current_setting('application_name'), (select count(*) from pg_prepared_statements)
"""
CLEAN = ("none", None, "0", "0", "0", "off", "off", "stranger", 0)


class Stranger:
    """Another client of the same pooler, who shares its only free server connection with us."""

    def __init__(self, pooled: Pooled) -> None:
        self._connection = superuser(pooled.params)
        self._connection.execute("set application_name = 'stranger'")
        self._connection.prepare_threshold = None
        self.user = pooled.params["user"]

    def pid(self) -> int:
        """The server process that we share, after making sure that nothing of greenroom's is on it."""
        row = self._connection.execute(LEFT.encode()).fetchone()
        assert row is not None
        pid, user, *left = row
        assert user == self.user
        assert tuple(left) == CLEAN
        return int(pid)

    def run(self, text: str) -> None:
        self._connection.execute(text.encode())

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def stranger(pooled_once: Pooled) -> Iterator[Stranger]:
    with closing(Stranger(pooled_once)) as client:
        yield client


@pytest.fixture
def pooled_once(pgbouncer: Pooled) -> Iterator[Pooled]:
    """One of the pooler's two server connections is taken, so that everybody else is on the other one in turn."""
    with closing(superuser(pgbouncer.params)) as hog:
        hog.autocommit = False
        hog.execute("select 1")
        yield pgbouncer


async def shared_pid(database: Database) -> int:
    return int(await value(database, "select pg_backend_pid()"))


async def test_two_clients_in_turn(pooled_once: Pooled, stranger: Stranger) -> None:
    pooled_once.database.psql("create role somebody")
    try:
        async with reading(pooled_once.params, connections=3) as database:
            for turn in range(5):
                pid = stranger.pid()
                async with database.read(
                    Limits(statement=1234, lock=77, idle=4321), identity=Identity("somebody", {"sub": str(turn)})
                ) as session:
                    seen = await rows(session, LEFT)
                    # ours while it lasts
                    assert seen[0][:8] == (
                        pid, "somebody", "somebody", f'{{"sub": "{turn}"}}', "1234ms", "77ms", "4321ms", "on"
                    )  # fmt: skip
                assert await shared_pid(database) == pid
                assert stranger.pid() == pid
    finally:
        pooled_once.database.psql("drop role somebody")


async def test_after_a_refusal_a_limit_and_a_cancel(pooled_once: Pooled, stranger: Stranger) -> None:
    async with reading(pooled_once.params) as database:
        pid = stranger.pid()
        with pytest.raises(QueryProblem):
            async with database.read() as session:
                await rows(session, "create table escaped ()")
        assert stranger.pid() == pid
        with pytest.raises(QueryProblem, match="too long"):
            async with database.read(Limits(statement=50)) as session:
                await rows(session, "select pg_sleep(5)")
        assert stranger.pid() == pid
        with pytest.raises(Problem):
            async with database.read(identity=Identity("nobody_at_all", {"sub": "1"})):
                pass
        assert stranger.pid() == pid

        async def sleep() -> None:
            async with database.read(identity=Identity(pooled_once.params["user"], {"sub": "1"})) as session:
                await rows(session, "select pg_sleep(20)")

        task = asyncio.create_task(sleep())
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert stranger.pid() == pid
        assert await shared_pid(database) == pid


async def test_what_a_stranger_leaves_does_not_lift_our_limits(pooled_once: Pooled, stranger: Stranger) -> None:
    stranger.run("set statement_timeout = 0")
    stranger.run("set lock_timeout = 0")
    stranger.run("set default_transaction_read_only = off")
    stranger.run("set session characteristics as transaction read write")
    async with reading(pooled_once.params) as database, database.read() as session:
        limits = "select current_setting('statement_timeout'), current_setting('lock_timeout'),"
        assert await rows(session, limits + " current_setting('transaction_read_only')") == [("5s", "200ms", "on")]


async def test_the_pooler_refuses_nothing_of_our_start_up(pgbouncer: Pooled, pgbouncer_session: Pooled) -> None:
    for pooled in (pgbouncer, pgbouncer_session):
        async with reading(pooled.params) as database:
            assert await value(database, "select current_setting('application_name')") == "greenroom"


@pytest.mark.parametrize(
    ("way", "expected"), [("pgbouncer", Pooler.TRANSACTION), ("pgbouncer_session", Pooler.SESSION)]
)
async def test_the_mode_is_seen(request: pytest.FixtureRequest, way: str, expected: Pooler) -> None:
    pooled: Pooled = request.getfixturevalue(way)
    assert await classify(lambda: connect(target_at(pooled.params), None)) is expected
    assert await classify(lambda: connect(target_at(pooled.database.params), None)) is Pooler.DIRECT
