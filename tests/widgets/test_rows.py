"""Rows as values: the filter, the order, the widths of columns."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.unknown import Unknown
from console.widgets.copying import copied_as, exact
from console.widgets.rows import Column, Row, filtered, matches, ordered, widths
from console.widgets.text import Span, cell
from tests.widgets.hostile import HOSTILE

COLUMNS = (Column("key", "setting"), Column("value", "value"), Column("public", "seen by"))


def row(*values: Any, key: str = "") -> Row:
    return Row(key or str(values[0]), tuple(cell(value) for value in values), values)


def heading(words: str) -> Row:
    return Row(f"group {words}", group=cell(words))


FEE = row("booking_fee", "2.5", "everybody")
MAIL = row("contact_email", "Hello@Example.org", "everybody")
SECRET = row("webhook", "https://hooks.example/x y", "admins")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", [FEE, MAIL, SECRET]),
        ("   ", [FEE, MAIL, SECRET]),
        ("BOOK", [FEE]),
        ("book 2.5", [FEE]),
        ("book hello", []),
        ("value:hello", [MAIL]),
        ("setting:hello", []),
        ("val:2", [FEE]),
        ("seen:admins", [SECRET]),
        ("public:admins", [SECRET]),
        ("https://hooks", [SECRET]),
        ('"x y"', [SECRET]),
        ('value:"x y"', [SECRET]),
        ('"seen by":admins', [SECRET]),
        ("value:", [FEE, MAIL, SECRET]),
        ('"', [FEE, MAIL, SECRET]),
        ("nowhere:x", []),
        ("example.org every", [MAIL]),
        ("^.*$", []),
    ],
)
def test_filter(text: str, kept: list[Row]) -> None:
    assert filtered([FEE, MAIL, SECRET], COLUMNS, text) == kept


def test_a_column_is_searched_as_it_is_shown_and_as_it_is() -> None:
    long = row("key", "x" * 1000 + "needle", "admins")
    assert matches(long, COLUMNS, "value:needle")
    assert matches(row("key", None, "admins"), COLUMNS, "value:–")
    assert matches(row("key", Unknown("no privilege"), "admins"), COLUMNS, "value:privilege")


def test_headings_stay_above_rows_that_stay() -> None:
    rows = [heading("one"), FEE, heading("two"), heading("three"), MAIL, SECRET, heading("four")]
    assert filtered(rows, COLUMNS, "") == [heading("one"), FEE, heading("three"), MAIL, SECRET]
    assert filtered(rows, COLUMNS, "hello") == [heading("three"), MAIL]
    assert filtered(rows, COLUMNS, "nothing") == []


@given(st.text())
def test_any_filter_is_an_answer_and_never_an_error(text: str) -> None:
    rows = [row(value, value, None) for value in HOSTILE]
    assert all(one in rows for one in filtered(rows, COLUMNS, text))


@given(st.sampled_from(HOSTILE))
def test_what_is_shown_is_found(value: str) -> None:
    shown = "".join(span.text for span in cell(value))
    word = shown.split()[0].replace('"', "")[:50]
    assert matches(row(value, "", ""), COLUMNS, f'"{word}"')


def test_order() -> None:
    rows = [heading("one"), row("b", 10), row("c", None), row("a", 9), row("d", Unknown("no")), row("e", 10)]

    def keys(column: int, *, descending: bool) -> list[str]:
        return [one.key for one in ordered(rows, column, descending=descending)]

    assert keys(1, descending=False) == ["a", "b", "e", "c", "d"]
    assert keys(1, descending=True) == ["b", "e", "a", "c", "d"]
    assert keys(0, descending=True) == ["e", "d", "c", "b", "a"]


def test_order_does_not_mind_capitals() -> None:
    rows = [row("beta"), row("Alpha"), row("alpine"), row("Gamma")]
    assert [one.key for one in ordered(rows, 0, descending=False)] == ["Alpha", "alpine", "beta", "Gamma"]


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(), st.datetimes(), st.binary(), st.booleans())))
def test_values_of_any_kind_have_an_order(values: list[Any]) -> None:
    rows = [row(value) for value in values]
    for descending in (False, True):
        done = ordered(rows, 0, descending=descending)
        assert sorted(map(id, done)) == sorted(map(id, rows))
        absent = [one.values[0] is None for one in done]
        assert absent == sorted(absent)


COLUMN = st.builds(
    Column,
    key=st.just("k"),
    heading=st.text(max_size=12),
    least=st.integers(1, 20),
    most=st.integers(20, 80),
    grow=st.booleans(),
    rank=st.integers(0, 6),
)


@given(
    st.lists(COLUMN, min_size=1, max_size=9),
    st.integers(10, 200),
    st.lists(st.lists(st.text(max_size=60), max_size=9), max_size=5),
)
def test_widths_fit_the_room(columns: list[Column], room: int, cells: list[list[str]]) -> None:
    rows = [Row(str(number), tuple(cell(text) for text in texts)) for number, texts in enumerate(cells)]
    given_widths = widths(columns, rows, room)
    assert len(given_widths) == len(columns)
    assert all(width >= 0 for width in given_widths)
    inside = [width for width in given_widths if width]
    assert inside, "something is shown"
    assert sum(inside) + 2 * (len(inside) - 1) <= room


def test_columns_leave_in_the_order_of_their_rank() -> None:
    columns = (
        Column("name", "name", least=4, most=20),
        Column("value", "value", least=10, most=40, grow=True),
        Column("size", "size", rank=1),
        Column("role", "role", most=20, rank=2),
    )
    rows = [Row("1", (cell("some name"), cell("v" * 30), cell("12 kB"), cell("administrator")))]
    shown = {room: widths(columns, rows, room) for room in range(10, 100)}
    assert shown[99] == [9, 99 - 9 - 5 - 13 - 6, 5, 13]
    seen = [tuple(bool(width) for width in shown[room]) for room in sorted(shown, reverse=True)]
    order = list(dict.fromkeys(seen))
    assert order[:3] == [(True, True, True, True), (True, True, True, False), (True, True, False, False)]
    assert all(row_[0] and row_[1] for row_ in order), "rank 0 stays"


def test_a_value_that_is_growing_gets_the_rest() -> None:
    columns = (Column("a", "a"), Column("b", "b", grow=True), Column("c", "c"))
    assert widths(columns, [Row("1", (cell("x"), cell("y"), cell("z")))], 40) == [1, 34, 1]


def test_wide_letters_are_measured_in_cells() -> None:
    assert widths((Column("a", "a"),), [Row("1", (cell("名前"),))], 40) == [4]


def test_copied_forms() -> None:
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    one = Row("k", ((Span("k"),),) * 3, ("a|b\tc\nd", Unknown("no privilege"), when))
    assert copied_as("row", COLUMNS, one) == "a|b c d\tUNKNOWN: no privilege\t2026-01-02 03:04:05+00:00"
    assert json.loads(copied_as("json", COLUMNS, one)) == {
        "key": "a|b\tc\nd",
        "value": "UNKNOWN: no privilege",
        "public": "2026-01-02 03:04:05+00:00",
    }
    table = copied_as("markdown", COLUMNS, one).splitlines()
    assert len(table) == 3
    assert table[2].startswith("| a\\|b\tc d |")


def test_a_copied_value_is_whole() -> None:
    assert exact(b"\x00" * 40) == "\\x" + "00" * 40
    assert exact(datetime(2026, 1, 2, 3, 4, 5, 6)) == "2026-01-02 03:04:05.000006"
    assert exact(None) == ""
    assert exact("x" * 5_000_000) == "x" * 5_000_000
