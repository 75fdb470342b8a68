"""What is said of a plan of one expression, and how an expression is wrapped: texts alone."""

from __future__ import annotations

import pytest

from console.audit.cost_words import calls_in, shape_of, wrapped

STABLE = {("auth", "uid"), ("pg_catalog", "current_setting"), ("public", "is_admin"), ("public", "Mine")}


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("(owner = auth.uid())", "(owner = (select auth.uid()))"),
        ("(owner = ( SELECT auth.uid() AS uid))", "(owner = ( SELECT auth.uid() AS uid))"),
        (
            "((owner)::text = current_setting('request.jwt.claim.sub'::text, true))",
            "((owner)::text = (select current_setting('request.jwt.claim.sub'::text, true)))",
        ),
        ("public.is_admin(owner)", "public.is_admin(owner)"),
        ("public.is_admin(auth.uid())", "(select public.is_admin(auth.uid()))"),
        ("(a)::character varying(10) = 'auth.uid()'", "(a)::character varying(10) = 'auth.uid()'"),
        ('(public."Mine"() AND (x > 1))', '((select public."Mine"()) AND (x > 1))'),
        ("(lower(owner) = auth.uid())", "(lower(owner) = (select auth.uid()))"),
        (
            "(EXISTS ( SELECT 1 FROM public.t WHERE (t.id = auth.uid())))",
            "(EXISTS ( SELECT 1 FROM public.t WHERE (t.id = auth.uid())))",
        ),
    ],
)
def test_what_does_not_depend_on_the_row_is_wrapped(text: str, better: str) -> None:
    assert wrapped(text, STABLE) == better


def test_calls_of_a_verbose_plan() -> None:
    text = '(("no""t".owner = auth.uid()) AND public.f("no""t".owner))'
    assert [(call.parts, call.bound) for call in calls_in(text)] == [(("auth", "uid"), False), (("public", "f"), True)]
    assert [call.bound for call in calls_in("f((InitPlan 1).col1) AND f($0) AND f(owner)")] == [False, False, True]


def test_the_shape_of_a_plan() -> None:
    once = {"Parent Relationship": "InitPlan", "Subplan Name": "InitPlan 1 (returns $0)", "Output": ["auth.uid()"]}
    each = {"Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 2"}
    top = {"Output": ["((t.id = $0) AND (SubPlan 2) AND (hashed SubPlan 3))"], "Plans": [once, each]}
    shape = shape_of({"Plan": top})
    assert (shape.once, shape.hashed, shape.each) == (("auth.uid()",), ("SubPlan 3",), ("SubPlan 2",))
