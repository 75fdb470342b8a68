"""Where faults are made: a server of their own whose commits are waited for, a table, and what is true of it."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from console.core.target import Identity, Target
from console.database.opening import Link
from console.guard.connection import Patience
from console.guard.events import Entry, Result
from console.guard.journal import FileJournal
from console.guard.operation import Lock, Operation, Risk, Step, no_reverse
from console.guard.outcome import Outcome
from console.guard.planning import make_plan
from console.guard.runner import Runner
from console.guard.settling import settle_unknown
from console.guard.transaction import Progress
from console.scratch.server import Server
from tests.faults.proxy import Proxy
from tests.guard.console import change_rows, no_secret, no_tunnel, query, target_of
from tests.servers import binaries_of

IMPATIENT = Patience(grace=0.4, commit=0.6, asking=0.8, pauses=(0.05, 0.1))
TABLE = """
create table things (id int primary key, value text not null, note text);
create table extras (id int primary key, thing int references things (id) deferrable initially deferred);
"""


def start_server(major: int, *, tcp: bool = False) -> Server:
    """A server whose COMMIT is on its disk when it answers, as a real one's."""
    settings = {"max_connections": "60", "synchronous_commit": "on", "wal_level": "replica", "max_wal_senders": "5"}
    return Server.start(binaries_of(major), settings=settings, fast=True, tcp=tcp)


class Ground:
    """One database on a server, reached over a wire that can be cut."""

    def __init__(self, server: Server, name: str, *, dial: Callable[[], socket.socket] | None = None) -> None:
        self.server = server
        self.name = name
        self.pooled = dial is not None
        server.create_database(name)
        self.psql(TABLE)
        self.proxy = Proxy(dial or self._dial)
        system, oid = self.psql(
            "select system_identifier, d.oid from pg_control_system(), pg_database d where datname = current_database()"
        ).split("|")
        self.identity = Identity(system, int(oid))

    @property
    def params(self) -> dict[str, Any]:
        """Over the wire."""
        return {**self.server.params(self.name), "host": "127.0.0.1", "port": str(self.proxy.port)}

    def psql(self, sql: str) -> str:
        """Past the wire."""
        return self.server.psql(self.name, sql=sql).removesuffix("\n")

    def beside(self) -> psycopg.Connection[Any]:
        """A session of somebody else, past the wire."""
        params: dict[str, Any] = {**self.server.params(self.name), "application_name": "beside"}
        return psycopg.connect(**params)

    def add(self, number: int) -> None:
        self.psql(f"insert into things values ({number}, 'old')")

    def value(self, number: int) -> str:
        return self.psql(f"select value from things where id = {number}")

    def end_sessions(self) -> None:
        """Kill every backend of ours, as an administrator does."""
        self.psql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'greenroom'")

    def hold_commits(self) -> None:
        """COMMIT is written down and then waits for a standby that does not exist."""
        self.server.psql("postgres", sql="alter system set synchronous_standby_names = 'nobody'")
        self.server.psql("postgres", sql="select pg_reload_conf()")
        self.wait_until("select current_setting('synchronous_standby_names') = 'nobody'")

    def release_commits(self) -> None:
        self.server.psql("postgres", sql="alter system reset synchronous_standby_names")
        self.server.psql("postgres", sql="select pg_reload_conf()")
        self.wait_until("select current_setting('synchronous_standby_names') = ''")

    def wait_until(self, question: str, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while self.psql(question) != "t":
            assert time.monotonic() < deadline, question
            time.sleep(0.02)

    def settled(self) -> None:
        """Wait until no transaction of ours is open any more."""
        self.wait_until(
            "select not exists (select 1 from pg_stat_activity "
            "where application_name = 'greenroom' and state <> 'idle' and xact_start is not null)"
        )

    def stop_at_once(self) -> None:
        """As a machine that loses power: nothing is written down any more."""
        self._pg_ctl("stop", "-m", "immediate")

    def start_again(self) -> None:
        options = (self.server.data / "postmaster.opts").read_text().split(" ", 1)[1].strip()
        quoted = " ".join(part.replace('"-c"', "-c") for part in options.split())
        self._pg_ctl("start", "-w", "-l", str(self.server.log), "-o", quoted)

    def close(self) -> None:
        self.proxy.close()
        self.server.drop_database(self.name)

    def _pg_ctl(self, *words: str) -> None:
        program = str(self.server.binaries.program("pg_ctl"))
        done = subprocess.run(
            [program, "-s", "-D", str(self.server.data), *words],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            **self.server.account.process,
        )
        assert done.returncode == 0, done.stderr

    def _dial(self) -> socket.socket:
        wire = socket.socket(socket.AF_UNIX)
        try:
            wire.connect(f"{self.server.sockets}/.s.PGSQL.{self.server.port}")
        except OSError:
            wire.close()
            raise
        return wire


def set_value(number: int, value: str = "new", *, seconds: float = 1.0) -> Operation:
    """The operation that faults are made to."""
    operation = change_rows(
        "update {} set value = %(value)s where id = %(id)s",
        "public.things",
        "id",
        [number],
        columns=["value"],
        value=value,
        id=number,
    )
    (step,) = operation.steps
    return replace(operation, steps=(replace(step, seconds=seconds),))


class Person:
    """Who runs operations on a ground, with a journal of theirs."""

    def __init__(self, ground: Ground, folder: Path, target: Target | None = None) -> None:
        self.ground = ground
        self.target = target or target_of(ground.params, identity=ground.identity)
        self.link = Link(self.target, no_secret, no_tunnel)
        self.journal = FileJournal(folder)
        self.runner = Runner(self.target, self.link, self.journal, patience=IMPATIENT)

    async def do(self, operation: Operation, progress: Progress | None = None) -> Outcome:
        plan = await make_plan(operation, self.link, self.target)
        return await self.runner.run(plan, [ask.phrase for ask in plan.asks], "", progress)

    async def settle(self, patience: float = 3.0) -> dict[str, Outcome]:
        """What the next start asks before anything else."""

        async def way(entry: Entry) -> Link:
            return self.link

        return {each.entry: each for each in await settle_unknown(self.journal, way, patience=patience)}

    async def said(self, entry: str) -> Result:
        """What the journal says in the end."""
        found = await self.journal.entry(entry)
        assert found.end, "the journal says nothing"
        return found.end.result

    async def close(self) -> None:
        await self.link.close()
        self.journal.close()


@asynccontextmanager
async def person(ground: Ground, folder: Path) -> AsyncIterator[Person]:
    one = Person(ground, folder)
    try:
        yield one
    finally:
        await one.close()


def build_index(name: str = "things_value", *, seconds: float = 20.0) -> Operation:
    """A statement without a transaction, and the query that says whether it took."""
    valid = query(
        "select exists (select 1 from pg_catalog.pg_index as i inner join pg_catalog.pg_class as c "
        "on c.oid = i.indexrelid where c.relname = %(name)s and i.indisvalid)",
        name=name,
    )
    step = Step(
        title=f"Build {name}",
        query=query("create index concurrently {} on {} (value)", name, "public.things"),
        utility=True,
        transactional=False,
        locks=(Lock("public", "things", "SHARE UPDATE EXCLUSIVE"),),
        settled=valid,
        seconds=seconds,
    )
    return Operation(
        name="test.index",
        title="Build",
        subject=name,
        kind="index",
        key=name,
        risk=Risk.CAREFUL,
        steps=(step,),
        reverse=no_reverse("it is dropped by hand"),
    )
