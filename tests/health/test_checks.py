"""Each check on real servers: what violates it is found, as often as it is there, and what mends it ends that."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from console.core.finding import Level
from console.core.unknown import Unknown, known
from console.database.session import Database
from console.guard.offers import operation_of
from console.health.checks import Triage, Verdict, all_checks, read_triage
from console.health.given import Given, Gone
from console.health.overview import SECTIONS, read_overview
from console.health.rights import read_rights
from console.health.thresholds import THRESHOLDS, Threshold
from tests.database.reading import reading, superuser
from tests.guard.console import console
from tests.health.fixtures import FIXTURES, Fixture
from tests.servers import Database as Base
from tests.servers import Pooled, Standby

OF_SESSIONS = {"idle_in_transaction", "long_query", "blocked_sessions", "horizon_held", "connections"}
OF_COUNTERS = {"wraparound", "freeze_late", "deadlocks", "temporary_files", "cache_hit", "counters_lost", "wal_folder"}
OF_POOLERS = {"pool_exhausted"}
OF_STANDBYS = {"replication_lag", "standby_late"}
OF_SUFFERING = {"archiver_failing", "checkpoints_forced", "checksum_failures", "prepared_transaction"}
"""In test_a_server_that_suffers.py: no ordinary server shows them."""
OF_MAKING = {"checksums_off"}


def low(check: str) -> Mapping[str, Threshold]:
    """Thresholds at which everything of that check is found."""
    name = next(each.header.get("threshold", "") for each in all_checks() if each.name == check)
    usual = THRESHOLDS[name]
    return {**THRESHOLDS, name: replace(usual, warning=1e9 if usual.below else 0.0, critical=None, least=0.0)}


def thresholds(fixture: Fixture) -> Mapping[str, Threshold]:
    name = next(each.header.get("threshold", "") for each in all_checks() if each.name == fixture.name)
    if not name:
        return THRESHOLDS
    own = THRESHOLDS[name]
    if fixture.warning is not None:
        own = replace(own, warning=fixture.warning)
    if fixture.least is not None:
        own = replace(own, least=fixture.least)
    return {**THRESHOLDS, name: own}


async def triage(database: Database, check: str, own: Mapping[str, Threshold] = THRESHOLDS) -> Triage:
    async with database.read() as session:
        rights = await read_rights(session)
    return await read_triage(database, rights, own, [check])


async def found(database: Database, fixture: Fixture) -> list[Verdict]:
    """What is found on the objects of a fixture."""
    seen = await triage(database, fixture.name, thresholds(fixture))
    return [each for each in seen.verdicts if each.finding.object in fixture.on]


async def found_until(database: Database, fixture: Fixture, count: int) -> list[Verdict]:
    """The same once there are as many: a session tells its counters when it ends, after psql has gone."""
    deadline = time.monotonic() + 10
    while True:
        verdicts = await found(database, fixture)
        if len(verdicts) == count or time.monotonic() > deadline:
            return verdicts
        await asyncio.sleep(0.05)


def test_every_check_has_a_fixture() -> None:
    fixed = {fixture.name for fixture in FIXTURES}
    made = fixed | OF_SESSIONS | OF_COUNTERS | OF_STANDBYS | OF_POOLERS | OF_SUFFERING | OF_MAKING
    assert made == {each.name for each in all_checks()}


@pytest.mark.parametrize("check", [each.name for each in all_checks()])
def test_a_header_says_all(check: str) -> None:
    header = next(each for each in all_checks() if each.name == check).header
    assert {"title", "level", "area", "why", "fix", "detail", "figure"} <= set(header)
    assert header["level"] in set(Level)
    assert header.get("threshold", "vacuum_times") in THRESHOLDS


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
async def test_violated_found_and_mended(fixture: Fixture, database: Base, tmp_path: Path) -> None:
    async with console(database.params, tmp_path) as here:
        link = here.link
        assert await found(link.database, fixture) == []
        for part in statements(fixture.violate):
            database.psql(part)
        verdicts = await found_until(link.database, fixture, fixture.finds)
        assert len(verdicts) == fixture.finds, [each.finding.object for each in verdicts]
        for verdict in verdicts:
            assert verdict.figure
            assert verdict.finding.detail
            if fixture.mend == "operation":
                assert verdict.operation
                outcome = await here.do(await operation_of(verdict.operation, link))
                assert outcome.done, outcome.end
            elif fixture.mend == "fix":
                database.psql(verdict.finding.fix)
        if fixture.mend not in ("operation", "fix"):
            for part in statements(fixture.mend):
                database.psql(part)
        assert [each.finding.detail for each in await found_until(link.database, fixture, 0)] == []


def statements(text: str) -> list[str]:
    """Each by itself where one of them wants no transaction; else together, so that settings hold."""
    alone = any(word in text for word in ("vacuum analyze", "alter system"))
    return [part for part in text.split(";\n") if part.strip()] if alone else [text]


@pytest.mark.parametrize("check", sorted(OF_COUNTERS))
async def test_counters_are_found_at_low_thresholds_only(check: str, database: Base) -> None:
    database.psql("create table t (a integer); insert into t values (1)")
    async with reading(database.params) as read:
        assert (await triage(read, check, low(check))).verdicts
        if check not in ("counters_lost", "cache_hit"):
            assert not (await triage(read, check)).verdicts


async def test_checksums_that_are_off(database: Base) -> None:
    async with reading(database.params) as read:
        found = bool((await triage(read, "checksums_off")).verdicts)
    assert found is (database.psql("show data_checksums") == "off")


async def test_sessions_that_hurt(database: Base) -> None:
    with closing(superuser(database.params)) as idle, closing(superuser(database.params)) as waiting:
        idle.execute("create table t (a integer)")
        idle.execute("begin isolation level repeatable read")
        idle.execute("select from t")
        waiting.pgconn.send_query(b"begin; lock table t in access exclusive mode")
        waiting.pgconn.flush()
        async with reading(database.params) as read:
            deadline = time.monotonic() + 20
            while not (blocked := (await triage(read, "blocked_sessions", low("blocked_sessions"))).verdicts):
                assert time.monotonic() < deadline
            assert (blocked[0].finding.object, blocked[0].operation and blocked[0].operation.name) == (
                str(idle.info.backend_pid),
                "activity.terminate",
            )
            for check in ("idle_in_transaction", "connections", "horizon_held"):
                assert (await triage(read, check, low(check))).verdicts, check
                assert not (await triage(read, check)).verdicts
            pids = [each.finding.object for each in (await triage(read, "long_query", low("long_query"))).verdicts]
            assert str(waiting.info.backend_pid) in pids
        idle.execute("rollback")
        while waiting.pgconn.get_result() is not None:
            pass


async def test_who_sees_little_is_told(database: Base) -> None:
    """No finding of a role that sees nothing is a green tick."""
    role = f"little_{database.name}"
    database.psql(f"create role {role} login")
    database.psql("create table t (id serial primary key, a text) with (autovacuum_enabled = off)")
    database.psql("insert into t (a) select repeat('x', 100) from generate_series(1, 2000); analyze t")
    try:
        async with reading(database.params | {"user": role}) as read:
            for check in sorted(OF_SESSIONS):
                assert "own sessions only" in (await triage(read, check)).unknown[0].reason
            bloat = await triage(read, "table_bloat", low("table_bloat"))
            assert "statistics cannot be read" in bloat.unknown[0].reason
            assert bloat.passed == ()
            assert "may not read" in (await triage(read, "sequence_end")).unknown[0].reason
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


async def test_a_foreign_key_of_partitions_is_mended_by_its_operation(database: Base, tmp_path: Path) -> None:
    database.psql("create table p (id integer primary key)")
    database.psql("create table parted (a integer references p, d integer) partition by list (d)")
    database.psql("create table parted_1 partition of parted for values in (1)")
    async with console(database.params, tmp_path) as here:
        (verdict,) = (await triage(here.link.database, "foreign_key_without_index")).verdicts
        assert verdict.operation
        outcome = await here.do(await operation_of(verdict.operation, here.link))
        assert outcome.done, outcome.end
        assert (await triage(here.link.database, "foreign_key_without_index")).verdicts == ()


async def test_young_counters_judge_no_index(database: Base) -> None:
    database.psql("create table t (a integer); insert into t select from generate_series(1, 9); create index on t (a)")
    database.psql("select pg_stat_reset()")
    own = {**THRESHOLDS, "unused_days": replace(THRESHOLDS["unused_days"], least=0.0)}
    async with reading(database.params) as read:
        seen = await triage(read, "unused_index", own)
    assert seen.verdicts == ()
    assert "younger" in seen.unknown[0].reason


async def test_checks_on_a_standby(standby: Standby) -> None:
    standby.primary.psql("postgres", sql="create table if not exists written (); drop table written")
    standby.catch_up()
    async with reading(standby.server.params("postgres")) as read, reading(standby.primary.params("postgres")) as first:
        async with read.read() as session:
            rights = await read_rights(session)
        assert rights.standby
        assert [each.reason for each in (await read_triage(read, rights)).unknown] == []
        assert (await triage(first, "replication_lag", low("replication_lag"))).verdicts
        async with first.read() as session:
            rights = await read_rights(session)
        gone = [Gone("slot", "standby", 60), Gone("slot", "other", 120), Gone("standby", "third", 60)]
        seen = await read_triage(first, rights, THRESHOLDS, ["member_gone"], gone=gone)
        assert {each.finding.object for each in seen.verdicts} == {"other", "third"}


async def test_a_pool_that_is_exhausted(pgbouncer: Pooled, tmp_path: Path) -> None:
    pgbouncer.database.psql("create table t (a integer)")
    holders = [superuser(pgbouncer.params) for _ in range(3)]
    async with console(pgbouncer.params, tmp_path) as here:
        assert (await triage(here.link.database, "pool_exhausted")).passed
        for each in holders[:2]:  # as many connections as this pool may have
            each.execute("begin")
            each.execute("select 1")
        holders[2].pgconn.send_query(b"select 1")
        holders[2].pgconn.flush()
        assert here.link.database.console
        deadline = time.monotonic() + 20
        while not any(each.waiting for each in known(await here.link.database.console.read_pools(), ())):
            assert time.monotonic() < deadline
        given = Given(await here.link.database.console.read_pools())
        assert isinstance(given.pools, tuple)
        for each in holders[:2]:
            each.execute("rollback")
        while holders[2].pgconn.get_result() is not None:
            pass
        async with here.link.database.read() as session:  # while they waited, so would we have
            name = "health/checks/pool_exhausted"
            (row,) = await session.mappings(name, {"pools": given.binds["pools"], "warning": 0.0})
        assert (row["waiting"], row["servers"], row["most"]) == (1, 2, "2")
        assert (await triage(here.link.database, "pool_exhausted", low("pool_exhausted"))).passed
    for each in holders:
        each.close()


async def test_what_there_is_nothing_of_is_not_checked(database: Base, tmp_path: Path) -> None:
    async with console(database.params, tmp_path) as here:
        async with here.link.database.read() as session:
            rights = await read_rights(session)
        seen = await read_triage(here.link.database, rights)
        assert not {"pool_exhausted", "cron_failed"} & {each.name for each in seen.checks}
        for name in ("pool_exhausted", "cron_failed"):
            (unchecked,) = (await triage(here.link.database, name)).unknown
            assert unchecked.reason.startswith("no ")


async def test_all_sections_through_a_pooler(pgbouncer: Pooled) -> None:
    pgbouncer.database.psql("create table t (a integer primary key)")
    async with reading(pgbouncer.params, connections=2) as read:
        overview = await read_overview(read)
    unknown = [name for name in SECTIONS if isinstance(getattr(overview, name), Unknown)]
    assert unknown == ["statements"]  # the extension is not there, and that is said
    assert isinstance(overview.triage, Triage)
    assert overview.triage.unknown == ()
