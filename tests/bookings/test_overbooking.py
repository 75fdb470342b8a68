"""Consoles, a web shop and somebody who cancels, all at once: never more seats than there are, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import Database

SPARE = 12
"""Seats that are left in each of the things that the crowd books."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a system books. `made` and `over` are counts: of live and ended bookings, of what is counted wrong."""

    things: str
    people: str
    most: int
    buy: str
    live: str
    made: str
    over: str
    wrong: str


EVENTS = Kind(
    things="""
    with chosen as (
        select id from public.events where status = 'PUBLISHED' and start_date > now() and capacity > booked_count + 12
        order by start_date, id limit 3
    )
    update public.events set capacity = booked_count + 12 where id in (select id from chosen) returning id
    """,
    people="select id from public.users where deleted_at is null order by id limit 60",
    most=3,
    buy="select (public.book_seats(%(thing)s::uuid, %(seats)s)).id",
    live="select id::text from public.bookings where event_id = any(%(things)s::uuid[]) and status = 'PENDING'",
    made="select count(*), count(*) filter (where status = 'CANCELLED') from public.bookings",
    over="select count(*) from public.events where booked_count > capacity",
    wrong="""
    select count(*) from public.events e where booked_count <> (
        select coalesce(sum(seats), 0) from public.bookings b
        where b.event_id = e.id and b.status in ('PENDING', 'CONFIRMED')
    )
    """,
)

CLASSES = Kind(
    things="""
    with chosen as (
        select id from yoga.class_schedules where status = 'scheduled' and scheduled_date > current_date
        order by scheduled_date, start_time, id limit 3
    )
    update yoga.class_schedules set max_participants = current_bookings + 12
    where id in (select id from chosen) returning id
    """,
    people="select id from yoga.members where membership_status = 'active' order by id limit 120",
    most=1,
    buy="""
    insert into yoga.bookings (class_schedule_id, member_id, booking_notes)
    select %(thing)s::uuid, %(person)s::uuid, repeat('.', %(seats)s)
    """,
    live="""
    select id::text from yoga.bookings
    where class_schedule_id = any(%(things)s::uuid[]) and status = 'confirmed' and booking_type = 'regular'
    """,
    made="select count(*), count(*) filter (where status = 'cancelled') from yoga.bookings",
    over="select count(*) from yoga.class_schedules where current_bookings > max_participants",
    wrong="""
    select count(*) from yoga.class_schedules c where current_bookings <> (
        select count(*) from yoga.bookings b
        where b.class_schedule_id = c.id and b.status <> 'cancelled' and b.booking_type <> 'waitlist'
    )
    """,
)

EXPLAINED = re.compile(
    r"Not so: \d places? free for .+|Not so: it is \w+ still|.*“\d places? free for .+|nothing is booked"
    r"|.+ cannot be moved by cancel\. It is \w+, not .+"
    r"|Somebody changed \d+ of its rows since the plan was made\.|.*within_capacity.*|.*bookings_one_live_key.*"
    r"|.*Somebody holds a lock.*|.*lock.*"
)
"""By the guard's own words, or by those of the constraint that stopped a shop."""


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Callable[..., list[dict[str, object]]]]:
    """Runs a crowd on a database and gives back every attempt; meanwhile nothing is ever over."""
    started: list[subprocess.Popen[str]] = []

    def run(database: Database, kind: Kind, processes: int, attempts: int) -> list[dict[str, object]]:
        things, people = database.psql(kind.things).split("\n"), database.psql(kind.people).split("\n")
        roles = ["book", "book", "buy", "cancel"] * (processes // 4)
        for number, role in enumerate(roles):
            words = {
                "params": {name: str(value) for name, value in database.params.items()},
                "folder": str(tmp_path / str(number)),
                "role": role,
                "attempts": attempts // processes,
                "seed": number,
                "things": things,
                "people": people,
                "most": kind.most,
                "buy": kind.buy,
                "live": kind.live,
            }
            environ = dict(os.environ) | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
            environ["GREENROOM_CONFIG_DIR"] = os.environ.get("GREENROOM_CONFIG_DIR", str(tmp_path / "config"))
            command = [sys.executable, "-m", "tests.bookings.crowd", json.dumps(words)]
            with (tmp_path / f"said{number}").open("w") as told:
                started.append(subprocess.Popen(command, stdout=told, env=environ, text=True))
        deadline = time.monotonic() + 900
        while any(each.poll() is None for each in started):
            assert database.psql(kind.over) == "0"
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert [each.returncode for each in started] == [0] * processes
        lines = [line for number in range(processes) for line in (tmp_path / f"said{number}").read_text().splitlines()]
        return [json.loads(line) for line in lines]

    yield run
    for each in started:
        each.kill()
        each.wait()


def _proven(database: Database, kind: Kind, run: Callable[..., list[dict[str, object]]], size: tuple[int, int]) -> None:
    processes, attempts = size
    before, ended = (int(each) for each in database.psql(kind.made).split("|"))
    found = run(database, kind, processes, attempts)
    assert len(found) == attempts
    booked = sum(bool(each["done"]) for each in found if each["what"] != "cancel")
    cancelled = sum(bool(each["done"]) for each in found if each["what"] == "cancel")
    assert database.psql(kind.over) == "0"
    assert database.psql(kind.wrong) == "0"
    assert database.psql(kind.made) == f"{before + booked}|{ended + cancelled}"
    refused = [str(each["detail"]) for each in found if not each["done"]]
    assert refused  # else the crowd was too small to prove anything
    assert {what for each in found if each["done"] for what in [each["what"]]} == {"book", "buy", "cancel"}
    assert [words for words in refused if not EXPLAINED.fullmatch(words)] == []


KINDS = [("event_cms", EVENTS), ("coffee_yoga", CLASSES)]


@pytest.mark.parametrize(("name", "kind"), KINDS, ids=["events", "classes"])
def test_four_at_once(
    system18: Callable[..., Database], crowd: Callable[..., list[dict[str, object]]], name: str, kind: Kind
) -> None:
    _proven(system18(name), kind, crowd, (4, 200))


@pytest.mark.long
@pytest.mark.parametrize(("name", "kind"), KINDS, ids=["events", "classes"])
def test_eight_at_once(
    system: Callable[..., Database], crowd: Callable[..., list[dict[str, object]]], name: str, kind: Kind
) -> None:
    _proven(system(name), kind, crowd, (8, 2_000))
