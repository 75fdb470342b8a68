"""JSON as people read it: checked strictly, printed with its numbers as they were written, secrets inside masked.

Pure. It never changes what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

INDENT = "  "
DEEPEST = 100


class NotJsonError(ValueError):
    """Why a text is not JSON, with line and column where the parser gave up. Never holds a piece of the text."""


class _Number(str):
    """A number as it was written: a float would lose digits. It equals no text."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Number) and str.__eq__(self, other)

    __hash__ = str.__hash__


def parse(text: str) -> Any:
    """The document in `text`. NotJsonError where it is not strict JSON, or a key stands twice in an object."""
    try:
        document = json.loads(
            text,
            parse_int=_Number,
            parse_float=_Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except json.JSONDecodeError as error:
        raise NotJsonError(f"{_lower(error.msg)}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise NotJsonError("nested too deeply") from None
    if _depth(document) > DEEPEST:
        raise NotJsonError(f"nested more than {DEEPEST} levels deep")
    return document


def pretty(document: Any, hide: Callable[[str], bool] | None = None, mask: str = "") -> tuple[str, bool]:
    """The document on indented lines, and whether something was masked: members whose key `hide` says yes to."""
    printer = _Printer(hide, mask)
    return printer.text(document, 0), printer.masked


def compact(document: Any, *, tight: bool = False) -> str:
    """The document on one line, its numbers as they were written; `tight` puts no spaces in."""
    comma, colon = (",", ":") if tight else (", ", ": ")
    if isinstance(document, dict):
        members = (f"{quoted(key)}{colon}{compact(one, tight=tight)}" for key, one in document.items())
        return "{" + comma.join(members) + "}"
    if isinstance(document, list):
        return "[" + comma.join(compact(one, tight=tight) for one in document) + "]"
    if isinstance(document, _Number):
        return str(document)
    return quoted(document) if isinstance(document, str) else json.dumps(document)


def texts(document: Any) -> Iterator[str]:
    """Every key and every string in a document."""
    if isinstance(document, dict):
        for key, one in document.items():
            yield key
            yield from texts(one)
    elif isinstance(document, list):
        for one in document:
            yield from texts(one)
    elif isinstance(document, str) and not isinstance(document, _Number):
        yield document


def same(left: str, right: str) -> bool:
    """Whether two texts are the same document: spaces and the order of keys do not count, spelling of numbers does."""
    try:
        return bool(parse(left) == parse(right))
    except NotJsonError:
        return left == right


class _Printer:
    def __init__(self, hide: Callable[[str], bool] | None, mask: str) -> None:
        self.hide = hide
        self.mask = mask
        self.masked = False

    def text(self, node: Any, level: int) -> str:
        outer, inner = INDENT * level, INDENT * (level + 1)
        if isinstance(node, dict) and node:
            members = (f"{inner}{quoted(key)}: {self._member(key, one, level + 1)}" for key, one in node.items())
            return "{\n" + ",\n".join(members) + f"\n{outer}}}"
        if isinstance(node, list) and node:
            if all(not isinstance(one, dict | list) for one in node) and len(node) <= 8:
                return "[" + ", ".join(self.text(one, level) for one in node) + "]"
            return "[\n" + ",\n".join(inner + self.text(one, level + 1) for one in node) + f"\n{outer}]"
        if isinstance(node, _Number):
            return str(node)
        return quoted(node) if isinstance(node, str) else json.dumps(node)

    def _member(self, key: str, node: Any, level: int) -> str:
        if self.hide is not None and isinstance(node, str) and node and self.hide(key):
            self.masked = True
            return quoted(self.mask)
        return self.text(node, level)


def quoted(text: str) -> str:
    """A JSON string; with escapes where the text could not be encoded."""
    return json.dumps(text, ensure_ascii=any("\ud800" <= one <= "\udfff" for one in text))


def _depth(node: Any) -> int:
    level, nodes = 0, [node]
    while nodes:
        level += 1
        nodes = [
            child
            for one in nodes
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
    return level


def _refuse_constant(word: str) -> Any:
    raise NotJsonError(f"{word} is not a number that JSON knows")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotJsonError("a key stands twice in one object")
    return found


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
