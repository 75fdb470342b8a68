"""One of a crowd that books: a process of its own. `python -m tests.bookings.crowd SPECIFICATION` prints one line an
attempt: what was tried, whether it was done, and what was said.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from console.bookings.operations import new
from console.bookings.places import Bookings, read_bookings, read_places
from console.errors import Problem
from console.records.opened import Records, open_records
from console.records.operations import move
from console.records.record import read_record
from console.records.session import record_session
from tests.guard.console import Console, console


@dataclass(frozen=True, slots=True)
class Crowd:
    """What one of them is to do. `buy` and `ended` are statements, for who needs no console."""

    params: dict[str, Any]
    folder: str
    role: str
    attempts: int
    seed: int
    things: list[str]
    people: list[str]
    most: int
    buy: str
    live: str


def said(what: str, done: bool, detail: str) -> None:
    print(json.dumps({"what": what, "done": done, "detail": detail}), flush=True)


def shop(crowd: Crowd, dice: random.Random) -> None:
    """A web shop: its own SQL, which knows nothing of consoles."""
    with psycopg.connect(**crowd.params, autocommit=True) as connection:
        for _ in range(crowd.attempts):
            binds = {
                "thing": dice.choice(crowd.things),
                "person": dice.choice(crowd.people),
                "seats": dice.randint(1, crowd.most),
            }
            try:
                with connection.transaction():
                    claims = json.dumps({"sub": binds["person"]})
                    connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
                    for statement in crowd.buy.split(";"):
                        bought = connection.execute(sql.SQL(statement), binds)
                    done = bought.rowcount == 1
                said("buy", done, "" if done else "sold out")
            except psycopg.Error as error:
                said("buy", False, str(error).splitlines()[0])


async def book(crowd: Crowd, dice: random.Random, on: Console, records: Records, kind: Bookings) -> None:
    """A console: it plans what it sees, and runs it a little later."""
    for _ in range(crowd.attempts):
        async with record_session(on.link.database) as session:
            places = await read_places(session, records, kind, (dice.choice(crowd.things),))
            person = await read_record(session, records, kind.people, (dice.choice(crowd.people),))
        assert places is not None
        assert person is not None
        operation = new(records, kind, places, person, dice.randint(1, crowd.most))
        await run("book", on, operation)


async def cancel(crowd: Crowd, dice: random.Random, on: Console, records: Records, kind: Bookings) -> None:
    """A console that gives seats back."""
    transition = kind.own.definition.transition("cancel")
    assert transition is not None
    for _ in range(crowd.attempts):
        async with record_session(on.link.database) as session:
            live = await session.mappings(sql.SQL(crowd.live).format(), {"things": crowd.things})
            booking = await read_record(session, records, kind.own, (dice.choice(live)["id"],)) if live else None
        if booking is None:
            said("cancel", False, "nothing is booked")
            continue
        try:
            operation = move(records, booking, transition)
        except Problem as problem:  # another one was quicker
            said("cancel", False, str(problem))
            continue
        await run("cancel", on, operation)


async def run(what: str, on: Console, operation: Any) -> None:
    try:
        plan = await on.plan(operation)
        if plan.refusals:
            said(what, False, f"{plan.refusals[0].what} {plan.refusals[0].why}")
            return
        outcome = await on.do(plan)
        said(what, outcome.done, outcome.end.detail if not outcome.done else operation.key)
    except Problem as problem:
        said(what, False, str(problem))


async def consoles(crowd: Crowd, dice: random.Random) -> None:
    async with console(crowd.params, Path(crowd.folder)) as on:
        async with record_session(on.link.database) as session:
            records = await open_records(session, "test")
            (kind,) = await read_bookings(session, records)
        await (book if crowd.role == "book" else cancel)(crowd, dice, on, records, kind)


def main(specification: Mapping[str, Any]) -> None:
    crowd = Crowd(**specification)
    dice = random.Random(crowd.seed)  # noqa: S311  # a test's
    if crowd.role == "buy":
        shop(crowd, dice)
    else:
        asyncio.run(consoles(crowd, dice))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
