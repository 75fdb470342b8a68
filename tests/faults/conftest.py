"""Servers that faults are made to: their own, because they are killed."""

from __future__ import annotations

import contextlib
import itertools
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from console.scratch.server import Server
from tests.faults.ground import Ground, start_server
from tests.servers import MAJORS, _pgbouncer

_numbers = itertools.count(1)

DIRECT = [pytest.param(major, marks=() if major == max(MAJORS) else pytest.mark.long) for major in MAJORS]
"""Each major, directly. In the short run only the newest: the oldest is behind PgBouncer there."""


@dataclass
class Grounds:
    """Servers by what they are, started when they are first asked for."""

    stack: contextlib.ExitStack
    servers: dict[str, Server] = field(default_factory=dict)
    pooler: int = 0

    def direct(self, major: int) -> Ground:
        """A fresh database over a wire that can be cut."""
        name = f"pg{major}"
        if name not in self.servers:
            self.servers[name] = self.stack.enter_context(start_server(major))
        return Ground(self.servers[name], f"ground_{next(_numbers)}")

    def bounced(self) -> Ground:
        """The same through PgBouncer in transaction mode: the wire is between us and PgBouncer."""
        if "bounced" not in self.servers:
            self.servers["bounced"] = self.stack.enter_context(start_server(15, tcp=True))
            self.pooler = self.stack.enter_context(_pgbouncer(self.servers["bounced"], "transaction"))

        def dial() -> socket.socket:
            return socket.create_connection(("127.0.0.1", self.pooler))

        return Ground(self.servers["bounced"], f"ground_{next(_numbers)}", dial=dial)


@pytest.fixture(scope="session")
def grounds() -> Iterator[Grounds]:
    with contextlib.ExitStack() as stack:
        yield Grounds(stack)


@pytest.fixture(params=DIRECT, ids=str)
def ground(request: pytest.FixtureRequest, grounds: Grounds) -> Iterator[Ground]:
    """A database on each major, reached directly."""
    made = grounds.direct(request.param)
    yield made
    made.close()


@pytest.fixture(params=[*DIRECT, "pgbouncer"], ids=str)
def either(request: pytest.FixtureRequest, grounds: Grounds) -> Iterator[Ground]:
    """Directly on each major, and through PgBouncer."""
    made = grounds.bounced() if request.param == "pgbouncer" else grounds.direct(request.param)
    yield made
    made.close()
