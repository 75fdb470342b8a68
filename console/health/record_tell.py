"""Telling: the hook `health.state` on each change of a check's state, and what people say about it.

A change is told once. One that is told is marked after its hooks have run: a recorder that is killed between may tell
it again, and never not at all.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from console.core.present import visible
from console.core.target import Target
from console.errors import UsageProblem
from console.guard.events import HookResult, Hooks
from console.health.checks import all_checks
from console.health.record import Record, held_at, number_of
from console.health.record_file import statement, writing
from console.health.record_standings import MEMBERS, REACHED, change_counts, set_standing, standings
from console.health.record_states import Standing, due, flapping
from console.health.record_values import Held, State

EVENT = "health.state"
MOST_FINDINGS = 20
GLYPHS = {State.OK: "●", State.WARNING: "▲", State.ERROR: "✖", State.UNKNOWN: "?"}
_TITLES = {REACHED: "The server cannot be reached"}


@dataclass(frozen=True, slots=True)
class Alert:
    """What is to be told: a check, and what was found."""

    standing: Standing
    flapping: bool
    findings: tuple[Held, ...]


class Teller:
    """Tells one target's changes. `say` gets each in one line, whether there is a hook or not."""

    def __init__(self, record: Record, target: Target, hooks: Hooks, say: Callable[[str], None]) -> None:
        self._record = record
        self._target = target
        self._hooks = hooks
        self._say = say

    async def tell(self, scope: str) -> int:
        """Tell all that is due, the worst first, and how many that were."""
        alerts = await self._due(scope)
        for alert in alerts:
            standing = alert.standing
            self._say(line_of(standing))
            results = await self._hooks.run(EVENT, self._target, document_of(alert, self._target))
            await self._told(scope, standing, _outcome(results))
            for result in results:
                if result.problem:
                    self._say(f"hook failed: {result.command}: {result.problem} {result.output}".strip())
        return len(alerts)

    async def test(self) -> tuple[HookResult, ...]:
        """Run the hooks with an alert that says that it is a test."""
        standing = Standing("connections", State.WARNING, time.time(), "a test: nothing is wrong", told=State.OK)
        document = {**document_of(Alert(standing, False, ()), self._target), "test": True}
        return await self._hooks.run(EVENT, self._target, document)

    async def _due(self, scope: str) -> list[Alert]:
        now = time.time()

        def job(connection: sqlite3.Connection) -> list[Alert]:
            target = number_of(connection, scope)
            if target is None:
                return []
            found = due(standings(connection, target).values(), now)
            if not found:
                return []
            counts = change_counts(connection, target, now)
            held = held_at(connection, target, now)
            return [
                Alert(each, flapping(counts, each.check), tuple(one for one in held if one.check == each.check))
                for each in found
            ]

        return await self._record.file.read(job, [])

    async def _told(self, scope: str, standing: Standing, outcome: str) -> None:
        def job(connection: sqlite3.Connection) -> None:
            with writing(connection):
                target = number_of(connection, scope)
                now = standings(connection, target).get(standing.check) if target is not None else None
                if target is None or now is None:
                    return
                set_standing(connection, target, replace(now, told=standing.state, told_at=time.time()))
                binds = {"target": target, "check_name": standing.check, "told": outcome}
                connection.execute(statement("change_told"), binds)

        await self._record.file.ask(job)


def document_of(alert: Alert, target: Target) -> dict[str, Any]:
    """What a hook is given beside the event, the target and the time."""
    standing = alert.standing
    return {
        "check": standing.check,
        "title": title_of(standing.check),
        "state": standing.state.value,
        "was": (standing.told or State.OK).value,
        "since": _time(standing.since),
        "detail": standing.detail,
        "flapping": alert.flapping,
        "findings": [
            {"level": each.level, "object": each.thing, "title": each.title, "figure": each.figure}
            for each in alert.findings[:MOST_FINDINGS]
        ],
        "look": f"greenroom health --target {target.name} --check {standing.check}",
    }


def title_of(check: str) -> str:
    """What a check looks for, in words; its name where it is not ours any more."""
    known = {each.name: each.rule.title for each in all_checks()} | _TITLES
    return known.get(check, check)


def line_of(standing: Standing) -> str:
    """One change in one line, safe to print."""
    words = f"{GLYPHS[standing.state]} {standing.state.value} {standing.check}"
    was = (standing.told or State.OK).value
    return visible(f"{_time(standing.since)} {words}, was {was}: {standing.detail}".rstrip(": "), limit=500)


async def change_standing(record: Record, scope: str, check: str, change: Callable[[Standing], Standing]) -> int:
    """What a person says of a check, or of `all`; how many there are. UsageProblem for one that was never looked at."""

    def job(connection: sqlite3.Connection) -> int:
        with writing(connection):
            target = number_of(connection, scope)
            every = standings(connection, target) if target is not None else {}
            named = list(every) if check == "all" else [check] if check in every else []
            for name in named:
                set_standing(connection, target or 0, change(every[name]))
            return len(named)

    found = await record.file.read(job, 0)
    if not found:
        raise UsageProblem(f"No check {check} was recorded.", "", "greenroom health --alerts lists all of them.")
    return found


async def acknowledge(record: Record, scope: str, check: str, who: str) -> int:
    """Somebody has taken note: nothing more is told until it is worse, or well. What has gone for good is forgotten."""

    def forget(connection: sqlite3.Connection) -> None:
        binds = {"target": number_of(connection, scope), "cutoff": 0.0}
        connection.execute(statement("member_forget"), binds)

    if check in (MEMBERS, "all"):
        await record.file.read(forget, None)
    return await change_standing(
        record,
        scope,
        check,
        lambda each: each if each.state is State.OK else replace(each, acknowledged=each.state, acknowledged_by=who),
    )


async def silence(record: Record, scope: str, check: str, until: float | None) -> int:
    """Nothing is told of a check until then; None ends that. What has changed meanwhile is told afterwards."""
    return await change_standing(record, scope, check, lambda each: replace(each, silent_until=until))


async def read_standings(record: Record, scope: str) -> tuple[Standing, ...]:
    """The state of every check that was recorded, the worst first."""

    def job(connection: sqlite3.Connection) -> tuple[Standing, ...]:
        target = number_of(connection, scope)
        found = standings(connection, target).values() if target is not None else ()
        return tuple(sorted(found, key=lambda each: (-each.state.severity, each.check)))

    return await record.file.read(job, ())


def _outcome(results: tuple[HookResult, ...]) -> str:
    if not results:
        return "no hook"
    failed = [each.problem for each in results if each.problem]
    return f"failed: {failed[0]}" if failed else "told"


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
