"""Percentiles that the server does not keep: an estimate, to be marked `~`, or Unknown. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    variance, middle = _shape(statement)
    return min(statement.max_ms, math.exp(middle + _DEVIATIONS[share] * math.sqrt(variance)))


def estimated_of_all(statements: Sequence[Statement], share: float = 0.95) -> float | Unknown:
    """Milliseconds within which that share of the calls of all these statements together has probably ended."""
    counted = [each for each in statements if each.calls and each.mean_ms > 0]
    calls = sum(each.calls for each in counted)
    if calls < ENOUGH_CALLS:
        return Unknown(f"{calls} calls are too few to estimate it", "")
    low, high = 0.0, max(each.max_ms for each in counted)
    for _ in range(40):  # halving: the sum has no inverse
        middle = (low + high) / 2
        ended = sum(each.calls * _ended(each, middle) for each in counted)
        low, high = (middle, high) if ended < share * calls else (low, middle)
    return high


def _ended(statement: Statement, milliseconds: float) -> float:
    """The share of its calls that has probably ended by then."""
    if milliseconds >= statement.max_ms:
        return 1.0
    variance, middle = _shape(statement)
    if variance <= 0:
        return float(milliseconds >= statement.mean_ms)
    return 0.5 * (1 + math.erf((math.log(max(milliseconds, 1e-9)) - middle) / math.sqrt(2 * variance)))


def _shape(statement: Statement) -> tuple[float, float]:
    """Variance and middle of the logarithms."""
    variance = math.log1p((statement.deviation_ms / statement.mean_ms) ** 2)
    return variance, math.log(statement.mean_ms) - variance / 2
