"""Percentiles that the server does not keep: an estimate, to be marked `~`, or Unknown. Pure."""

from __future__ import annotations

import math

from console.core.unknown import Unknown
from console.health.statements import Statement

ENOUGH_CALLS = 30
_DEVIATIONS = {0.5: 0.0, 0.9: 1.2816, 0.95: 1.6449, 0.99: 2.3263}


def estimated(statement: Statement, share: float = 0.95) -> float | Unknown:
    """Milliseconds within which that share of the calls has probably ended: 0.5, 0.9, 0.95 or 0.99.

    pg_stat_statements keeps mean, deviation and the longest call. Times are taken to be log-normal, as times of
    queries mostly are, and never longer than the longest. Of what happened between two looks it is Unknown: the
    deviation is of the whole time.
    """
    if statement.calls < ENOUGH_CALLS:
        return Unknown(f"{statement.calls} calls are too few to estimate it", "")
    if statement.mean_ms <= 0:
        return Unknown("the server counted no time", "track_planning and track_io_timing do not change that")
    variance = math.log1p((statement.deviation_ms / statement.mean_ms) ** 2)
    middle = math.log(statement.mean_ms) - variance / 2
    return min(statement.max_ms, math.exp(middle + _DEVIATIONS[share] * math.sqrt(variance)))
