"""Cutting SQL: the corpus, what the CLI does otherwise, and what holds for any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.changesets import scanning
from console.changesets.split import disagreement, recorded, split
from tests.changesets.corpus import APART, CASES

MARKS = st.sampled_from(
    [
        *("'", '"', "$$", "$a$", "$", "--", "/*", "*/", "\n", "\r\n", ";", "(", ")", "\\", "/", "*", "-", " "),
        *("e'", "E'", "a", "1", "é", " begin atomic ", " end ", " case ", "select 1", "END;", "ATOMIC", "BEGIN "),
    ]
)
TEXTS = st.lists(MARKS, max_size=40).map("".join)


@pytest.mark.parametrize("name", CASES)
def test_the_corpus(name: str) -> None:
    text, expected = CASES[name]
    assert [piece.text for piece in split(text)] == expected
    assert list(recorded(text)) == expected
    assert [piece.text for piece in split(text, as_cli=True)] == expected
    assert disagreement(text) is None


@pytest.mark.parametrize("name", APART)
def test_where_the_cli_cuts_wrongly(name: str) -> None:
    text, expected = APART[name]
    assert [piece.text for piece in split(text)] == expected
    assert [piece.text for piece in split(text, as_cli=True)] != expected
    assert disagreement(text) is not None


def test_the_line_of_a_disagreement() -> None:
    assert disagreement("select 1;\n\n-- why\nselect E'\\'; ';\nselect 2") == 3


def test_a_byte_order_mark_is_trimmed_as_the_cli_does() -> None:
    assert [piece.text for piece in split("\ufeffselect 1;\u00a0\n select 2\u2028")] == ["select 1", "select 2"]


def test_places() -> None:
    text = "\n\n  select 1;;\n-- a\nselect 2 ;\r\n\r\n select 3"
    pieces = split(text)
    assert [(piece.line, piece.start) for piece in pieces] == [(3, 4), (4, 15), (7, 35)]
    assert all(text.startswith(piece.text, piece.start) for piece in pieces)


def test_a_part_of_a_text_keeps_its_places() -> None:
    text = "a;\nb;\nc; 'd"
    assert [(piece.text, piece.line, piece.start) for piece in split(text, 3, 8)] == [("b", 2, 3), ("c", 3, 6)]


@given(TEXTS | st.text(max_size=80))
@example("'a ; ;")
def test_any_text(text: str) -> None:
    """Nothing raises; pieces stand where they say, in order, and leave out only semicolons and white space."""
    for as_cli in (False, True):
        pieces = split(text, as_cli=as_cli)
        assert all(text.startswith(piece.text, piece.start) for piece in pieces)
        assert all(one.start + len(one.text) <= other.start for one, other in pairwise(pieces))
        assert all(piece.line == text.count("\n", 0, piece.start) + 1 for piece in pieces)
        edges = [0, *(edge for piece in pieces for edge in (piece.start, piece.start + len(piece.text))), len(text)]
        assert not "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).replace(";", "").strip()
    disagreement(text)


@given(TEXTS)
def test_joined_and_cut_again_it_is_the_same(text: str) -> None:
    for as_cli in (False, True):
        pieces = [piece.text for piece in split(text, as_cli=as_cli)]
        again = split("".join(f"{piece}\n;\n" for piece in pieces).rstrip("\n"), as_cli=as_cli)
        assert [piece.text for piece in again] == pieces


@pytest.mark.parametrize(
    "unit",
    [
        "insert into t values (1, 'abc''d', $$x;y$$); -- c\n",
        "(",
        "'",
        "$a",
        "/*",
        "begin ",
        "begin atomic ",
        "e'\\",
        "-",
        "begin -- atomic\n",
        "\\",
    ],
)
def test_ten_times_the_text_takes_ten_times_as_long(unit: str) -> None:
    """A quadratic cutter takes a hundred times as long; forty leaves room for a loaded machine."""
    small, large = (unit * (size // len(unit)) for size in (50_000, 500_000))
    fastest = {text: min(_seconds(text) for _ in range(3)) for text in (small, large)}
    assert fastest[large] < 40 * fastest[small] + 0.05


def test_five_megabytes_are_looked_at_once() -> None:
    """Steps of the scanner over 5 MB are ten times those over 0.5 MB."""
    unit = "insert into t values (1, 'abc''d', $$x;y$$); -- c\n"
    counts = [sum(1 for _ in scanning.scan(unit * (size // len(unit)), bodies=False)) for size in (500_000, 5_000_000)]
    assert counts[1] == 10 * counts[0]
    assert len(split(unit * 100_000)) == 100_001


def _seconds(text: str) -> float:
    started = time.process_time()
    split(text)
    split(text, as_cli=True)
    return time.process_time() - started
