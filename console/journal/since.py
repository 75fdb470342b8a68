"""A moment that a person writes: a date, a time, or how long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from console.core.present import visible

_AGO = re.compile(r"(\d{1,6})\s*(min|m|h|d|w)")
_UNITS = {"min": "minutes", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def since(text: str, now: datetime | None = None) -> datetime:
    """The moment, with its zone: `7d` and the like before now; a time without a zone is this machine's. ValueError."""
    if match := _AGO.fullmatch(text.strip()):
        return (now or datetime.now(UTC)) - timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError):
        ways = "write 2026-03-01, 2026-03-01T09:45, 30min, 2h or 7d"
        raise ValueError(f"{visible(text, limit=60)} is no time: {ways}") from None
