"""What the server said to a write that was tried: let through, refused by what, or 0 rows without a word. Pure values.

What is a right, a policy, a trigger or a constraint is told apart by the code of the error and where it was raised;
which policy it was, where the server does not say, by what each of them says of the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from console.audit.predicates import Command
from console.audit.why import Explanation, Said


class Result(StrEnum):
    """What came of it."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    NO_ROWS = "0 rows"  # no error, and nothing done
    FAILED = "failed"  # an error that says nothing of who may do what


class By(StrEnum):
    """What decided."""

    NONE = ""
    GRANT = "grant"
    USING = "policy USING"
    CHECK = "policy WITH CHECK"
    POLICY = "policy"  # one that raises, or that goes round in a circle
    TRIGGER = "trigger"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What the server gave: rows, or the parts of its error. `rows` is None where it raised."""

    rows: int | None = None
    sqlstate: str = ""
    message: str = ""
    detail: str = ""
    context: str = ""
    constraint: str = ""
    table: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a write sets off: a sequence (`of` is its column), a trigger (when it runs, and what), or a rule."""

    kind: str
    name: str
    of: str
    does: str


@dataclass(frozen=True, slots=True)
class WriteAnswer:
    """What came of it, by what, the names of that, and one sentence."""

    result: Result
    by: By
    names: tuple[str, ...]
    sentence: str


def tried_of(row: Mapping[str, Any]) -> Tried:
    """The document that sql/access/write/try leaves."""
    texts = ("sqlstate", "message", "detail", "context", "constraint", "table", "column")
    return Tried(rows=row.get("rows"), **{name: str(row.get(name) or "") for name in texts})


_POLICY = re.compile(r'row-level security policy(?: "(.*)")? (?:\(USING expression\) )?for table')
_FUNCTION = re.compile(r"function (.+?)\(")
_DID = {Command.INSERT: "inserted", Command.UPDATE: "updated", Command.DELETE: "deleted"}


def judge(tried: Tried, command: Command, why: Explanation | None, beside: Sequence[Beside] = ()) -> WriteAnswer:
    """The answer. `why` is what the policies say of the row, where that is known; `beside` the triggers and rules."""
    if tried.rows:
        said = f"{tried.rows} {'row is' if tried.rows == 1 else 'rows are'} {_DID.get(command, 'changed')}"
        return WriteAnswer(Result.ALLOWED, By.NONE, (), said)
    if tried.rows == 0:
        return _no_rows(why, beside)
    if names := _triggers(tried, beside):
        return _refused(By.TRIGGER, names, tried)
    if tried.sqlstate == "42501":
        if (found := _POLICY.search(tried.message)) is None:
            return _refused(By.GRANT, (), tried)
        return _refused(*_unchecked(found[1] or "", why), tried)
    if tried.sqlstate == "42P17":
        return _refused(By.POLICY, (), tried)
    if tried.sqlstate.startswith("23"):
        return _refused(By.CONSTRAINT, tuple(filter(None, (tried.constraint or tried.column,))), tried)
    if names := tuple(each.policy for each in _not_true(why) if each.answer not in (False, None)):
        return _refused(By.POLICY, names, tried)
    return WriteAnswer(Result.FAILED, By.NONE, (), tried.message)


def _refused(by: By, names: tuple[str, ...], tried: Tried) -> WriteAnswer:
    said = f"{tried.message}. {tried.detail}".removesuffix(" ").rstrip(".")
    return WriteAnswer(Result.REFUSED, by, names, said)


def _no_rows(why: Explanation | None, beside: Sequence[Beside]) -> WriteAnswer:
    hiding = tuple(dict.fromkeys(each.policy for each in _hiding(why)))
    if why is not None and why.allowed is False:
        said = "no policy lets the row through" if not hiding else "the policies do not let the row through"
        return WriteAnswer(Result.NO_ROWS, By.USING, hiding, f"{said}: 0 rows, and no error")
    takers = tuple(each.name for each in beside if each.kind == "rule" or each.of in ("before", "instead"))
    if takers:
        return WriteAnswer(Result.NO_ROWS, By.TRIGGER, takers, "a trigger or rule took the row away, and no error")
    return WriteAnswer(Result.NO_ROWS, By.NONE, (), "0 rows, and no error")


def _hiding(why: Explanation | None) -> Iterator[Said]:
    """The policies that keep the row from the command; of permissive ones none where one of them is true.

    Nobody's where no permissive one speaks of the command: it is not for want of a SELECT then.
    """
    said = why.said if why else ()
    for clause in ("using", "using of select"):
        asked = [each for each in said if each.clause == clause]
        ones = [each for each in asked if each.permissive]
        if clause == "using" and not ones:
            return
        shut = not any(each.answer is True for each in ones)
        yield from (each for each in asked if each.answer is not True and (shut or not each.permissive))


def _unchecked(named: str, why: Explanation | None) -> tuple[By, tuple[str, ...]]:
    """Which policies a new row did not pass. The server names a restrictive one only."""
    if named:
        return By.CHECK, (named,)
    failed = _not_true(why)
    checks = tuple(each.policy for each in failed if each.clause == "with check")
    reads = tuple(each.policy for each in failed if each.clause.endswith("new row"))
    passes = any(each.clause == "with check" and each.answer is True for each in (why.said if why else ()))
    return (By.USING, reads) if reads and passes else (By.CHECK, checks)


def _not_true(why: Explanation | None) -> list[Said]:
    return [each for each in (why.said if why else ()) if each.answer is not True]


def _triggers(tried: Tried, beside: Sequence[Beside]) -> tuple[str, ...]:
    """The triggers in whose function it was raised."""
    inside = {_last(name) for name in _FUNCTION.findall(tried.context)}
    return tuple(each.name for each in beside if each.kind == "trigger" and _last(each.does) in inside)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
