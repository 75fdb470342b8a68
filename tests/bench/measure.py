"""What a measurement is: samples taken in turn, their medians, and one line of the table. It starts nothing itself."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """The values of several runs, in the unit of their line."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def most(self) -> float:
        return max(self.values)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    `bar` is the most that the ratio may be, or None for a line that only informs; `most` is a bar on our own median
    where no baseline exists. `note` says what was measured in words.
    """

    what: str
    unit: str
    ours: Sample
    baseline: Sample | None = None
    against: str = ""
    bar: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Our median by the baseline's."""
        return None if self.baseline is None else self.ours.median / self.baseline.median

    @property
    def met(self) -> bool | None:
        """Whether every bar is kept; None if there is none."""
        kept = []
        if self.bar is not None and self.ratio is not None:
            kept.append(self.ratio <= self.bar)
        if self.most is not None:
            kept.append(self.ours.median <= self.most)
        return all(kept) if kept else None

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        sides = {"greenroom": self.ours, "baseline": self.baseline}
        return {
            "what": self.what,
            "unit": self.unit,
            "against": self.against,
            **{
                side: None
                if sample is None
                else {"median": sample.median, "min": sample.least, "max": sample.most, "runs": len(sample.values)}
                for side, sample in sides.items()
            },
            "ratio": self.ratio,
            "bar": self.bar,
            "most": self.most,
            "met": self.met,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A line that could not be measured, and why: never a blank, never a pass."""

    name: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """The line as a JSON object."""
        return {"name": self.name, "met": None, "unknown": self.why}


def in_turn(ways: Mapping[str, Callable[[], float]], runs: int) -> dict[str, Sample]:
    """Measure every way `runs` times, A and B in turn, after a first round that does not count."""
    values: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(runs + 1):
        for name, measure in ways.items():
            tell(f"  {'warm-up' if number == 0 else f'{number} of {runs}'}: {name}")
            value = measure()
            if number:
                values[name].append(value)
    tell("")
    return {name: Sample(tuple(found)) for name, found in values.items()}


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def tell(words: str) -> None:
    """What is being done, on the last line of a terminal; nothing where standard error is a file."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words[:76]}", end="", file=sys.stderr, flush=True)
