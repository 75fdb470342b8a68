"""What a person typed to narrow a list, as conditions: `status:paid total:>100 created:last-week mia`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from console.core.nearest import nearest
from console.errors import UsageProblem
from console.records.catalogue import Column

_WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_OPERATORS = (">=", "<=", ">", "<", "=", "~", "!")
_EMPTY = ("none", "null", "empty")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a column's path, how, and with what. `operator` is one of = <> < <= > >= ~ null any."""

    path: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """All of the conditions, and the words that stand alone."""

    conditions: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.conditions and not self.words


def parse_filter(text: str, columns: Sequence[tuple[str, Column]], today: date) -> Filter:
    """The filter that a text means. `columns` are paths with their columns, those of the list first.

    UsageProblem where a column is not there or a value does not fit its type.
    """
    conditions: list[Condition] = []
    words: list[str] = []
    for word in _WORD.findall(text):
        name, colon, value = word.replace('"', "").partition(":")
        if not colon or not name or not re.match(r"[A-Za-z_]", name):
            words.append(word.replace('"', ""))
            continue
        if value:
            conditions += _conditions(*_column(name, columns), value, today)
    return Filter(tuple(conditions), tuple(word for word in words if word))


def _column(name: str, columns: Sequence[tuple[str, Column]]) -> tuple[str, Column]:
    folded = name.casefold()
    for test in (
        lambda path: path.casefold() == folded,
        lambda path: path.rpartition(".")[2].casefold() == folded,
        lambda path: path.casefold().startswith(folded),
        lambda path: folded in path.casefold(),
    ):
        for path, column in columns:
            if test(path):
                return path, column
    raise UsageProblem(f"There is no column {name} to filter by.", "", nearest(name, [path for path, _ in columns]))


def _conditions(path: str, column: Column, text: str, today: date) -> list[Condition]:
    operator = next((each for each in _OPERATORS if text.startswith(each)), "")
    value = text.removeprefix(operator)
    if value.casefold() in _EMPTY:
        return [Condition(path, "any" if operator == "!" else "null")]
    if value.casefold() == "any":
        return [Condition(path, "any")]
    if column.temporal:
        return _times(path, operator or "=", value, today)
    if operator == "!":
        operator = "<>"
    if column.truth:
        return [Condition(path, operator or "=", _truth(path, value))]
    if column.labels:
        return [Condition(path, operator or "=", _label(column, value))]
    if column.numeric:
        low, dots, high = value.partition("..")
        if dots:
            return [Condition(path, ">=", _number(path, low)), Condition(path, "<=", _number(path, high))]
        return [Condition(path, operator or "=", _number(path, value))]
    if operator == "~" or (not operator and column.textual and value.endswith("*")):
        return [Condition(path, "~", value.rstrip("*"))]
    return [Condition(path, operator or "=", value)]


def _number(path: str, text: str) -> str:
    try:
        return str(Decimal(text.replace(",", "")))
    except InvalidOperation:
        raise UsageProblem(f"{text} is no number.", f"{path} holds numbers.", f"{path}:>100, {path}:10..20") from None


def _truth(path: str, text: str) -> str:
    known = {"true": "true", "yes": "true", "y": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
    if text.casefold() not in known:
        raise UsageProblem(f"{text} is neither true nor false.", "", f"{path}:true or {path}:false")
    return known[text.casefold()]


def _label(column: Column, text: str) -> str:
    found = next((each for each in column.labels if each.casefold() == text.casefold()), None)
    found = found or next((each for each in column.labels if each.casefold().startswith(text.casefold())), None)
    if found is None:
        raise UsageProblem(f"{column.name} is never {text}.", "", nearest(text, column.labels))
    return found


def _times(path: str, operator: str, text: str, today: date) -> list[Condition]:
    """A day, a month or a span as its first moment and the first one behind it."""
    first, behind = _span(path, text.casefold(), today)
    since, until = first.isoformat(), behind.isoformat()
    match operator:
        case ">":
            return [Condition(path, ">=", until)]
        case ">=":
            return [Condition(path, ">=", since)]
        case "<":
            return [Condition(path, "<", since)]
        case "<=":
            return [Condition(path, "<", until)]
        case _:
            return [Condition(path, ">=", since), Condition(path, "<", until)]


def _span(path: str, text: str, today: date) -> tuple[date, date]:
    day = timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    next_month = (first + timedelta(days=32)).replace(day=1)
    named = {
        "today": (today, today + day),
        "tonight": (today, today + day),
        "yesterday": (today - day, today),
        "tomorrow": (today + day, today + 2 * day),
        "this-week": (monday, monday + 7 * day),
        "last-week": (monday - 7 * day, monday),
        "next-week": (monday + 7 * day, monday + 14 * day),
        "this-month": (first, next_month),
        "last-month": ((first - day).replace(day=1), first),
        "next-month": (next_month, (next_month + timedelta(days=32)).replace(day=1)),
        "this-year": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
        "last-year": (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
    }
    if text in named:
        return named[text]
    if back := re.fullmatch(r"(\d{1,5})d", text):
        return today - int(back[1]) * day, today + day
    try:
        if re.fullmatch(r"\d{4}", text):
            return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
        if re.fullmatch(r"\d{4}-\d{1,2}", text):
            start = date(int(text[:4]), int(text[5:]), 1)
            return start, (start + timedelta(days=32)).replace(day=1)
        start = date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise UsageProblem(
            f"{text} is no day.", f"{path} holds dates.", f"{path}:today, :last-week, :2026-11, :>2026-11-01, :30d"
        ) from None
    return start, start + day
