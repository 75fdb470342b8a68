"""When a target may be changed: weekly hours, and days on which nothing should. Pure; config.toml writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?:(?P<days>[a-z]{3}(?:[,-][a-z]{3})*) +)?(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """Some days of the week (0 is Monday) from `start` to `end`; over midnight where `end` is not later."""

    days: frozenset[int]
    start: time
    end: time

    def hold(self, moment: datetime) -> bool:
        """Whether the moment lies in them."""
        now = moment.time()
        if self.start < self.end:
            return moment.weekday() in self.days and self.start <= now < self.end
        if now >= self.start:
            return moment.weekday() in self.days
        return now < self.end and (moment - timedelta(days=1)).weekday() in self.days


@dataclass(frozen=True, slots=True)
class ChangeWindow:
    """`hours` in which changes are usual (none: always), and `freezes`, from day to day, in which they are not."""

    hours: tuple[Hours, ...] = ()
    freezes: tuple[tuple[date, date], ...] = ()

    def outside(self, moment: datetime) -> str:
        """Why a change at this moment counts as one risk higher; empty where it does not."""
        for first, last in self.freezes:
            if first <= moment.date() <= last:
                return f"a freeze until {last.isoformat()}"
        if self.hours and not any(each.hold(moment) for each in self.hours):
            return "outside of the change window"
        return ""


def parse_hours(text: str) -> Hours:
    """`20:00-24:00`, `sat,sun 02:00-04:00`, `mon-fri 22:00-02:00`. ValueError where it is none of these."""
    match = _HOURS.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f'{text} is not like "mon-fri 20:00-23:00"')
    spans = (match["days"] or "mon-sun").split(",")
    days = frozenset(day for span in spans for day in _span(span))
    # The day's end is the next one's begin: hours that end there are hours over midnight.
    end = "00:00" if match["end"] == "24:00" else match["end"]
    return Hours(days, time.fromisoformat(match["start"]), time.fromisoformat(end))


def _span(text: str) -> frozenset[int]:
    """The days of `sun`, `mon-fri` or `fri-mon`."""
    first, _, last = text.partition("-")
    start, end = _day(first), _day(last or first)
    return frozenset(day % 7 for day in range(start, (end if end >= start else end + 7) + 1))


def _day(word: str) -> int:
    if word not in _DAYS:
        raise ValueError(f"{word} is not a day: {', '.join(_DAYS)}")
    return _DAYS.index(word)


def parse_freeze(text: str) -> tuple[date, date]:
    """`2026-12-20/2027-01-03`, or one day. ValueError where it is neither."""
    first, _, last = text.partition("/")
    span = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    if span[1] < span[0]:
        raise ValueError(f"{text} ends before it begins")
    return span
