"""The digest, the alerts and the scorecard as Markdown, and nothing that could act on whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from console.core.present import ago, duration, size
from console.core.qualified import qualified
from console.core.reports import code, prose, row
from console.core.unknown import Unknown
from console.health.record_digest import Changed, Digest, Figure, Slow
from console.health.record_series import SERIES
from console.health.record_states import Standing
from console.health.record_tell import GLYPHS
from console.health.record_values import Growth, Held, Trend
from console.health.scorecard import Score
from console.health.wording import figure_of

_MOST = 20
_QUERY = 160


def digest_text(digest: Digest, target: str) -> str:
    """The day in GitHub's Markdown."""
    lines = [f"## {prose(target)}, {digest.day.isoformat()}", "", prose(_coverage(digest))]
    for heading, part, nothing in (
        ("Figures", _figures(digest.figures), "Nothing was counted."),
        ("New slow statements", _slow(digest.slow), _none_new(digest)),
        ("Statements that became slower", _slow(digest.slower), "None."),
        ("Growth", _growth(digest.growth), "No table has another size."),
        ("Changes of state", _changes(digest.changes), "None."),
        ("New findings", _held(digest.new), _none_new(digest)),
        ("Findings that are gone", _held(digest.gone), "None."),
        ("Unused and redundant indexes", _held(digest.unused), "None was found."),
    ):
        lines += ["", f"### {heading}", "", *(part or [nothing])]
    backups = f"? UNKNOWN: {digest.backups.reason}. {digest.backups.remedy}".strip()
    return "\n".join([*lines, "", "### Backups", "", prose(backups)])


def scorecard_text(scores: Sequence[Score], target: str, day: datetime) -> str:
    """The scorecard in GitHub's Markdown."""
    words = {True: "● MET", False: "▲ MISSED", None: "? UNKNOWN"}
    met = sum(each.met is True for each in scores)
    lines = [
        f"## Scorecard of {prose(target)}, {day.date().isoformat()}",
        "",
        f"{met} of {len(scores)} met.",
        "",
        row("State", "What", "Goal", "Is", "Trend"),
        "| --- | --- | --- | --- | --- |",
    ]
    for each in scores:
        actual = each.actual.reason if isinstance(each.actual, Unknown) else each.actual
        lines.append(
            row(words[each.met], prose(each.measure), prose(each.goal), prose(actual), prose(trend_words(each.trend)))
        )
    return "\n".join(lines)


def trend_words(trend: Trend | Unknown) -> str:
    """`↑ 3 → 5 in 7 d`, or `?` where too little was recorded."""
    if isinstance(trend, Unknown):
        return "?"
    if trend.before == trend.now:
        return f"{trend.way} in {trend.days} d"
    return f"{trend.way} {trend.before:.4g} → {trend.now:.4g} in {trend.days} d"


def standing_cells(standing: Standing, now: float) -> tuple[str, ...]:
    """State, check, since when, what a person said, what was told, and what was found."""
    said = ""
    if standing.is_acknowledged:
        said = f"acknowledged by {standing.acknowledged_by}"
    elif standing.is_silent(now):
        said = f"silent for {duration((standing.silent_until or now) - now)}"
    if standing.candidate is not None:
        said = f"{said}; {standing.candidate} once".strip("; ")
    told = standing.told.value if standing.told_at and standing.told else ""
    state = f"{GLYPHS[standing.state]} {standing.state}"
    return state, standing.check, ago(now - standing.since), said, told, standing.detail


def _coverage(digest: Digest) -> str:
    words = f"{100 * digest.covered:.0f} % of the day was looked at; gaps: {len(digest.gaps)}."
    if digest.is_first:
        words += " Recording began on this day: nothing is called new."
    return words


def _none_new(digest: Digest) -> str:
    return "Not known: recording began on this day." if digest.is_first else "None."


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    every = list(rows)
    if not every:
        return []
    more = [f"… and {len(every) - _MOST} more."] if len(every) > _MOST else []
    dashes = row(*("---" for _ in headings))
    return [row(*headings), dashes, *(row(*each) for each in every[:_MOST]), *(["", *more] if more else [])]


def _figures(figures: Sequence[Figure]) -> list[str]:
    def cells(each: Figure) -> tuple[str, ...]:
        series = SERIES[each.series]
        rate = "/s" if series.a_second else ""
        before = "?" if each.before is None else figure_of(each.before, series.unit) + rate
        shown = [figure_of(one, series.unit) + rate for one in (each.mean, each.percentile, each.high)]
        return series.title, shown[0], prose(f"~{shown[1]}"), shown[2], before

    return _table(("Figure", "Mean", "95 %", "Most", "Mean the day before"), (cells(each) for each in figures))


def _slow(found: Sequence[Slow]) -> list[str]:
    def cells(each: Slow) -> tuple[str, ...]:
        before = "" if each.mean_before is None else f"{each.mean_before:.1f} ms"
        query = code(" ".join((each.query or "?").split())[:_QUERY])
        return f"{each.mean_ms:.1f} ms", before, f"{each.calls:,}", duration(each.total_ms / 1000), query

    return _table(("Mean", "Before", "Calls", "In all", "Statement"), (cells(each) for each in found))


def _growth(found: Sequence[Growth]) -> list[str]:
    def cells(each: Growth) -> tuple[str, ...]:
        sign = "+" if each.grown > 0 else ""
        name = code(qualified(each.schema, each.name))
        return name, prose(f"{sign}{size(each.grown)}"), prose(size(each.octets, estimate=True))

    return _table(("Table", "Grew", "Is"), (cells(each) for each in found))


def _held(found: Sequence[Held]) -> list[str]:
    return _table(
        ("Level", "Check", "Where", "Figure"),
        ((each.level, code(each.check), code(each.thing), prose(each.figure)) for each in found),
    )


def _changes(found: Sequence[Changed]) -> list[str]:
    def cells(each: Changed) -> tuple[str, ...]:
        at = datetime.fromtimestamp(each.at).strftime("%H:%M")
        return at, code(each.check), f"{each.was} → {each.became}", prose(each.detail), prose(each.told)

    return _table(("At", "Check", "Change", "What", "Told"), (cells(each) for each in found))
