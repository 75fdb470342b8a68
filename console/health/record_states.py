"""When a check's state has changed, and whether that is to be told. Pure: it neither reads a server nor runs a hook.

A state that was seen counts when the next look sees it too. A check that has changed again and again must hold for a
quarter of an hour. What is told is told once; what is acknowledged is told again only when it is worse, or well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from console.core.finding import Level
from console.health.checks import Triage
from console.health.record_values import State

FLAPPING_CHANGES = 4
FLAPPING_WITHIN = 3_600.0
FLAPPING_HOLD = 900.0
"""A check with so many changes within an hour is flapping: from then on a state must hold for so many seconds."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A check: what its state is and since when, what was told of it, and what a person said. Times: epoch seconds."""

    check: str
    state: State
    since: float
    detail: str = ""
    candidate: State | None = None
    candidate_since: float | None = None
    told: State | None = None
    told_at: float | None = None
    acknowledged: State | None = None
    acknowledged_by: str | None = None
    silent_until: float | None = None

    def is_silent(self, now: float) -> bool:
        return self.silent_until is not None and self.silent_until > now

    @property
    def is_acknowledged(self) -> bool:
        """Whether somebody has taken note of a state that is no better than this."""
        noted = self.acknowledged
        return noted is not None and self.state is not State.OK and self.state.severity <= noted.severity


def states_of(triage: Triage) -> dict[str, tuple[State, str]]:
    """The state of every check that ran, and in words what was found. Remarks are no reason to wake anybody."""
    found: dict[str, tuple[State, str]] = {each.name: (State.OK, "") for each in triage.checks}
    for blind in triage.unknown:
        found[blind.check] = (State.UNKNOWN, f"{blind.reason}. {blind.remedy}".strip())
    levels = {Level.WARNING: State.WARNING, Level.ERROR: State.ERROR}
    times = Counter(each.finding.check for each in triage.verdicts)
    for verdict in reversed(triage.verdicts):  # the worst last: it is the one that is told
        finding = verdict.finding
        state = levels.get(finding.level)
        if state is None:
            continue
        others = times[finding.check] - 1
        thing = f"{finding.schema}.{finding.object}".strip(".")
        more = f", and {others} more" if others else ""
        found[finding.check] = (state, f"{thing} {verdict.figure}".strip() + more)
    return found


def observed(before: Standing | None, check: str, state: State, detail: str, now: float, changes: int) -> Standing:
    """The standing after a look. `changes` is how often it changed within the last hour.

    The first look of all tells of errors alone: what was so before anybody looked is a list to be read, not an alarm.
    """
    if before is None:
        told = State.OK if state is State.ERROR else state
        return Standing(check, state, now, detail, told=told)
    if state is before.state:
        return replace(before, detail=detail, candidate=None, candidate_since=None)
    if state is not before.candidate or before.candidate_since is None:
        return replace(before, candidate=state, candidate_since=now)
    if now - before.candidate_since < (FLAPPING_HOLD if changes >= FLAPPING_CHANGES else 0):
        return before
    after = replace(
        before, state=state, since=before.candidate_since, detail=detail, candidate=None, candidate_since=None
    )
    return after if after.is_acknowledged else replace(after, acknowledged=None, acknowledged_by=None)


def is_due(standing: Standing, now: float) -> bool:
    """Whether its state is another than what was told last, and nobody asked for quiet."""
    return standing.state is not standing.told and not standing.is_silent(now) and not standing.is_acknowledged


def due(standings: Iterable[Standing], now: float) -> tuple[Standing, ...]:
    """What is to be told, the worst first."""
    found = [each for each in standings if is_due(each, now)]
    return tuple(sorted(found, key=lambda each: -each.state.severity))


def flapping(changes: Mapping[str, int], check: str) -> bool:
    """Whether a check changes again and again."""
    return changes.get(check, 0) >= FLAPPING_CHANGES
