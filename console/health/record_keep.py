"""How long the record keeps what: means in the place of old looks, old rows forgotten, the file never beyond its size.

Rows of the file alone; whoever calls holds the right to write.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from console.core.scrub import scrub_sql
from console.core.unknown import Unknown
from console.health.checks import Triage
from console.health.record import DAY, STEPS
from console.health.record_file import statement
from console.health.scorecard import scores
from console.health.statements import Statement
from console.health.tables import Table
from console.health.vitals import Counters

EVERY = 300.0
"""How often old looks become means, in seconds."""

MOST_OCTETS = 200 * 1024**2
"""Beyond this the oldest goes first, whatever its age."""

RUNS_DAYS, RUN_SUMS_DAYS, SIZES_DAYS, PAST_DAYS = 7, 90, 400, 400
_SQL_LENGTH = 4_000


def thin(connection: sqlite3.Connection, now: float, most_octets: int = MOST_OCTETS) -> None:
    """Make means of what is complete, and forget what is older than it is kept, or more than there is room for."""
    steps = list(STEPS)
    for row in connection.execute(statement("target_all")).fetchall():
        for finer, step in pairwise(steps):
            _average(connection, row["id"], finer, step, now)
    connection.execute(statement("run_days"), {"cutoff": _midnight(now)})
    connection.execute(statement("size_thin"), {"cutoff": _midnight(now) - RUNS_DAYS * DAY})
    for share in (1.0, 0.5, 0.25, 0.1, 0.02):
        _forget(connection, now, share)
        if _used(connection) <= most_octets:
            break
    connection.execute(statement("give_back")).fetchall()


def _average(connection: sqlite3.Connection, target: int, finer: int, step: int, now: float) -> None:
    """The mean, least and most of each series in each step that has ended. Of a gap there is no mean."""
    bounds = {
        each: connection.execute(statement("sample_bounds"), {"target": target, "step": each}).fetchone()
        for each in (finer, step)
    }
    if bounds[finer]["earliest"] is None:
        return
    last = bounds[step]["latest"]
    start = last + step if last is not None else math.floor(bounds[finer]["earliest"] / step) * step
    end = math.floor(now / step) * step
    binds = {"target": target, "step": finer, "since": start - 0.001, "until": end - 0.001}
    shares: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(statement("samples"), binds):
        shares.setdefault(math.floor(row["at"] / step) * step, []).append(json.loads(row["body"]))
    for at, bodies in shares.items():
        body = json.dumps(_means(bodies))
        values = {"target": target, "step": step, "at": float(at), "every": float(step), "body": body}
        connection.execute(statement("sample_add"), values)


def _means(bodies: Sequence[dict[str, Any]]) -> dict[str, list[float]]:
    series: dict[str, list[list[float]]] = {}
    for body in bodies:
        for name, value in body.items():
            each = value if isinstance(value, list) else [value, value, value]
            series.setdefault(name, []).append([float(one) for one in each])
    return {
        name: [
            round(sum(each[0] for each in every) / len(every), 3),
            min(each[1] for each in every),
            max(each[2] for each in every),
        ]
        for name, every in series.items()
    }


def _forget(connection: sqlite3.Connection, now: float, share: float) -> None:
    for step, kept in STEPS.items():
        connection.execute(statement("sample_forget"), {"step": step, "cutoff": now - kept * share})
    connection.execute(statement("run_forget"), {"step": 0, "cutoff": now - RUNS_DAYS * DAY * share})
    connection.execute(statement("run_forget"), {"step": 86_400, "cutoff": now - RUN_SUMS_DAYS * DAY * share})
    connection.execute(statement("statement_forget"))
    past = now - PAST_DAYS * DAY * share
    connection.execute(statement("size_forget"), {"cutoff": now - SIZES_DAYS * DAY * share})
    for name in ("gap_forget", "finding_forget", "change_forget", "target_forget"):
        connection.execute(statement(name), {"cutoff": past})
    connection.execute(statement("score_forget"), {"day": _day(past)})


def _used(connection: sqlite3.Connection) -> int:
    """Octets of the file that hold something."""
    row = connection.execute(statement("pages")).fetchone()
    return int((row["page_count"] - row["freelist_count"]) * row["page_size"])


def write_runs(connection: sqlite3.Connection, target: int, now: float, ran: Sequence[Statement]) -> None:
    """What statements did between two looks. Their text has no constants, and nothing that looks like a secret."""
    for each in ran:
        if each.query_id is None:
            continue
        key = f"{each.query_id} {each.role_oid} {int(each.toplevel)}"
        words = scrub_sql(each.query)[:_SQL_LENGTH] if each.query else None
        text = {"target": target, "statement_key": key, "role": each.role, "words": words, "now": now}
        connection.execute(statement("statement_add"), text)
        run = {
            "target": target,
            "step": 0,
            "at": now,
            "statement_key": key,
            "calls": each.calls,
            "total_ms": each.total_ms,
            "count_of_rows": each.rows,
            "read_blocks": each.read_blocks,
        }
        connection.execute(statement("run_add"), run)


def write_scores(
    connection: sqlite3.Connection,
    target: int,
    now: float,
    triage: Triage,
    tables: Sequence[Table] | Unknown,
    counters: Counters | Unknown,
) -> None:
    """The scorecard of today. What is not known is not written."""
    for score in scores(triage, tables, counters):
        if score.value is not None:
            binds = {"target": target, "measure": score.measure, "day": _day(now), "value": score.value}
            connection.execute(statement("score_set"), binds)


def _midnight(now: float) -> float:
    return math.floor(now / DAY) * DAY


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
