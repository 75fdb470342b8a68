"""The server is failed over to a standby while we commit: another timeline answers, and it is not believed."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.guard.events import Result
from console.guard.transaction import Stage
from console.scratch.server import Server
from tests.faults.conftest import DIRECT
from tests.faults.ground import Ground, person, set_value, start_server
from tests.servers import binaries_of

_numbers = itertools.count(1)


class Pair:
    """A primary and its standby; the wire leads to one of them."""

    def __init__(self, primary: Server, standby: Server) -> None:
        self.primary = primary
        self.standby = standby
        self.leads_to = primary
        self.ground = Ground(primary, f"pair_{next(_numbers)}", dial=self._dial)

    def _dial(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.leads_to.port))

    def catch_up(self) -> None:
        written = self.primary.psql("postgres", sql="select pg_current_wal_insert_lsn()").strip()
        self.wait_standby(f"select pg_last_wal_replay_lsn() >= '{written}'::pg_lsn")

    def wait_standby(self, question: str) -> None:
        import time

        deadline = time.monotonic() + 15
        while self.standby.psql("postgres", sql=question).strip() != "t":
            assert time.monotonic() < deadline, question
            time.sleep(0.05)

    def fail_over(self) -> None:
        """The primary is gone, the standby takes over, the address leads to it."""
        self.ground.stop_at_once()
        self.standby.psql("postgres", sql="select pg_promote()")
        self.wait_standby("select not pg_is_in_recovery()")
        self.leads_to = self.standby


@pytest.fixture(params=DIRECT, ids=str)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with start_server(request.param, tcp=True) as primary:
        address = ("-h", str(primary.sockets), "-p", str(primary.port), "-U", primary.user)
        backup = ("pg_basebackup", *address, "-R", "-C", "-S", "standby", "-X", "stream", "-c", "fast", "--no-sync")
        with Server.start(
            binaries_of(request.param), settings={"max_connections": "60"}, fast=True, tcp=True, create=backup
        ) as standby:
            made = Pair(primary, standby)
            yield made
            made.ground.proxy.close()


async def test_another_timeline_is_not_believed(pair: Pair, tmp_path: Path) -> None:
    """What we committed reached the standby or not: on the new timeline its number proves nothing."""
    pair.ground.add(1)
    pair.catch_up()

    def progress(now: Stage, _: str) -> None:
        if now is Stage.COMMIT:
            pair.fail_over()

    async with person(pair.ground, tmp_path) as one:
        outcome = await one.do(set_value(1), progress)
        settled = await one.settle()
        assert outcome.result is Result.UNKNOWN
        assert settled[outcome.entry].end.how == "other_timeline"
        assert "timeline" in settled[outcome.entry].end.detail
        assert await one.said(outcome.entry) is Result.UNKNOWN
        # The console goes on working on the new primary.
        assert (await one.do(set_value(1, "after"))).done
    assert pair.standby.psql(pair.ground.name, sql="select value from things").strip() == "after"


async def test_a_plan_from_before_the_failover_is_not_run(pair: Pair, tmp_path: Path) -> None:
    pair.ground.add(1)
    await asyncio.to_thread(pair.catch_up)

    def progress(now: Stage, _: str) -> None:
        if now is Stage.INTENT:
            pair.fail_over()

    async with person(pair.ground, tmp_path) as one:
        outcome = await one.do(set_value(1), progress)
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "other_timeline")


async def test_a_standby_takes_no_writes(pair: Pair, tmp_path: Path) -> None:
    from console.errors import GuardProblem

    pair.ground.add(1)
    await asyncio.to_thread(pair.catch_up)
    pair.leads_to = pair.standby
    async with person(pair.ground, tmp_path) as one:
        with pytest.raises(GuardProblem, match="standby"):
            await one.do(set_value(1))
