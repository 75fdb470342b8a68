"""The scorecard: each goal against what it is now, for a weekly report. Only what a look at the server can tell.

Where it goes is told by the local record: `scored` puts the trends beside the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from console.core.unknown import Unknown
from console.health.checks import Triage
from console.health.overview import Overview
from console.health.percentiles import estimated_of_all
from console.health.record_values import Trend
from console.health.statements import Statement
from console.health.tables import Table
from console.health.thresholds import THRESHOLDS, Threshold
from console.health.vitals import Counters
from console.health.wording import figure_of

_MEASURES = (
    ("foreign_key_without_index", "foreign keys without an index", "0"),
    ("no_primary_key", "tables without a primary key", "0"),
    ("redundant_index", "indexes that another one makes needless", "0"),
    ("unused_index", "indexes that nobody uses", "0"),
    ("invalid_index", "invalid indexes", "0"),
    ("table_bloat", "tables with much empty room (~)", "0"),
    ("index_bloat", "indexes with much empty room (~)", "0"),
    ("autovacuum_behind", "tables that autovacuum is behind on", "0"),
    ("statistics_stale", "tables with stale statistics", "0"),
    ("sequence_end", "sequences near their end", "0"),
    ("replica_identity", "published tables without identity", "0"),
    ("slot_keeps_wal", "slots that keep much WAL", "0"),
    ("connections", "connections running out", "no"),
    ("blocked_sessions", "sessions that others wait for", "0"),
    ("sequential_reads", "big tables that are read from end to end", "0"),
    ("wide_json", "tables with JSON over 1 MB", "0"),
    ("replication_lag", "standbys that are late", "0"),
    ("checksum_failures", "failures of checksums", "0"),
)
_ELSEWHERE = (
    ("backups that were verified today", "1", Unknown("no backups are recorded", "greenroom does not watch them yet")),
    ("tables of users without row security", "0", Unknown("the audit judges it", "greenroom audit")),
)
LATENCY_MS = 500.0
"""Operators ask for 95 of 100 queries within half a second."""

SECTIONS = ("triage", "tables", "vitals", "statements")
"""The sections of an overview that it is made from."""


_NO_RECORD = Unknown("nothing was recorded", "greenroom health --record keeps recording")


@dataclass(frozen=True, slots=True)
class Score:
    """One line: `actual` is a figure in words, or why it is not known; `check` leads to the list behind it.

    `value` is the figure, None where it is not known. `trend` is Unknown where too little was recorded.
    """

    measure: str
    goal: str
    actual: str | Unknown
    met: bool | None
    check: str = ""
    value: float | None = None
    trend: Trend | Unknown = _NO_RECORD


def scorecard(overview: Overview, thresholds: Mapping[str, Threshold] = THRESHOLDS) -> tuple[Score, ...]:
    """Every goal. What could not be judged is neither met nor missed."""
    found = scores(overview.triage, overview.tables, overview.vitals, thresholds)
    elsewhere = tuple(Score(measure, goal, why, None) for measure, goal, why in _ELSEWHERE)
    return (*found, _latency(overview.statements), *elsewhere)


def scores(
    triage: Triage | Unknown,
    tables: Sequence[Table] | Unknown,
    counters: Counters | Unknown,
    thresholds: Mapping[str, Threshold] = THRESHOLDS,
) -> tuple[Score, ...]:
    """The measures of which the record keeps the trend, from the parts that they are made from."""
    found = [_cache(counters, thresholds["cache_percent"]), _dead(tables)]
    if not isinstance(triage, Unknown):
        ran = {check.name for check in triage.checks}
        found += [_count(triage, *each) for each in _MEASURES if each[0] in ran]
    return tuple(found)


def scored(found: Sequence[Score], trends: Mapping[str, Trend | Unknown]) -> tuple[Score, ...]:
    """The same with where each goes, by its measure."""
    return tuple(replace(each, trend=trends.get(each.measure, each.trend)) for each in found)


def _count(triage: Triage, check: str, measure: str, goal: str) -> Score:
    found = sum(each.finding.check == check for each in triage.verdicts)
    blind = next((each for each in triage.unknown if each.check == check), None)
    if blind is not None and not found:
        return Score(measure, goal, Unknown(blind.reason, blind.remedy), None, check)
    actual = str(found) if goal == "0" else ("yes" if found else "no")
    more = " and more that could not be judged" if blind else ""
    return Score(measure, goal, actual + more, not found, check, float(found))


def _cache(vitals: Counters | Unknown, threshold: Threshold) -> Score:
    measure = "blocks found in the server's cache, since the counters began"
    if isinstance(vitals, Unknown):
        return Score(measure, threshold.goal, vitals, None, "cache_hit")
    percent = vitals.cache_percent
    if percent is None:
        return Score(measure, threshold.goal, Unknown("nothing was read yet"), None, "cache_hit")
    return Score(measure, threshold.goal, figure_of(percent, "percent"), percent >= 99, "cache_hit", percent)


def _latency(statements: Sequence[Statement] | Unknown) -> Score:
    measure, goal = "95 % of the calls of statements, within (~)", f"{LATENCY_MS:.0f} ms"
    found = statements if isinstance(statements, Unknown) else estimated_of_all(statements)
    if isinstance(found, Unknown):
        return Score(measure, goal, found, None)
    return Score(measure, goal, f"~{found:.1f} ms", found < LATENCY_MS, value=found)


def _dead(tables: Sequence[Table] | Unknown) -> Score:
    measure, goal = "dead rows among all", "under 10 %"
    if isinstance(tables, Unknown):
        return Score(measure, goal, tables, None, "autovacuum_behind")
    dead = sum(each.dead for each in tables)
    live = sum(each.live for each in tables)
    percent = 100 * dead / (dead + live) if dead + live else 0.0
    return Score(measure, goal, "~" + figure_of(percent, "percent"), percent < 10, "autovacuum_behind", percent)
