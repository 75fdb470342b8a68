"""What the tests of the launcher share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.scratch.binaries import Binaries
from tests.scratch.owners import reachable_folder
from tests.servers import binaries_of


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder that the server's account can reach; the test fails if a server still runs in it afterwards."""
    with reachable_folder() as folder:
        yield folder


@pytest.fixture
def fifteen() -> Binaries:
    return binaries_of(15)


@pytest.fixture
def eighteen() -> Binaries:
    return binaries_of(18)
