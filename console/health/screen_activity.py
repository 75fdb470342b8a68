"""Activity: the sessions, live; those that hold others up as trees, the root first; how far long commands are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from console.core.present import visible
from console.core.unknown import Unknown
from console.health.activity import Activity, Held, Node, Session, read_activity, read_locks
from console.health.cells import Paces, branches, flat, held, partial_blocks, progress_blocks, session_blocks
from console.health.screen_view import Doing, Place, View
from console.widgets.blocks import Block
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.database.session import Database

_DEEP = 6
"""Branches deeper than this are not indented further."""


class ActivityView(View[Activity]):
    """One row a session."""

    columns: Sequence[Column] = (
        Column("level", "", least=1, most=1),
        Column("pid", "pid", least=6, most=18),
        Column("role", "role", most=16, rank=3),
        Column("application", "application", most=18, rank=5),
        Column("state", "state", most=20, rank=2),
        Column("transaction", "age", align="right", most=11),
        Column("waits", "waits", most=26, rank=1),
        Column("query", "query", least=10, most=90, grow=True),
    )
    every: ClassVar[float] = 2.0
    thing: ClassVar[str] = "session"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._paces = Paces()
        self._locks: tuple[str, Sequence[Held] | Unknown] | None = None

    async def read(self, database: Database) -> Activity | Unknown:
        activity = await read_activity(database)
        self._paces.look(activity.commands)
        return activity

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Activity) -> Line:
        clients = facts.clients
        active = sum(each.state == "active" for each in clients)
        blocked = sum(bool(each.blockers) for each in clients)
        idle = sum(each.idle_in_transaction for each in clients)
        said = [cell(f"{blocked} blocked", Tone.WRONG)] if blocked else []
        if idle:
            said.append(cell(f"{idle} idle in transaction", Tone.LOOK))
        if facts.partial is not None:  # else one might take its own session for all that there are
            said.append(cell("? own sessions only", Tone.UNKNOWN))
        sessions = "1 session" if len(clients) == 1 else f"{len(clients)} sessions"
        said.append(cell(f"{sessions}, {active} active", Tone.DIM))
        return join(*said)

    def rows(self, facts: Activity) -> Sequence[Row]:
        rows: list[Row] = []
        shown: set[int] = set()
        for root in facts.tree:
            for node, branch in branches(root):
                if node.session is not None and node.pid not in shown:
                    shown.add(node.pid)
                    rows.append(_row(node.session, node, branch[-3 * _DEEP :]))
        rest = [each for each in facts.clients if each.pid not in shown]
        rest.sort(key=lambda one: (one.state != "active", -(one.transaction_seconds or -1), one.pid))
        return [*rows, *(_row(each, None, "") for each in rest)]

    def nothing(self) -> tuple[str, str]:
        return "Nobody else is connected.", "Sessions of clients are shown here; ]  shows the next view."

    def detail(self, facts: Activity, row: Row) -> Sequence[Block]:
        one = facts.session(int(row.key))
        own: list[Block] = []
        if one is not None:
            locks = self._locks[1] if self._locks is not None and self._locks[0] == row.key else None
            own = session_blocks(one, _frees(facts, one.pid), locks)
        return [*own, *partial_blocks(facts), *progress_blocks(facts, self._paces)]

    async def closer(self, database: Database, facts: Activity, row: Row | None, seen: Sequence[str]) -> bool:
        if row is None:
            return False
        before, self._locks = (
            self._locks,
            (row.key, await database.ask(partial(read_locks, pid=int(row.key)))),
        )
        return self._locks != before

    # -- what can be done ----------------------------------------------------------------------------------------

    def offered(self, facts: Activity, row: Row) -> Sequence[Doing]:
        one = facts.session(int(row.key))
        if one is None:
            return ()
        frees = _frees(facts, one.pid)
        goes = f"frees {frees} session{'s' * (frees > 1)}" if frees else "nobody waits for it"
        arguments = {"backend_start": one.backend_start} if one.backend_start else {}
        idle = "" if one.state == "active" else "it runs no query"
        return (
            Doing(
                "activity.cancel", row.key, f"Cancel the query of {row.key}", f"gentle, {goes}", arguments, why_not=idle
            ),
            Doing("activity.terminate", row.key, f"End session {row.key}", f"takes it back, {goes}", arguments),
        )

    def command(self, row: Row) -> str:
        return "activity"


def _frees(facts: Activity, pid: int) -> int:
    return max((node.frees for root in facts.tree for _, node in root.lines() if node.pid == pid), default=0)


def _row(one: Session, node: Node | None, branch: str) -> Row:
    frees = node.frees if node is not None else 0
    waits = bool(one.blockers)
    tone = Tone.WRONG if frees and not waits else Tone.LOOK if waits or one.idle_in_transaction else Tone.FAINT
    said = f"waits for {', '.join(map(str, one.blockers))}" if waits else one.waits
    if frees:
        said = f"holds up {frees}"
    seconds = one.transaction_seconds
    pid = join(
        (Span(visible(branch), Tone.FAINT),) if branch else (), cell(one.pid, bold=bool(frees and not waits)), gap=""
    )
    marks = [("is", "blocked")] if waits else []
    marks += [("is", "idle in transaction")] if one.idle_in_transaction else []
    return Row(
        str(one.pid),
        (
            glyph(tone) if tone is not Tone.FAINT else (Span(" "),),
            pid,
            cell(one.role),
            cell(one.application, Tone.DIM),
            cell(one.state, Tone.LOOK if one.idle_in_transaction else Tone.DIM),
            cell(held(seconds)),
            cell(said, tone if tone is not Tone.FAINT else Tone.DIM),
            cell(flat(one.query), Tone.DIM),
        ),
        (tone.value, one.pid, one.role, one.application, one.state, seconds, said, one.query),
        marks=tuple(marks),
    )
