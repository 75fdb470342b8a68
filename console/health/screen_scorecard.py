"""The scorecard: goal, actual and trend of each measure; enter goes to the list behind it; exported for a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from console.core.unknown import Unknown
from console.errors import Problem
from console.health.checks import all_checks
from console.health.overview import Overview, read_overview
from console.health.record_values import Trend, Way
from console.health.record_words import scorecard_text
from console.health.scorecard import SECTIONS, Score, scorecard, scored
from console.health.screen_view import View
from console.health.thresholds import thresholds_of
from console.widgets.blocks import Block, Facts, Heading, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Tone, cell, glyph, join

if TYPE_CHECKING:
    from console.database.session import Database

_DAYS = 7
_TRENDS = {Way.UP: "up from", Way.DOWN: "down from", Way.LEVEL: "as"}


@dataclass(frozen=True, slots=True)
class Scores:
    """Every measure with where it goes."""

    scores: tuple[Score, ...]


class ScorecardView(View[Scores]):
    """One row a measure."""

    columns: Sequence[Column] = (
        Column("state", "", least=1, most=1),
        Column("measure", "measure", least=20, most=70, grow=True),
        Column("goal", "goal", align="right", least=4, most=14),
        Column("actual", "actual", align="right", least=6, most=24),
        Column("trend", "in a week", least=9, most=22, rank=1),
    )
    every: ClassVar[float] = 60.0
    thing: ClassVar[str] = "measure"

    async def read(self, database: Database) -> Scores | Unknown:
        target = self.place.console.current
        own = thresholds_of(self.place.console.config.thresholds.get(target.name if target else "", {}))
        overview: Overview = await read_overview(database, SECTIONS, thresholds=own)
        scores = scorecard(overview, own)
        return Scores(scored(scores, {each.measure: await self._trend(each.measure) for each in scores}))

    async def _trend(self, measure: str) -> Trend | Unknown:
        try:
            return await self.place.recorded(lambda record, scope: record.trend(scope, measure, _DAYS))
        except Problem as problem:
            return Unknown(problem.what, problem.remedy)

    # -- what is shown -------------------------------------------------------------------------------------------

    def words(self, facts: Scores) -> Line:
        met = sum(each.met is True for each in facts.scores)
        unknown = sum(each.met is None for each in facts.scores)
        said = [cell(f"{met} of {len(facts.scores)} goals met", Tone.FINE if met == len(facts.scores) else Tone.DIM)]
        if unknown:
            said.append(cell(f"{unknown} unknown", Tone.UNKNOWN))
        return join(*said)

    def rows(self, facts: Scores) -> Sequence[Row]:
        return [_row(each) for each in facts.scores]

    def detail(self, facts: Scores, row: Row) -> Sequence[Block]:
        one = next((each for each in facts.scores if each.measure == row.key), None)
        if one is None:
            return ()
        trend = one.trend
        header = next((each.header for each in all_checks() if each.name == one.check), {})
        pairs: list[tuple[str | Line, Line]] = [
            ("goal", cell(one.goal)),
            ("actual", cell(one.actual, Tone.INK if one.met is not False else Tone.LOOK, bold=True)),
            ("trend", _trend(trend)),
        ]
        if isinstance(one.actual, Unknown):
            pairs.append(("to do", cell(one.actual.remedy)))
        if isinstance(trend, Unknown):
            pairs.append(("", cell(trend.remedy, Tone.FAINT)))
        if header.get("why"):
            pairs.append(("why", cell(header["why"], Tone.DIM, limit=2_000)))
        return [
            Heading(join(_state(one), cell(one.measure, bold=True), gap=" ")),
            Facts(pairs),
            Words(((), cell("enter shows the list behind it, e exports the scorecard", Tone.FAINT))),
        ]

    def opened(self, facts: Scores, row: Row) -> bool:
        one = next((each for each in facts.scores if each.measure == row.key), None)
        if one is None or not one.check:
            return False
        self.place.go("triage", f"check:{one.check}")
        return True

    def exported(self, facts: Scores) -> Sequence[tuple[str, str, Callable[[], str]]]:
        target = self.place.console.current
        text = scorecard_text(facts.scores, target.name if target else "", datetime.now())
        return (("md", "Markdown", lambda: text + "\n"),)

    def command(self, row: Row) -> str:
        return "health --section scorecard"


def _state(one: Score) -> Line:
    return glyph(Tone.UNKNOWN if one.met is None else Tone.FINE if one.met else Tone.LOOK)


def _trend(trend: Trend | Unknown) -> Line:
    if isinstance(trend, Unknown):
        return cell(None)
    return join(cell(trend.way.value, Tone.INK), cell(f"{_TRENDS[trend.way]} {trend.before:,.6g}", Tone.DIM), gap=" ")


def _row(one: Score) -> Row:
    trend = one.trend
    actual = cell("? unknown", Tone.UNKNOWN) if isinstance(one.actual, Unknown) else cell(one.actual, bold=not one.met)
    said = one.actual.reason if isinstance(one.actual, Unknown) else one.actual
    kept = None if isinstance(trend, Unknown) else trend.now - trend.before
    state = "unknown" if one.met is None else "met" if one.met else "missed"
    return Row(
        one.measure,
        (_state(one), cell(one.measure), cell(one.goal, Tone.DIM), actual, _trend(trend)),
        (state, one.measure, one.goal, said, kept),
        marks=(("is", state), ("check", one.check)),
    )
