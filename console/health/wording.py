"""Words of a check: templates of its header, filled in with a row. What comes out is data: it is made safe later."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from console.core.present import duration, size
from console.core.qualified import qualified
from console.database.names import quoted


def figure_of(value: Any, unit: str) -> str:
    """A number as people say it, in one of the units: percent, times, octets, bytes, seconds, days, count."""
    if value is None:
        return "?"
    match unit:
        case "percent":
            return f"{value:.1f} %" if 0 < abs(value) < 10 or 90 < value < 100 else f"{value:.0f} %"
        case "times":
            return f"{value:.1f} ×"
        case "bytes" | "octets":
            return size(value)
        case "seconds":
            return duration(value)
        case "days":
            return duration(value * 86_400)
        case "count":
            return f"{value:,.0f}"
        case "estimate":
            return f"~{value:,.0f}"
        case "decimal":
            return f"{value:,.1f}"
        case _:
            return str(value)


class _Words(Formatter):
    """`{value:percent}`: the unit stands behind the colon."""

    def format_field(self, value: Any, spec: str) -> str:
        return figure_of(value, spec)


class _Statement(Formatter):
    """Every value is a quoted name, but for `raw`, which the check's own statement has made, and `literal`."""

    def format_field(self, value: Any, spec: str) -> str:
        text = "" if value is None else str(value)
        if spec == "raw":
            return text
        if spec == "literal":
            return "'" + text.replace("'", "''") + "'"
        return quoted(text) if text else text


def words(template: str, row: Mapping[str, Any]) -> str:
    """The sentence of a template. KeyError for a column that the statement does not give."""
    return _Words().vformat(template, (), row)


def statement(template: str, row: Mapping[str, Any]) -> str:
    """The statement of a template, its names quoted."""
    return _Statement().vformat(template, (), row)


def call_of(template: str, row: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Name, key and arguments of an operation: `maintenance.vacuum {name} analyze=true`. `{name}` is the relation."""
    name = qualified(str(row["schema"]), str(row["object"]))
    operation, key, *rest = [_Words().vformat(word, (), {**row, "name": name}) for word in template.split()]
    return operation, key, dict(_pair(word) for word in rest)


def _pair(word: str) -> tuple[str, str]:
    argument, _, value = word.partition("=")
    return argument, value
