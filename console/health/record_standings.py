"""What the record knows of checks and of who was there: findings, states, standbys and slots. Rows of the file alone.

Whoever calls holds the right to write.
"""

from __future__ import annotations

import sqlite3

from console.health.checks import Triage
from console.health.record_file import statement
from console.health.record_states import FLAPPING_WITHIN, Standing, observed, states_of
from console.health.record_values import State
from console.health.vitals import Replication

MEMBERS = "member_gone"
"""The check that is given the standbys and slots which the record misses. Who takes note of it forgets them."""

REACHED = "server_not_reached"
"""What no check can find: the server itself does not answer."""

STANDBY, SLOT = "standby", "slot"

_MOST_A_CHECK = 200
_FORGET_GONE = 7 * 86_400.0


def look(connection: sqlite3.Connection, target: int, now: float, triage: Triage) -> None:
    """Write down what the checks found: findings that are new or gone, and the states."""
    _write_findings(connection, target, now, triage)
    note_states(connection, target, now, states_of(triage))


def members(connection: sqlite3.Connection, target: int, now: float, seen: Replication, *, standbys: bool) -> None:
    """Write down who is there. Standbys count only where the role sees them all."""
    there = {SLOT: [each.name for each in seen.slots]}
    if standbys:
        streaming = [each for each in seen.standbys if each.state in ("streaming", "catchup")]
        there[STANDBY] = [f"{each.name} {each.client or ''}".strip() for each in streaming]
    for kind, names in there.items():
        for name in names:
            connection.execute(statement("member_seen"), {"target": target, "kind": kind, "name": name, "now": now})
        connection.execute(statement("member_gone"), {"target": target, "kind": kind, "now": now})
    connection.execute(statement("member_forget"), {"cutoff": now - _FORGET_GONE, "target": None})


def standings(connection: sqlite3.Connection, target: int) -> dict[str, Standing]:
    """The standing of each check."""
    rows = connection.execute(statement("states"), {"target": target})
    return {row["check_name"]: _standing(row) for row in rows}


def set_standing(connection: sqlite3.Connection, target: int, standing: Standing) -> None:
    """Write one down."""
    binds = {
        "target": target,
        "check_name": standing.check,
        "state": standing.state.value,
        "since": standing.since,
        "detail": standing.detail,
        "candidate": standing.candidate,
        "candidate_since": standing.candidate_since,
        "told": standing.told,
        "told_at": standing.told_at,
        "acknowledged": standing.acknowledged,
        "acknowledged_by": standing.acknowledged_by,
        "silent_until": standing.silent_until,
    }
    connection.execute(statement("state_set"), binds)


def change_counts(connection: sqlite3.Connection, target: int, now: float) -> dict[str, int]:
    """How often each check changed within the last hour."""
    binds = {"target": target, "since": now - FLAPPING_WITHIN}
    return {row["check_name"]: row["times"] for row in connection.execute(statement("change_counts"), binds)}


def note_states(connection: sqlite3.Connection, target: int, now: float, seen: dict[str, tuple[State, str]]) -> None:
    """Write down the states that were seen, and what of them is a change."""
    before, counts = standings(connection, target), change_counts(connection, target, now)
    for check, (state, detail) in seen.items():
        old = before.get(check)
        new = observed(old, check, state, detail, now, counts.get(check, 0))
        if new == old:
            continue
        set_standing(connection, target, new)
        was = old.state if old is not None else State.OK
        if new.state is not was and (old is not None or new.told is not new.state):
            change = {"target": target, "check_name": check, "now": now, "was": was.value, "told": ""}
            connection.execute(statement("change_add"), {**change, "became": new.state.value, "detail": new.detail})


def _write_findings(connection: sqlite3.Connection, target: int, now: float, triage: Triage) -> None:
    """What a check that could not be made found earlier is neither gone nor confirmed: it stays."""
    open_now = {row["fingerprint"]: row for row in connection.execute(statement("finding_open"), {"target": target})}
    there: dict[str, int] = {}
    seen: set[str] = set()
    for verdict in triage.verdicts:
        finding = verdict.finding
        there[finding.check] = there.get(finding.check, 0) + 1
        if there[finding.check] > _MOST_A_CHECK and finding.fingerprint not in open_now:
            continue
        seen.add(finding.fingerprint)
        old = open_now.get(finding.fingerprint)
        binds = {
            "target": target,
            "fingerprint": finding.fingerprint,
            "began": old["began"] if old else now,
            "check_name": finding.check,
            "level": finding.level.value,
            "thing": ".".join(part for part in (finding.schema, finding.object, finding.sub) if part),
            "title": finding.title,
            "figure": verdict.figure,
        }
        connection.execute(statement("finding_add"), binds)
    judged = {each.name for each in triage.checks} - {each.check for each in triage.unknown}
    for fingerprint, row in open_now.items():
        if fingerprint not in seen and row["check_name"] in judged:
            connection.execute(statement("finding_end"), {"target": target, "fingerprint": fingerprint, "now": now})


def _standing(row: sqlite3.Row) -> Standing:
    return Standing(
        check=row["check_name"],
        state=State(row["state"]),
        since=row["since"],
        detail=row["detail"],
        candidate=_state(row["candidate"]),
        candidate_since=row["candidate_since"],
        told=_state(row["told"]),
        told_at=row["told_at"],
        acknowledged=_state(row["acknowledged"]),
        acknowledged_by=row["acknowledged_by"],
        silent_until=row["silent_until"],
    )


def _state(text: str | None) -> State | None:
    return State(text) if text is not None else None
