"""Names, lists and columns in the code of a statement, for rules that need more than its kind. Text in, values out.

The code has comments and strings blanked out (`check_reading.bare`), so that parentheses and commas are what they seem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
QUALIFIED = rf"(?:{NAME}\s*\.\s*)?{NAME}"
_ONE = re.compile(NAME)

Key = tuple[str, str]
"""Schema and name as the server stores them; without a schema it is `public`, where a migration's tables go."""


def key(text: str) -> Key:
    """The schema and the name that a qualified name says."""
    parts = [_folded(each) for each in _ONE.findall(text)]
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("public", parts[-1] if parts else "")


def _folded(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word.lower()


def written(found: Key) -> str:
    """As people speak of it: without the schema `public`."""
    return found[1] if found[0] == "public" else f"{found[0]}.{found[1]}"


def names(text: str) -> tuple[str, ...]:
    """The names of a list of columns: the first of each part, whatever is said of it after."""
    found = (_ONE.match(part.lstrip()) for _, part in parts(text))
    return tuple(_folded(each[0]) for each in found if each)


def parts(text: str) -> Iterator[tuple[int, str]]:
    """What stands between commas, those in parentheses left alone, each with its offset."""
    depth = start = 0
    quoted = False
    for at, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            yield start, text[start:at]
            start = at + 1
    if text[start:].strip():
        yield start, text[start:]


def inside(text: str, at: int = 0) -> tuple[int, str]:
    """What the first parenthesis after `at` holds, with its offset; the offset is -1 where there is none."""
    start = text.find("(", at)
    if start < 0:
        return -1, ""
    depth = 0
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return start + 1, text[start + 1 : end]
    return start + 1, text[start + 1 :]


@dataclass(frozen=True, slots=True)
class Item:
    """A column or a constraint of a table that a statement writes. `rest` is what follows a column's name, or all of a
    constraint; `at` its offset in the statement. `added` is by ALTER TABLE."""

    table: Key
    column: str
    rest: str
    at: int
    added: bool = False


_CREATE = re.compile(
    rf"\s*create\s+(?P<kind>(?:(?:global|local)\s+)?(?:temporary|temp)\s+|unlogged\s+|foreign\s+)?table\s+"
    rf"(?:if\s+not\s+exists\s+)?(?P<name>{QUALIFIED})",
    re.IGNORECASE,
)
_ALTER = re.compile(
    rf"\s*alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<name>{QUALIFIED})\s*\*?\s+(?P<actions>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ADD = re.compile(r"\s*add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?", re.IGNORECASE)
_CONSTRAINT = re.compile(
    rf"\s*(?:constraint\s+{NAME}\s+)?(primary\s+key|unique|foreign\s+key|check|exclude|like)\b", re.IGNORECASE
)
_COLUMN = re.compile(rf"\s*(?P<name>{NAME})\s+", re.IGNORECASE)


def created_table(code: str) -> tuple[Key, bool] | None:
    """The table that a CREATE TABLE makes, and whether it lasts; None for other statements."""
    found = _CREATE.match(code)
    if found is None:
        return None
    return key(found["name"]), "temp" not in (found["kind"] or "").lower()


def altered_table(code: str) -> tuple[Key, tuple[tuple[int, str], ...]] | None:
    """The table that an ALTER TABLE changes and its actions, each with its offset; None for other statements."""
    found = _ALTER.match(code)
    if found is None:
        return None
    start = found.start("actions")
    return key(found["name"]), tuple((start + at, text) for at, text in parts(found["actions"]))


def items(code: str) -> Iterator[Item]:
    """The columns and constraints that a CREATE TABLE or an ALTER TABLE ADD writes."""
    if (made := created_table(code)) and (head := _CREATE.match(code)):
        start, body = inside(code, head.end())
        between = code[head.end() : max(start - 1, head.end())]
        if start >= 0 and not between.strip():
            for at, text in parts(body):
                yield _item(made[0], text, start + at, added=False)
    elif altered := altered_table(code):
        for at, text in altered[1]:
            if add := _ADD.match(text):
                yield _item(altered[0], text[add.end() :], at + add.end(), added=True)


def _item(table: Key, text: str, at: int, *, added: bool) -> Item:
    lead = len(text) - len(text.lstrip())
    column = _COLUMN.match(text)
    if _CONSTRAINT.match(text) or column is None:
        return Item(table, "", text.strip(), at + lead, added)
    return Item(table, _folded(column["name"]), text[column.end() :], at + lead, added)
