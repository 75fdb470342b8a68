"""The sections of an overview as plain tables with a sentence under each. It reads nothing and prints nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from console.core.present import ABSENT, ago, duration, size
from console.core.qualified import qualified
from console.core.table import table
from console.core.unknown import Unknown
from console.health.activity import Activity, Node, Session
from console.health.disk import Place
from console.health.overview import Overview
from console.health.percentiles import estimated
from console.health.publications import Published
from console.health.record_words import trend_words
from console.health.scorecard import Score
from console.health.settings import Advice
from console.health.statements import Statement
from console.health.tables import Index, Table, trees
from console.health.vitals import Counters, Replication
from console.health.wording import figure_of

Rows = list[tuple[str, ...]]
Section = tuple[Rows, tuple[str, ...], str, str]
"""Rows, headings, alignment, and the sentence."""


def section_table(overview: Overview, section: str, most: int, scores: Sequence[Score] = ()) -> tuple[str, str]:
    """The table of a section, empty where it has no rows, and the sentence about it."""
    value = scores if section == "scorecard" else getattr(overview, section)
    if isinstance(value, Unknown):
        return "", f"{section}: ? UNKNOWN: {value.reason}. {value.remedy}".rstrip()
    rows, headings, align, words = _SECTIONS[section](value)
    shown = rows[:most]
    cut = f" The first {most} are shown: --most shows more." if len(rows) > most else ""
    return (table(shown, headings, align, limit=70) if shown else ""), f"{section}: {words}{cut}"


def _tables(every: Sequence[Table]) -> Section:
    rolled = trees(every)
    rows: Rows = [
        (
            qualified(tree.table.schema, tree.table.name) + _of(tree.partitions),
            size(tree.octets, estimate=True),
            _rows(tree.rows),
            figure_of(tree.table.dead_percent, "percent") if tree.table.dead_percent is not None else ABSENT,
            _when(tree.table.vacuumed),
            _when(tree.table.analyzed),
            f"{tree.table.scans:,}",
            f"{tree.table.index_scans:,}",
            tree.table.group,
        )
        for tree in rolled
        if tree.table.group != "catalog"
    ]
    octets = size(sum(each.octets for each in every), estimate=True)
    headings = ("TABLE", "SIZE", "ROWS", "DEAD", "VACUUMED", "ANALYZED", "SCANS", "BY INDEX", "GROUP")
    words = f"{len(rows)} tables, {octets} with the catalogue. Sizes and rows are estimates."
    return rows, headings, "lrrrrrrr", words


def _indexes(found: Sequence[Index]) -> Section:
    every = [each for each in found if each.table_oid >= 16_384]
    rows: Rows = [
        (
            qualified(each.schema, each.name),
            each.of_table,
            each.method,
            size(each.octets, estimate=True),
            f"{each.scans:,}",
            _when(each.last_used),
            "valid" if each.valid else "INVALID",
        )
        for each in every
    ]
    headings = ("INDEX", "TABLE", "METHOD", "SIZE", "SCANS", "LAST USED", "STATE")
    return rows, headings, "lllrrr", f"{len(rows)} indexes. Sizes are estimates; scans are since the counters began."


def activity_rows(activity: Activity) -> Section:
    """Sessions of clients, those that others wait for first."""
    holding = {node.pid: node.frees for root in activity.tree for _, node in root.lines()}
    sessions = sorted(
        activity.clients, key=lambda one: (-holding.get(one.pid, 0), -(one.transaction_seconds or 0), one.pid)
    )
    rows = [_session(each, holding.get(each.pid, 0)) for each in sessions]
    headings = ("PID", "ROLE", "APPLICATION", "STATE", "WAITS", "TRANSACTION", "FREES", "QUERY")
    partial = f" {activity.partial.reason}: {activity.partial.remedy}." if activity.partial is not None else ""
    count = f"{len(rows)} session{'s' * (len(rows) != 1)}"
    return rows, headings, "rllllrr", f"{count}.{partial}"


def tree_lines(activity: Activity) -> list[str]:
    """Who waits for whom, indented; data, not made safe."""
    return [_line(depth, node) for root in activity.tree for depth, node in root.lines()]


def _line(depth: int, node: Node) -> str:
    session, indent = node.session, "  " * depth + ("└─ " if depth else "")
    if session is None:
        return f"{indent}{node.pid or 'a prepared transaction'}"
    wants = f" wants {session.wants} on {session.wants_on}" if session.wants else ""
    waits = f" for {duration(session.wait_seconds)}" if session.wait_seconds is not None else ""
    query = " ".join((session.query or "").split())[:60]
    return f"{indent}{node.pid} {session.role or ''} {session.state or ''}{wants}{waits}: {query}"


def _session(session: Session, frees: int) -> tuple[str, ...]:
    open_for = session.transaction_seconds
    return (
        str(session.pid),
        session.role or ABSENT,
        session.application or ABSENT,
        session.state or ABSENT,
        session.waits or ABSENT,
        duration(open_for) if open_for is not None else ABSENT,
        str(frees) if frees else ABSENT,
        " ".join((session.query or "").split()),
    )


def _replication(found: Replication) -> Section:
    rows: Rows = [
        ("standby", each.name, each.state or ABSENT, each.sync_state or ABSENT, _octets(each.unreplayed))
        for each in found.standbys
    ]
    rows += [
        (
            "slot",
            each.name,
            "active" if each.active else "not read",
            each.wal_status or ABSENT,
            _octets(each.kept_octets),
        )
        for each in found.slots
    ]
    late = found.recovery.lag_seconds
    here = "a primary" if not found.recovery.standby else f"a standby, {duration(late or 0)} behind"
    return rows, ("WHAT", "NAME", "STATE", "STATUS", "BEHIND OR KEPT"), "llllr", f"this server is {here}."


def _publications(found: Sequence[Published]) -> Section:
    rows: Rows = [
        (
            qualified(each.schema, each.name),
            ", ".join(each.publications) or ABSENT,
            ", ".join(each.missing) or ABSENT,
            ", ".join(each.unexpected) or ABSENT,
            "no such table" if not each.there else "fails" if each.fails else each.identity,
            "on" if each.row_security else "off",
        )
        for each in sorted(found, key=lambda one: (not one.missing, not one.unexpected, not one.publications))
    ]
    headings = ("TABLE", "PUBLISHED", "MISSING IN", "UNEXPECTED IN", "IDENTITY", "RLS")
    wrong = sum(bool(each.missing or each.unexpected) for each in found)
    said = f'{wrong} not as [publications."TARGET"] of config.toml says' if wrong else "none against what is expected"
    return rows, headings, "", f"{sum(bool(each.publications) for each in found)} tables are published, {said}."


def _disk(found: Sequence[Place]) -> Section:
    rows: Rows = [
        (each.kind, each.name, "?" if each.octets is None else size(each.octets), each.location or ABSENT)
        for each in found
    ]
    hidden = sum(each.octets is None for each in found)
    words = f" {hidden} may not be measured by this role: pg_read_all_stats may." if hidden else ""
    said = f"what SQL can see; how much the disk has left no server says.{words}"
    return rows, ("WHAT", "NAME", "SIZE", "WHERE"), "llrl", said


def _statements(found: Sequence[Statement]) -> Section:
    rows: Rows = [
        (
            duration(each.total_ms / 1000),
            duration(each.mean_ms / 1000),
            _percentile(each),
            f"{each.calls:,}",
            f"{each.rows:,}",
            figure_of(each.hit_percent, "percent") if each.hit_percent is not None else ABSENT,
            each.role or ABSENT,
            " ".join((each.query or "").split()),
        )
        for each in found
    ]
    headings = ("TOTAL", "MEAN", "95 %", "CALLS", "ROWS", "CACHE", "ROLE", "STATEMENT")
    return rows, headings, "rrrrrrl", f"{len(rows)} statements, since they were last reset."


def _vitals(one: Counters) -> Section:
    rows: Rows = [
        ("connections to this database", f"{one.connections:,}"),
        ("transactions", f"{one.commits + one.rollbacks:,}"),
        ("rolled back", f"{one.rollbacks:,}"),
        ("found in the cache", figure_of(one.cache_percent, "percent") if one.cache_percent is not None else ABSENT),
        ("WAL", _octets(None if one.wal_octets is None else int(one.wal_octets))),
        ("checkpoints, forced", f"{one.timed_checkpoints + one.forced_checkpoints:,}, {one.forced_checkpoints:,}"),
        ("deadlocks", f"{one.deadlocks:,}"),
        ("temporary files", f"{one.temp_files:,}, {size(one.temp_octets)}"),
        ("oldest transaction number", f"{one.xid_age:,}"),
    ]
    return rows, ("COUNTER", "VALUE"), "lr", f"since {_when(one.since)}, or the start of the server."


def _settings(found: Sequence[Advice]) -> Section:
    rows: Rows = []
    for each in found:
        better = f"? {each.better.remedy}" if isinstance(each.better, Unknown) else each.better
        rows.append((each.setting.name, each.setting.shown, each.setting.source, better, each.why))
    headings = ("SETTING", "IS", "FROM", "MIGHT BE", "WHY")
    return (
        rows,
        headings,
        "",
        f"{sum(1 for row in rows if row[-1])} of {len(rows)} that were looked at are worth a word.",
    )


def _scorecard(scores: Sequence[Score]) -> Section:
    words = {True: "● MET", False: "▲ MISSED", None: "? UNKNOWN"}
    rows: Rows = [
        (
            words[each.met],
            each.measure,
            each.goal,
            each.actual.reason if isinstance(each.actual, Unknown) else each.actual,
            trend_words(each.trend),
        )
        for each in scores
    ]
    return (
        rows,
        ("STATE", "WHAT", "GOAL", "IS", "TREND"),
        "",
        f"{sum(row[0] == words[True] for row in rows)} of {len(rows)} met.",
    )


_SECTIONS: dict[str, Callable[[Any], Section]] = {
    "tables": _tables,
    "indexes": _indexes,
    "activity": activity_rows,
    "replication": _replication,
    "publications": _publications,
    "disk": _disk,
    "statements": _statements,
    "vitals": _vitals,
    "settings": _settings,
    "scorecard": _scorecard,
}


def _percentile(statement: Statement) -> str:
    """The server keeps none: an estimate, or `?` where too little is known."""
    found = estimated(statement)
    return "?" if isinstance(found, Unknown) else f"~{duration(found / 1000)}"


def _of(partitions: Sequence[object]) -> str:
    return f" ({len(partitions)} partition{'s' * (len(partitions) != 1)})" if partitions else ""


def _rows(rows: int | None) -> str:
    return "?" if rows is None else f"~{rows:,}"


def _octets(octets: int | None) -> str:
    return ABSENT if octets is None else size(octets)


def _when(at: datetime | None) -> str:
    return "never seen" if at is None else ago((datetime.now(UTC) - at).total_seconds())
