"""How an expression of a policy is evaluated: once for the statement, or again for every row. Pure values and texts.

It reads what EXPLAIN gives for the expression alone, and rewrites its text so that what does not depend on the row is
a sub-select, which PostgreSQL asks once (InitPlan). EXPLAIN has the last word on whether that helped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAME = r'(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_$]*)'
_CALL = re.compile(rf"({_NAME}(?:\.{_NAME})?)\(")
_TYPES = r"character varying|double precision|bit varying|time(?:stamp)?(?:\(\d\))? with(?:out)? time zone"
_TOKEN = re.compile(rf"'(?:[^']|'')*'|\(InitPlan \d+\)\.col\d+|\$\d+|::(?:{_TYPES}|{_NAME}(?:\.{_NAME})?)(?:\[\])?")
"""Strings, casts, and what was asked once already: no word in them is a function or a column."""
_WORD = re.compile(r'"(?:[^"]|"")+"|[A-Za-z_][\w$]*')
_CONSTANT = {"true", "false", "null"}
_HASHED = re.compile(r"hashed (SubPlan \d+)")
_SUBPLAN = re.compile(r"(?<!hashed )(SubPlan \d+)")


@dataclass(frozen=True, slots=True)
class Call:
    """A call in an expression: where it stands, its function, and whether its arguments depend on the row."""

    name: str
    text: str
    start: int
    bound: bool

    @property
    def parts(self) -> tuple[str, str]:
        """Schema and name of the function, as the catalogue has them; pg_catalog where none is written."""
        found = [_bare(part) for part in re.findall(_NAME, self.name)]
        return (found[0], found[1]) if len(found) == 2 else ("pg_catalog", found[0])


@dataclass(frozen=True, slots=True)
class Function:
    """`volatility` is `i`, `s` or `v`; `cost` is what the planner thinks of it, in its own units for one call."""

    schema: str
    name: str
    volatility: str
    cost: float


@dataclass(frozen=True, slots=True)
class Shape:
    """What the plan of an expression has: `once` are its InitPlans, `hashed` and `each` its sub-plans by name.

    `row` is what is left to be evaluated for every row.
    """

    row: str
    once: tuple[str, ...] = ()
    hashed: tuple[str, ...] = ()
    each: tuple[str, ...] = ()


def shape_of(plan: Mapping[str, Any]) -> Shape:
    """The shape of the plan that sql/access/cost/clause gives: the element of its JSON."""
    top = plan["Plan"]
    row = " ".join(str(each) for each in top.get("Output", ()))
    inner = [each for each in top.get("Plans", ()) if each.get("Parent Relationship") == "InitPlan"]
    once = tuple(" ".join(map(str, each.get("Output", ()))) or str(each.get("Subplan Name")) for each in inner)
    hashed = dict.fromkeys(_HASHED.findall(row))
    each = dict.fromkeys(name for name in _SUBPLAN.findall(row) if name not in hashed)
    return Shape(row, once, tuple(hashed), tuple(each))


def calls_in(text: str) -> tuple[Call, ...]:
    """The calls in an expression, outermost first. Any name among the arguments counts as a column."""
    return tuple(_calls(text))


def _calls(text: str) -> Iterator[Call]:
    quiet = _TOKEN.sub(lambda match: " " * len(match[0]), text)
    for match in _CALL.finditer(quiet):
        if match.start() and quiet[match.start() - 1] in '."':
            continue
        end = _closing(quiet, match.end() - 1)
        inside = quiet[match.end() : end]
        bound = any(_is_column(inside, word) for word in _WORD.finditer(inside))
        yield Call(match[1], text[match.start() : end + 1], match.start(), bound)


def _is_column(inside: str, word: re.Match[str]) -> bool:
    """Whether a word among arguments may be a column: not a constant, not a function, not upper-case SQL."""
    if word[0].lower() in _CONSTANT or word[0].isupper():
        return False
    return not inside[word.end() :].startswith(("(", "."))


def _closing(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return len(text) - 1


def wrapped(text: str, stable: Collection[tuple[str, str]]) -> str:
    """The expression with each call of these functions that does not depend on the row as a sub-select.

    What stands in a sub-select already stays; of nested calls the outermost is wrapped.
    """
    inside = [(match.start(), _closing(text, match.start())) for match in re.finditer(r"\(\s*SELECT\b", text)]
    done = -1
    pieces, at = [], 0
    for call in sorted(calls_in(text), key=lambda each: each.start):
        taken = call.start < done or any(begin < call.start < end for begin, end in inside)
        if taken or call.bound or call.parts not in stable:
            continue
        pieces += [text[at : call.start], f"(select {call.text})"]
        at = done = call.start + len(call.text)
    return "".join([*pieces, text[at:]])


def _bare(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
