"""What no ordinary server shows: a crash, a damaged page, an archive that fails, a standby that is waited for.

All on one server of its own, in the order in which it can be taken; each is found, mended, and gone.
"""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from console.guard.offers import operation_of
from console.health.checks import Triage, Verdict
from console.health.thresholds import THRESHOLDS, Threshold
from console.scratch.server import Server
from tests.database.reading import reading
from tests.guard.console import console
from tests.health.test_checks import low, triage
from tests.servers import binaries_of

SETTINGS = {
    "archive_mode": "on",
    "max_prepared_transactions": "5",
    "shared_preload_libraries": "pg_stat_statements",
}
CREATE = ("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-A", "trust", "--data-checksums")


@pytest.fixture(scope="module")
def sufferer() -> Iterator[Server]:
    with Server.start(binaries_of(15), settings=SETTINGS, fast=True, create=CREATE) as server:
        yield server


def sql(server: Server, text: str) -> str:
    return server.psql("postgres", sql=text).strip()


async def asked(server: Server, check: str, own: Mapping[str, Threshold] = THRESHOLDS) -> Triage:
    async with reading(server.params("postgres")) as read:
        return await triage(read, check, own)


async def found(server: Server, check: str, own: Mapping[str, Threshold] = THRESHOLDS) -> tuple[Verdict, ...]:
    return (await asked(server, check, own)).verdicts


async def until(server: Server, check: str, there: bool, own: Mapping[str, Threshold] = THRESHOLDS) -> list[Verdict]:
    deadline = time.monotonic() + 30
    while bool(verdicts := await found(server, check, own)) is not there:
        assert time.monotonic() < deadline, (check, there)
        await asyncio.sleep(0.1)
    return list(verdicts)


async def test_an_archive_that_fails(sufferer: Server) -> None:
    sql(sufferer, "alter system set archive_command = 'false'")
    sql(sufferer, "select pg_reload_conf()")
    sql(sufferer, "create table t (a integer)")
    sql(sufferer, "select pg_switch_wal()")
    (verdict,) = await until(sufferer, "archiver_failing", True)
    assert "tries ended with an error" in verdict.finding.detail
    sql(sufferer, "alter system set archive_command = 'true'")
    sql(sufferer, "select pg_reload_conf()")
    await until(sufferer, "archiver_failing", False)


async def test_checkpoints_that_are_forced(sufferer: Server) -> None:
    for _ in range(3):
        sql(sufferer, "checkpoint")
    few = {**THRESHOLDS, "forced_percent": replace(THRESHOLDS["forced_percent"], least=3.0)}
    assert await until(sufferer, "checkpoints_forced", True, few)
    sql(sufferer, "select pg_stat_reset_shared('bgwriter')")
    assert not await found(sufferer, "checkpoints_forced", few)


async def test_a_prepared_transaction_that_nobody_ends(sufferer: Server, tmp_path: Path) -> None:
    sql(sufferer, "begin; create table p (a integer); prepare transaction 'it''s old'")
    assert not await found(sufferer, "prepared_transaction")
    (verdict,) = await found(sufferer, "prepared_transaction", low("prepared_transaction"))
    (held,) = [
        each
        for each in await found(sufferer, "horizon_held", low("horizon_held"))
        if each.finding.object_type == "prepared transaction"
    ]
    assert held.finding.fix == verdict.finding.fix
    assert verdict.operation
    async with console(sufferer.params("postgres"), tmp_path) as here:
        outcome = await here.do(await operation_of(verdict.operation, here.link))
        assert outcome.done, outcome.end
    assert not await found(sufferer, "prepared_transaction", low("prepared_transaction"))


async def test_a_standby_that_every_commit_waits_for(sufferer: Server) -> None:
    sql(sufferer, "alter system set synchronous_standby_names = 'nobody'")
    sql(sufferer, "select pg_reload_conf()")
    try:
        (verdict,) = await until(sufferer, "member_gone", True)
        assert "every COMMIT waits" in verdict.finding.detail
    finally:
        sql(sufferer, "alter system reset synchronous_standby_names")
        sql(sufferer, "select pg_reload_conf()")
    await until(sufferer, "member_gone", False)


async def test_a_crash_empties_the_counters_and_no_index_is_called_unused(sufferer: Server) -> None:
    sql(sufferer, "create table used (a integer); insert into used select generate_series(1, 3000)")
    sql(sufferer, "create index on used (a); analyze used; set enable_seqscan = off; select from used where a = 5")
    pg_ctl(sufferer, "stop", "-m", "immediate")
    start(sufferer)
    assert sql(sufferer, "select stats_reset is null from pg_stat_database where datname = 'postgres'") == "t"
    (verdict,) = await found(sufferer, "counters_lost")  # pg_stat_database does not say so
    assert "are counted since" in verdict.finding.detail
    own = {**THRESHOLDS, "unused_days": replace(THRESHOLDS["unused_days"], least=0.0)}
    seen = await asked(sufferer, "unused_index", own)
    assert not [each for each in seen.verdicts if each.finding.object == "used_a_idx"]
    assert "younger" in seen.unknown[0].reason


async def test_a_damaged_page(sufferer: Server) -> None:
    assert not await found(sufferer, "checksums_off")
    sql(sufferer, "create table damaged as select g, repeat('x', 500) as b from generate_series(1, 100) as g")
    sql(sufferer, "checkpoint")
    path = sufferer.data / sql(sufferer, "select pg_relation_filepath('damaged')")
    pg_ctl(sufferer, "stop", "-m", "fast")
    with path.open("r+b") as file:
        file.seek(8192 + 4000)
        file.write(b"damage")
    start(sufferer)
    assert not await found(sufferer, "checksum_failures")
    with pytest.raises(Exception, match="invalid page"):
        sql(sufferer, "select sum(length(b)) from damaged")
    (verdict,) = await until(sufferer, "checksum_failures", True)
    assert verdict.finding.level.value == "error"
    sql(sufferer, "drop table damaged")
    sql(sufferer, "select pg_stat_reset()")
    assert not await found(sufferer, "checksum_failures")


def pg_ctl(server: Server, *words: str) -> None:
    program = str(server.binaries.program("pg_ctl"))
    command = [program, "-s", "-D", str(server.data), *words]
    done = subprocess.run(command, cwd="/", capture_output=True, check=False, **server.account.process)
    assert done.returncode == 0, done.stderr


def start(server: Server) -> None:
    options = (server.data / "postmaster.opts").read_text().split(" ", 1)[1].strip()
    quoted = " ".join(part.replace('"-c"', "-c") for part in options.split())
    program = str(server.binaries.program("pg_ctl"))
    command = [program, "-s", "-D", str(server.data), "start", "-w", "-l", str(server.log), "-o", quoted]
    done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, check=False, **server.account.process)
    assert done.returncode == 0
