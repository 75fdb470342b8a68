"""Maintenance and ending sessions through the guard, on real servers: done, taken back, refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from console.errors import GuardProblem, Problem
from console.guard.events import Entry
from console.guard.offers import offer, operation_of
from console.guard.operation import Operation, Risk
from console.guard.undo import undo_operation
from console.health.activity import read_activity
from console.health.offers import OFFERS
from tests.database.reading import await_end, reading, superuser
from tests.guard.console import Console, console
from tests.servers import Database as Base

TABLE = "create table t (a integer, b text); insert into t select g, 'x' from generate_series(1, 500) as g"


async def made(here: Console, name: str, key: str, arguments: Mapping[str, str] | None = None) -> Operation:
    return await offer(name).operation(here.link, key, arguments or {})


async def undone(here: Console, entry: str) -> None:
    kept = await here.journal.entry(entry)
    assert isinstance(kept, Entry)
    back = await undo_operation(kept, here.link.database, here.target, lambda call: operation_of(call, here.link))
    outcome = await here.do(back)
    assert outcome.done, outcome.end


def test_every_offer_can_be_made() -> None:
    from console.health import offered

    for each in OFFERS:
        assert callable(getattr(offered, each.make.partition(":")[2]))


@pytest.mark.parametrize("name", ["vacuum", "vacuum-full", "analyze"])
async def test_a_table_is_maintained(name: str, database: Base, tmp_path: Path) -> None:
    database.psql(TABLE)
    async with console(database.params, tmp_path) as here:
        operation = await made(here, f"maintenance.{name}", "public.t")
        outcome = await here.do(operation)
        assert outcome.done, outcome.end
        assert operation.risk is (Risk.DANGEROUS if name == "vacuum-full" else Risk.ROUTINE)
    assert database.psql("select reltuples from pg_class where relname = 't'") == "500"


async def test_an_index_is_built_dropped_and_built_again(database: Base, tmp_path: Path) -> None:
    database.psql(TABLE)
    async with console(database.params, tmp_path) as here:
        built = await here.do(await made(here, "maintenance.create-index", "t", {"columns": '["b", "a"]'}))
        assert built.done, built.end
        written = database.psql("select indexdef from pg_indexes where tablename = 't'")
        assert "t_b_a_idx" in written
        rebuilt = await here.do(await made(here, "maintenance.reindex", "public.t_b_a_idx"))
        assert rebuilt.done, rebuilt.end
        dropped = await here.do(await made(here, "maintenance.drop-index", "public.t_b_a_idx"))
        assert dropped.done, dropped.end
        assert database.psql("select indexdef from pg_indexes where tablename = 't'") == ""
        await undone(here, dropped.entry)
        assert database.psql("select indexdef from pg_indexes where tablename = 't'") == written


async def test_two_of_one_table_take_turns(database: Base, tmp_path: Path) -> None:
    """Another console is at the table: ours says so, waits, can be cancelled, and goes on when it is its turn."""
    database.psql(TABLE + "; create table other (a integer)")
    said: list[str] = []

    def tell(stage: object, detail: str) -> None:
        if str(stage) == "waiting":
            said.append(detail)

    take = "select pg_advisory_lock(hashtextextended('greenroom maintenance public.t', 0))"
    with closing(superuser(database.params)) as holder:
        holder.execute(take.encode())
        async with console(database.params, tmp_path) as here:
            assert (await here.do(await made(here, "maintenance.vacuum", "public.other"))).done
            plan = await here.plan(await made(here, "maintenance.vacuum", "public.t"))
            running = asyncio.create_task(here.do(plan, progress=tell))
            await said_something(said)
            assert await here.runner.cancel()
            assert not (await running).done
            said.clear()
            running = asyncio.create_task(here.do(plan, progress=tell))
            await said_something(said)
            assert str(holder.info.backend_pid) in said[0]
            holder.execute("select pg_advisory_unlock_all()")
            outcome = await running
            assert outcome.done, outcome.end


async def said_something(said: list[str]) -> None:
    deadline = time.monotonic() + 20
    while not said:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_an_index_of_a_constraint_is_not_dropped(database: Base, tmp_path: Path) -> None:
    database.psql("create table t (a integer primary key)")
    async with console(database.params, tmp_path) as here:
        plan = await here.plan(await made(here, "maintenance.drop-index", "public.t_pkey"))
        assert "belongs to no constraint" in plan.refusals[0].problem().what + plan.refusals[0].problem().why


async def test_options_and_identity_and_back(database: Base, tmp_path: Path) -> None:
    database.psql("create table t (a integer) with (fillfactor = 90)")
    database.psql("create publication news")
    asked = {
        "maintenance.table-option": {"option": "fillfactor", "value": "70"},
        "maintenance.replica-identity": {"identity": "full"},
        "maintenance.publish": {"publication": "news"},
    }
    tables = "(select count(*) from pg_publication_tables)"
    state = f"select reloptions, relreplident, {tables} from pg_class where oid = 't'::regclass"
    async with console(database.params, tmp_path) as here:
        done = [await here.do(await made(here, name, "t", given)) for name, given in asked.items()]
        assert [each.end.detail for each in done if not each.done] == []
        assert database.psql(state) == "{fillfactor=70}|f|1"
        for each in done:
            await undone(here, each.entry)
        assert database.psql(state) == "{fillfactor=90}|d|0"


@pytest.mark.parametrize(
    ("name", "key", "arguments"),
    [
        ("maintenance.vacuum", "public.absent", {}),
        ("maintenance.vacuum", "public.t", {"freeze": "perhaps"}),
        ("maintenance.reindex", "public.t", {}),
        ("maintenance.table-option", "public.t", {"option": "fillfactor", "value": "1); drop table t --"}),
        ("maintenance.table-option", "public.t", {"option": "parallel_workers", "value": "1"}),
        ("maintenance.replica-identity", "public.t", {"identity": "some"}),
        ("maintenance.restore-index", "public.x", {"definition": "drop table t"}),
        ("maintenance.restore-index", "public.x", {"definition": "CREATE INDEX x ON t (a); drop table t"}),
        ("maintenance.create-index", "public.t", {"columns": "[1]"}),
        ("activity.cancel", "x", {}),
        ("activity.cancel", "2147483647", {}),
        ("maintenance.reset-statements", "pg_stat_statements", {}),
    ],
)
async def test_what_does_not_fit_is_refused(
    name: str, key: str, arguments: Mapping[str, str], database18: Base, tmp_path: Path
) -> None:
    database18.psql(TABLE)
    async with console(database18.params, tmp_path) as here:
        with pytest.raises(Problem):
            await made(here, name, key, arguments)


async def test_the_incident_of_three_sessions(database: Base, tmp_path: Path) -> None:
    """A slow reader, DDL that waits for it, and a reader that waits behind: one root that frees two."""
    database.psql(TABLE)
    sessions = [superuser(database.params) for _ in range(3)]
    reader, ddl, behind = sessions
    try:
        reader.execute("begin")
        reader.execute("select from t")
        ddl.pgconn.send_query(b"alter table t add c integer")
        ddl.pgconn.flush()
        async with console(database.params, tmp_path) as here:
            await waiting(here, 1)
            behind.pgconn.send_query(b"select count(*) from t")
            behind.pgconn.flush()
            await waiting(here, 2)
            (root,) = (await read_activity(here.link.database)).tree
            pids = [each.info.backend_pid for each in sessions]
            assert [(depth, node.pid, node.frees) for depth, node in root.lines()] == [
                (0, pids[0], 2),
                (1, pids[1], 1),
                (2, pids[2], 0),
            ]
            with pytest.raises(GuardProblem):
                await made(here, "activity.cancel", str(pids[0]))  # it is idle in its transaction
            end = await made(here, "activity.terminate", str(pids[0]))
            assert ("frees", "2 sessions that wait for it") in end.facts
            outcome = await here.do(end)
            assert outcome.done, outcome.end
            with closing(superuser(database.params)) as look:
                await_end(look, pids[0])
            while ddl.pgconn.get_result() is not None or behind.pgconn.get_result() is not None:
                pass
            assert (await read_activity(here.link.database)).tree == ()
    finally:
        for each in sessions:
            each.close()


async def waiting(here: Console, count: int) -> None:
    deadline = time.monotonic() + 20
    while sum(root.frees for root in (await read_activity(here.link.database)).tree) < count:
        assert time.monotonic() < deadline


async def test_a_query_is_cancelled(database: Base, tmp_path: Path) -> None:
    with closing(superuser(database.params)) as busy:
        busy.pgconn.send_query(b"select pg_sleep(600)")
        busy.pgconn.flush()
        async with console(database.params, tmp_path) as here:
            deadline = time.monotonic() + 20
            pid = busy.info.backend_pid
            while getattr((await read_activity(here.link.database)).session(pid), "state", "") != "active":
                assert time.monotonic() < deadline
            outcome = await here.do(await made(here, "activity.cancel", str(pid)))
            assert outcome.done, outcome.end
        result = busy.pgconn.get_result()
        assert result is not None
        assert b"cancel" in result.error_message
        while busy.pgconn.get_result() is not None:
            pass
        assert busy.execute("select 1").fetchone() == (1,)


async def test_a_pid_that_is_another_sessions_is_left_alone(database: Base, tmp_path: Path) -> None:
    with closing(superuser(database.params)) as other:
        pid = str(other.info.backend_pid)
        async with console(database.params, tmp_path) as here:
            with pytest.raises(GuardProblem, match="not there any more"):
                await made(here, "activity.terminate", pid, {"backend_start": "1.5"})
            plan = await here.plan(await made(here, "activity.terminate", pid))
            other.execute("select 'it has gone on to something else'")
            outcome = await here.do(plan)
            assert not outcome.done
        assert other.execute("select 1").fetchone() == (1,)


async def test_our_own_and_the_servers_are_not_ended(database: Base, tmp_path: Path) -> None:
    pid = database.psql("select pid from pg_stat_activity where backend_type = 'checkpointer'")
    async with console(database.params, tmp_path) as here:
        with pytest.raises(GuardProblem):
            await made(here, "activity.terminate", pid)


async def test_a_drop_that_cannot_be_taken_back_is_dangerous(database: Base, tmp_path: Path) -> None:
    """While the index is locked nobody can read how it is written."""
    database.psql(TABLE + "; create index i on t (a)")
    with closing(superuser(database.params)) as holder:
        async with console(database.params, tmp_path) as here:
            with holder.transaction():
                holder.execute("lock table t in access exclusive mode")
                operation = await made(here, "maintenance.drop-index", "public.i")
            assert operation.risk is Risk.DANGEROUS
            assert "locked" in operation.reverse.why


async def test_reading_while_somebody_works(database: Base) -> None:
    """What the role may not see is said; what is locked is Unknown by itself."""
    from console.core.unknown import Unknown
    from console.health.tables import read_definitions, read_exact_sizes, read_tables

    database.psql(TABLE + "; create index i on t (a); create table free (a integer primary key)")
    with closing(superuser(database.params)) as holder:
        async with reading(database.params) as read:
            with holder.transaction():
                holder.execute("lock table t in access exclusive mode")
                tables = await read.ask(read_tables)
                assert not isinstance(tables, Unknown)
                oids = {each.name: each.oid for each in tables}
                sizes = await read_exact_sizes(read, [oids["t"], oids["free"]])
                assert isinstance(sizes[oids["t"]], Unknown)
                assert not isinstance(sizes[oids["free"]], Unknown)
                index = holder.execute("select 'i'::regclass::oid::bigint").fetchone()
                assert index is not None
                async with read.read() as session:
                    assert await read_definitions(session, [index[0]]) == {index[0]: None}
