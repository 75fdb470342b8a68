"""The vitals of each look, and what an open console gives the local record: what it has read anyway.

That the record cannot be written hinders nobody.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from console.core.unknown import Unknown
from console.errors import Problem
from console.health.record import Record
from console.health.record_write import Look, Recorder
from console.health.screen_view import Place
from console.health.screen_vitals import look_at

if TYPE_CHECKING:
    from console.database.session import Database

_SOON = 7.0
"""Seconds: the recorder writes the vitals every ten, and what comes sooner it throws away."""
_LOOKS = 7_200
"""Looks that stay in memory: more than half a day of them, one every six seconds."""


class Keeper:
    """Writes looks down for as long as a target is open; a recorder that runs by itself has the turn before it."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._recorder: Recorder | None = None
        self._kept = -_SOON

    async def look(self, database: Database, *, wide: bool) -> None:
        """Take a look at the vitals, `wide` with those of replication. Raises Problem without a connection."""
        await look_at(database, self._place, replication=wide)
        del self._place.looks[:-_LOOKS]

    async def keep(self, read: Mapping[str, Any]) -> None:
        """Write down what a view has read beside the vitals. It never raises."""
        counters = self._place.counters
        if counters is None or isinstance(counters, Unknown):
            return
        now = time.monotonic()
        if not read and now - self._kept < _SOON:
            return
        self._kept = now
        try:
            recorder = await self._place.recorded(self._of)
            await recorder.tick(Look(counters=counters, **read))
        except Problem:
            return

    async def _of(self, record: Record, scope: str) -> Recorder:
        if self._recorder is None or self._recorder.scope != scope:
            target = self._place.console.current
            self._recorder = Recorder(record, scope, target.name if target is not None else "")
        return self._recorder
