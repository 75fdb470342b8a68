"""Homes for the console of the tests, so that it reads and writes nothing of the user's."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from console.core.target import Access, Environment
from console.targets.store import TargetStore
from tests.screens.consoles import nowhere, target_of
from tests.screens.hostile_rows import ROLES, TEXTS, catalogue, literal, settings
from tests.servers import Database, Servers
from tests.terminal.pane import ROOT


def environment(home: Path) -> dict[str, str]:
    """The environment of a console that is at home in this folder."""
    places = {f"GREENROOM_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "EDITOR": "cat",
        "GREENROOM_URL": "",
        "PGSERVICE": "",
        **places,
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir(mode=0o700)
    return tmp_path


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    return environment(home)


@pytest.fixture(scope="module")
def demo_home() -> Iterator[Path]:
    """A home whose demo the first console makes and the next find. It stands where the server's account reaches it."""
    folder = Path(tempfile.mkdtemp(prefix="greenroom-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def hostile(servers: Servers) -> Iterator[Database]:
    """Settings with every hostile text in every place."""
    server = servers.of_major(18)
    database = servers.new_database(server)
    database.psql(settings(huge=30_000))
    yield database
    server.drop_database(database.name)


@pytest.fixture
def saved(home: Path, hostile: Database) -> TargetStore:
    """A file of targets: the hostile database twice, and one that is not there."""
    store = TargetStore(home / "config" / "targets.toml")
    store.add(target_of(hostile, "hostile", environment=Environment.PRODUCTION))
    store.add(target_of(hostile, "other", environment=Environment.LOCAL, access=Access.GUARDED))
    store.add(nowhere("gone"))
    return store


@pytest.fixture
def shapes(servers: Servers, saved: TargetStore) -> Iterator[Database]:
    """The target `shapes`: names and comments are hostile, and so is the query of a session that stays."""
    server = servers.of_major(18)
    database = servers.new_database(server)
    database.psql(catalogue())
    saved.add(target_of(database, "shapes", environment=Environment.LOCAL, access=Access.GUARDED))
    with closing(psycopg.connect(**database.params)) as stays:
        stays.execute(f"select {literal(' '.join(text[:6] for text in reversed(TEXTS)))}")
        yield database
    server.drop_database(database.name)
    server.psql("postgres", sql="".join(f"drop role {role};" for role in ROLES))
