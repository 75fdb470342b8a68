"""What the tests of screens stand on. No keyring and no file of the user is touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from console.demo.systems import find_system
from console.scratch.server import Server
from tests.screens.hostile_rows import HOSTILE_SETTINGS
from tests.servers import Database, Servers

ANCHOR = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """An exception that nobody expected fails the test; our folders and the working folder are the test's.

    With the sample system the working folder is its project: its migrations are below.
    """
    monkeypatch.setenv("GREENROOM_RAISE", "1")
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.chdir(tmp_path)
    if {"cms", "hostile"} & set(request.fixturenames):
        shutil.copytree(find_system("event_cms").migrations.path, tmp_path / "supabase" / "migrations")


@pytest.fixture(scope="session")
def cms(servers: Servers, server18: Server) -> Database:
    """The sample system, to look at only: every test of the session has the same."""
    return servers.new_system(server18, "event_cms", 1, ANCHOR)


@pytest.fixture(scope="session")
def nobody(server18: Server) -> str:
    """A role that may log in and nothing else."""
    server18.psql("postgres", sql="create role nobody login")
    return "nobody"


@pytest.fixture(scope="module")
def hostile(servers: Servers, server18: Server) -> Iterator[Database]:
    """A database whose settings, their table and their schema have every hostile text in every place."""
    database = servers.new_database(server18)
    database.psql(HOSTILE_SETTINGS)
    yield database
    server18.drop_database(database.name)
