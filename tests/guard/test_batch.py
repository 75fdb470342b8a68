"""Batches run on real servers: what is committed stays and is said, what failed is taken back, and of two one waits."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from console.database.opening import Link
from console.guard.events import Result
from console.guard.operation import Batch, Operation, Part, Query, Requirement, Risk, Script, no_reverse
from console.guard.settling import settle_unknown
from console.guard.transaction import Stage
from tests.guard.console import console, identity_of
from tests.servers import Database

Systems = Callable[..., Database]


@pytest.fixture
def ground(system: Systems) -> Database:
    database = system("event_cms")
    database.psql("create table history (version text primary key)")
    return database


def part(key: str, *texts: str, record: bool = True, **more: Any) -> Part:
    scripts = tuple(Script(text, text.split("(")[0][:30], line=number + 1) for number, text in enumerate(texts))
    insert = Query(sql.SQL("insert into public.history values (%(version)s)").format(), {"version": key})
    exists = sql.SQL("select exists (select from public.history where version = %(version)s)")
    there = Query(exists.format(), {"version": key})
    recording = {"record": (insert,), "recorded": there} if record else {}
    return Part(
        key=key, title=f"{key}.sql", scripts=scripts, **{"seconds": 30, "lock_seconds": 0.3, **recording, **more}
    )


def operation(*parts: Part, requirements: tuple[Requirement, ...] = ()) -> Operation:
    texts = "".join(script.text for each in parts for script in each.scripts)
    return Operation(
        name="migrations.apply",
        title="Apply migrations",
        subject=parts[-1].key,
        kind="migration",
        key=parts[-1].key,
        risk=Risk.CAREFUL,
        batch=Batch(parts=parts, exclusive="migrations", fingerprint=hashlib.sha256(texts.encode()).hexdigest()),
        requirements=requirements,
        reverse=no_reverse("a reverse file takes it back"),
    )


def history(database: Database) -> list[str]:
    return database.psql("select version from history order by 1").split()


async def test_every_part_is_run_and_recorded(ground: Database, tmp_path: Path) -> None:
    said: list[tuple[Stage, str]] = []
    async with console(ground.params, tmp_path, identity=identity_of(ground)) as on:
        plan = await on.plan(
            operation(
                part("1", "create table one (id int)", "do $$ begin raise notice 'half %', 100; end $$"),
                part("2", "create index concurrently on one (id)", transactional=False),
                part("3", "insert into one values (1)"),
            )
        )
        assert plan.statements[0] == (
            "-- 1.sql\ncreate table one (id int);\ndo $$ begin raise notice 'half %', 100; end $$;\n"
            "-- and its row in the history"
        )
        outcome = await on.do(plan, progress=lambda stage, note: said.append((stage, note)))
        entry = await on.journal.entry(outcome.entry)
    assert (outcome.result, outcome.end.detail) == (Result.DONE, "All of it is committed: 1, 2, 3.")
    assert history(ground) == ["1", "2", "3"]
    assert ground.psql("select count(*) from one") == "1"
    assert (Stage.NOTICE, "NOTICE: half 100") in said
    assert (Stage.RUNNING, "2/3 2.sql 1/1 create index concurrently on o") in said
    assert [(mark.step, mark.parts, mark.key) for mark in entry.marks] == [
        (0, 3, "1"),
        (1, 3, "2"),
        (1, 3, "2"),
        (2, 3, "3"),
    ]


async def test_what_failed_is_taken_back_and_what_was_before_it_stays(ground: Database, tmp_path: Path) -> None:
    async with console(ground.params, tmp_path) as on:
        outcome = await on.do(
            operation(
                part("1", "create table one (id int)"),
                part("2", "create table two (id int)", "select 1,\n  nonsense\nfrom two"),
                part("3", "create table three (id int)"),
            )
        )
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "partly")
    assert outcome.end.detail.startswith("Committed: 1. 2.sql, line 3: ")
    assert outcome.end.detail.endswith("At: nonsense")
    assert outcome.problem().what == "“Apply migrations 3” was done in part."
    assert history(ground) == ["1"]
    assert ground.psql("select to_regclass('two') is null") == "t"


async def test_two_statements_in_one_are_refused(ground: Database, tmp_path: Path) -> None:
    async with console(ground.params, tmp_path) as on:
        outcome = await on.do(operation(part("1", "create table one (id int); create table two (id int)")))
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "42601")
    assert history(ground) == []


async def test_a_file_that_ends_its_transaction_is_found_out(ground: Database, tmp_path: Path) -> None:
    async with console(ground.params, tmp_path) as on:
        outcome = await on.do(operation(part("1", "create table one (id int)", "commit")))
        unclosed = await on.do(operation(part("2", "begin", "create table two (id int)", authored=True)))
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "escaped")
    assert (unclosed.result, unclosed.end.how) == (Result.NOT_DONE, "unclosed")
    assert ground.psql("select to_regclass('two') is null") == "t"
    assert history(ground) == []


async def test_a_role_and_settings_of_one_file_do_not_reach_the_next(ground: Database, tmp_path: Path) -> None:
    role = f"other_{ground.name}"
    ground.psql(f"create role {role}")
    async with console(ground.params, tmp_path) as on:
        outcome = await on.do(
            operation(
                part("1", f"set role {role}", "set search_path = pg_catalog"),
                part(
                    "2",
                    "create table public.made_by as select current_user as who, current_setting('search_path') as path",
                ),
            )
        )
    assert outcome.done, outcome.end
    who, path = ground.psql("select who || ' ' || (path <> 'pg_catalog') from made_by").split()
    assert (who, path) == (str(ground.params["user"]), "true")
    ground.psql(f"drop role {role}")


async def test_of_two_that_run_at_once_one_is_refused(ground: Database, tmp_path: Path) -> None:
    with psycopg.connect(**ground.params, autocommit=True) as other:
        other.execute("select pg_advisory_lock(hashtextextended('migrations', 0))")
        async with console(ground.params, tmp_path) as on:
            outcome = await on.do(operation(part("1", "create table one (id int)")))
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "busy")
        assert f"pid {other.info.backend_pid}" in outcome.end.detail


async def test_a_lock_in_the_way_is_waited_for_again_and_again(ground: Database, tmp_path: Path) -> None:
    waited = asyncio.Event()

    def tell(stage: Stage, note: str) -> None:
        if stage is Stage.WAITING:
            waited.set()

    with psycopg.connect(**ground.params) as other:
        other.execute("lock table site_settings in access share mode")
        async with console(ground.params, tmp_path) as on:
            plan = await on.plan(operation(part("1", "alter table site_settings add column extra int")))
            running = asyncio.create_task(on.do(plan, progress=tell))
            await asyncio.wait_for(waited.wait(), 20)
            other.rollback()
            outcome = await running
    assert outcome.done, outcome.end
    assert history(ground) == ["1"]


async def test_cancelled_between_parts_and_in_one(ground: Database, tmp_path: Path) -> None:
    async with console(ground.params, tmp_path) as on:

        def tell(stage: Stage, note: str) -> None:
            if stage is Stage.RUNNING and "pg_sleep" in note:
                cancels.append(asyncio.get_running_loop().create_task(on.runner.cancel()))

        cancels: list[asyncio.Task[bool]] = []
        plan = await on.plan(operation(part("1", "create table one (id int)"), part("2", "select pg_sleep(60)")))
        outcome = await on.do(plan, progress=tell)
    assert cancels
    assert await cancels[0]
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "partly")
    assert "cancelled" in outcome.end.detail
    assert history(ground) == ["1"]


async def test_history_that_is_not_as_planned_stops_it(ground: Database, tmp_path: Path) -> None:
    empty = Requirement("Nothing is applied yet", Query(sql.SQL("select not exists (select from history)").format()))
    async with console(ground.params, tmp_path) as on:
        plan = await on.plan(operation(part("1", "create table one (id int)"), requirements=(empty,)))
        ground.psql("insert into history values ('0')")
        outcome = await on.do(plan)
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "requirement")


@pytest.mark.parametrize("at", [Stage.BEGUN, Stage.RUNNING, Stage.MARKED, Stage.COMMIT])
async def test_a_killed_backend_leaves_the_truth(ground: Database, tmp_path: Path, at: Stage) -> None:
    """Killed in the second part: the first stays, and what is said is what is there."""

    def tell(stage: Stage, note: str) -> None:
        seen.append(stage)
        if stage is at and (at is Stage.BEGUN or seen.count(at) == 2):
            ground.psql(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                f"where application_name = 'greenroom' and datname = '{ground.name}'"
            )

    seen: list[Stage] = []
    parts = [part(str(number), f"create table t{number} (id int)") for number in (1, 2, 3)]
    async with console(ground.params, tmp_path, identity=identity_of(ground)) as on:
        outcome = await on.do(operation(*parts), progress=tell)
    there = history(ground)
    assert there == [str(n) for n in (1, 2, 3) if ground.psql(f"select to_regclass('t{n}') is not null") == "t"]
    if at is Stage.BEGUN:
        assert there == []
        assert outcome.end.how != "partly"
    else:
        assert there in (["1"], ["1", "2"])
        assert outcome.end.how == "partly"
        assert f"Committed: {', '.join(there)}." in outcome.end.detail


async def test_a_console_that_was_killed_between_two_parts(ground: Database, tmp_path: Path) -> None:
    """The journal has marks and no end: the server tells how far it came."""
    parts = [part(str(number), f"create table t{number} (id int)") for number in (1, 2)]

    class Killed(BaseException):
        pass

    async with console(ground.params, tmp_path, identity=identity_of(ground)) as on:
        seen: list[Stage] = []
        written = on.journal.end

        async def never(*_: object) -> None:
            raise Killed

        def tell(stage: Stage, note: str) -> None:
            seen.append(stage)
            if stage is Stage.COMMITTED and seen.count(stage) == 1:
                on.journal.end = never  # type: ignore[method-assign, assignment]
                raise_later()

        def raise_later() -> None:
            work = on.runner._work
            assert work is not None
            work._cancelled.set()

        with pytest.raises(Killed):
            await on.do(operation(*parts), progress=tell)
        on.journal.end = written  # type: ignore[method-assign]

        async def way(_: object) -> Link:
            return on.link

        (outcome,) = await settle_unknown(on.journal, way)
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "partly")
    assert "The first 1 of 2 parts are committed" in outcome.end.detail
    assert history(ground) == ["1"]
