"""The line about the sample system at the size of a large customer. It takes minutes, so it is asked for (`--full`)."""

from __future__ import annotations

import time
from pathlib import Path

from console.demo.loading import load
from tests.bench.measure import Line, Sample, tell
from tests.bench.stage import ANCHOR, SAMPLE, Stage

BOOKINGS = 1_000_000
LARGE = "bench_large"
MOST_SECONDS = 120.0


def bookings(stage: Stage, runs: int) -> list[Line]:
    """Seconds until a million bookings and all that belongs to them are loaded. Measured once."""
    count = Path(__file__).with_name("bookings.sql")
    usual = int(stage.server.psql(SAMPLE, count))
    scale = -(-BOOKINGS // usual)
    tell(f"Loading the sample system at scale {scale}")
    started = time.perf_counter()
    load(stage.server, LARGE, "event_cms", scale, anchor=ANCHOR)
    seconds = time.perf_counter() - started
    loaded = int(stage.server.psql(LARGE, count))
    stage.server.drop_database(LARGE)
    note = f"{loaded:,} bookings at scale {scale}; once"
    return [Line("sample data of 1,000,000", "s", Sample((seconds,)), most=MOST_SECONDS, note=note)]
