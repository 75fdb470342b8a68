"""Tables of the command line: columns line up, and a cell cannot drive the terminal."""

from __future__ import annotations

import json

import pytest

from console.core.output import emit_error, emit_json
from console.core.table import table, width
from console.core.target import Target
from console.core.unknown import Unknown
from console.errors import ConnectionProblem


def test_columns_line_up() -> None:
    assert table([["shop", "5"], ["a", "6000"]], ["NAME", "PORT"], "lr") == "NAME  PORT\nshop     5\na     6000"


def test_wide_and_combining_characters_are_measured() -> None:
    assert [width(text) for text in ("abc", "日本", "e\u0301", "")] == [3, 4, 1, 0]
    lines = table([["日本", "x"], ["ab", "y"]], ["N", "V"]).splitlines()
    assert lines == ["N     V", "日本  x", "ab    y"]


def test_cells_are_made_visible_and_cut() -> None:
    shown = table([["\x1b[31m\u202e\n", "x" * 500]], ["a", "b"])
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert len(shown.splitlines()) == 2
    assert max(map(len, shown.splitlines())) < 120


def test_no_rows_has_its_headings() -> None:
    assert table([], ["A", "B"]) == "A  B"


def test_json_is_one_document_without_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    target = Target(name="a\x1b\x7f\u202e", host="h", database="d", user="u")
    emit_json({"items": [target], "why": Unknown("not permitted", "grant it")})
    shown = capsys.readouterr().out
    assert shown.isascii()
    assert "\x7f" not in shown
    document = json.loads(shown)
    assert document["items"][0]["name"] == target.name
    assert document["why"] == {"unknown": "not permitted", "remedy": "grant it"}


def test_a_problem_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert emit_error(ConnectionProblem("No.", "\x1b]0;x\x07", "Do this.")) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("greenroom: No.\n  ")
    assert "\x1b" not in shown.err
    assert emit_error(ConnectionProblem("No."), as_json=True) == 3
    assert json.loads(capsys.readouterr().out)["error"]["what"] == "No."
