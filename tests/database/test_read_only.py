"""A read session cannot write: each escape is tried, and what is not refused is named in `escapes.py` as it is."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from console.database.connect import connect
from console.database.pool import Connection
from console.database.session import INTERACTIVE, Database, Identity
from console.errors import NotPermitted, Problem, QueryProblem, ReadOnlyViolation
from console.scratch.server import Server
from tests.database.escapes import ESCAPES, EXTENSIONS, HAPPENS, SETUP, STATE, STAYS, UNDONE, Escape
from tests.database.reading import await_end, reading, rows, superuser, target_at, value
from tests.servers import Database as Place
from tests.servers import Pooled, Standby

Look = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def prepared(place: Place) -> Iterator[Look]:
    """What the escapes are tried on, a role that may only SELECT, and a connection to look at it with."""
    role = f"plain_{place.name}"
    with closing(superuser(place.params)) as look:
        look.execute(SETUP.encode())
        for extension in EXTENSIONS.get(place.server.binaries.major, ()):
            look.execute(f"create extension {extension}".encode())
        look.execute(f"create role {role} login; grant select on all tables in schema public to {role}".encode())
        try:
            yield look
        finally:
            look.execute(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = %s",
                [f"escaped_{place.name}"],
            )
            (place.server.data / f"escaped_{place.name}").unlink(missing_ok=True)
            look.execute(f"drop owned by {role}; drop role {role}".encode())


async def attempt(database: Database, statements: str | tuple[str, ...]) -> str:
    """What came of the statements in one read: `taken`, or the SQLSTATE of the refusal."""
    try:
        async with database.read() as session:
            for statement in (statements,) if isinstance(statements, str) else statements:
                await rows(session, statement)
    except ReadOnlyViolation:
        return "taken"  # and it was the last one
    except NotPermitted:
        return "42501"
    except QueryProblem as problem:
        return problem.sqlstate or "none"
    return "taken"


async def outcome(escape: Escape, params: Mapping[str, Any], look: Look, expected: str) -> str:
    """The outcome as `escapes.py` words it, seen by what is there before and after."""

    async def seen(database: Database, beside: Look) -> tuple[Any, ...]:
        proof: Any = None
        if escape.proof:
            first = beside.execute(escape.proof.encode()).fetchone()
            proof = await value(database, escape.proof) if escape.beside else first
        return (proof, beside.execute(STATE.encode()).fetchone())

    victim = superuser({**look.info.get_parameters(), "dbname": look.info.dbname})
    victim.execute(f"set application_name = 'victim of {look.info.dbname}'".encode())
    victim_pid = victim.info.backend_pid
    async with reading(params) as database:
        before = await seen(database, look)
        result = await attempt(database, escape.sql)
        after = await seen(database, look)
        # A reload, and the end of a connection that was closed, come a moment later.
        deadline = time.monotonic() + 2
        while result == "taken" and (before == after) == (expected == HAPPENS) and time.monotonic() < deadline:
            after = await seen(database, look)
    victim.close()
    await_end(look, victim_pid)  # else it is there before the next escape and gone after it
    changed = before != after
    if result != "taken":
        return f"{result} and it changed something" if changed else result
    return HAPPENS if changed else UNDONE


async def outcomes(who: str, major: int, params: Mapping[str, Any], look: Look) -> dict[str, str]:
    """What was not as `escapes.py` says: empty, if it is truthful."""
    wrong = {}
    for escape in ESCAPES:
        if major in escape.majors:
            expected = getattr(escape, who)
            seen = await outcome(escape, params, look, expected)
            if seen != expected:
                wrong[escape.name] = f"{seen}, not {expected}"
    return wrong


@pytest.mark.parametrize("who", ["superuser", "plain"])
async def test_escapes(database: Place, who: str) -> None:
    with prepared(database) as look:
        user = database.params["user"] if who == "superuser" else f"plain_{database.name}"
        assert not await outcomes(who, database.server.binaries.major, {**database.params, "user": user}, look)


@pytest.mark.parametrize("mode", ["pgbouncer", "pgbouncer_session"])
async def test_escapes_through_a_pooler(request: pytest.FixtureRequest, mode: str) -> None:
    pooled: Pooled = request.getfixturevalue(mode)
    with prepared(pooled.database) as look:
        assert not await outcomes("superuser", pooled.database.server.binaries.major, pooled.params, look)


async def test_escapes_on_a_standby(standby: Standby, servers: Any) -> None:
    place = servers.new_database(standby.primary)
    try:
        with prepared(place) as look:
            standby.catch_up()
            before = look.execute(STATE.encode()).fetchone()
            for escape in ESCAPES:
                if escape not in STAYS and 15 in escape.majors:
                    async with reading(standby.server.params(place.name)) as database:
                        result = await attempt(database, escape.sql)
                    assert (result, escape.name) != ("taken", escape.name) or escape.superuser == UNDONE
            standby.catch_up()
            assert look.execute(STATE.encode()).fetchone() == before
    finally:
        standby.primary.drop_database(place.name)


def test_each_escape_that_stays_says_why() -> None:
    assert all(escape.why and HAPPENS in (escape.superuser, escape.plain) for escape in STAYS)
    assert not any(HAPPENS in (escape.superuser, escape.plain) for escape in ESCAPES if escape not in STAYS)
    assert len({escape.name for escape in ESCAPES}) == len(ESCAPES)


async def test_a_notification_is_never_sent(database: Place) -> None:
    with closing(superuser(database.params)) as look:
        look.execute("listen escaped")
        async with reading(database.params) as read:
            assert await attempt(read, ("notify escaped", "select pg_notify('escaped', 'x')")) == "taken"
        look.execute("select pg_notify('escaped', 'from the test')")
        payloads = [one.payload for one in look.notifies(timeout=5, stop_after=1)]
    assert payloads == ["from the test"]


async def test_a_role_can_be_put_off_again(database: Place) -> None:
    """`Identity` shows what another role would see. It is no jail: SQL that a person typed may leave it."""
    with prepared(database):
        role = f"plain_{database.name}"
        async with reading(database.params) as read:
            async with read.read(identity=Identity(role, {"sub": "7"})) as session:
                claims = "current_setting('request.jwt.claims')"
                assert await rows(session, f"select current_user::text, {claims}") == [(role, '{"sub": "7"}')]
                await rows(session, "select set_config('role', 'none', true)")
                assert await rows(session, "select current_user::text") == [(database.params["user"],)]
            assert await value(read, "select current_user::text") == database.params["user"]
            with pytest.raises(Problem, match="does not exist"):
                async with read.read(identity=Identity("nobody_at_all")):
                    pass
            assert await value(read, "select 1") == 1


@pytest.mark.parametrize("rows_to_send", [1, 1_000_000])
async def test_copy_out_is_a_problem_and_costs_one_connection(database: Place, rows_to_send: int) -> None:
    async with reading(database.params) as read:
        for _ in range(2):
            with pytest.raises(QueryProblem, match="COPY cannot be used"):
                await value(read, f"copy (select generate_series(1, {rows_to_send})) to stdout")
            assert await value(read, "select 1") == 1


async def test_a_statement_without_rows_ends_the_read_and_the_connection(database: Place) -> None:
    async with reading(database.params) as read:
        pid = await value(read, "select pg_backend_pid()")
        with pytest.raises(ReadOnlyViolation, match="ended the read"):
            await value(read, "set local work_mem = '5MB'")
        assert await value(read, "select pg_backend_pid()") != pid


async def test_a_lifted_time_limit_ends_with_the_read(database: Place) -> None:
    async with reading(database.params) as read:
        async with read.read(replace(INTERACTIVE, statement=100)) as session:
            await rows(session, "select set_config('statement_timeout', '0', false)")
            await rows(session, "select pg_sleep(0.3)")
        with pytest.raises(QueryProblem, match="took too long"):
            async with read.read(replace(INTERACTIVE, statement=100)) as session:
                await rows(session, "select pg_sleep(0.3)")


def test_the_server_of_the_test_refuses_what_it_should(server: Server) -> None:
    """The escapes would write if the session were not read-only: a test that cannot fail proves nothing."""
    server.create_database("writable")
    try:
        with closing(superuser(server.params("writable"))) as look:
            look.execute(SETUP.encode())
            before = look.execute(STATE.encode()).fetchone()
            look.execute("commit; create table escaped ()")
            look.execute("select writes_as_owner()")
            assert look.execute(STATE.encode()).fetchone() != before
    finally:
        server.drop_database("writable")


async def test_a_session_that_is_not_read_only_is_closed_before_anything_is_asked(database: Place) -> None:
    """As behind something that drops READ ONLY: here a connection that begins no transaction."""
    opened: list[Connection] = []

    async def opener() -> Connection:
        opened.append(await connect(target_at(database.params), None))
        await opened[-1].set_autocommit(True)
        return opened[-1]

    read = Database(opener)
    with pytest.raises(ReadOnlyViolation, match="did not make the session read-only"):
        await value(read, "select 1")
    assert [connection.closed for connection in opened] == [True]
