"""Real servers for the tests: one for each major, PgBouncer and a standby. Each starts when it is first asked for.

    server               a server of each major in GREENROOM_PG_MAJORS; the test runs once for each
    server15, server18   only that one
    database             a fresh, empty database on `server`, dropped afterwards; database15, database18
    system               system("event_cms") is a fresh copy of a sample system on `server`; system15, system18.
                         With anchor=date(…) its rows are the same every day
    pgbouncer            a fresh database behind PgBouncer in transaction mode; pgbouncer_session in session mode
    standby              a streaming standby and its primary

PostgreSQL 15 is the distribution's, with contrib and TLS; 16 and 18 are the wheel's, without.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.errors import MissingComponent
from console.scratch.account import current_account
from console.scratch.binaries import Binaries, find_binaries
from console.scratch.folders import temporary_place
from console.scratch.server import Server, free_port
from tests.components import require

MAJORS = tuple(int(major) for major in os.environ.get("GREENROOM_PG_MAJORS", "15,18").split(","))
HINTS = {15: "Run: apt-get install postgresql-15", 16: "Run: pip install '.[demo]'", 18: "Run: pip install '.[demo]'"}


@dataclass(frozen=True, slots=True)
class Database:
    """One database on a server of ours, and how to reach it."""

    server: Server
    name: str

    @property
    def params(self) -> dict[str, Any]:
        """libpq parameters: `psycopg.connect(**database.params)`."""
        return self.server.params(self.name)

    @property
    def uri(self) -> str:
        return self.server.uri(self.name)

    def psql(self, sql: str) -> str:
        """What the statements print: one row a line, columns separated by `|`, the last line feed removed."""
        return self.server.psql(self.name, sql=sql).removesuffix("\n")


@dataclass(frozen=True, slots=True)
class Pooled:
    """A database behind PgBouncer: `params` go through it, `database.params` past it."""

    database: Database
    port: int
    mode: str

    @property
    def params(self) -> dict[str, Any]:
        return self.database.params | {"host": "127.0.0.1", "port": str(self.port)}

    @property
    def uri(self) -> str:
        return f"postgresql://{self.database.server.user}@127.0.0.1:{self.port}/{self.database.name}"


@dataclass(frozen=True, slots=True)
class Standby:
    """A standby that streams from `primary`. `catch_up` waits until it has replayed all that the primary wrote."""

    server: Server
    primary: Server

    def catch_up(self, seconds: float = 10) -> None:
        written = self.primary.psql("postgres", sql="select pg_current_wal_insert_lsn()").strip()
        question = f"select pg_last_wal_replay_lsn() >= '{written}'::pg_lsn"
        deadline = time.monotonic() + seconds
        while self.server.psql("postgres", sql=question).strip() != "t":
            assert time.monotonic() < deadline, f"the standby did not reach {written} in {seconds} s"
            time.sleep(0.02)


class Servers:
    """The servers of this test process, by name, and the sample systems that were loaded into each."""

    def __init__(self) -> None:
        self._running: dict[str, Server] = {}
        self._templates: dict[tuple[Server, str, float, date | None], str] = {}
        self._numbers = itertools.count(1)

    def of_major(self, major: int) -> Server:
        """The plain server of a major version, reached by its socket."""
        return self._start(f"pg{major}", major)

    def tcp(self) -> Server:
        """PostgreSQL 15 on 127.0.0.1: what PgBouncer and the standby stand on."""
        return self._start("tcp", 15, tcp=True)

    def standby(self) -> Standby:
        primary = self.tcp()
        address = ("-h", str(primary.sockets), "-p", str(primary.port), "-U", primary.user)
        backup = ("pg_basebackup", *address, "-R", "-C", "-S", "standby", "-X", "stream", "-c", "fast", "--no-sync")
        return Standby(self._start("standby", 15, tcp=True, create=backup), primary)

    def new_database(self, server: Server, template: str | None = None) -> Database:
        database = Database(server, f"test_{next(self._numbers)}")
        server.create_database(database.name, template)
        return database

    def new_system(self, server: Server, system: str, scale: float, anchor: date | None) -> Database:
        """A copy of a sample system, which is loaded once into a template."""
        key = (server, system, scale, anchor)
        if key not in self._templates:
            from console.demo.loading import load  # only tests of systems need it

            template = f"template_{system}_{len(self._templates)}"
            load(server, template, system, scale, anchor=anchor)
            self._templates[key] = template
        return self.new_database(server, self._templates[key])

    def stop(self) -> None:
        for server in reversed(self._running.values()):  # a standby before its primary
            server.stop()

    def _start(self, name: str, major: int, *, tcp: bool = False, create: tuple[str, ...] = ()) -> Server:
        if name not in self._running:
            binaries = binaries_of(major)
            settings = {"max_connections": "60"}
            if major == 15:
                settings["shared_preload_libraries"] = "pg_stat_statements"
            self._running[name] = Server.start(binaries, settings=settings, fast=True, tcp=tcp, create=create)
        return self._running[name]


def binaries_of(major: int) -> Binaries:
    """The programs of a major version; skips the test where they are not installed."""
    found = None
    with contextlib.suppress(MissingComponent):
        found = find_binaries(major)
    require(f"PostgreSQL {major}", found, HINTS.get(major, ""))
    assert found
    return found


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    running = Servers()
    yield running
    running.stop()


@pytest.fixture(scope="session", params=MAJORS, ids=lambda major: f"pg{major}")
def server(request: pytest.FixtureRequest, servers: Servers) -> Server:
    return servers.of_major(request.param)


@pytest.fixture(scope="session")
def server15(servers: Servers) -> Server:
    return servers.of_major(15)


@pytest.fixture(scope="session")
def server18(servers: Servers) -> Server:
    return servers.of_major(18)


@contextlib.contextmanager
def _fresh(servers: Servers, server: Server) -> Iterator[Database]:
    database = servers.new_database(server)
    yield database
    server.drop_database(database.name)


@pytest.fixture
def database(servers: Servers, server: Server) -> Iterator[Database]:
    with _fresh(servers, server) as database:
        yield database


@pytest.fixture
def database15(servers: Servers, server15: Server) -> Iterator[Database]:
    with _fresh(servers, server15) as database:
        yield database


@pytest.fixture
def database18(servers: Servers, server18: Server) -> Iterator[Database]:
    with _fresh(servers, server18) as database:
        yield database


@contextlib.contextmanager
def _systems(servers: Servers, server: Server) -> Iterator[Callable[..., Database]]:
    copies: list[Database] = []

    def copy(name: str, scale: float = 1, anchor: date | None = None) -> Database:
        copies.append(servers.new_system(server, name, scale, anchor))
        return copies[-1]

    yield copy
    for database in copies:
        server.drop_database(database.name)


@pytest.fixture
def system(servers: Servers, server: Server) -> Iterator[Callable[..., Database]]:
    with _systems(servers, server) as copy:
        yield copy


@pytest.fixture
def system15(servers: Servers, server15: Server) -> Iterator[Callable[..., Database]]:
    with _systems(servers, server15) as copy:
        yield copy


@pytest.fixture
def system18(servers: Servers, server18: Server) -> Iterator[Callable[..., Database]]:
    with _systems(servers, server18) as copy:
        yield copy


@pytest.fixture(scope="session")
def standby(servers: Servers) -> Standby:
    return servers.standby()


@pytest.fixture(scope="session")
def _transaction_pooler(servers: Servers) -> Iterator[int]:
    with _pgbouncer(servers.tcp(), "transaction") as port:
        yield port


@pytest.fixture(scope="session")
def _session_pooler(servers: Servers) -> Iterator[int]:
    with _pgbouncer(servers.tcp(), "session") as port:
        yield port


@pytest.fixture
def pgbouncer(servers: Servers, _transaction_pooler: int) -> Iterator[Pooled]:
    with _fresh(servers, servers.tcp()) as database:
        yield Pooled(database, _transaction_pooler, "transaction")


@pytest.fixture
def pgbouncer_session(servers: Servers, _session_pooler: int) -> Iterator[Pooled]:
    with _fresh(servers, servers.tcp()) as database:
        yield Pooled(database, _session_pooler, "session")


@contextlib.contextmanager
def _pgbouncer(server: Server, mode: str) -> Iterator[int]:
    """The port of a PgBouncer in front of a server, with two server connections for each database."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    require("PgBouncer", program, "Run: apt-get install pgbouncer")
    assert program
    account = current_account()
    folder = Path(tempfile.mkdtemp(prefix="greenroom-pgbouncer-", dir=temporary_place(account)))
    port = free_port()
    (folder / "users.txt").write_text(f'"{server.user}" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
* = host=127.0.0.1 port={server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users.txt
stats_users = {server.user}
pool_mode = {mode}
default_pool_size = 2
max_client_conn = 100
server_reset_query = discard all
"""
    )
    for path in (folder, *folder.iterdir()):
        account.own(path)
    command = [program, "-q", str(folder / "pgbouncer.ini")]
    if setpriv := shutil.which("setpriv"):  # so that it ends with this process, whatever happens to it
        command = [setpriv, "--pdeathsig", "TERM", *command]
    with (folder / "log").open("wb") as log:
        pooler = subprocess.Popen(command, cwd="/", stdout=log, stderr=log, **account.process)
    try:
        _await_answer(server, port, pooler, folder / "log")
        yield port
    finally:
        pooler.terminate()
        pooler.wait(10)
        shutil.rmtree(folder)


def _await_answer(server: Server, port: int, pooler: subprocess.Popen[bytes], log: Path) -> None:
    question = [str(server.binaries.program("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + 10
    while subprocess.run(question, check=False).returncode:
        assert pooler.poll() is None, log.read_text()
        assert time.monotonic() < deadline, f"PgBouncer does not answer: {log.read_text()}"
        time.sleep(0.02)
