"""Lines about looking things up among a million bookings: lists, records, one box; each beside the bare statement.

It makes its own server, of PostgreSQL 15, which has trigrams. Loading takes minutes, so it is asked for (`--full`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from console.database.session import Database
from console.demo.loading import load
from console.records.asked import request_of
from console.records.listing import Cursor, Lister, Request
from console.records.opened import Records, open_records
from console.records.resource import Resource
from console.records.search import search
from console.records.session import record_session
from console.records.showing import read_page
from console.scratch.binaries import find_binaries
from console.scratch.server import Server
from tests.bench.measure import Line, Sample, in_turn, tell
from tests.bench.stage import ANCHOR, Stage
from tests.database.reading import reading

LARGE, SCALE, TIMES = "bench_lookups", 500, 5
DEEP = 999_900
"""The row behind which the page 20,000 begins, of 50 each."""
BARE = Path(__file__).with_name("statements")
DATABASE_MS = 20.0
"""What one search may take, with all that is ours around it."""

Work = Callable[[], Awaitable[object]]


def lookups(stage: Stage, runs: int) -> list[Line]:
    """All of it, on a server of its own."""
    with Server.start(find_binaries(15), fast=True, settings={"shared_buffers": "256MB"}) as server:
        tell("Loading a million bookings")
        load(server, LARGE, "event_cms", SCALE, anchor=ANCHOR)
        server.psql(LARGE, Path(__file__).with_name("lookups.sql"))
        return measured(server.params(LARGE), runs)


def measured(params: Mapping[str, Any], runs: int) -> list[Line]:
    """The lines, on a database that is loaded."""
    with asyncio.Runner() as runner, psycopg.connect(**params, autocommit=True) as bare:
        opened = reading(params, connections=3)
        database = runner.run(opened.__aenter__())
        on = runner.run(_look(database, bare))
        lines = [*_lists(on, runner, runs), *_records(on, runner, runs), *_boxes(on, runner, runs)]
        runner.run(opened.__aexit__(None, None, None))
    return lines


class _On:
    """The database as the console has it, beside a bare connection."""

    def __init__(self, database: Database, records: Records, bare: psycopg.Connection[Any]) -> None:
        self.database, self.records, self.bare = database, records, bare
        rows = bare.execute((BARE / "examples.sql").read_bytes()).fetchone()
        assert rows is not None
        self.booking, self.reference, self.user, self.email, self.event, self.at, self.key = map(str, rows)
        self.kinds: dict[str, Resource] = {}

    def ask(self, name: str, **binds: Any) -> Callable[[], None]:
        """The bare statement of that name."""
        text = (BARE / f"{name}.sql").read_bytes()
        return lambda: _drop(self.bare.execute(text, binds).fetchall())


async def _look(database: Database, bare: psycopg.Connection[Any]) -> _On:
    async with record_session(database) as session:
        records = await open_records(session, "bench")
        on = _On(database, records, bare)
        for name in ("bookings", "events", "users"):
            on.kinds[name] = await records.resource(session, name)
    return on


def _drop(_: object) -> None:
    return None


def _pair(runner: asyncio.Runner, runs: int, ours: Work, **ways: Callable[[], None]) -> dict[str, Sample]:
    """Milliseconds of each, of which the smallest of a few is taken: what else runs here is not measured."""

    async def one() -> float:
        started = time.perf_counter()
        await ours()
        return 1_000 * (time.perf_counter() - started)

    def other(way: Callable[[], None]) -> float:
        started = time.perf_counter()
        way()
        return 1_000 * (time.perf_counter() - started)

    measures: dict[str, Callable[[], float]] = {"ours": lambda: min(runner.run(one()) for _ in range(TIMES))}
    for name, way in ways.items():
        measures[name] = lambda way=way: min(other(way) for _ in range(TIMES))  # type: ignore[misc]
    return in_turn(measures, runs)


def _lists(on: _On, runner: asyncio.Runner, runs: int) -> list[Line]:
    lister = Lister(on.records.catalogue, on.kinds["bookings"])
    events = Lister(on.records.catalogue, on.kinds["events"])
    published = request_of(on.records, on.kinds["events"], "status:PUBLISHED")
    mine = request_of(on.records, on.kinds["bookings"], f'user_id:"{on.user}"')

    def page(of: Lister, request: Request) -> Work:
        async def read() -> object:
            async with record_session(on.database) as session:
                return await of.page(session, request)

        return read

    deep = Request(after=Cursor(on.at, (on.key,)))
    first = _pair(runner, runs, page(lister, Request()), bare=on.ask("page"))
    far = _pair(
        runner, runs, page(lister, deep), bare=on.ask("page_after", at=on.at, key=on.key), offset=on.ask("page_offset")
    )
    listed = _pair(runner, runs, page(events, replace(published, size=20)), bare=on.ask("events"))
    own = _pair(runner, runs, page(lister, mine), bare=on.ask("of_user", user=on.user))
    note = "a transaction with its limits, the statement, and what is masked"
    return [
        Line("list, page 1", "ms", first["ours"], first["bare"], "the bare query", note=note),
        Line("list, page 20,000", "ms", far["ours"], far["bare"], "the bare query"),
        Line("list, page 20,000", "ms", far["ours"], far["offset"], "OFFSET", bar=1 / 10),
        Line("20 events", "ms", listed["ours"], listed["bare"], "the bare query", most=50),
        Line("bookings of a user", "ms", own["ours"], own["bare"], "the bare query", most=40),
    ]


def _records(on: _On, runner: asyncio.Runner, runs: int) -> list[Line]:
    def whole(kind: str, key: str) -> Work:
        async def read() -> object:
            return await read_page(on.database, on.records, on.kinds[kind], (key,), target="bench")

        return read

    async def statistics() -> object:
        lister = Lister(on.records.catalogue, on.kinds["bookings"])
        async with record_session(on.database) as session:
            return await lister.count(
                session, request_of(on.records, on.kinds["bookings"], "status:PENDING"), most=None
            )

    booking = _pair(runner, runs, whole("bookings", on.booking), bare=on.ask("booking", key=on.booking))
    event = _pair(runner, runs, whole("events", on.event), bare=on.ask("event", key=on.event))
    counted = _pair(runner, runs, statistics, bare=on.ask("pending"))
    note = "with what belongs to it, its checks, what may be done, what happened"
    return [
        Line("page of a booking", "ms", booking["ours"], booking["bare"], "the row alone", most=20, note=note),
        Line("page of an event", "ms", event["ours"], event["bare"], "the row alone", most=30),
        Line("pending bookings counted", "ms", counted["ours"], counted["bare"], "the bare query", most=200),
    ]


def _boxes(on: _On, runner: asyncio.Runner, runs: int) -> list[Line]:
    def box(text: str, *kinds: str) -> Work:
        async def ask() -> object:
            return [each async for each in search(on.database, on.records, text, kinds or None)]

        return ask

    asked = (
        ("find a reference", box(on.reference), on.ask("by_reference", text=on.reference)),
        ("find an e-mail", box(on.email), on.ask("by_email", text=on.email)),
        ("find a beginning", box(on.reference[:8]), on.ask("begins", text=on.reference[:8] + "%")),
        ("find half a name", box("quentin"), on.ask("named", text="%quentin%")),
        ("find two words", box("mia chen"), on.ask("named", text="%mia%chen%")),
        ("find what is not there", box("zzqqxx"), on.ask("named", text="%zzqqxx%")),
        ("find two letters", box("mi"), on.ask("named", text="mi%")),
        ("find words in events", box("open air jazz", "events"), on.ask("words", text="open air jazz")),
    )
    lines = []
    for what, ours, bare in asked:
        found = _pair(runner, runs, ours, bare=bare)
        most = 100.0 if what == "find words in events" else DATABASE_MS
        lines.append(Line(what, "ms", found["ours"], found["bare"], "one bare arm", most=most))
    return lines
