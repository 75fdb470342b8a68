"""A short soak: the console and the recorder beside pgbench. The hour is `make soak`."""

from __future__ import annotations

import json

import pytest

from tests.bench import soak
from tests.servers import binaries_of


@pytest.mark.long
def test_a_minute_on_a_busy_server(capsys: pytest.CaptureFixture[str]) -> None:
    binaries_of(15)
    soak.main(["--minutes", "1", "--json"])
    found = json.loads(capsys.readouterr().out)
    for each in found["items"]:
        assert each["connections"][1] <= soak.MOST_CONNECTIONS[each["name"]]
        assert each["memory_late_mib"] <= soak.MOST_GROWTH * each["memory_early_mib"]
        assert each["server_seconds"] > 0
    assert found["looks"] > 0
