"""A file from the history's statements: the same statements again when it is read, and never over another file."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.changesets.fetched import joined, write_fetched
from console.changesets.folders import read_folder
from console.changesets.split import split
from console.errors import Problem


@pytest.mark.parametrize(
    "statements",
    [
        ["select 1", "select 2"],
        ["select 1 -- one", "select 2"],
        ["-- why\nselect 1", "select '--', 2 -- ;"],
        ["create function f() returns int language sql begin atomic select 1; end", "select 1 /* -- */"],
        ["do $$ begin perform 1; end $$", "-- the end"],
        ["select 1", "/* the end; */"],
        ["select $x$ -- \n $x$", "select 'a\n-- b'"],
        ["select 'ü'", "select 2\r\n-- c\r\n"],
    ],
)
def test_the_file_holds_the_same_statements(statements: list[str], tmp_path: Path) -> None:
    path = write_fetched(read_folder(tmp_path), "20240101000000", "a", statements)
    assert path.name == "20240101000000_a.sql"
    found = [piece.text for piece in split(path.read_bytes().decode())]
    assert found == [statement.strip() for statement in statements]


def test_a_file_that_was_recorded_whole_is_written_as_it_was() -> None:
    assert joined(["create table t (a int);\n\ninsert into t values (1);"]) == (
        "create table t (a int);\n\ninsert into t values (1);\n"
    )
    assert joined(["select 1; -- a;"]) == "select 1; -- a;\n;\n"


@pytest.mark.parametrize("statements", [None, []])
def test_a_history_without_statements_gives_no_file(statements: list[str] | None, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no statements for 1"):
        write_fetched(read_folder(tmp_path), "1", "a", statements)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("add users", "1_add users.sql"),
        (None, "1_fetched.sql"),
        ("../../x", "1_x.sql"),
        ("a\nb", "1_a_b.sql"),
        ("/", "1_fetched.sql"),
        ("n" * 300, f"1_{'n' * 100}.sql"),
    ],
)
def test_the_name_of_the_history_is_kept_where_a_file_may_have_it(name: str | None, file: str, tmp_path: Path) -> None:
    folder = read_folder(tmp_path)
    path = write_fetched(folder, "1", name, ["select 1"])
    assert path == tmp_path / file
    assert [each.version for each in read_folder(tmp_path).files] == ["1"]


def test_a_version_that_the_folder_has_is_not_written_again(tmp_path: Path) -> None:
    folder = read_folder(tmp_path)
    (tmp_path / "1_mine.sql").write_text("select 1", encoding="utf-8")
    with pytest.raises(Problem, match="has 1 already"):
        write_fetched(folder, "1", "other", ["select 2"])
    (tmp_path / "2_a.sql").symlink_to("nowhere")
    with pytest.raises(Problem, match="is there already"):
        write_fetched(folder, "2", "a", ["select 2"])
    assert (tmp_path / "1_mine.sql").read_text(encoding="utf-8") == "select 1"


@pytest.mark.parametrize("version", ["", "../1", "1a", "१", "1\n"])
def test_a_version_that_is_no_number_is_refused(version: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be a file's"):
        write_fetched(read_folder(tmp_path), version, "a", ["select 1"])
