"""A new migration: its version behind all others, its name safe, its file new; for each tool that is driven."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from console.changesets.folders import read_folder
from console.changesets.migration import Folder, Tool
from console.changesets.naming import safe_name
from console.changesets.new import Kind, new_migration
from console.changesets.numbering import next_versions
from console.changesets.script import read_script
from console.errors import Problem, UsageProblem

NOW = datetime(2026, 3, 4, 6, 6, 7, tzinfo=timezone(timedelta(hours=1)))
STAMP = "20260304050607"  # the same in UTC


@pytest.mark.parametrize(
    ("have", "following"),
    [
        ([], STAMP),
        (["20250101000000"], STAMP),
        ([STAMP], "20260304050608"),
        (["20991231235959"], "21000101000000"),
        (["001", "20250101000000"], STAMP),
        (["202501010000"], "202603040506"),
        (["20260304"], "20260305"),
        (["001", "002"], "003"),
        (["0001", "0009"], "0010"),
        (["000"], "001"),
        (["010", "020", "030"], "040"),
        (["010"], "011"),
        (["1", "2"], "3"),
        (["20261399000000"], "20261399000001"),
    ],
)
def test_the_next_version_is_as_the_folder_has_them(have: Sequence[str], following: str) -> None:
    assert next_versions(have, 1, NOW) == (following,)


@pytest.mark.parametrize("have", [["9"], ["999"], ["1", "2", "10", "9"], ["20250101000000", "3"], ["100", "20"]])
def test_no_version_is_made_that_would_not_come_last(have: Sequence[str]) -> None:
    with pytest.raises(Problem, match="no room for a new version"):
        next_versions(have, 1, NOW)


def test_several_versions_follow_each_other() -> None:
    assert next_versions(["008"], 3, NOW) == ("009", "010", "011")
    assert next_versions([], 2, NOW) == (STAMP, "20260304050608")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Add Bookings!", "add_bookings"),
        ("addUserTable", "add_user_table"),
        ("../../etc/passwd", "etc_passwd"),
        ("Müller’s café\n\x1b[31m", "mullers_cafe_31m"),
        ("a" * 300, "a" * 100),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", "   ", "日本", "../.."])
def test_a_name_of_which_nothing_is_left_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no letter or digit"):
        new_migration(read_folder(tmp_path), name)
    assert list(tmp_path.iterdir()) == []


def test_several_files_of_one_kind_stand_in_order(tmp_path: Path) -> None:
    (tmp_path / "007_last.sql").touch()
    paths = new_migration(read_folder(tmp_path), "seats", Kind.REQUIRED_COLUMN, now=NOW)
    assert [path.name for path in paths] == ["008_seats_add.sql", "009_seats_fill.sql", "010_seats_require.sql"]
    assert [file.path for file in read_folder(tmp_path).files[1:]] == list(paths)


def test_a_folder_that_grew_since_it_was_read_is_read_again(tmp_path: Path) -> None:
    folder = read_folder(tmp_path, Tool.SUPABASE)
    (tmp_path / "001_other.sql").touch()
    assert new_migration(folder, "mine")[0].name == "002_mine.sql"


def test_no_file_is_written_over_another_and_half_a_kind_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "20260304050608_x_validate.sql"
    there.symlink_to(tmp_path / "nowhere")  # a dead link is no migration, and is in the way
    with pytest.raises(Problem, match="is there already"):
        new_migration(read_folder(tmp_path, Tool.SUPABASE), "x", Kind.CONSTRAINT, now=NOW)
    assert list(tmp_path.iterdir()) == [there]
    assert not (tmp_path / "nowhere").exists()


def test_of_many_that_write_at_once_none_loses_its_file(tmp_path: Path) -> None:
    folder = read_folder(tmp_path, Tool.SUPABASE)

    def write(number: int) -> Path | None:
        try:
            return new_migration(folder, "same", Kind.PLAIN, now=NOW)[0]
        except Problem:
            return None

    with ThreadPoolExecutor(8) as pool:
        written = [path for path in pool.map(write, range(24)) if path]
    assert len(written) == len(set(written)) == len(list(tmp_path.iterdir()))
    assert written


def test_dbmate_has_its_marks_and_its_reverse_as_sql(tmp_path: Path) -> None:
    values = {"table": "t", "index": "t_a_idx", "columns": "a"}
    (path,) = new_migration(read_folder(tmp_path, Tool.DBMATE), "idx", Kind.INDEX, values, NOW)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- migrate:up transaction:false\n-- idx\n")
    assert "\n-- migrate:down transaction:false\nset lock_timeout" in text
    script = read_script(text.encode(), Tool.DBMATE)
    assert not script.transaction
    assert [piece.text.rpartition("\n")[2] for piece in script.pieces][-1] == (
        "create index concurrently t_a_idx on public.t (a)"
    )
    assert script.down is not None
    assert "drop index concurrently if exists public.t_a_idx;" in script.down
    assert len(script.verify) == 1


def test_prisma_gets_a_folder(tmp_path: Path) -> None:
    (tmp_path / "0_init").mkdir()
    (tmp_path / "0_init" / "migration.sql").touch()
    folder = read_folder(tmp_path)
    (path,) = new_migration(folder, "a b", now=NOW)
    assert folder.tool is Tool.PRISMA
    assert path == tmp_path / f"{STAMP}_a_b" / "migration.sql"
    (tmp_path / "20260304050608_c").touch()
    with pytest.raises(Problem, match="cannot be made"):
        new_migration(folder, "c", now=NOW)


@pytest.mark.parametrize("tool", [tool for tool in Tool if not tool.driven])
def test_other_tools_write_their_own(tool: Tool, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="writes no migrations for"):
        new_migration(Folder(tmp_path, tool, tmp_path), "x")


@pytest.mark.parametrize(
    ("name", "value"),
    [("table", "a b"), ("table", 'x"'), ("column", "a;drop"), ("value", "1\n;drop table x"), ("value", "1 -- x"),
     ("label", "it's"), ("batch", "many"), ("default", "")],
)  # fmt: skip
def test_a_value_cannot_leave_its_place(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem):
        new_migration(read_folder(tmp_path), "x", Kind.BACKFILL, {name: value})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    folder = read_folder(tmp_path / "m")
    (tmp_path / "m").rmdir()
    with pytest.raises(Problem, match="cannot be read"):
        new_migration(folder, "x", now=NOW.astimezone(UTC))
