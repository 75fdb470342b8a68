"""What the tests of the launcher share."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.scratch.binaries import Binaries
from console.scratch.server import Server
from tests.scratch.owners import reachable_folder
from tests.servers import binaries_of


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder that the server's account can reach; the test fails if a server still runs in it afterwards."""
    with reachable_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def _made() -> Iterator[Path]:
    with reachable_folder() as folder:
        Server.keep(binaries_of(18), folder / "kept").stop()
        yield folder / "kept"


@pytest.fixture
def kept(place: Path, _made: Path) -> Path:
    """A folder with the kept data of an 18 that nobody has open: copied, which is quicker than made."""
    subprocess.run(["cp", "-Rp", str(_made), str(place / "kept")], check=True)
    return place / "kept"


@pytest.fixture
def fifteen() -> Binaries:
    return binaries_of(15)


@pytest.fixture
def eighteen() -> Binaries:
    return binaries_of(18)
