"""The connection, the server process or the server is lost at every point: the journal says what really happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from console.guard.events import Result
from console.guard.transaction import Stage
from tests.faults.ground import Ground, person, set_value

BEFORE_COMMIT = [Stage.CONNECTED, Stage.BEGUN, Stage.LOCKED, Stage.RAN, Stage.CHECKED, Stage.MARKED]

Fault = Callable[[Ground], None]


def end_sessions(ground: Ground) -> None:
    ground.end_sessions()


def drop(ground: Ground) -> None:
    ground.proxy.drop()


def lose_out(ground: Ground) -> None:
    ground.proxy.swallow_out = ground.proxy.refuse = True


def lose_back(ground: Ground) -> None:
    ground.proxy.swallow_back = ground.proxy.refuse = True


FAULTS = [end_sessions, drop, lose_out, lose_back]
EACH = [(stage, fault) for stage in BEFORE_COMMIT for fault in (end_sessions, drop)]
EACH += [(stage, fault) for stage in (Stage.CONNECTED, Stage.RAN, Stage.MARKED) for fault in (lose_out, lose_back)]


@pytest.mark.parametrize(("stage", "fault"), EACH)
async def test_lost_before_commit_is_not_done(either: Ground, stage: Stage, fault: Fault, tmp_path: Path) -> None:
    either.add(1)

    def progress(now: Stage, _: str) -> None:
        if now is stage:
            fault(either)

    async with person(either, tmp_path) as one:
        outcome = await one.do(set_value(1), progress)
        either.proxy.heal()
        if outcome.result is Result.UNKNOWN:  # COMMIT was sent into a wire that was dead already
            assert stage is Stage.MARKED
            either.settled()
            await one.settle()
        done = either.value(1) == "new"
        assert await one.said(outcome.entry) is (Result.DONE if done else Result.NOT_DONE)
        if either.pooled and (stage, fault) == (Stage.CONNECTED, end_sessions):
            return  # the pooler has not given us a server process yet: it takes another one
        if fault in (end_sessions, drop):
            assert outcome.result is Result.NOT_DONE
        if fault is not lose_back:
            assert not done


@pytest.mark.parametrize("fault", FAULTS)
async def test_lost_in_commit(either: Ground, fault: Fault, tmp_path: Path) -> None:
    """COMMIT is written down and not answered yet."""
    either.add(1)
    either.hold_commits()

    async def strike() -> None:
        question = "select exists (select 1 from pg_stat_activity where wait_event = 'SyncRep')"
        await asyncio.to_thread(either.wait_until, question)
        await asyncio.to_thread(fault, either)

    async with person(either, tmp_path) as one:
        striking = asyncio.create_task(strike())
        outcome = await one.do(set_value(1))
        await striking
        either.release_commits()
        either.proxy.heal()
        either.settled()
        await one.settle()
        assert either.value(1) == "new"
        assert await one.said(outcome.entry) is Result.DONE
        assert outcome.result in (Result.DONE, Result.UNKNOWN)


@pytest.mark.parametrize("way", ["never arrives", "answer is lost", "black hole", "cut before"])
async def test_the_wire_is_cut_at_commit(either: Ground, way: str, tmp_path: Path) -> None:
    either.add(1)

    def cut(proxy: object) -> None:
        match way:
            case "never arrives":
                lose_out(either)
            case "answer is lost":
                lose_back(either)
            case "black hole":  # new connections are taken and lead nowhere
                either.proxy.swallow_out = either.proxy.swallow_back = True
            case "cut before":
                either.proxy.drop()

    async with person(either, tmp_path) as one:

        def progress(now: Stage, _: str) -> None:
            if now is Stage.COMMIT:
                either.proxy.word = b"COMMIT"
                either.proxy.at_word = cut

        outcome = await one.do(set_value(1), progress)
        either.proxy.heal()
        either.settled()
        await one.settle()
        done = either.value(1) == "new"
        assert done == (way == "answer is lost")
        assert await one.said(outcome.entry) is (Result.DONE if done else Result.NOT_DONE)


@pytest.mark.parametrize("stage", [*BEFORE_COMMIT, Stage.COMMIT])
async def test_the_server_is_stopped_at_once(ground: Ground, stage: Stage, tmp_path: Path) -> None:
    ground.add(1)
    if stage is Stage.COMMIT:
        ground.hold_commits()

    def progress(now: Stage, _: str) -> None:
        if now is stage and stage is not Stage.COMMIT:
            ground.stop_at_once()

    async def strike() -> None:
        question = "select exists (select 1 from pg_stat_activity where wait_event = 'SyncRep')"
        await asyncio.to_thread(ground.wait_until, question)
        await asyncio.to_thread(ground.stop_at_once)

    async with person(ground, tmp_path) as one:
        striking = asyncio.create_task(strike()) if stage is Stage.COMMIT else None
        outcome = await one.do(set_value(1), progress)
        if striking:
            await striking
        ground.start_again()
        ground.release_commits()
        ground.proxy.heal()
        await one.settle()
        assert (ground.value(1) == "new") == (stage is Stage.COMMIT)
        assert await one.said(outcome.entry) is (Result.DONE if stage is Stage.COMMIT else Result.NOT_DONE)
