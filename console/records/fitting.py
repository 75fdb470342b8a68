"""Whether a text can be a value of a column, said with the column's name. Pure: the server has the last word."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from console.core.json_text import NotJsonError, parse
from console.errors import UsageProblem
from console.records.catalogue import Column

_WHOLE = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_NUMBER = re.compile(r"[+-]?(\d+(_?\d+)*(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?(NaN|inf(inity)?)", re.IGNORECASE)
_UUID = re.compile(r"\{?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\}?")
_DATE = re.compile(r"(\d{4,6})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"([01]?\d|2[0-4]):[0-5]\d(:[0-5]?\d(\.\d{1,6})?)?")
_ZONE = re.compile(r"(Z|[+-]\d{1,2}(:?\d{2})?| ?[A-Za-z]+(/[A-Za-z_]+)*)")
_AHEAD = re.compile(r"(today|now)\s*([+-])\s*(\d{1,4})\s*(d|day|days|h|hour|hours)", re.IGNORECASE)
_TRUE, _FALSE = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")


def fitted(column: Column, text: str | None) -> str | None:
    """The value as it is sent: `now` and `today` as the moment that they are, truth as true or false.

    UsageProblem that names the column where the text cannot be one of its values.
    """
    if text is None:
        if not column.nullable:
            raise unfit(column, "it must have a value", "NULL is not allowed.")
        return None
    if column.textual or column.labels:
        return _text(column, text)
    given = text.strip()
    if not given:
        return fitted(column, None)
    if column.truth:
        return _truth(column, given)
    if column.base in _WHOLE:
        return _whole(column, given)
    if column.numeric and column.base in ("numeric", "real", "double precision"):
        if not _NUMBER.fullmatch(given):
            raise unfit(column, "it is no number", "12.50, -3 or 1e6")
        return given
    if column.base == "uuid" and not _UUID.fullmatch(given):
        raise unfit(column, "it is no UUID", "8-4-4-4-12 hex digits")
    if column.json:
        try:
            parse(text)
        except NotJsonError as error:
            raise unfit(column, f"it is no JSON: {error}", "") from None
        return text
    return _moment(column, given) if column.temporal else text


def unfit(column: Column, what: str, remedy: str = "") -> UsageProblem:
    """A value that does not fit, with the column's name."""
    return UsageProblem(f"{column.name}: {what}.", f"It is {column.type}.", remedy)


def _text(column: Column, text: str) -> str:
    if column.labels and text not in column.labels:
        raise unfit(column, "it is none of its words", ", ".join(column.labels[:12]))
    if "\0" in text:
        raise unfit(column, "no text can hold the character NUL")
    limit = re.fullmatch(r"character(?: varying)?\((\d+)\)", column.type)
    if limit and len(text) > int(limit[1]):
        raise unfit(column, f"it has {len(text)} characters", f"at most {limit[1]}")
    return text


def _truth(column: Column, given: str) -> str:
    word = given.casefold()
    if word not in (*_TRUE, *_FALSE):
        raise unfit(column, "it is neither true nor false", "true or false")
    return "true" if word in _TRUE else "false"


def _whole(column: Column, given: str) -> str:
    if not re.fullmatch(r"[+-]?\d{1,20}", given):
        raise unfit(column, "it is no whole number", "12")
    most = _WHOLE[column.base]
    if not -most <= int(given) < most:
        raise unfit(column, "it is too large", f"from {-most:,} to {most - 1:,}")
    return str(int(given))


def _moment(column: Column, given: str) -> str:
    """A date or a time: words as what they are now, a day that does not exist told. BC and the far future pass."""
    word = given.casefold()
    if word in ("infinity", "-infinity") or word.endswith(" bc"):
        return given
    ahead = _AHEAD.fullmatch(given)
    if word in ("now", "today", "tomorrow", "yesterday") or ahead:
        return _said(column, word, ahead)
    if column.base in ("date", "timestamp without time zone", "timestamp with time zone"):
        found = _DATE.match(given)
        if found is None:
            raise unfit(column, "it is no date", "2026-01-31, now, today + 14 days")
        _day(column, *(int(part) for part in found.groups()))
        rest = given[found.end() :].lstrip(" T")
        if rest and column.base != "date":
            clock = _TIME.match(rest)
            behind = rest[clock.end() :] if clock else rest
            if clock is None or (behind and not _ZONE.fullmatch(behind)):
                raise unfit(column, "its time cannot be read", "2026-01-31 19:30, with +10:00 or UTC behind it")
        elif rest and not _TIME.match(rest):
            raise unfit(column, "it is no date", "2026-01-31")
    elif column.base.startswith("time ") and not _TIME.match(given):
        raise unfit(column, "it is no time of day", "19:30")
    return given


def _day(column: Column, year: int, month: int, day: int) -> None:
    try:
        date(min(max(year, 1), 9999), month, day)
    except ValueError:
        raise unfit(column, "there is no such day", "2026-01-31") from None


def _said(column: Column, word: str, ahead: re.Match[str] | None) -> str:
    at = datetime.now(UTC if column.zoned else None).astimezone()
    if ahead:
        count = int(ahead[3]) * (1 if ahead[2] == "+" else -1)
        at += timedelta(hours=count) if ahead[4].startswith("h") else timedelta(days=count)
        word = ahead[1].casefold()
    at += timedelta(days={"tomorrow": 1, "yesterday": -1}.get(word, 0))
    if column.base == "date":
        return f"{at:%Y-%m-%d}"
    if column.base.startswith("time "):
        return f"{at:%H:%M:%S}"
    clock = f"{at:%H:%M:%S}" if word == "now" else "00:00"
    return f"{at:%Y-%m-%d} {clock}{at:%z}" if column.zoned else f"{at:%Y-%m-%d} {clock}"
