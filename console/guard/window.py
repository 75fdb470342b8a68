"""Production is opened for a quarter of an hour at a time, by typing its name. Kept in memory, written in the journal.

It also says whether a target may be written to at all, now.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from console.core.target import Access, Environment, Target
from console.errors import GuardProblem
from console.guard.events import Journal, Note

MINUTES = 15


class Opened:
    """Which production targets are open for writing, and until when. One for each process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, tuple[float, datetime]] = {}

    async def open(self, target: Target, answer: str, journal: Journal) -> datetime:
        """Open a target for fifteen minutes, once its name is typed, and say until when. GuardProblem if refused."""
        if target.access is not Access.GUARDED:
            raise read_only(target)
        if answer.strip() != target.name.strip():
            raise GuardProblem(f"That is not the name of {target.name}.", "It stays closed.", "Type its name.")
        until = datetime.now().astimezone() + timedelta(minutes=MINUTES)
        note = Note(kind="opened", target=target.name, document={"until": until.isoformat(timespec="seconds")})
        await journal.note(note)
        self._until[target.name] = (self._clock() + MINUTES * 60, until)
        return until

    def close(self, target: Target) -> None:
        """Close it before its time."""
        self._until.pop(target.name, None)

    def until(self, target: Target) -> datetime | None:
        """Until when it is open for writing; None where it is closed."""
        ends, shown = self._until.get(target.name, (0.0, None))
        return shown if self._clock() < ends else None

    def refusal(self, target: Target) -> GuardProblem | None:
        """Why nothing may be written to this target now, or None."""
        if target.access is not Access.GUARDED:
            return read_only(target)
        if target.environment is Environment.PRODUCTION and self.until(target) is None:
            return GuardProblem(
                f"{target.name} is production and not open for writing.",
                f"It is opened for {MINUTES} minutes at a time.",
                "Open it by typing its name.",
            )
        return None


def read_only(target: Target) -> GuardProblem:
    """The refusal of a target that may only be read."""
    remedy = (
        f"greenroom targets edit {target.name} --access guarded changes that."
        if target.saved
        else "Give --access guarded with it, or save it as a target."
    )
    return GuardProblem(f"{target.name} is read-only.", "Nothing is ever written to it.", remedy)
