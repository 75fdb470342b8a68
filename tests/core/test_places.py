"""Where our files are, and that nobody else may look into a folder that we made."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from console.core.places import config_dir, data_dir, private, state_dir

Place = Callable[[Mapping[str, str]], Path]
PLACES: list[tuple[Place, str]] = [(config_dir, "CONFIG"), (data_dir, "DATA"), (state_dir, "STATE")]


@pytest.mark.parametrize(("place", "word"), PLACES)
def test_a_variable_names_the_folder(place: Place, word: str, tmp_path: Path) -> None:
    assert place({f"GREENROOM_{word}_DIR": str(tmp_path)}) == tmp_path
    assert place({f"GREENROOM_{word}_DIR": "~/x"}) == Path.home() / "x"


@pytest.mark.parametrize(("place", "word"), PLACES)
def test_else_the_systems_own_folder(place: Place, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for environ in ({}, {f"GREENROOM_{word}_DIR": ""}):
        folder = place(environ)
        assert folder.is_relative_to(tmp_path)
        assert folder.name == "greenroom"
    assert not list(tmp_path.iterdir())  # naming makes nothing


def test_a_new_folder_is_private_and_its_parents_are_left_alone(tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    parent.mkdir(mode=0o755)
    parent.chmod(0o755)
    old = os.umask(0o022)
    try:
        folder = private(parent / "between" / "greenroom")
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(parent.stat().st_mode) == 0o755


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "greenroom"
    folder.mkdir()
    folder.chmod(0o750)
    (folder / "file").write_text("kept")
    assert private(folder) == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert (folder / "file").read_text() == "kept"
