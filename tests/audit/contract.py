"""What tests/audit/NAME.sql says, and a ground to try it on: one database, with a role that may do nothing.

A file has blocks, each begun by a comment: `-- clean` (made before, optional), `-- violate N` (then there are N
findings), `-- fix` (then there are none), and `-- after` (what is no part of the schema is taken away). The schema is
called shop and a table of it item, so that both can be given worse names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from console.changesets.split import split
from console.database.session import Database

FOLDER = Path(__file__).parent
_BLOCK = re.compile(r"^-- (clean|violate|fix|after)(?: (\d+))?(?: (.*))?$", re.MULTILINE)
HOSTILE = {"shop": '"Sh op""; --[/]"', "item": '"It\'em"'}
ROLES = ("anon", "authenticated")


@dataclass(frozen=True, slots=True)
class Trial:
    """One file: `count` findings after `violate`. `by_hand` is why its own fix is not run as it stands."""

    violate: str
    count: int
    fix: str
    clean: str = ""
    after: str = ""
    by_hand: str = ""

    def named(self, names: dict[str, str]) -> Trial:
        """The same with other names for the schema and the table."""

        def put(text: str) -> str:
            for word, name in names.items():
                text = name.join(re.split(rf"\b{word}\b(?!')", text))
            return text

        return Trial(put(self.violate), self.count, put(self.fix), put(self.clean), put(self.after), self.by_hand)


def trial(name: str) -> Trial:
    """What the file of a check says."""
    text = (FOLDER / f"{name.replace('-', '_')}.sql").read_text(encoding="utf-8")
    marks = [*_BLOCK.finditer(text)]
    blocks = {mark[1]: "" for mark in marks}
    for mark, end in zip(marks, [*(each.start() for each in marks[1:]), len(text)], strict=True):
        blocks[mark[1]] = text[mark.end() : end].strip()
    violate = next(mark for mark in marks if mark[1] == "violate")
    return Trial(
        blocks["violate"],
        int(violate[2]),
        blocks["fix"],
        blocks.get("clean", ""),
        blocks.get("after", ""),
        violate[3] or "",
    )


@dataclass
class Ground:
    """A database to make mistakes in. `look` is a superuser's session, `read` the console's, `little` a stranger's."""

    look: psycopg.Connection[Any]
    read: Database
    little: Database
    names: dict[str, str] = field(default_factory=dict)

    def run(self, script: str) -> None:
        """Each statement by itself: ALTER SYSTEM is refused among others."""
        for statement in split(script):
            self.look.execute(statement.text.encode())

    def fresh(self) -> None:
        """An empty schema that the roles may use."""
        schema = self.names.get("shop", "shop")
        self.run(f"drop schema if exists {schema} cascade; create schema {schema}")
        self.run(f"grant usage on schema {schema} to {', '.join(ROLES)}")
