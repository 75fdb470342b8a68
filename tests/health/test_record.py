"""The local record by itself: who writes, what is kept, what is a gap, what is told. No server."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.core.finding import Finding, Level, Unchecked
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.health.checks import Check, Triage, Verdict
from console.health.percentiles import estimated, estimated_of_all
from console.health.record import DAY, Record
from console.health.record_digest import read_digest
from console.health.record_file import RecordProblem, statement, writing
from console.health.record_keep import thin, write_runs
from console.health.record_standings import look, members
from console.health.record_states import FLAPPING_CHANGES, FLAPPING_HOLD, Standing, is_due, observed
from console.health.record_tell import acknowledge, read_standings, silence
from console.health.record_times import day_of, moment_of, seconds_of
from console.health.record_values import Moment, State, Trend, Way
from console.health.record_words import digest_text
from console.health.record_write import Look, Rank, Recorder
from console.health.statements import Statement
from console.health.tables import Table
from console.health.vitals import Counters, Recovery, Replication, Slot

HOUR = timedelta(hours=1)
_ZERO = Counters(0, None, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0, 0, 100)


def counters(at: float, commits: int) -> Counters:
    return replace(_ZERO, at=at, commits=commits, hit_blocks=commits * 1000)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made = Record(tmp_path / "state" / "health.sqlite")
    yield made
    made.close()


def fill(record: Record, name: str, rows: list[dict[str, Any]]) -> None:
    def job(connection: sqlite3.Connection) -> None:
        with writing(connection):
            connection.executemany(statement(name), rows)

    record.file.run(job)


def sample(at: float, value: float, *, step: int = 0, every: float = 10.0) -> dict[str, Any]:
    return {"target": 1, "step": step, "at": at, "every": every, "body": f'{{"connections": {value}}}'}


async def test_one_writes_and_one_that_tells_takes_over(record: Record) -> None:
    one, other = Recorder(record, "s", "shop", every=1), Recorder(record, "s", "shop", every=1)
    first = Look(counters=counters(1, 10))
    assert await one.tick(first)
    assert not await other.tick(first)
    teller = Recorder(record, "s", "shop", rank=Rank.RECORDER, every=1)
    assert await teller.tick(first)
    assert not await one.tick(first)
    await teller.leave()
    assert await one.claim()
    assert stat.S_IMODE(record.file.path.stat().st_mode) == 0o600
    assert await record.scope_named("shop") == "s"


async def test_rates_need_two_looks_and_the_same_counters(record: Record) -> None:
    recorder = Recorder(record, "s", "shop", every=0.001)
    for seen in (counters(1, 10), counters(2, 30), replace(counters(3, 40), since=datetime.now(UTC)), counters(4, 5)):
        await recorder.tick(Look(counters=seen))
        await asyncio.sleep(0.002)
    values = [each.value for each in await record.read_window("s", "transactions", HOUR)]
    assert [value for value in values if value is not None] == [20.0]
    assert await record.read_window("s", "standbys", HOUR) == ()  # nobody could tell: no zeros
    assert await record.read_window("elsewhere", "transactions", HOUR) == ()


async def test_a_gap_is_a_gap(record: Record) -> None:
    await Recorder(record, "s", "shop").claim()
    now = time.time()
    fill(record, "sample_add", [sample(now - 600 + at, at) for at in (*range(0, 200, 10), *range(400, 600, 10))])
    fill(record, "gap_open", [{"target": 1, "now": now - 400, "why": "gone"}])
    fill(record, "gap_close", [{"target": 1, "now": now - 205}])
    samples = await record.read_window("s", "connections", HOUR)
    assert [each.at - now for each in samples if each.value is None] == pytest.approx([-305], abs=1)
    few = await record.read_window("s", "connections", timedelta(seconds=600), until=now, points=6)
    assert [each.value is None for each in few] == [False, False, True, True, False, False]
    assert [gap.why for gap in await record.read_gaps("s", HOUR)] == ["gone"]
    assert isinstance(await record.state_at("s", now - 300), Unknown)
    moment = await record.state_at("s", now - 500)
    assert isinstance(moment, Moment)
    assert moment.figures == {"connections": 100.0}
    assert moment.span == 0


async def test_old_looks_become_means_and_the_file_is_bounded(record: Record) -> None:
    await Recorder(record, "s", "shop").claim()
    now = float(int(time.time()) // 3600 * 3600 + 1)
    times = [now - 2 * DAY + at for at in range(0, int(2 * DAY), 60) if not 3600 <= at < 7200]
    fill(record, "sample_add", [sample(at, 1 if index % 2 else 3, every=60) for index, at in enumerate(times)])

    def job(most: int) -> Any:
        def run(connection: sqlite3.Connection) -> dict[int, int]:
            with writing(connection):
                thin(connection, now, most)
            return dict(connection.execute("select step, count(*) from sample group by step").fetchall())

        return run

    kept = record.file.run(job(10**9))
    assert kept[0] == pytest.approx(1440, abs=2)
    assert kept[300] == pytest.approx(2 * 288 - 12, abs=2)
    assert kept[3600] == pytest.approx(47, abs=1)
    old = await record.read_window("s", "connections", timedelta(days=2), until=now)
    assert sum(each.value is None for each in old) == 1  # the hour without a look has no mean
    assert old[0].value == pytest.approx(2, abs=0.3)
    assert (old[0].low, old[0].high) == (1, 3)
    assert record.file.run(job(10**9)) == kept  # nothing is counted twice
    assert record.file.run(job(1)).get(0, 0) < kept[0] / 10


def finding(name: str, level: Level = Level.WARNING) -> Verdict:
    return Verdict(Finding(check=name, level=level, title="T", schema="public", object="t"), "3 ×", "", 1.0)


def triage(*verdicts: Verdict, unknown: tuple[str, ...] = ()) -> Triage:
    checks = tuple(Check(name, {"level": "warning", "title": "T", "why": "W"}) for name in ("a", "b"))
    return Triage(verdicts, tuple(Unchecked(name, Level.WARNING, "no right") for name in unknown), checks)


async def test_findings_come_and_go_but_not_while_nobody_can_see(record: Record) -> None:
    await Recorder(record, "s", "shop").claim()

    def looked(at: float, seen: Triage) -> None:
        record.file.run(lambda connection: look(connection, 1, at, seen))

    now = time.time()
    for seconds, seen in ((-50, triage()), (-40, triage(finding("a"))), (-30, triage(unknown=("a",))), (-20, triage())):
        fill(record, "sample_add", [sample(now + seconds, 1)])
        looked(now + seconds, seen)
    held = {}
    for seconds in (-45, -35, -25, -15):
        moment = await record.state_at("s", now + seconds)
        assert isinstance(moment, Moment)
        held[seconds] = [each.check for each in moment.findings]
    assert held == {-45: [], -35: ["a"], -25: ["a"], -15: []}


def test_a_state_counts_when_it_is_seen_again() -> None:
    well = observed(None, "a", State.OK, "", 0, 0)
    assert not is_due(well, 0)
    assert is_due(observed(None, "a", State.ERROR, "", 0, 0), 0)
    assert not is_due(observed(None, "a", State.WARNING, "", 0, 0), 0)  # what was so before is no alarm
    once = observed(well, "a", State.WARNING, "w", 10, 0)
    assert (once.state, once.candidate) == (State.OK, State.WARNING)
    assert observed(once, "a", State.OK, "", 20, 0).candidate is None
    twice = observed(once, "a", State.WARNING, "w", 20, 0)
    assert (twice.state, twice.since, is_due(twice, 20)) == (State.WARNING, 10, True)
    told = replace(twice, told=State.WARNING)
    assert not is_due(observed(told, "a", State.WARNING, "other words", 30, 0), 30)
    restless = observed(observed(told, "a", State.OK, "", 40, 0), "a", State.OK, "", 50, FLAPPING_CHANGES)
    assert restless.state is State.WARNING
    calm = observed(restless, "a", State.OK, "", 40 + FLAPPING_HOLD, FLAPPING_CHANGES)
    assert (calm.state, is_due(calm, 0)) == (State.OK, True)


def test_what_is_noted_is_told_when_it_is_worse_or_well() -> None:
    noted = Standing("a", State.WARNING, 0, told=State.OK, acknowledged=State.WARNING, acknowledged_by="ann")
    assert not is_due(noted, 10)

    def then(state: State) -> Standing:
        return observed(observed(noted, "a", state, "", 20, 0), "a", state, "", 30, 0)

    assert is_due(then(State.ERROR), 30)
    assert not is_due(then(State.OK), 30)  # nothing was told of it, so nobody waits for its end
    assert then(State.OK).acknowledged is None
    assert is_due(replace(then(State.OK), told=State.WARNING), 30)
    silent = replace(noted, acknowledged=None, silent_until=50.0)
    assert (is_due(silent, 40), is_due(silent, 60)) == (False, True)


async def test_a_slot_that_is_gone_until_somebody_takes_note(record: Record) -> None:
    await Recorder(record, "s", "shop").claim()
    slot = Slot("feed", "logical", None, None, True, 1, None, None, 0, None, None, None)
    seen = Replication((), (slot,), Recovery(False, None, None))

    now = time.time()

    def looked(at: float, *there: Slot) -> None:
        now_there = replace(seen, slots=there)
        record.file.run(lambda connection: members(connection, 1, at, now_there, standbys=False))

    looked(now - 30, slot)
    looked(now - 20)
    assert await record.read_gone("s") == ()  # the last look is too old to say
    fill(record, "sample_add", [sample(now, 1)])
    assert [(each.kind, each.name) for each in await record.read_gone("s")] == [("slot", "feed")]
    record.file.run(lambda connection: look(connection, 1, now, triage(finding("a"))))
    assert await acknowledge(record, "s", "all", "ann") == 2
    assert await record.read_gone("s") == ()
    assert {each.acknowledged_by for each in await read_standings(record, "s")} == {"ann", None}
    looked(now + 10, slot)
    looked(now + 20)
    looked(now + 30, slot)
    assert await record.read_gone("s") == ()  # it is back
    assert await silence(record, "s", "a", time.time() + 60) == 1
    with pytest.raises(UsageProblem):
        await silence(record, "s", "absent", None)


def table(octets: int, rows: int) -> Table:
    return Table(
        20_000, "public", "big", "r", None, False, octets, 0, 0, 0, rows, 0, 0, 0, 0, 0, 0, 0, 0, None, None, 1, 1
    )


async def test_growth_trend_and_digest(record: Record) -> None:
    recorder = Recorder(record, "s", "shop")
    await recorder.claim()
    now = time.time()
    size = {"target": 1, "oid": 20_000, "octets": 1000, "count_of_rows": 10}
    fill(record, "size_add", [{**size, "at": now - 3 * DAY}, {**size, "at": now - 2 * DAY}])
    await recorder.tick(Look(counters=counters(1, 1), tables=(table(5000, 50),)))
    grown = await record.growth("s", 20_000)
    assert not isinstance(grown, Unknown)
    assert (grown.grown, grown.rows_before, grown.rows, grown.name) == (4000, 10, 50, "big")
    assert isinstance(await record.growth("s", 1), Unknown)
    assert [each.oid for each in await record.growths("s")] == [20_000]
    assert record.file.run(lambda one: one.execute("select count(*) from size").fetchone()[0]) == 2  # one was the same

    days = [(datetime.now(UTC) - timedelta(days=back)).date().isoformat() for back in (5, 0)]
    fill(
        record, "score_set", [{"target": 1, "measure": "m", "day": day, "value": 4 - at} for at, day in enumerate(days)]
    )
    assert await record.trend("s", "m") == Trend(Way.DOWN, 4.0, 3.0, 5)
    assert isinstance(await record.trend("s", "other"), Unknown)

    slow = Statement("1", 10, "app", True, 4, 400.0, 100.0, 0, 0, 4, 0, 0, 0, None, 0, "select `x` | $1")
    fill(record, "sample_add", [sample(now - 2 * DAY, 1)])
    record.file.run(lambda one: write_runs(one, 1, now, [slow]))
    record.file.run(lambda one: look(one, 1, now, triage(finding("a"))))
    day, began, ended = day_of("today", datetime.now())
    digest = await read_digest(record, "s", day, began, ended)
    assert not isinstance(digest, Unknown)
    assert [each.mean_ms for each in digest.slow] == [100.0]
    assert [each.check for each in digest.new] == ["a"]
    assert [each.grown for each in digest.growth] == [4000]
    text = digest_text(digest, "sh|op")
    assert "sh\\|op" in text
    assert "Backups" in text
    empty = await read_digest(record, "s", day, began - 9 * DAY, ended - 9 * DAY)
    assert isinstance(empty, Unknown)


def test_a_percentile_is_an_estimate_or_unknown() -> None:
    seen = Statement("1", 1, "a", True, 1000, 10_000.0, 10.0, 500.0, 5.0, 1, 0, 0, 0, None, 0, "q")
    assert estimated(seen) == pytest.approx(19.3, abs=0.5)
    assert estimated(replace(seen, max_ms=12.0)) == 12.0
    assert isinstance(estimated(replace(seen, calls=3)), Unknown)
    assert estimated_of_all([seen]) == pytest.approx(19.3, abs=0.5)
    rare = replace(seen, calls=10, mean_ms=5000.0, max_ms=9000.0)
    assert estimated_of_all([seen, rare]) == pytest.approx(19.7, abs=0.7)
    assert isinstance(estimated_of_all([]), Unknown)


async def test_a_file_of_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "health.sqlite"
    path.write_text("a letter to a friend, long enough to be no header of a database at all " * 20)
    with pytest.raises(RecordProblem, match="cannot be used"):
        await Recorder(Record(path), "s", "shop").claim()
    assert path.read_text().startswith("a letter")


def test_spans_and_times() -> None:
    noon = datetime(2026, 11, 21, 12, 0)
    assert (seconds_of("90"), seconds_of("5m"), seconds_of("2h"), seconds_of("1.5d")) == (90, 300, 7200, 129_600)
    assert moment_of("11:00", noon) == datetime(2026, 11, 22, 11, 0).timestamp()
    assert day_of(None, noon)[0].isoformat() == "2026-11-20"
    for wrong in ("soon", "0s", "-5m", "1y"):
        with pytest.raises(UsageProblem):
            seconds_of(wrong)
