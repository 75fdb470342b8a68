"""A server that asks for a password and logs who came: what refusals are counted on."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.scratch.server import Server
from tests.database.reading import superuser
from tests.servers import Database, Servers, binaries_of
from tests.targets.certificates import Authority


@dataclass(frozen=True, slots=True)
class Gate:
    """The server, and what its log says of a role."""

    server: Server

    def new_role(self, password: str) -> str:
        role = f"visitor_{secrets.token_hex(4)}"
        with closing(superuser(self.server.params())) as look:
            look.execute(f"create role {role} login password '{password}'".encode())
        return role

    def set_password(self, role: str, password: str) -> None:
        with closing(superuser(self.server.params())) as look:
            look.execute(f"alter role {role} password '{password}'".encode())
            look.execute("select pg_terminate_backend(pid, 2000) from pg_stat_activity where usename = %s", [role])

    def refused(self, role: str) -> int:
        """How often this role's password was refused."""
        return len(re.findall(f'password authentication failed for user "{role}"', self._log()))

    def let_in(self, role: str) -> int:
        """How often this role logged in."""
        return len(re.findall(f"connection authorized: user={role} ", self._log()))

    def _log(self) -> str:
        return self.server.log.read_text(errors="replace")


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """PostgreSQL 15 on 127.0.0.1 with TLS, where every login needs its password."""
    folder: Path = tmp_path_factory.mktemp("certificates")
    certificate = Authority.make(folder).sign(folder, "127.0.0.1", "localhost")
    settings = {"log_connections": "on", "log_line_prefix": ""}
    with Server.start(
        binaries_of(15), settings=settings, fast=True, tcp=True, tls=certificate, password=secrets.token_hex(8)
    ) as server:
        yield Gate(server)


@pytest.fixture(scope="module")
def shared(servers: Servers, server: Server) -> Iterator[Database]:
    """One database for a module's tests, which leave nothing in each other's way."""
    database = servers.new_database(server)
    yield database
    server.drop_database(database.name)
