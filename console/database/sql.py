"""The statements that stand in sql/: found by name, with their headers, never built from strings.

`load("catalog/server", version=160004)` gives the file `sql/catalog/server.sql`, or the newest
`server.since-16.sql` that this server is new enough for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from psycopg import sql

from console.errors import ConfigurationProblem

_HEADER = re.compile(r"^-- (?P<key>[a-z]+): (?P<value>.*)$")
_VARIANT = re.compile(r"\.since-(?P<major>\d+)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its name (`catalog/server`), what its header says, and its text without the header."""

    name: str
    header: Mapping[str, str]
    text: str

    def query(self) -> bytes:
        """The text as psycopg takes it."""
        return self.text.encode()

    def with_identifiers(self, **parts: sql.Composable) -> sql.Composed:
        """The text with each `{part}` filled in by psycopg.sql, which quotes it. For names known only at run time."""
        # The text comes from a file of the package, as literal as if it stood here.
        return sql.SQL(self.text).format(**parts)


@cache
def sql_folder() -> Path:
    """The folder sql/: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_sql", package.parent / "sql"):
        if folder.is_dir():
            return folder
    raise ConfigurationProblem(
        "The SQL files of greenroom are missing.", f"They belong beside {package}.", "Install greenroom again."
    )


@cache
def load(name: str, *, version: int = 0) -> Statement:
    """The statement of that name for a server of `version` (PostgreSQL's number, such as 180004)."""
    folder = sql_folder()
    path = folder / f"{name}.sql"
    variants = sorted(
        (int(match["major"]), candidate)
        for candidate in path.parent.glob(f"{path.stem}.since-*.sql")
        if (match := _VARIANT.search(candidate.stem))
    )
    for major, candidate in variants:
        if version >= major * 10_000:
            path = candidate
    return parse(name, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Statement:
    """A statement from the text of its file: header lines (`-- key: value`, continued by `--   more`) and the rest."""
    header: dict[str, str] = {}
    lines = text.splitlines()
    key = ""
    start = 0
    for number, line in enumerate(lines):
        if match := _HEADER.match(line):
            key = match["key"]
            header[key] = match["value"]
        elif line.startswith("--   ") and key:
            header[key] += " " + line.removeprefix("--").strip()
        else:
            start = number
            break
    return Statement(name, header, "\n".join(lines[start:]).strip().removesuffix(";"))


def typed(text: str) -> sql.Composed:
    """A statement that a person wrote, as it stands: for a read session, which takes one statement and reads only."""
    return sql.SQL(text.replace("%", "%%").replace("{", "{{").replace("}", "}}")).format()
