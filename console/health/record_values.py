"""What the local record gives back: samples, gaps, moments, growth, trends. Values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Sample:
    """A figure at a moment (epoch seconds of this machine), or the mean around it with the least and the most.

    `value` is None where nothing was recorded: a gap, never to be drawn as a line between its neighbours.
    """

    at: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without a look. `ended` is None while it lasts; `why` says whether the server or the recorder was away."""

    began: float
    ended: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """A finding of the past: from when to when (None: it still is). `thing` is what it was found on."""

    fingerprint: str
    check: str
    level: str
    thing: str
    title: str
    figure: str
    began: float
    ended: float | None


@dataclass(frozen=True, slots=True)
class Moment:
    """The state at a time: figures of the last look before it (`at`), and the findings that there were.

    `span` is how many seconds the figures are the mean of, 0 for a single look.
    """

    at: float
    span: int
    figures: Mapping[str, float]
    findings: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """How a table grew since `since` (epoch seconds). Octets and rows are the estimates of the catalogue."""

    oid: int
    schema: str
    name: str
    since: float
    octets: int
    octets_before: int
    rows: int | None
    rows_before: int | None

    @property
    def grown(self) -> int:
        """Octets more than before; less than nothing where it shrank."""
        return self.octets - self.octets_before


class Way(StrEnum):
    """Where a figure goes."""

    UP = "↑"
    DOWN = "↓"
    LEVEL = "→"


@dataclass(frozen=True, slots=True)
class Trend:
    """What a measure of the scorecard was on the first day of the window, is now, and which way that is."""

    way: Way
    before: float
    now: float
    days: int


class State(StrEnum):
    """The state of a check. UNKNOWN is one of its own: it is neither well nor ill."""

    OK = "OK"
    WARNING = "WARNING"
    ERROR = "ERROR"
    UNKNOWN = "UNKNOWN"

    @property
    def severity(self) -> int:
        """UNKNOWN stands below a warning."""
        return {"OK": 0, "UNKNOWN": 1, "WARNING": 2, "ERROR": 3}[self.value]
