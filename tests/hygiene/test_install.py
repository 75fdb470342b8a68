"""What pip installs: the wheel holds the statements, and both it and an editable install find them."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.hygiene.source import ROOT

BUILD = """
import sys
from hatchling import build
print(getattr(build, sys.argv[1])(sys.argv[2]))
"""
# Without the machinery of `site` at first: an install that is there already must not answer for the one in question.
FIND = """
import site, sys
site.addsitedir(sys.argv[1])
sys.path += sys.argv[2:]
import console
from console.database.sql import load, sql_folder
from console.demo.systems import find_system
assert load("catalog/begin").text and find_system("event_cms")
print(console.__file__, sql_folder(), sep="\\n")
"""


def build(how: str, folder: Path) -> Path:
    """The wheel that the build backend makes in a folder, unpacked beside it as pip would."""
    made = subprocess.run(
        [sys.executable, "-c", BUILD, how, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    wheel = folder / made.stdout.split()[-1]
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def find(site: Path, elsewhere: Path) -> tuple[Path, Path]:
    """Where Python finds the package and its statements, started from another folder."""
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    command = [sys.executable, "-I", "-S", "-c", FIND, str(site), *sorted(libraries)]
    found = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    package, folder = found.stdout.splitlines()
    return Path(package).parent, Path(folder)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("build_wheel", tmp_path_factory.mktemp("wheel"))


def _inside(folder: Path, *patterns: str) -> set[str]:
    return {str(path.relative_to(folder)) for pattern in patterns for path in folder.rglob(pattern) if path.is_file()}


def test_the_wheel_holds_the_package_and_every_statement(wheel: Path) -> None:
    assert _inside(wheel / "console" / "_sql", "*.sql", "*.toml") == _inside(ROOT / "sql", "*.sql", "*.toml")
    ours = {name for name in _inside(wheel / "console", "*.py", "*.tcss", "*.toml") if not name.startswith("_sql")}
    assert ours == _inside(ROOT / "console", "*.py", "*.tcss", "*.toml")
    templates = _inside(wheel / "console" / "changesets" / "templates", "*.sql")
    assert templates == _inside(ROOT / "console" / "changesets" / "templates", "*.sql") != set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {path.name for path in wheel.iterdir()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"console"}
    assert _inside(wheel, "*.pyc", "*.log", ".env") == set()


def test_the_wheel_says_its_licence_and_its_command(wheel: Path) -> None:
    (about,) = wheel.glob("*.dist-info")
    assert (about / "licenses" / "LICENSE").read_text(encoding="utf-8").strip().startswith("Apache License")
    assert "greenroom = console.cli:main" in (about / "entry_points.txt").read_text(encoding="utf-8")
    metadata = (about / "METADATA").read_text(encoding="utf-8")
    assert "License-Expression: Apache-2.0" in metadata
    assert "Requires-Python: >=3.11" in metadata


def test_the_wheel_finds_its_statements(wheel: Path, tmp_path: Path) -> None:
    assert find(wheel, tmp_path) == (wheel / "console", wheel / "console" / "_sql")


def test_an_editable_install_finds_those_of_the_checkout(tmp_path: Path) -> None:
    site = build("build_editable", tmp_path)
    assert find(site, tmp_path) == (ROOT / "console", ROOT / "sql")
