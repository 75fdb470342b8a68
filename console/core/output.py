"""What a command says and where: one JSON document or text on standard output, all else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from console.core.present import visible
from console.core.unknown import Unknown
from console.errors import Problem

LONG = 200
"""Items of a list, above which each is a line of its own."""
_ITSELF = frozenset((str, int, float, bool, type(None)))


def emit(text: str) -> None:
    """Print lines that are safe already (a table, a sentence of ours) to standard output."""
    sys.stdout.write(text + "\n")


def emit_json(document: Any) -> None:
    """Print the one JSON document of this run. Dataclasses become objects, times ISO, Unknown its reason and remedy."""
    sys.stdout.write(json_text(_plain(document)) + "\n")


def json_text(document: Any) -> str:
    """Plain values as JSON on several lines. Of a long list each item is one line: nobody reads those indented."""
    if isinstance(document, dict) and any(_is_long(value) for value in document.values()):
        parts = [f"  {json.dumps(key)}: {_value(value)}" for key, value in document.items()]
        text = "{\n" + ",\n".join(parts) + "\n}"
    else:
        text = json.dumps(document, indent=2)
    # Not ensure_ascii=False: a control or bidirectional character in a value must not reach a terminal as itself.
    return text.replace("\x7f", "\\u007f")


def _is_long(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) > LONG


def _value(value: Any) -> str:
    # Item by item, because what indents is many times slower than what does not.
    if _is_long(value):
        return "[\n    " + ",\n    ".join(json.dumps(item) for item in value) + "\n  ]"
    return json.dumps(value, indent=2).replace("\n", "\n  ")


def json_line(document: Any) -> str:
    """A document as JSON on one line, with its line feed: for JSON Lines, and for another program."""
    return json.dumps(_plain(document)).replace("\x7f", "\\u007f") + "\n"


def emit_message(text: str) -> None:
    """Say one thing on standard error: progress, a warning, what was done."""
    sys.stderr.write(visible(text, lines=True) + "\n")


def emit_error(problem: Problem, as_json: bool = False) -> int:
    """Print a problem, and give back its exit status. With `as_json` it is the document on standard output too."""
    for part in (problem.what, problem.why, problem.remedy):
        if part:
            sys.stderr.write(("greenroom: " if part is problem.what else "  ") + visible(part) + "\n")
    if as_json:
        emit_json({"error": {"what": problem.what, "why": problem.why, "remedy": problem.remedy}})
    return problem.exit_status


def _plain(value: Any) -> Any:
    kind = type(value)  # nearly all are one of these
    if kind in _ITSELF:
        return value
    if kind is dict:
        return {str(key): _plain(item) for key, item in value.items()}
    match value:
        case Unknown():
            return {"unknown": value.reason, "remedy": value.remedy}
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _ if is_dataclass(value):
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if not one.name.startswith("_")}
        case _:
            return str(value)
