"""Which rows the policies of a table let through: what PostgreSQL makes of several policies together. Pure values.

The rules are those of rewrite/rowsecurity.c: (one of the permissive) AND (each of the restrictive), where a policy
whose clause is missing says nothing, and nothing at all among the permissive lets no row through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What can be granted on a table."""

    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    TRUNCATE = "truncate"
    REFERENCES = "references"
    TRIGGER = "trigger"
    MAINTAIN = "maintain"


ROW_COMMANDS = (Command.SELECT, Command.INSERT, Command.UPDATE, Command.DELETE)
"""Those that policies speak of; the others see no row security at all."""

_LETTERS = {"r": Command.SELECT, "a": Command.INSERT, "w": Command.UPDATE, "d": Command.DELETE}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. `using` and `check` are None where it has no such clause; `held` where they could not be read.

    `asks` is set where it has a sub-select; `using_asks` and `check_asks` are the relations that those read.
    """

    oid: int
    relation: int
    name: str
    command: Command | None
    permissive: bool
    roles: tuple[int, ...]
    using: str | None
    check: str | None
    held: bool = False
    asks: bool = False
    using_asks: tuple[int, ...] = ()
    check_asks: tuple[int, ...] = ()

    def speaks_of(self, command: Command) -> bool:
        """Whether it has a say in that command; FOR ALL has one in each."""
        return self.command is None or self.command is command

    def clause(self, *, checks: bool) -> str | None:
        """Its USING, or what a new row is checked by: WITH CHECK, or USING where it has none."""
        return self.check if checks and self.check is not None else self.using

    def asked(self, *, checks: bool) -> frozenset[int]:
        """The relations that the sub-selects of that clause read."""
        return frozenset(self.check_asks if checks and self.check is not None else self.using_asks)


def command_of(letter: str) -> Command | None:
    """The command of pg_policy.polcmd; None for all of them."""
    return _LETTERS.get(letter)


@dataclass(frozen=True, slots=True)
class Term:
    """What one policy contributes."""

    policy: str
    text: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """The rows that are let through: one of `permissive` and each of `restrictive` must be true."""

    permissive: tuple[Term, ...] = ()
    restrictive: tuple[Term, ...] = ()

    @property
    def always(self) -> bool:
        """Whether every row is let through, whatever is in it."""
        return any(is_true(each.text) for each in self.permissive) and all(
            is_true(each.text) for each in self.restrictive
        )

    @property
    def never(self) -> bool:
        """Whether no row is."""
        return all(is_false(each.text) for each in self.permissive) or any(
            is_false(each.text) for each in self.restrictive
        )

    @property
    def text(self) -> str:
        """The whole as one expression: `(a OR b) AND c`; `true` and `false` where it is as simple."""
        if self.always or self.never:
            return "true" if self.always else "false"
        ones = [] if any(is_true(each.text) for each in self.permissive) else [each.text for each in self.permissive]
        every = [each.text for each in self.restrictive if not is_true(each.text)]
        either = " OR ".join(dict.fromkeys(ones))
        if len(set(ones)) > 1 and every:
            either = f"({either})"
        return " AND ".join([*([either] if either else []), *dict.fromkeys(every)])


def combine(policies: Iterable[Policy], command: Command, *, checks: bool) -> Predicate:
    """What these policies make together. They are those that the role is subject to, of any command."""
    parts: dict[bool, list[Term]] = {True: [], False: []}
    for policy in policies:
        if policy.speaks_of(command) and (text := policy.clause(checks=checks)) is not None:
            parts[policy.permissive].append(Term(policy.name, text))
    return Predicate(tuple(parts[True]), tuple(parts[False]))


_SAME = re.compile(r"('(?:[^']|'')*'(?:::\w+)?|-?\d+) = ('(?:[^']|'')*'(?:::\w+)?|-?\d+)")


def is_true(text: str) -> bool:
    """Whether the expression is the constant true, written in one of the ways that people write it."""
    return _constant(text) is True


def is_false(text: str) -> bool:
    """Whether the expression is a constant that lets nothing through: false or NULL."""
    return _constant(text) is False


def _constant(text: str) -> bool | None:
    bare = text.strip()
    while bare.startswith("(") and _closes(bare) == len(bare) - 1:
        bare = bare[1:-1].strip()
    if bare in ("true", "NOT false", "(NOT false)"):
        return True
    if bare in ("false", "NOT true", "NULL::boolean"):
        return False
    same = _SAME.fullmatch(bare)
    # Equal spellings are equal values; different ones may be equal too (1 and 01), and are left to the server.
    return True if same and same[1] == same[2] else None


def _closes(text: str) -> int:
    """Where the bracket that the text begins with is closed; brackets in strings and names do not count."""
    depth, quote = 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                return place
    return -1
