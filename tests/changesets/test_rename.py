"""Renumbering: what is proposed for gaps, doubles, widths and names; carried out whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console.changesets.folders import read_folder
from console.changesets.migration import Folder, Tool
from console.changesets.moving import apply_renames
from console.changesets.rename import Rename, renumber
from console.errors import Problem


def lay(path: Path, *names: str) -> Folder:
    """A folder whose files say their own names."""
    for name in names:
        (path / name).write_text(f"-- {name.removesuffix('.sql')}\nselect 1;\n", encoding="utf-8")
    return read_folder(path, Tool.SUPABASE)


def proposed(folder: Folder, *applied: str) -> dict[str, str]:
    """What each file would become, where all but `applied` are nowhere applied."""
    everything = {file.path for file in folder.files} | {skipped.path for skipped in folder.skipped}
    free = {path for path in everything if path.name not in applied}
    return {rename.source.name: rename.target.name for rename in renumber(folder, free)}


@pytest.mark.parametrize(
    ("names", "applied", "renames"),
    [
        (("001_a.sql", "002_b.sql"), (), {}),
        (("000_a.sql", "001_b.sql"), (), {}),
        (("001_a.sql", "003_b.sql", "004_c.sql"), (), {"003_b.sql": "002_b.sql", "004_c.sql": "003_c.sql"}),
        (("001_a.sql", "003_b.sql", "004_c.sql"), ("001_a.sql", "003_b.sql"), {}),
        (("001_a.sql", "001_b.sql", "002_c.sql"), (), {"001_b.sql": "002_b.sql", "002_c.sql": "003_c.sql"}),
        (("001_a.sql", "001_b.sql", "002_c.sql"), ("001_b.sql", "002_c.sql"), {"001_a.sql": "003_a.sql"}),
        (("1_a.sql", "02_b.sql", "10_c.sql"), (), {"1_a.sql": "01_a.sql", "10_c.sql": "03_c.sql"}),
        (("010_a.sql", "020_b.sql", "050_c.sql"), (), {}),
        (("010_a.sql", "010_b.sql", "020_c.sql"), (), {"010_b.sql": "011_b.sql"}),
        (("20260101000000_a.sql", "20260301000000_b.sql"), (), {}),
        (("20260101000000_a.sql", "20260101000000_b.sql"), (), {"20260101000000_b.sql": "20260101000001_b.sql"}),
        (
            ("20260101000000_a.sql", "20260101000000_b.sql", "20260101000001_c.sql"),
            ("20260101000000_b.sql", "20260101000001_c.sql"),
            {"20260101000000_a.sql": "20260101000002_a.sql"},
        ),
        (
            ("20260101_a.sql", "20260201000000_b.sql", "20260301000000_c.sql"),
            (),
            {"20260101_a.sql": "20260101000000_a.sql"},
        ),
        (
            ("001_add users!.sql", "002_.sql"),
            (),
            {"001_add users!.sql": "001_add_users.sql", "002_.sql": "002_migration.sql"},
        ),
        (("001_a.sql", "002-b c.SQL", "seed.sql"), (), {"002-b c.SQL": "002_b_c.sql"}),
        (("001_add users!.sql",), ("001_add users!.sql",), {}),
        ((), (), {}),
    ],
)
def test_what_is_proposed(
    names: tuple[str, ...], applied: tuple[str, ...], renames: dict[str, str], tmp_path: Path
) -> None:
    assert proposed(lay(tmp_path, *names), *applied) == renames


def test_what_was_mended_has_nothing_left_to_mend(tmp_path: Path) -> None:
    names = ("1_a.sql", "1_b.sql", "03-c d.sql", "07_e.sql", "7_f!.sql", "12_g.sql", "notes.md")
    folder = lay(tmp_path, *names)
    everything = {file.path for file in folder.files} | {skipped.path for skipped in folder.skipped}
    apply_renames(renumber(folder, everything))
    mended = read_folder(tmp_path, Tool.SUPABASE)
    assert [file.path.name for file in mended.files] == [
        "01_a.sql", "02_b.sql", "03_c_d.sql", "04_e.sql", "05_f.sql", "06_g.sql",
    ]  # fmt: skip
    assert proposed(mended) == {}
    assert sorted(os.listdir(tmp_path))[-1] == "notes.md"


def test_no_number_of_the_width_is_left(tmp_path: Path) -> None:
    folder = lay(tmp_path, *(f"{number}_x.sql" for number in range(1, 10)), "9_y.sql")
    applied = [file.path.name for file in folder.files if file.name == "x"]
    assert proposed(folder, *applied) == {}


def test_a_reverse_file_and_comments_move_along(tmp_path: Path) -> None:
    lay(tmp_path, "001_a.sql", "003_b.sql", "003_b.down.sql", "004_c.sql")
    (tmp_path / "rollbacks").mkdir()
    (tmp_path / "rollbacks" / "004_drop_c.sql").write_text("-- takes back 004_c\ndrop table c;\n", encoding="utf-8")
    text = "-- after 003_b, not 003_bc or x003_b\ninsert into steps values ('003_b');\r\n"
    (tmp_path / "004_c.sql").write_bytes(text.encode())
    (tmp_path / "004_c.sql").chmod(0o640)
    folder = read_folder(tmp_path, Tool.SUPABASE)
    renames = renumber(folder, {file.path for file in folder.files})
    assert [rename.why for rename in renames] == ["a number is missing before 3", "a number is missing before 4"]
    assert apply_renames(renames) == (tmp_path / "002_b.sql", tmp_path / "003_c.sql")
    assert sorted(os.listdir(tmp_path)) == ["001_a.sql", "002_b.down.sql", "002_b.sql", "003_c.sql", "rollbacks"]
    assert os.listdir(tmp_path / "rollbacks") == ["003_c.sql"]
    assert (tmp_path / "003_c.sql").read_bytes() == text.replace("-- after 003_b,", "-- after 002_b,").encode()
    assert (tmp_path / "003_c.sql").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "rollbacks" / "003_c.sql").read_text(encoding="utf-8").startswith("-- takes back 003_c\n")


def swap(path: Path, first: str, second: str) -> list[Rename]:
    return [Rename(path / first, path / second, "x"), Rename(path / second, path / first, "x")]


def contents(path: Path) -> dict[str, str]:
    return {each.name: each.read_text(encoding="utf-8") for each in path.iterdir()}


def test_two_files_may_change_their_names(tmp_path: Path) -> None:
    lay(tmp_path, "1_a.sql", "2_b.sql")
    apply_renames(swap(tmp_path, "1_a.sql", "2_b.sql"))
    assert contents(tmp_path) == {"1_a.sql": "-- 1_a\nselect 1;\n", "2_b.sql": "-- 2_b\nselect 1;\n"}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("-- 1_a\n", encoding="utf-8")
    (tmp_path / "1_a.sql").symlink_to("real")
    apply_renames([Rename(tmp_path / "1_a.sql", tmp_path / "2_a.sql", "x")])
    assert os.readlink(tmp_path / "2_a.sql") == "real"
    assert contents(tmp_path)["real"] == "-- 1_a\n"


def test_nothing_moves_where_one_cannot(tmp_path: Path) -> None:
    lay(tmp_path, "1_a.sql", "2_b.sql", "3_c.sql")
    before = contents(tmp_path)
    to = {"taken": "3_c.sql", "gone": "4_d.sql"}
    cases = [
        [
            Rename(tmp_path / "1_a.sql", tmp_path / "9_a.sql", "x"),
            Rename(tmp_path / "2_b.sql", tmp_path / to["taken"], "x"),
        ],
        [
            Rename(tmp_path / "1_a.sql", tmp_path / "9_a.sql", "x"),
            Rename(tmp_path / "2_b.sql", tmp_path / "9_a.sql", "x"),
        ],
        [
            Rename(tmp_path / "1_a.sql", tmp_path / "9_a.sql", "x"),
            Rename(tmp_path / "8_x.sql", tmp_path / to["gone"], "x"),
        ],
    ]
    for renames in cases:
        with pytest.raises(Problem):
            apply_renames(renames)
        assert contents(tmp_path) == before


@pytest.mark.parametrize("fails_at", range(8))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_on_the_way_is_taken_back(
    fails_at: int, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "1_a.sql", "2_b.sql", "3_c.sql")
    before = contents(tmp_path)
    calls = iter(range(100))

    def failing(real: object) -> object:
        def call(*arguments: object, **named: object) -> object:
            if next(calls) == fails_at:
                raise error
            return real(*arguments, **named)  # type: ignore[operator]

        return call

    renames = [*swap(tmp_path, "1_a.sql", "2_b.sql"), Rename(tmp_path / "3_c.sql", tmp_path / "4_c.sql", "x")]
    with monkeypatch.context() as patch:
        for name in ("rename", "link", "fsync"):
            patch.setattr(os, name, failing(getattr(os, name)))
        with pytest.raises((Problem, KeyboardInterrupt)):
            apply_renames(renames)
    assert contents(tmp_path) == before


def test_a_file_that_appears_in_the_last_moment_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "1_a.sql")
    link = os.link

    def late(source: Path, target: Path, **named: bool) -> None:
        Path(target).write_text("theirs", encoding="utf-8")
        link(source, target, **named)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(Problem, match="could not be renamed"):
        apply_renames([Rename(tmp_path / "1_a.sql", tmp_path / "2_a.sql", "x")])
    assert contents(tmp_path) == {"1_a.sql": "-- 1_a\nselect 1;\n", "2_a.sql": "theirs"}


def test_folders_of_other_tools_stay(tmp_path: Path) -> None:
    (tmp_path / "V1__a.sql").touch()
    (tmp_path / "V1_0__b.sql").touch()
    folder = read_folder(tmp_path)
    assert folder.tool is Tool.FLYWAY
    assert proposed(folder) == {}


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path, **named: bool) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    lay(tmp_path, "1_a.sql", "2_b.sql")
    apply_renames(swap(tmp_path, "1_a.sql", "2_b.sql"))
    assert contents(tmp_path) == {"1_a.sql": "-- 1_a\nselect 1;\n", "2_b.sql": "-- 2_b\nselect 1;\n"}
