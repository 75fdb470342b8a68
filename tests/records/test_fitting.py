"""What is typed, judged before a server sees it; arrays as lines."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from console.errors import UsageProblem
from console.records.array_text import array_of, elements, lines_of, written
from console.records.catalogue import Column
from console.records.fitting import fitted


def column(kind: str, category: str = "N", *, nullable: bool = False, labels: tuple[str, ...] = ()) -> Column:
    base = re.sub(r"\(.*\)", "", kind)
    return Column("c", kind, base, category, labels, True, True, True, nullable, False, False, False)


@pytest.mark.parametrize(
    ("about", "text", "becomes"),
    [
        (column("integer"), " +12 ", "12"),
        (column("numeric(10,2)"), "1e6", "1e6"),
        (column("numeric"), "NaN", "NaN"),
        (column("boolean", "B"), "Yes", "true"),
        (column("date", "D"), "2024-02-29", "2024-02-29"),
        (column("date", "D"), "0044-03-15 BC", "0044-03-15 BC"),
        (column("timestamp with time zone", "D"), "infinity", "infinity"),
        (column("timestamp with time zone", "D"), "2026-01-31 19:30 Australia/Sydney", None),
        (column("timestamp with time zone", "D"), "2026-01-31T19:30:00.5+10:00", None),
        (column("text", "S"), "", ""),
        (column("uuid", "U", nullable=True), " ", "NULL"),
        (column("jsonb", "U"), '{"a": 1}', '{"a": 1}'),
        (column("public.mood", "E", labels=("sad", "ok")), "ok", "ok"),
        (column("int4range", "R"), "[1,2)", "[1,2)"),
    ],
)
def test_what_fits(about: Column, text: str, becomes: str | None) -> None:
    found = fitted(about, text)
    assert found == (None if becomes == "NULL" else becomes or text)


@pytest.mark.parametrize(
    ("about", "text"),
    [
        (column("integer"), "12.5"),
        (column("smallint"), "32768"),
        (column("integer"), ""),
        (column("numeric"), "2,5"),
        (column("boolean", "B"), "perhaps"),
        (column("date", "D"), "2026-02-30"),
        (column("date", "D"), "tonight"),
        (column("timestamp with time zone", "D"), "2026-01-31 7pm at the club"),
        (column("uuid", "U"), "12"),
        (column("jsonb", "U"), '{"a": 1, "a": 2}'),
        (column("character varying(3)", "S"), "four"),
        (column("public.mood", "E", labels=("sad", "ok")), "OK"),
        (column("text", "S"), "a\0b"),
    ],
)
def test_what_does_not_fit_is_said_by_name(about: Column, text: str) -> None:
    with pytest.raises(UsageProblem, match=r"^c: "):
        fitted(about, text)


def test_words_are_moments() -> None:
    zoned = fitted(column("timestamp with time zone", "D"), "now")
    assert zoned is not None
    assert abs((datetime.fromisoformat(zoned) - datetime.now().astimezone()).total_seconds()) < 600
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", fitted(column("date", "D"), "today + 14 days") or "")
    assert (fitted(column("timestamp without time zone", "D"), "tomorrow") or "").endswith(" 00:00")


def test_arrays_are_lines() -> None:
    assert elements('{a,"b c","say \\"hi\\"",NULL,"NULL",""}') == ["a", "b c", 'say "hi"', None, "NULL", ""]
    assert elements("{}") == []
    for odd in ("{{1,2},{3,4}}", "[0:1]={a,b}", "{a,}", "{a", "a"):
        assert elements(odd) is None
    assert lines_of('{a,"b, c"}') == "a\nb, c"
    assert lines_of("{a,NULL}") is None
    hostile = ["a", "{b}", '"', "\\", "a,b", " x ", "null", "[/]"]
    assert elements(array_of("\n".join(hostile))) == hostile
    assert elements(written([None, "", "NULL"])) == [None, "", "NULL"]
