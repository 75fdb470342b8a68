"""Cancelling a query and ending a session, as operations. Exactly that process and that query, or nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass

from console.core.present import duration
from console.database.sql import load
from console.errors import GuardProblem
from console.guard.operation import Operation, Query, Requirement, Risk, Step, no_reverse

_SENT = {"cancel": "maintenance/cancel_session", "terminate": "maintenance/terminate_session"}


@dataclass(frozen=True, slots=True)
class Seen:
    """A session as it was when somebody chose it. Starts are exact epoch seconds as text."""

    pid: int
    backend_start: str | None
    query_start: str | None
    own: bool
    role: str
    application: str
    kind: str
    state: str
    query: str
    seconds: float | None


def cancel(seen: Seen, frees: int = 0) -> Operation:
    """Ask its query to stop. GuardProblem where it runs none."""
    if seen.state.startswith("idle in transaction"):
        raise GuardProblem(
            f"Session {seen.pid} runs no query.",
            "It is idle in a transaction: there is nothing to cancel.",
            f"End it: greenroom activity --terminate {seen.pid}",
        )
    return _operation(
        "cancel", "Cancel a query", seen, frees, "query_ended", "its transaction fails, it stays connected"
    )


def terminate(seen: Seen, frees: int = 0) -> Operation:
    """End the session; what it had not committed is taken back."""
    words = "it is disconnected; a pool connects again by itself"
    return _operation("terminate", "End a session", seen, frees, "process_gone", words)


def _operation(name: str, title: str, seen: Seen, frees: int, settled: str, consequence: str) -> Operation:
    _check(seen, name)
    process = {"pid": seen.pid, "backend_start": seen.backend_start}
    binds = {**process, "query_start": seen.query_start}
    ended = (
        Query(load("guard/process_gone").with_identifiers(), process)
        if settled == "process_gone"
        else Query(load("maintenance/query_ended").with_identifiers(), binds)
    )
    asked = "maintenance/cancel_session" if name == "cancel" else "maintenance/terminate_session"
    step = Step(
        title=f"{title}: {seen.pid}",
        query=Query(load(asked).with_identifiers(), binds),
        expected=1,
        settled=ended,
        seconds=10,
    )
    facts = [("session", f"{seen.role} {seen.application} {seen.state}".strip()), ("query", seen.query)]
    if seen.seconds is not None:
        facts.append(("since", duration(seen.seconds)))
    if frees:
        facts.append(("frees", "1 session that waits for it" if frees == 1 else f"{frees} sessions that wait for it"))
    return Operation(
        name=f"activity.{name}",
        title=title,
        subject=str(seen.pid),
        kind="session",
        key=str(seen.pid),
        risk=Risk.CAREFUL,
        steps=(step,),
        requirements=(
            Requirement(
                f"session {seen.pid} is still the one that was seen, at the same query",
                Query(load("maintenance/session_at_it").with_identifiers(), binds),
            ),
        ),
        reverse=no_reverse("what it had not committed is taken back by the server"),
        consequence=consequence,
        facts=tuple(facts),
        gentler="cancel its query first" if name == "terminate" and seen.state == "active" else "",
        event="activity.ended",
    )


def _check(seen: Seen, name: str) -> None:
    """GuardProblem for what is never ended from here."""
    if seen.own:
        raise GuardProblem(f"Session {seen.pid} is greenroom's own.", "Nothing was sent.")
    if seen.backend_start is None:
        raise GuardProblem(
            f"When session {seen.pid} began cannot be seen by this role.",
            "Without it the pid may be another session's by now.",
            "Give this role pg_read_all_stats.",
        )
    if seen.kind not in ("client backend", "autovacuum worker", "parallel worker"):
        raise GuardProblem(
            f"Process {seen.pid} is a {seen.kind or 'process of the server'}.", f"greenroom does not {name} those."
        )
