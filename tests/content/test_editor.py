"""A value in the editor of the user: what comes back, what was left, and that nothing stays on the disk."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Any, cast

import pytest

from console.app import GreenroomApp
from console.errors import MissingComponent, Problem
from console.shell.external import edit_in_editor


class Terminal:
    """Stands for the app, which gives the terminal away while the editor has it."""

    @contextlib.contextmanager
    def suspend(self) -> Any:
        yield


APP = cast(GreenroomApp, Terminal())


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets an editor that is a shell script: `$1` is the file."""

    def use(script: str) -> Path:
        program = tmp_path / "an editor"
        program.write_text(f'#!/bin/sh\nls -ld "$1" "$(dirname "$1")" > {tmp_path}/modes\n{script}\n')
        program.chmod(0o700)
        monkeypatch.delenv("VISUAL", raising=False)
        link = tmp_path / "editor"
        link.unlink(missing_ok=True)
        link.symlink_to(program)
        monkeypatch.setenv("EDITOR", str(link))
        return tmp_path / "modes"

    return use


@pytest.mark.parametrize(
    ("script", "text", "becomes"),
    [
        ('printf "b" > "$1"', "a", "b"),
        ('printf "b\\n" > "$1"', "a", "b"),
        ('printf "b\\n\\n" > "$1"', "a", "b\n"),
        ('printf "b\\n" > "$1"', "a\n", "b\n"),
        ('printf "c\\r\\nd\\r\\n" > "$1"', "a\r\nb", "c\r\nd"),
        ('printf "b" >> "$1"', "é漢\x1b[2J", "é漢\x1b[2Jb"),
        ('printf "\\n" >> "$1"', "a", None),
        (":", "a\r\nb\x0c", None),
        ('printf "b" > "$1"; exit 1', "a", None),
        (': > "$1"', "a", ""),
    ],
)
def test_what_comes_back(editor: Any, script: str, text: str, becomes: str | None) -> None:
    editor(script)
    assert edit_in_editor(APP, text) == becomes


def test_the_file_is_private_and_goes_again(editor: Any) -> None:
    modes = editor('printf "b" > "$1"')
    assert edit_in_editor(APP, "a", ".json") == "b"
    lines = modes.read_text().splitlines()
    assert [line[:10] for line in sorted(lines)] == ["-rw-------", "drwx------"]
    path = Path(next(line for line in lines if line.startswith("-")).split()[-1])
    assert path.suffix == ".json"
    assert not path.parent.exists()
    assert stat.S_ISREG(os.stat(modes).st_mode)


def test_what_is_no_text_and_no_editor(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    editor('printf "\\377" > "$1"')
    with pytest.raises(Problem, match="could not be read"):
        edit_in_editor(APP, "a")
    editor('rm "$1"')
    with pytest.raises(Problem, match="could not be read"):
        edit_in_editor(APP, "a")
    monkeypatch.setenv("EDITOR", "no-such-editor --wait")
    with pytest.raises(MissingComponent, match="no-such-editor"):
        edit_in_editor(APP, "a")
