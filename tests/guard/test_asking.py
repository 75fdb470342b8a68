"""What the server says of a transaction is believed only as far as it can be."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from console.core.target import Identity
from console.guard.asking import Answer, Evidence, ask
from console.guard.events import Mark, Result
from console.guard.outcome import Outcome, Process
from console.guard.rows import RowImage
from tests.guard.console import Console, console, identity_of
from tests.servers import Database

MARK = (
    "select pg_current_xact_id()::text, c.system_identifier::text, "
    "('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int, d.oid::int, a.pid, "
    "extract(epoch from a.backend_start)::text, extract(epoch from pg_postmaster_start_time())::text "
    "from pg_control_system() c, pg_database d, pg_stat_activity a "
    "where d.datname = current_database() and a.pid = pg_backend_pid()"
)


def mark_of(connection: psycopg.Connection[tuple[str, str, int, int, int, str, str]]) -> Mark:
    row = connection.execute(MARK).fetchone()
    assert row
    xid, system, timeline, oid, pid, backend_start, server_started = row
    return Mark(
        step=0,
        xid=xid,
        system_identifier=system,
        timeline=timeline,
        database_oid=oid,
        pid=pid,
        backend_start=backend_start,
        server_started=server_started,
    )


@pytest.fixture
def things(database: Database) -> Database:
    database.psql("create table things (id int primary key, value text); insert into things values (1, 'old')")
    return database


@pytest.fixture
def beside(things: Database) -> Iterator[psycopg.Connection[tuple[str, str, int, int, int, str, str]]]:
    with psycopg.connect(things.uri) as connection:
        yield connection
        with suppress(psycopg.OperationalError):  # a test may have ended it
            connection.rollback()


Beside = psycopg.Connection[tuple[str, str, int, int, int, str, str]]


async def asked(on: Console, mark: Mark, evidence: Evidence = Evidence()) -> Answer:  # noqa: B008
    return await ask(on.link, mark, evidence, patience=0.3)


def image(things: Database) -> RowImage:
    xmin, value = things.psql("select xmin, value from things where id = 1").split("|")
    return RowImage("public", "things", (("id", "1"),), {"id": "1", "value": value}, xmin)


async def test_committed_rolled_back_and_open(things: Database, beside: Beside, tmp_path: Path) -> None:
    async with console(things.params, tmp_path, identity=identity_of(things)) as on:
        mark = mark_of(beside)
        answer = await asked(on, mark)
        assert (answer.end.result, answer.end.how) == (Result.UNKNOWN, "in_progress")
        assert answer.process
        assert answer.process.pid == beside.info.backend_pid
        beside.commit()
        assert (await asked(on, mark)).end.result is Result.DONE
        mark = mark_of(beside)
        beside.rollback()
        assert (await asked(on, mark)).end.result is Result.NOT_DONE


async def test_what_is_open_names_its_process_and_how_to_end_it(
    things: Database, beside: Beside, tmp_path: Path
) -> None:
    async with console(things.params, tmp_path) as on:
        mark = mark_of(beside)
        answer = await asked(on, mark)
        process = answer.process
        assert process
        outcome = Outcome(operation="x", title="X", target="shop", entry="7", end=answer.end, process=process)
        remedy = outcome.problem().remedy
        assert f"Server process {process.pid}, started 20" in remedy
        assert "after 30 idle seconds" in remedy
        assert "greenroom journal end-process 7" in remedy
        assert not (await working(on, things, beside, mark)).idles_out
        # Another process under that pid is not offered.
        assert (await asked(on, replace(mark, backend_start="1700000000.000001"))).process is None


async def working(on: Console, things: Database, beside: Beside, mark: Mark) -> Process:
    """The process while it is at a statement: one that waits for a lock, as COMMIT may wait for a standby."""
    with psycopg.connect(things.uri) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("select pg_advisory_lock(1)")
        waiting = pool.submit(beside.execute, "select pg_advisory_xact_lock(1)")
        while things.psql("select count(*) from pg_locks where locktype = 'advisory' and not granted") == "0":
            assert not waiting.done()
        answer = await asked(on, mark)
        holder.execute("select pg_advisory_unlock(1)")
        waiting.result()
    assert answer.process
    outcome = Outcome(operation="x", title="X", target="shop", entry="7", end=answer.end, process=answer.process)
    assert "ends with its statement" in outcome.problem().remedy
    return answer.process


@pytest.mark.parametrize(
    ("change", "how"),
    [
        ({"system_identifier": "1"}, "other_database"),
        ({"database_oid": 1}, "other_database"),
        ({"timeline": 7}, "other_timeline"),
        ({"system_identifier": None}, "identity"),
        ({"xid": "999999999"}, "forgotten"),
    ],
)
async def test_what_proves_nothing_is_unknown(
    things: Database, beside: Beside, change: dict[str, object], how: str, tmp_path: Path
) -> None:
    mark = replace(mark_of(beside), **change)  # type: ignore[arg-type]
    beside.commit()
    async with console(things.params, tmp_path) as on:
        answer = await asked(on, mark)
    assert (answer.end.result, answer.end.how) == (Result.UNKNOWN, how)


async def test_a_number_that_was_given_out_again_is_not_ours(things: Database, beside: Beside, tmp_path: Path) -> None:
    """After a crash: the number says committed, and our row is as it was before us."""
    before = image(things)
    after = replace(before, values={"id": "1", "value": "new"}, version="12345")
    mark = replace(mark_of(beside), server_started="1.0")
    beside.commit()
    async with console(things.params, tmp_path) as on:
        answer = await asked(on, mark, Evidence((before,), (after,)))
        assert (answer.end.result, answer.end.how) == (Result.NOT_DONE, "asked")
        things.psql("update things set value = 'theirs'")
        answer = await asked(on, mark, Evidence((before,), (after,)))
        assert (answer.end.result, answer.end.how) == (Result.UNKNOWN, "restarted")
        # The server has not been restarted: the number is still the same transaction's.
        here = replace(mark, server_started=mark_of(beside).server_started)
        assert (await asked(on, here, Evidence((before,), (after,)))).end.result is Result.DONE


async def test_our_own_hand_on_the_row_is_proof(things: Database, beside: Beside, tmp_path: Path) -> None:
    before = image(things)
    beside.execute("update things set value = 'new'")
    mark = replace(mark_of(beside), server_started="1.0")
    beside.commit()
    async with console(things.params, tmp_path) as on:
        assert (await asked(on, mark, Evidence((before,), (image(things),)))).end.result is Result.DONE


async def test_a_server_that_does_not_say_who_it_is(things: Database, beside: Beside, tmp_path: Path) -> None:
    mark = mark_of(beside)
    beside.commit()
    role = f"plain_{things.name}"
    things.psql(f"create role {role} login; revoke execute on function pg_control_system() from public")
    try:
        async with console({**things.params, "user": role}, tmp_path) as on:
            assert (await asked(on, mark)).end.how == "identity"
    finally:
        things.psql(f"drop role {role}")


async def test_a_server_that_is_not_there(things: Database, beside: Beside, tmp_path: Path) -> None:
    mark = mark_of(beside)
    params = {**things.params, "host": "/nonexistent"}
    async with console(params, tmp_path, identity=Identity("1", 1)) as on:
        answer = await asked(on, mark)
    assert (answer.end.result, answer.end.how) == (Result.UNKNOWN, "lost")
