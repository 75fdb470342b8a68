"""Times as people write them on the command line: a span, a moment, a day. Days are of this machine's time zone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from console.errors import UsageProblem

_SPAN = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>s|m|min|h|d|w)?")
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def seconds_of(text: str) -> float:
    """`90`, `30s`, `5m`, `2h`, `1d` in seconds. UsageProblem for anything else, and for nothing at all."""
    found = _SPAN.fullmatch(text.strip().lower())
    seconds = float(found["number"]) * _SECONDS[found["unit"] or "s"] if found else 0.0
    if not 0 < seconds < 10 * 365 * 86_400:
        raise UsageProblem(f"{text} is no span of time.", "", "Write 30s, 5m, 2h or 1d.")
    return seconds


def moment_of(text: str, now: datetime) -> float:
    """`18:30` (the next one) or `2026-11-21 18:30` as epoch seconds. UsageProblem for anything else."""
    try:
        if re.fullmatch(r"\d{1,2}:\d\d", text):
            hour, minute = (int(part) for part in text.split(":"))
            found = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return (found if found > now else found + timedelta(days=1)).timestamp()
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise UsageProblem(f"{text} is no time.", "", "Write 18:30, or 2026-11-21T18:30.") from None


def day_of(text: str | None, now: datetime) -> tuple[date, float, float]:
    """A day (`today`, `yesterday`, `2026-11-21`; None is yesterday), and its beginning and end as epoch seconds."""
    words = {None: -1, "yesterday": -1, "today": 0}
    try:
        day = (now + timedelta(days=words[text])).date() if text in words else date.fromisoformat(str(text))
    except ValueError:
        raise UsageProblem(f"{text} is no day.", "", "Write today, yesterday or 2026-11-21.") from None
    midnight = datetime(day.year, day.month, day.day)
    return day, midnight.timestamp(), (midnight + timedelta(days=1)).timestamp()
