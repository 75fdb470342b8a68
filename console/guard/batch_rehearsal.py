"""A batch that is really run and then taken back: to see what it would do on this very database.

It takes real locks, for as long as our own clock lets it. What no rollback takes back stays: numbers that sequences
gave out, and whatever a function did outside of the database.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from console.core.present import duration
from console.guard.asking import Answer
from console.guard.batch_run import BatchRun
from console.guard.events import End, Result
from console.guard.operation import Part
from console.guard.relations import lock_words
from console.guard.standing import stop_after

SECONDS = 5.0
"""All of it together: what waits behind its locks waits no longer."""


class BatchRehearsal(BatchRun):
    """Every part in one transaction each, taken back whatever comes of it."""

    async def _tries(self, number: int, part: Part) -> Answer:
        """Once: five tries would be in the way of others for five times as long as was said."""
        self._patience = replace(self._patience, pauses=())
        return await super()._tries(number, part)

    async def _looked(self, part: Part) -> str:
        """It is gone by then."""
        return ""

    async def _transaction(self, number: int, part: Part) -> Answer:
        clock = asyncio.create_task(stop_after(self._on, SECONDS))
        since = time.monotonic()
        try:
            await self._run_part(number, part)
            await self._on.ask("guard/constraints")
            heard = await self._heard()
        finally:
            clock.cancel()
            await asyncio.gather(clock, return_exceptions=True)
        took = duration(time.monotonic() - since)
        rows = await self._on.ask("guard/own_locks")
        held = list(dict.fromkeys(f"{lock_words(row['mode'])} on {row['name']}" for row in rows))
        await self._on.rollback()
        await self._on.raw.set_autocommit(True)
        said = f"All {len(part.scripts)} statements ran in {took} and were taken back."
        said += f" Locks that were held: {', '.join(held) or 'none'}."
        return Answer(End(result=Result.DONE, how="rehearsed", detail=f"{heard} {said}".strip()))

    async def _heard(self) -> str:
        """What came of it, in the words of whoever wanted it tried."""
        if self._batch.asks is None or self._batch.heard is None:
            return ""
        rows = await self._on.query(self._batch.asks)
        return self._batch.heard(rows[0]) if rows else ""

    def _whole(self, last: Answer) -> End:
        return last.end
