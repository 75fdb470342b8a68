"""Sessions, who holds up whom as a tree, and long commands with how far they are. Facts only: nobody is ended here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from console.core.unknown import Unknown
from console.database.session import Database, ReadSession
from console.errors import QueryProblem
from console.health.rights import Rights, read_rights

CLIENT = "client backend"


@dataclass(frozen=True, slots=True)
class Session:
    """One server process. What this role may not see is None, or `<insufficient privilege>` as its query.

    Pid and `backend_start` (epoch seconds, exact, as text) are one process; the pid alone is used again. `horizon` is
    how many transactions it keeps VACUUM back. `blockers` are pids; 0 is a prepared transaction.
    """

    pid: int
    backend_start: str | None
    own: bool
    database: str | None
    role: str | None
    application: str | None
    client: str | None
    kind: str | None
    state: str | None
    wait_event_type: str | None
    wait_event: str | None
    transaction_seconds: float | None
    query_seconds: float | None
    state_seconds: float | None
    horizon: int | None
    query_id: str | None
    leader_pid: int | None
    query: str | None
    blockers: Sequence[int]
    wants: str | None
    wants_on: str | None
    wait_seconds: float | None

    @property
    def is_client(self) -> bool:
        return self.kind == CLIENT

    @property
    def idle_in_transaction(self) -> bool:
        return (self.state or "").startswith("idle in transaction")

    @property
    def waits(self) -> str:
        """`Lock relation`, empty where it does not wait, or waits for its client."""
        if self.wait_event_type in (None, "Client", "Activity"):
            return ""
        return f"{self.wait_event_type} {self.wait_event or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Node:
    """One session in the blocking tree: those that wait for it under it. `session` is None for what cannot be seen.

    `frees` is how many sessions wait for it, directly or not: as many go on when it ends.
    """

    pid: int
    session: Session | None
    waiting: tuple[Node, ...]

    @property
    def frees(self) -> int:
        return len(self.pids()) - 1

    def pids(self) -> set[int]:
        """It and all that wait for it."""
        return {self.pid}.union(*(each.pids() for each in self.waiting))

    def lines(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """Every node with its depth, from the top down."""
        yield depth, self
        for each in self.waiting:
            yield from each.lines(depth + 1)


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that a session has, or wants where it is not granted."""

    kind: str
    mode: str
    granted: bool
    relation: str | None


@dataclass(frozen=True, slots=True)
class Command:
    """A long command. `done` and `total` are of its present phase; `share` is of the whole, where that is known."""

    command: str
    pid: int
    database: str | None
    relation_oid: int | None
    phase: str | None
    done: int | None
    total: int | None
    parts_done: int | None
    parts_total: int | None
    second_done: int | None
    rounds: int | None
    waits_for: int | None
    unit: str

    @property
    def share(self) -> float | None:
        """0 to 1, of the whole command; None where the server does not say. Phases are weighted: an estimate."""
        if self.command == "VACUUM":
            return _vacuum_share(self)
        phases = _PHASES.get(self.command.partition(" ")[0], ())
        part = self.done / self.total if self.done is not None and self.total else None
        for words, start, weight in phases:
            if words in (self.phase or ""):
                return start + weight * min(1.0, part or 0.0)
        return None if part is None or phases else min(1.0, part)


_BUILD = (
    ("waiting for writers before build", 0.0, 0.02),
    ("building index", 0.02, 0.58),
    ("waiting for writers before validation", 0.6, 0.02),
    ("index validation", 0.62, 0.34),
    ("waiting for old snapshots", 0.96, 0.02),
    ("waiting for readers", 0.98, 0.02),
    ("initializing", 0.0, 0.0),
)
_PHASES: Mapping[str, tuple[tuple[str, float, float], ...]] = {"CREATE": _BUILD, "REINDEX": _BUILD}
"""By the first word of the command: phase, where it begins, and its weight."""


def _vacuum_share(command: Command) -> float | None:
    """Scanning the heap is 60 of 100, the indexes 30, the heap again 10; more rounds of indexes stay in the scan."""
    if not command.total:
        return None
    scanned = min(1.0, (command.done or 0) / command.total)
    match command.phase:
        case "vacuuming indexes" | "cleaning up indexes":
            parts = (command.parts_done or 0) / command.parts_total if command.parts_total else 0.0
            return 0.6 * scanned + 0.3 * parts
        case "vacuuming heap":
            return 0.6 * scanned + 0.3 + 0.1 * min(1.0, (command.second_done or 0) / command.total)
        case "truncating heap" | "performing final cleanup":
            return 1.0
        case _:
            return 0.6 * scanned


@dataclass(frozen=True, slots=True)
class Activity:
    """What goes on. `partial` says why sessions of others are hidden, None where all are seen."""

    sessions: tuple[Session, ...]
    commands: tuple[Command, ...] | Unknown
    partial: Unknown | None

    @property
    def clients(self) -> tuple[Session, ...]:
        """Sessions of clients, but for this one and parallel workers."""
        return tuple(each for each in self.sessions if each.is_client and not each.own)

    @property
    def tree(self) -> tuple[Node, ...]:
        """Who holds up whom; the one that frees most first."""
        return blocking_tree(self.sessions)

    def session(self, pid: int) -> Session | None:
        """The session of that pid."""
        return next((each for each in self.sessions if each.pid == pid), None)


async def read_sessions(session: ReadSession) -> tuple[Session, ...]:
    """Every server process, the oldest first."""
    return await session.all("health/sessions", Session)


async def read_commands(session: ReadSession) -> tuple[Command, ...]:
    """Long commands that say how far they are."""
    return await session.all("health/progress", Command)


async def read_locks(session: ReadSession, pid: int) -> tuple[Held, ...]:
    """What a session holds and wants, at most 200."""
    return await session.all("health/locks", Held, {"pid": pid})


async def read_activity(database: Database, rights: Rights | None = None) -> Activity:
    """What goes on right now, in one transaction. Raises Problem where it cannot be read at all."""
    first: list[tuple[Rights, tuple[Session, ...]]] = []

    async def look(session: ReadSession) -> tuple[Command, ...]:
        known = rights or await read_rights(session)
        first.append((known, await read_sessions(session)))
        return await read_commands(session)

    commands = await database.ask(look)
    if not first:  # sessions themselves: without them there is nothing to show
        held = commands if isinstance(commands, Unknown) else Unknown("they were not read")
        raise QueryProblem("The sessions cannot be read.", held.reason, held.remedy)
    ((known, sessions),) = first
    return Activity(sessions, commands, None if known.all_sessions else Unknown(*known.own_sessions_only))


def blocking_tree(sessions: Iterable[Session]) -> tuple[Node, ...]:
    """From who waits for whom to trees. A session that waits for two stands under both; a deadlock has a root too."""
    by_pid = {each.pid: each for each in sessions}
    behind: dict[int, set[int]] = {}
    for each in by_pid.values():
        for blocker in each.blockers:
            behind.setdefault(blocker, set()).add(each.pid)
    blocked = {pid for waiting in behind.values() for pid in waiting}
    roots = [pid for pid in behind if pid not in blocked]
    reached: set[int] = set()
    made = []
    for pid in roots or sorted(behind)[:1]:
        node = _node(pid, by_pid, behind, frozenset())
        made.append(node)
        reached |= node.pids()
    for pid in sorted(set(behind) - reached):  # a circle that no root leads to
        if pid not in reached:
            node = _node(pid, by_pid, behind, frozenset())
            made.append(node)
            reached |= node.pids()
    return tuple(sorted(made, key=lambda node: (-node.frees, node.pid)))


def _node(pid: int, by_pid: Mapping[int, Session], behind: Mapping[int, set[int]], above: frozenset[int]) -> Node:
    inside = above | {pid}
    waiting = sorted(behind.get(pid, set()) - inside, key=lambda one: (-(by_pid[one].wait_seconds or 0), one))
    return Node(pid, by_pid.get(pid), tuple(_node(one, by_pid, behind, inside) for one in waiting))
