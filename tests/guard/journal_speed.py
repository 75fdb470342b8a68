"""How long the journal takes to write one event, against the least that a disk needs. For tests/bench to call."""

from __future__ import annotations

import os
import time
from pathlib import Path

from console.guard.journal import FileJournal
from tests.guard.journals import DONE, MARK, intent


async def append_seconds(folder: Path, operations: int = 200) -> list[float]:
    """Seconds of each event that is on the disk when it returns: intent, mark and end of so many operations.

    `folder` must be on a real disk: on tmpfs an fsync costs nothing.
    """
    journal = FileJournal(folder)
    taken: list[float] = []
    try:
        for number in range(operations):
            start = time.perf_counter()
            entry = await journal.intent(intent(key=str(number)))
            middle = time.perf_counter()
            await journal.mark(entry, MARK)
            late = time.perf_counter()
            await journal.end(entry, DONE)
            taken += [middle - start, late - middle, time.perf_counter() - late]
    finally:
        journal.close()
    return taken


def fsync_seconds(folder: Path, count: int = 600, octets: int = 4096) -> list[float]:
    """Seconds of so many bare appends of a page with an fsync each: nothing that is kept can be quicker."""
    taken: list[float] = []
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(count):
            start = time.perf_counter()
            os.write(descriptor, b"x" * octets)
            os.fsync(descriptor)
            taken.append(time.perf_counter() - start)
    finally:
        os.close(descriptor)
    return taken
