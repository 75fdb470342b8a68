"""What the server says to a write, put in words: each kind of refusal."""

from __future__ import annotations

import pytest

from console.audit.access import Cell, Verdict
from console.audit.asking import Who
from console.audit.predicates import Command
from console.audit.why import Answer, Explanation, Said
from console.audit.write_answer import Beside, By, Result, Tried, judge, tried_of

STAMP = Beside("trigger", "stamp", "before", "public.stamp")


def why(*said: tuple[str, str, Answer], allowed: bool = False) -> Explanation:
    return Explanation(
        who=Who("app"),
        relation="public.t",
        command=Command.UPDATE,
        cell=Cell(Verdict.CONDITIONAL),
        free=None,
        said=tuple(Said(policy, True, clause, "", answer) for policy, clause, answer in said),
        allowed=allowed,
        visible=True,
    )


def violates(name: str = "") -> Tried:
    policy = f'row-level security policy "{name}"' if name else "row-level security policy"
    return Tried(sqlstate="42501", message=f'new row violates {policy} for table "t"')


@pytest.mark.parametrize(
    ("tried", "known", "result", "by", "names"),
    [
        (Tried(rows=1), None, Result.ALLOWED, By.NONE, ()),
        (Tried(rows=0), why(("own", "using", False)), Result.NO_ROWS, By.USING, ("own",)),
        (Tried(rows=0), why(), Result.NO_ROWS, By.USING, ()),
        (Tried(rows=0), why(("own", "using", True), allowed=True), Result.NO_ROWS, By.TRIGGER, ("stamp",)),
        (
            Tried(rows=0),
            why(("own", "using", True), ("other", "using", False), ("seen", "using of select", False)),
            Result.NO_ROWS,
            By.USING,
            ("seen",),
        ),
        (Tried(rows=0), why(("seen", "using of select", False)), Result.NO_ROWS, By.USING, ()),
        (
            Tried(sqlstate="42501", message="permission denied for table t"),
            None,
            Result.REFUSED,
            By.GRANT,
            (),
        ),
        (violates("narrow"), None, Result.REFUSED, By.CHECK, ("narrow",)),
        (
            violates(),
            why(("own", "using", True), ("own", "with check", None)),
            Result.REFUSED,
            By.CHECK,
            ("own",),
        ),
        (
            violates(),
            why(("own", "with check", True), ("seen", "using of select, new row", False)),
            Result.REFUSED,
            By.USING,
            ("seen",),
        ),
        (Tried(sqlstate="42P17", message="infinite recursion"), None, Result.REFUSED, By.POLICY, ()),
        (
            Tried(sqlstate="P0001", message="no", context="PL/pgSQL function public.stamp() line 1 at RAISE"),
            None,
            Result.REFUSED,
            By.TRIGGER,
            ("stamp",),
        ),
        (
            Tried(sqlstate="23505", message="duplicate key", constraint="t_pkey"),
            None,
            Result.REFUSED,
            By.CONSTRAINT,
            ("t_pkey",),
        ),
        (Tried(sqlstate="23502", message="null", column="name"), None, Result.REFUSED, By.CONSTRAINT, ("name",)),
        (Tried(sqlstate="22P02", message="invalid input"), None, Result.FAILED, By.NONE, ()),
    ],
)
def test_each_answer(tried: Tried, known: Explanation | None, result: Result, by: By, names: tuple[str, ...]) -> None:
    found = judge(tried, Command.UPDATE, known, (STAMP,))
    assert (found.result, found.by, found.names) == (result, by, names)


def test_the_document_of_a_try() -> None:
    assert tried_of({"rows": 1, "sqlstate": None}) == Tried(rows=1)
    assert tried_of({"rows": None, "sqlstate": "23514", "constraint": "c"}) == Tried(sqlstate="23514", constraint="c")
