"""A window of time in equal parts, made of looks at the vitals. It reads nothing and knows no unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PARTS = 120
"""Parts of a window: as fine as a plot can show."""
_LONGEST = 180.0
"""Seconds after which two looks say nothing of the time between them, unless the window's parts are longer."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen from `since` to `at`, epoch seconds of the server. A series that is not in it was not known."""

    since: float
    at: float
    figures: Mapping[str, float]


def window(looks: Iterable[Look], name: str, since: float, until: float, parts: int = PARTS) -> list[float | None]:
    """One series from `since` to `until` in equal parts: the mean of the looks that reach into it, None without."""
    length = (until - since) / parts
    sums, counts = [0.0] * parts, [0] * parts
    for each in looks:
        value = each.figures.get(name)
        if value is None or each.at < since or each.since > until or each.at - each.since > max(_LONGEST, 3 * length):
            continue
        first = max(0, int((each.since - since) / length))
        last = min(parts - 1, int((each.at - since) / length))
        for place in range(first, last + 1):
            sums[place] += value
            counts[place] += 1
    return [total / count if count else None for total, count in zip(sums, counts, strict=True)]


@dataclass(frozen=True, slots=True)
class Summary:
    """Of a window: the last value that is known, the lowest, the highest and the mean."""

    now: float
    low: float
    high: float
    mean: float


def summary(values: Sequence[float | None]) -> Summary | None:
    """None where nothing was seen."""
    seen = [one for one in values if one is not None]
    return Summary(seen[-1], min(seen), max(seen), sum(seen) / len(seen)) if seen else None
