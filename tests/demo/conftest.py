"""The sample system, loaded once for each server: tests that change rows put them back or take a copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from console.scratch.server import Server
from tests.servers import Database, Servers

TODAY = date.today()  # asked once: a run over midnight must not see two


@pytest.fixture(scope="session")
def cms(servers: Servers, server: Server) -> Iterator[Database]:
    """event_cms on the server. What a test changes here, it rolls back."""
    copy = servers.new_system(server, "event_cms", 1, TODAY)
    yield copy
    server.drop_database(copy.name)
