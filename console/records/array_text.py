"""Arrays as PostgreSQL writes them, `{a,"b c",NULL}`, and as people type them: one element a line. Pure."""

from __future__ import annotations

import re

_ELEMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|((?:[^,{}"\\]|\\.)+)')
_PLAIN = re.compile(r'[^\s,{}"\\]([^,{}"\\]*[^\s,{}"\\])?')


def elements(text: str) -> list[str | None] | None:
    """The elements of an array of one dimension; None where it is none, or has bounds or more dimensions."""
    if not (text.startswith("{") and text.endswith("}")):
        return None
    inner, found, at = text[1:-1], list[str | None](), 0
    while at < len(inner):
        match = _ELEMENT.match(inner, at)
        if match is None:
            return None
        quoted, plain = match.groups()
        if quoted is not None:
            found.append(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL))
        else:
            found.append(None if plain.strip().upper() == "NULL" else re.sub(r"\\(.)", r"\1", plain.strip()))
        at = match.end()
        if at < len(inner):
            if inner[at] != "," or at + 1 == len(inner):
                return None
            at += 1
    return found


def written(items: list[str | None]) -> str:
    """An array of these elements, as PostgreSQL reads it."""
    return "{" + ",".join(_element(each) for each in items) + "}"


def _element(text: str | None) -> str:
    if text is None:
        return "NULL"
    if _PLAIN.fullmatch(text) and text.upper() != "NULL":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def lines_of(text: str) -> str | None:
    """An array as lines; None where lines cannot hold it: NULL among the elements, line breaks, more dimensions."""
    found = elements(text)
    if found is None or any(each is None or not each or "\n" in each for each in found):
        return None
    return "\n".join(each for each in found if each is not None)


def array_of(lines: str) -> str:
    """The array of the lines; empty ones do not count."""
    return written([line for line in lines.split("\n") if line.strip()])
