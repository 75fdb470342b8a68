"""Maintenance: what runs on the server now with how far it is, what waits for a vacuum, and what was done from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from console.core.present import ago
from console.core.unknown import Unknown
from console.errors import Problem
from console.guard.journal_list import Filter, State
from console.guard.journal_list import Line as JournalLine
from console.guard.offers import offer
from console.health.activity import Activity, Command, read_activity
from console.health.cells import Paces, amount, bar, left_words, progress_lines, remedy_of, subject, verdict_blocks
from console.health.checks import Verdict, read_triage
from console.health.rights import read_rights
from console.health.screen_view import Doing, Place, View
from console.widgets.blocks import Block, Facts, Heading, Words
from console.widgets.findings import mark
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.database.session import Database

QUEUE = (
    "wraparound",
    "freeze_late",
    "autovacuum_behind",
    "statistics_stale",
    "partitions_not_analyzed",
    "invalid_index",
    "index_bloat",
    "table_bloat",
)
"""Checks whose findings are work that somebody should do, in the order of their haste."""
_JUDGED_EVERY = 20
_DONE = 12
_RUNNING = "VACUUM, ANALYZE, CREATE INDEX, REINDEX, CLUSTER, COPY and base backups say how far they are."


@dataclass(frozen=True, slots=True)
class Work:
    """What runs, what is due, and what this user did to this target."""

    activity: Activity
    due: tuple[Verdict, ...]
    done: Sequence[JournalLine]


class MaintenanceView(View[Work]):
    """Groups of rows: running, due, done."""

    columns: Sequence[Column] = (
        Column("level", "", least=1, most=1),
        Column("what", "what", least=44, most=60, grow=True),
        Column("phase", "phase", most=30, rank=2),
        Column("progress", "progress", least=8, most=32),
        Column("left", "left", align="right", most=14, rank=1),
    )
    every: ClassVar[float] = 2.0

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._paces = Paces()
        self.forget()

    def forget(self) -> None:
        self._round = 0
        self._due: tuple[Verdict, ...] = ()

    def again(self) -> None:
        self._round = 0

    async def read(self, database: Database) -> Work | Unknown:
        activity = await read_activity(database)
        if isinstance(activity.commands, Unknown):
            return activity.commands
        self._paces.look(activity.commands)
        if self._round % _JUDGED_EVERY == 0:
            async with database.read() as session:
                rights = await read_rights(session)
            triage = await read_triage(database, rights, only=QUEUE)
            self._due = _each_once(sorted(triage.verdicts, key=lambda one: QUEUE.index(one.finding.check)))
        self._round += 1
        return Work(activity, self._due, await self._done())

    async def _done(self) -> Sequence[JournalLine]:
        """What the journal has of maintenance on this target; without a journal there is nothing to show."""
        target = self.place.console.current
        try:
            journal = await self.place.console.journal()
            lines = await journal.entries(Filter(target=target.name if target else ""))
        except Problem:
            return ()
        return [each for each in lines if each.what.startswith(("maintenance.", "activity."))][:_DONE]

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Work) -> Line:
        running = len(_commands(facts))
        return join(
            cell(f"{running} running", Tone.MOVING if running else Tone.DIM), cell(f"{len(facts.due)} due", Tone.DIM)
        )

    def rows(self, facts: Work) -> Sequence[Row]:
        running = [self._command(each, facts) for each in _commands(facts)]
        due = [_due(number, each) for number, each in enumerate(facts.due)]
        return [
            *_headed("Running", running, "nothing: VACUUM, index builds and the like"),
            *_headed("Due", due, "nothing: autovacuum keeps up"),
            *_headed("Done from here", [_done(each) for each in facts.done], "nothing yet: o on a table or an index"),
        ]

    def _command(self, each: Command, facts: Work) -> Row:
        share = each.share
        name = subject(each, facts.activity.session(each.pid))
        return Row(
            f"pid {each.pid} {each.command}",
            (
                glyph(Tone.LOOK if each.waits_for else Tone.MOVING),
                cell(name),
                cell(each.phase, Tone.DIM),
                bar(share, 18) if share is not None else cell(amount(each) or None, Tone.DIM),
                left_words(each, self._paces),
            ),
            ("running", name, each.phase, share, self._paces.left(each)),
        )

    def detail(self, facts: Work, row: Row) -> Sequence[Block]:
        command = next((each for each in _commands(facts) if row.key == f"pid {each.pid} {each.command}"), None)
        if command is not None:
            return self._command_blocks(command, facts)
        verdict = _verdict(facts, row)
        if verdict is not None:
            return verdict_blocks(verdict)
        entry = next((each for each in facts.done if f"entry {each.id}" == row.key), None)
        return _entry_blocks(entry) if entry is not None else (Words((cell(_RUNNING, Tone.DIM),)),)

    def _command_blocks(self, each: Command, facts: Work) -> Sequence[Block]:
        session = facts.activity.session(each.pid)
        pairs: list[tuple[str | Line, Line]] = [
            ("command", cell(each.command)),
            ("phase", cell(each.phase)),
            ("done", cell(amount(each) or None)),
        ]
        if each.parts_total:
            pairs.append(("parts", cell(f"{each.parts_done or 0} of {each.parts_total}")))
        if each.rounds:
            pairs.append(("rounds", cell(f"{each.rounds} of the indexes: maintenance_work_mem is small", Tone.LOOK)))
        pairs += [("pid", cell(each.pid)), ("role", cell(session.role if session else None))]
        return [
            Heading(cell(subject(each, session), bold=True)),
            Words((*progress_lines(each, session, self._paces)[1:], ())),
            Facts(pairs),
            Words(
                (
                    (),
                    cell(
                        "o cancels it: what a VACUUM has cleaned stays clean, an index stays behind invalid", Tone.FAINT
                    ),
                )
            ),
        ]

    # -- what can be done ----------------------------------------------------------------------------------------

    def offered(self, facts: Work, row: Row) -> Sequence[Doing]:
        command = next((each for each in _commands(facts) if row.key == f"pid {each.pid} {each.command}"), None)
        if command is not None:
            session = facts.activity.session(command.pid)
            start = {"backend_start": session.backend_start} if session and session.backend_start else {}
            pid = str(command.pid)
            return (Doing("activity.cancel", pid, f"Cancel {command.command} of {pid}", "careful", start),)
        verdict = _verdict(facts, row)
        if verdict is None or verdict.operation is None:
            return ()
        call, about = verdict.operation, offer(verdict.operation.name)
        title = f"{remedy_of(verdict).capitalize()} {call.key}"
        return (Doing(call.name, call.key, title, f"{about.risk.value}: {about.about}", call.arguments),)

    def command(self, row: Row) -> str:
        return "activity"


def _commands(facts: Work) -> Sequence[Command]:
    return () if isinstance(facts.activity.commands, Unknown) else facts.activity.commands


def _headed(title: str, rows: Sequence[Row], otherwise: str) -> list[Row]:
    head = Row(f"group {title}", group=cell(title, Tone.DIM, bold=True))
    if rows:
        return [head, *rows]
    cells = ((Span(" "),), cell(otherwise, Tone.FAINT), (), (), ())
    return [head, Row(f"none {title}", cells, ("", otherwise, None, None, None))]


def _each_once(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """One row for what one command mends: a table may be due by dead rows and by inserted ones. The first counts."""
    once: dict[object, Verdict] = {}
    for number, each in enumerate(verdicts):
        call = each.operation
        once.setdefault(number if call is None else (call.name, call.key, *sorted(call.arguments.items())), each)
    return tuple(once.values())


def _due(number: int, each: Verdict) -> Row:
    finding = each.finding
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    remedy = remedy_of(each)
    words = join(cell(remedy), cell(place))
    return Row(
        f"due {number} {finding.fingerprint}",
        (mark(finding.level), words, cell(finding.title, Tone.DIM), cell(each.figure), ()),
        (finding.level.value, f"{remedy} {place}", finding.title, each.figure, None),
    )


def _verdict(facts: Work, row: Row) -> Verdict | None:
    return next(
        (each for number, each in enumerate(facts.due) if row.key == f"due {number} {each.finding.fingerprint}"), None
    )


def _done(each: JournalLine) -> Row:
    tone = Tone.FINE if each.state is State.DONE else Tone.UNKNOWN if each.state is State.UNKNOWN else Tone.LOOK
    words = f"{each.title} {each.subject}"
    at = datetime.fromisoformat(each.at)
    when = ago(max(0.0, (datetime.now(UTC) - at).total_seconds()))
    state = each.state.value.replace("_", " ")
    cells = (glyph(tone), cell(words, Tone.DIM), cell(state, Tone.DIM), (), cell(when, Tone.FAINT))
    return Row(f"entry {each.id}", cells, (state, words, state, None, at))


def _entry_blocks(each: JournalLine) -> Sequence[Block]:
    return (
        Heading(cell(f"{each.title} {each.subject}", bold=True)),
        Facts(
            (
                ("ended", cell(each.state.value.replace("_", " "))),
                ("by", cell(each.account)),
                ("when", cell(each.at)),
                ("reason", cell(each.reason or None)),
            )
        ),
        Words(((), cell("J has all of it, and undo.", Tone.FAINT))),
    )
