"""Triage: verdicts with their figures, the worst first; what could not be judged, by its reason; who holds up whom."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from console.core.finding import Level, Unchecked
from console.core.unknown import Unknown
from console.errors import Problem
from console.guard.journal_writer import account
from console.guard.offers import offer
from console.health.activity import Activity, read_activity
from console.health.cells import Paces, progress_blocks, remedy_of, tree_blocks, verdict_blocks
from console.health.checks import Triage, Verdict, read_triage
from console.health.given import Gone
from console.health.record_states import Standing
from console.health.record_tell import acknowledge, read_standings, silence
from console.health.rights import read_rights
from console.health.screen_view import Doing, Place, View
from console.health.thresholds import thresholds_of
from console.widgets.blocks import Block, Facts, Heading, Section, Words
from console.widgets.choice import Choice, Item
from console.widgets.findings import mark
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.database.session import Database

_JUDGED_EVERY = 30.0
"""Seconds: the checks look at every table; who waits for whom is read more often."""
_PASSED = "passed"
SILENT = (
    Item("1", "for an hour"),
    Item("8", "for eight hours"),
    Item("24", "for a day"),
    Item("168", "for a week"),
    Item("0", "no longer", "it is told again"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The verdicts, and what goes on at this moment."""

    triage: Triage
    activity: Activity | Unknown
    standings: Mapping[str, Standing]
    """By check, what the local record has of it: acknowledged, silent."""
    all_sessions: bool
    fresh: bool
    """Whether the checks were made for this look."""


class TriageView(View[Seen]):
    """One row a verdict."""

    columns: Sequence[Column] = (
        Column("level", "", least=1, most=1),
        Column("finding", "finding", least=24, most=70, grow=True),
        Column("object", "object", most=40, rank=1),
        Column("figure", "figure", align="right", least=6, most=14),
        Column("remedy", "remedy", most=18, rank=2),
    )
    every: ClassVar[float] = 5.0
    thing: ClassVar[str] = "finding"
    keys: ClassVar[Sequence[str]] = ("acknowledge", "silence")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._kept: tuple[float, Triage] | None = None
        self._paces = Paces()

    def forget(self) -> None:
        self._kept = None

    def again(self) -> None:
        self._kept = None

    async def read(self, database: Database) -> Seen | Unknown:
        async with database.read() as session:
            rights = await read_rights(session)
        fresh = self._kept is None or time.monotonic() - self._kept[0] >= _JUDGED_EVERY
        if self._kept is None or fresh:
            target = self.place.console.current
            own = self.place.console.config.thresholds.get(target.name if target else "", {})
            self._kept = (
                time.monotonic(),
                await read_triage(database, rights, thresholds_of(own), gone=await self._gone()),
            )
        activity = await read_activity(database, rights)
        self._paces.look(activity.commands)
        standings = {each.check: each for each in await self._standings()}
        return Seen(self._kept[1], activity, standings, rights.all_sessions, fresh)

    async def _gone(self) -> Sequence[Gone]:
        """Standbys and slots that the record has seen and misses."""
        try:
            return await self.place.recorded(lambda record, scope: record.read_gone(scope))
        except Problem:
            return ()

    async def _standings(self) -> Sequence[Standing]:
        try:
            return await self.place.recorded(read_standings)
        except Problem:
            return ()

    # -- what is shown -------------------------------------------------------------------------------------------

    def told(self, facts: Seen) -> Mapping[str, Any]:
        """Verdicts that were kept since an earlier read were told then: a state counts when it is seen twice."""
        return {"triage": facts.triage, "all_sessions": facts.all_sessions} if facts.fresh else {}

    def words(self, facts: Seen) -> Line:
        levels = [each.finding.level for each in facts.triage.verdicts]
        counts = [(Level.ERROR, "error", Tone.WRONG), (Level.WARNING, "warning", Tone.LOOK)]
        said = [
            cell(f"{count} {word}{'s' * (count > 1)}", tone)
            for level, word, tone in counts
            if (count := levels.count(level))
        ]
        if facts.triage.unknown:
            said.append(cell(f"{len(facts.triage.unknown)} unknown", Tone.UNKNOWN))
        return join(*said)

    def rows(self, facts: Seen) -> Sequence[Row]:
        rows = [
            _verdict_row(number, each, _noted(facts.standings.get(each.finding.check)))
            for number, each in enumerate(facts.triage.verdicts)
        ]
        rows += [_unknown_row(reason, checks) for reason, checks in by_reason(facts.triage).items()]
        passed = f"{len(facts.triage.passed)} checks passed"
        cells = (glyph(Tone.FINE), cell(passed, Tone.DIM), (), (), ())
        return [*rows, Row(_PASSED, cells, ("passed", passed, "", "", ""))]

    def detail(self, facts: Seen, row: Row) -> Sequence[Block]:
        verdict = _verdict(facts, row)
        if verdict is not None:
            noted = _noted(facts.standings.get(verdict.finding.check))
            own: list[Block] = verdict_blocks(verdict, noted)
        elif row.key == _PASSED:
            own = [Heading(cell(f"{len(facts.triage.passed)} checks found nothing", bold=True)), _names(facts)]
        else:
            own = _unknown_blocks(by_reason(facts.triage).get(row.key.removeprefix("? "), ()))
        return [*own, *tree_blocks(facts.activity), *progress_blocks(facts.activity, self._paces)]

    # -- what a person says of a check ---------------------------------------------------------------------------

    async def act(self, action: str, facts: Seen, row: Row | None) -> None:
        verdict = _verdict(facts, row) if row is not None else None
        if verdict is None:
            return
        check, console = verdict.finding.check, self.place.console
        if action == "acknowledge":
            changed = await self.place.recorded(lambda record, scope: acknowledge(record, scope, check, account()))
            said = f"{check} is acknowledged: told again when it is worse, or well."
        else:
            hours = await console.push_screen_wait(Choice(f"No word of {check}", SILENT))
            if hours is None:
                return
            until = time.time() + 3_600 * float(hours) if float(hours) else None
            changed = await self.place.recorded(lambda record, scope: silence(record, scope, check, until))
            said = f"{check} is silent." if until else f"{check} is told again."
        console.notify(said if changed else f"{check} is not in the local record yet: try again in a moment.")
        self.place.load()

    # -- what can be done ----------------------------------------------------------------------------------------

    def offered(self, facts: Seen, row: Row) -> Sequence[Doing]:
        verdict = _verdict(facts, row)
        if verdict is None or verdict.operation is None:
            return ()
        call = verdict.operation
        title = f"{remedy_of(verdict).capitalize()} {call.key}"
        about = offer(call.name)
        return (Doing(call.name, call.key, title, f"{about.risk.value}: {about.about}", call.arguments),)

    def command(self, row: Row) -> str:
        check = next((value for name, value in row.marks if name == "check"), "")
        return f"health --check {check}" if check else "health"


def by_reason(triage: Triage) -> Mapping[str, Sequence[Unchecked]]:
    """The checks that could not be made, those with one reason together."""
    found: dict[str, list[Unchecked]] = {}
    for each in triage.unknown:
        found.setdefault(each.reason, []).append(each)
    return found


def _unknown_row(reason: str, checks: Sequence[Unchecked]) -> Row:
    count = checks[0].check if len(checks) == 1 else f"{len(checks)} checks"
    remedy = checks[0].remedy
    words = join(cell(count, Tone.UNKNOWN), cell(reason, Tone.DIM), gap=": ")
    cells = (glyph(Tone.UNKNOWN), words, (), (), cell(remedy, Tone.DIM))
    marks = (("is", "unknown"), *(("check", each.check) for each in checks))
    return Row(f"? {reason}", cells, ("unknown", f"{count}: {reason}", "", "", remedy), marks=marks)


def _unknown_blocks(checks: Sequence[Unchecked]) -> list[Block]:
    if not checks:
        return []
    first = checks[0]
    remedies = list(dict.fromkeys(each.remedy for each in checks if each.remedy))
    return [
        Heading(join(glyph(Tone.UNKNOWN), cell("unknown", Tone.UNKNOWN), cell("not judged", bold=True), gap=" ")),
        Facts((("because", cell(first.reason, limit=2_000)), *(("to do", cell(one, limit=2_000)) for one in remedies))),
        Section("checks"),
        Words([cell(each.check, Tone.DIM) for each in checks]),
    ]


def _names(facts: Seen) -> Block:
    return Words([cell(each.header["title"], Tone.DIM) for each in facts.triage.passed])


def _noted(standing: Standing | None) -> str:
    """What a person said of a check: `acknowledged by ann`, `silent until 14:30`."""
    if standing is None:
        return ""
    if standing.is_silent(time.time()):
        return f"silent until {datetime.fromtimestamp(standing.silent_until or 0):%a %H:%M}"
    return f"acknowledged by {standing.acknowledged_by}" if standing.is_acknowledged else ""


def _verdict_row(number: int, each: Verdict, noted: str) -> Row:
    finding = each.finding
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    remedy = remedy_of(each)
    return Row(
        f"{number} {finding.fingerprint}",
        (
            mark(finding.level),
            join(cell(finding.title, Tone.DIM if noted else Tone.INK), cell(noted, Tone.FAINT)),
            cell(place, Tone.DIM),
            cell(each.figure),
            cell(remedy, Tone.FINE if each.operation else Tone.DIM),
        ),
        (finding.level.value, finding.title, place, each.figure, remedy),
        marks=(("check", finding.check), ("is", finding.level.value), ("is", noted or "open")),
    )


def _verdict(facts: Seen, row: Row) -> Verdict | None:
    keys = (f"{number} {each.finding.fingerprint}" for number, each in enumerate(facts.triage.verdicts))
    return next((each for key, each in zip(keys, facts.triage.verdicts, strict=True) if key == row.key), None)
