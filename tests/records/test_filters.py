"""What a filter's words mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from console.errors import UsageProblem
from console.records.catalogue import Column
from console.records.classify import classify
from console.records.definition import MaskKind
from console.records.filters import Condition, parse_filter
from console.records.masks import masked

TEXT = Column("note", "text", "text", "S", (), True, True, True, True, False, False, False)
COLUMNS = [
    ("note", TEXT),
    ("total", replace(TEXT, name="total", base="numeric", category="N")),
    ("created_at", replace(TEXT, name="created_at", base="timestamp with time zone", category="D")),
    ("status", replace(TEXT, name="status", category="E", labels=("PAID", "UNPAID", "PART_PAID"))),
    ("user_id.name", replace(TEXT, name="name")),
    ("open", replace(TEXT, name="open", base="boolean", category="B")),
]
TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("total:>100", [("total", ">", "100")]),
        ("total:10..20", [("total", ">=", "10"), ("total", "<=", "20")]),
        ("total:1,200.50", [("total", "=", "1200.50")]),
        ("status:paid", [("status", "=", "PAID")]),
        ("status:part", [("status", "=", "PART_PAID")]),
        ("status:!paid", [("status", "<>", "PAID")]),
        ("note:none", [("note", "null", "")]),
        ("note:!none", [("note", "any", "")]),
        ('note:"two words"', [("note", "=", "two words")]),
        ("note:~half", [("note", "~", "half")]),
        ("name:mia*", [("user_id.name", "~", "mia")]),
        ("open:yes", [("open", "=", "true")]),
        ("created:today", [("created_at", ">=", "2026-11-21"), ("created_at", "<", "2026-11-22")]),
        ("created:last-week", [("created_at", ">=", "2026-11-09"), ("created_at", "<", "2026-11-16")]),
        ("created:2026-02", [("created_at", ">=", "2026-02-01"), ("created_at", "<", "2026-03-01")]),
        ("created:>2026-02-03", [("created_at", ">=", "2026-02-04")]),
        ("created:<=2026", [("created_at", "<", "2027-01-01")]),
        ("created:30d", [("created_at", ">=", "2026-10-22"), ("created_at", "<", "2026-11-22")]),
    ],
)
def test_a_condition(text: str, meant: list[tuple[str, str, str]]) -> None:
    assert parse_filter(text, COLUMNS, TODAY).conditions == tuple(Condition(*each) for each in meant)


def test_words_that_stand_alone_are_words() -> None:
    found = parse_filter('mia "de la cruz" 12:30 status:', COLUMNS, TODAY)
    assert (found.words, found.conditions) == (("mia", "de la cruz", "12:30"), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("totl:3", "Did you mean total"),
        ("total:many", "holds numbers"),
        ("status:gone", "PAID"),
        ("created:soon", "last-week"),
        ("created:2026-13", "last-week"),
        ("open:perhaps", "open:true"),
    ],
)
def test_what_does_not_fit_is_said_with_what_would(text: str, said: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse_filter(text, COLUMNS, TODAY)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("40d81caf-542d-19f9-800c-e96ce618bc84", "uuid"),
        ("40d81caf542d19f9800ce96ce618bc84", "uuid"),
        ("pi_40122605ccfa430b45bccd2f", "processor"),
        ("mia.chen@example.com", "email"),
        ("=110", "amount"),
        ("110.50", "number"),
        ("+61 412 345 678", "phone"),
        ("INV-2026-0042", "reference"),
        ("BK-26476A985F", "reference"),
        ("a-house-by-the-weir", "slug"),
        ("2026-11-21", "date"),
        ("Mia  Chen", "words"),
    ],
)
def test_an_input_is_recognised(text: str, kind: str) -> None:
    assert kind in classify(text).kinds


def test_a_mask_keeps_what_one_recognises_it_by() -> None:
    assert masked(MaskKind.EMAIL, "mia.chen@example.com") == "m•••@e•••.com"
    assert masked(MaskKind.PHONE, "+61 412 345 678") == "••• 678"
    assert masked(MaskKind.BIRTH, "1987-06-05") == "1987-••-••"
    assert masked(MaskKind.MEDICAL, "asthma") == "••••"
    assert masked(MaskKind.EMAIL, None) is None
    assert masked(MaskKind.EMAIL, "no address") == "••••"
