"""Faults at random, from a printed seed: whatever happens, the journal ends by saying what happened.

GREENROOM_FAULT_SEED runs one seed again.
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from console.errors import Problem
from console.guard.events import Result
from console.guard.operation import Change, Operation
from console.guard.transaction import Stage
from tests.faults.conftest import Grounds
from tests.faults.ground import Ground, Person, person, set_value
from tests.faults.test_process import full_disk
from tests.guard.console import change_rows
from tests.servers import MAJORS

STAGES = [stage for stage in Stage if stage not in (Stage.HOOKS, Stage.ASKING, Stage.WAITING)]


class Run:
    """One operation on one row, one fault at one stage, and what is true afterwards."""

    def __init__(self, ground: Ground, one: Person, number: int, chance: random.Random) -> None:
        self.ground = ground
        self.one = one
        self.number = number
        self.chance = chance
        self.stage = chance.choice(STAGES)
        self.kind = chance.choice(["update", "update", "insert", "delete", "two"])
        faults = ["kill", "drop", "lose_out", "lose_back", "cancel", "other", "disk", "word", "none", "deferred"]
        self.fault = chance.choice(faults)
        self.pending: list[asyncio.Task[bool]] = []
        self.full: list[object] = []

    def __str__(self) -> str:
        return f"run {self.number}: {self.kind}, {self.fault} at {self.stage.value}"

    def operation(self) -> Operation:
        table, number, key = "public.things", self.number, [self.number]
        match self.kind:
            case "insert":
                text = "insert into {} values (%(id)s, 'new')"
                return change_rows(text, table, "id", key, change=Change.INSERT, columns=["id", "value"], id=number)
            case "delete":
                return change_rows(
                    "delete from {} where id = %(id)s", table, "id", key, change=Change.DELETE, id=number
                )
            case "two":
                text = "update {} set value = 'new' where id in (%(id)s, -%(id)s)"
                return change_rows(text, table, "id", [self.number, -self.number], columns=["value"], id=number)
        return set_value(self.number)

    def prepare(self) -> None:
        if self.kind != "insert":
            self.ground.add(self.number)
        if self.kind == "two":
            self.ground.add(-self.number)

    def is_done(self) -> bool:
        found = self.ground.psql(
            f"select coalesce(string_agg(value, ',' order by id), '') from things where abs(id) = {self.number}"
        )
        assert found in {"", "old", "new", "old,old", "new,new", "theirs"}, f"{self}: half of it was done: {found}"
        return {"insert": "new", "delete": "", "two": "new,new"}.get(self.kind, "new") == found

    def strike(self, now: Stage, _: str) -> None:
        if now is not self.stage:
            return
        proxy = self.ground.proxy
        match self.fault:
            case "kill":
                self.ground.end_sessions()
            case "drop":
                proxy.drop()
            case "lose_out":
                proxy.swallow_out = proxy.refuse = True
            case "lose_back":
                proxy.swallow_back = proxy.refuse = True
            case "cancel":
                self.pending.append(asyncio.create_task(self.one.runner.cancel()))
            case "other" if now in (Stage.INTENT, Stage.CONNECTED, Stage.BEGUN) and self.kind == "update":
                self.ground.psql(f"update things set value = 'theirs' where id = {self.number}")
            case "disk":
                self.full.append(full_disk(Path()))
                self.full[-1].__enter__()  # type: ignore[attr-defined]
            case "word":
                proxy.word = self.chance.choice([b"COMMIT", b"update", b"pg_current_xact_id", b"constraints"])
                proxy.at_word = self.chance.choice(
                    [
                        lambda wire: wire.drop(),
                        lambda wire: setattr(wire, "swallow_out", True),
                        lambda wire: setattr(wire, "swallow_back", True),
                    ]
                )
                proxy.refuse = self.chance.random() < 0.7

    async def go(self) -> None:
        self.prepare()
        if self.fault == "deferred" and self.kind != "insert":
            self.ground.psql(f"insert into extras values ({self.number}, {self.number})")
        entry, result = "", Result.NOT_DONE
        try:
            outcome = await self.one.do(self.operation(), self.strike)
            entry, result = outcome.entry, outcome.result
        except Problem:
            assert not self.is_done(), f"{self}: refused, and done"
        finally:
            for limit in self.full:
                limit.__exit__(None, None, None)  # type: ignore[attr-defined]
        await asyncio.gather(*self.pending)
        self.ground.proxy.heal()
        self.ground.settled()
        await self.one.settle()
        if not entry:
            return
        done = self.is_done()
        said = await self.one.said(entry)
        assert said is (Result.DONE if done else Result.NOT_DONE), f"{self}: the journal says {said.value}"
        assert result in (said, Result.UNKNOWN), f"{self}: {result.value} was said first"


async def runs(grounds: Grounds, folder: Path, count: int, where: int | str) -> None:
    seed = int(os.environ.get("GREENROOM_FAULT_SEED") or random.SystemRandom().randrange(10**9))
    print(f"seed {seed} on {where}: GREENROOM_FAULT_SEED={seed}")
    chance = random.Random(seed)  # noqa: S311
    ground = grounds.bounced() if where == "pgbouncer" else grounds.direct(int(where))
    try:
        async with person(ground, folder) as one:
            for number in range(1, count + 1):
                run = Run(ground, one, number, chance)
                print(run)
                await run.go()
            assert (await one.journal.verify()).whole
    finally:
        ground.close()


@pytest.mark.parametrize("where", [max(MAJORS), "pgbouncer"])
async def test_thirty_runs(grounds: Grounds, where: int | str, tmp_path: Path) -> None:
    await runs(grounds, tmp_path, 15, where)


@pytest.mark.long
@pytest.mark.parametrize("where", [*MAJORS, "pgbouncer"])
async def test_a_thousand_runs(grounds: Grounds, where: int | str, tmp_path: Path) -> None:
    await runs(grounds, tmp_path, 1_000 // (len(MAJORS) + 1) + 1, where)
