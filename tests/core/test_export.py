"""Files that leave: what a spreadsheet would run, what JSON and TOML can say, and never over what is there."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import threading
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.export import csv_text, json_text, toml_string, write_new
from console.core.unknown import Unknown
from console.errors import UsageProblem


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "=-5",
        "- 5",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(value: str) -> None:
    assert cells(csv_text(["a"], [[value]]))[1] == ["'" + value]
    assert cells(csv_text(["a"], [[value]], raw=True))[1] == [value]


def test_a_heading_is_disarmed_too() -> None:
    assert cells(csv_text(["=cmd"], []))[0] == ["'=cmd"]


@pytest.mark.parametrize("value", ["-5", "+61", "-5.25", "1e-5", -5, Decimal("-0.50"), "a=b", "", "it's"])
def test_numbers_and_plain_text_stay(value: object) -> None:
    assert cells(csv_text(["a", "b"], [[value, "x"]]))[1] == [str(value), "x"]


def test_null_is_empty_and_a_missing_fact_is_said() -> None:
    assert cells(csv_text(["a", "b"], [[None, Unknown("no grant")]]))[1] == ["", "unknown: no grant"]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5))
def test_csv_gives_back_what_went_in(rows: list[list[str]]) -> None:
    assert cells(csv_text(["a", "b"], rows, raw=True))[1:] == rows


def test_json_keeps_types_and_no_character_acts_on_a_terminal() -> None:
    text = json_text(
        ["n", "d", "t", "x", "l", "f"],
        [[1, Decimal("1.10"), datetime(2025, 1, 2, tzinfo=UTC), "\x1b[31m\x7f\u202e", [None, True], float("nan")]],
    )
    assert text.isascii()
    assert text.isprintable() or "\n" in text
    assert all(character.isprintable() or character == "\n" for character in text)
    item = json.loads(text)["items"][0]
    assert item == {
        "n": 1,
        "d": 1.1,
        "t": "2025-01-02T00:00:00+00:00",
        "x": "\x1b[31m\x7f\u202e",
        "l": [None, True],
        "f": "nan",
    }


def test_json_does_not_round() -> None:
    assert (
        json.loads(json_text(["d"], [[Decimal("0.1234567890123456789")]]))["items"][0]["d"] == "0.1234567890123456789"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_toml_string_is_read_back_as_it_was(text: str) -> None:
    assert tomllib.loads(f"a = {toml_string(text)}") == {"a": text}


@pytest.mark.parametrize("text", ['"""', '""""\n', "a\r\nb", "\n\n", "\\\n", "\x00\x1b\x7f", "\u2028"])
def test_a_toml_string_with_awkward_characters(text: str) -> None:
    assert tomllib.loads(f"a = {toml_string(text)}") == {"a": text}


def test_a_new_file_is_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    old = os.umask(0)
    try:
        write_new(path, "a\r\nb\n")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"a\r\nb\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("link", [False, True])
def test_never_over_what_is_there(tmp_path: Path, link: bool) -> None:
    path = tmp_path / "out.csv"
    if link:
        path.symlink_to(tmp_path / "nowhere")  # a link that leads to nothing is something too
    else:
        path.write_text("kept")
    with pytest.raises(UsageProblem, match="there already"):
        write_new(path, "new")
    assert link or path.read_text() == "kept"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_no_folder_is_a_problem_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="No such file"):
        write_new(tmp_path / "no" / "out.csv", "x")


def test_of_many_writers_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    lost: list[UsageProblem] = []

    def write(number: int) -> None:
        try:
            write_new(path, f"{number}\n" * 5_000)
        except UsageProblem as problem:
            lost.append(problem)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 7
    assert len(set(path.read_text().splitlines())) == 1
    assert os.listdir(tmp_path) == ["out.txt"]
