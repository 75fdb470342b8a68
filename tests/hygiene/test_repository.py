"""What lies in the repository: nothing that belongs to one machine, nothing that nobody expects."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hygiene.source import ROOT, tracked

TOP = {"console", "sql", "tests", "screenshots", "pyproject.toml", "Makefile", "README.md", "LICENSE"}
DOTFILES = {".ci", ".gitignore", ".gitattributes", ".sqlfluff", ".editorconfig"}

# Brackets keep the rule from finding itself.
FOREIGN = {
    "a host of a package registry": re.compile(
        r"py[p]i\.(org|python)|python[h]osted\.org|np[m]js\.(org|com)|crate[s]\.io|rubygem[s]\.org|prox[y]\.golang\.org|"
        r"(deb|security|archive)\.(debia[n]|ubunt[u])\.(org|com)|index-ur[l]|extra-inde[x]"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.~/])/(work[/]main|work[/]shared|tmp[/]w/|root[/]|home[/]\w+/|Users[/]\w+/)"
    ),
}
# Homes that stand for anybody's.
ANYBODY = re.compile(r"/(home|Users)/(me|you|user|ann|somebody|anybody|ada|alice|bob|deploy|app|postgres|USER|NAME)\b")


def text_of(path: Path) -> str:
    """The text of a file; nothing of a picture."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def foreign(text: str) -> list[str]:
    """What a text says that holds on one machine only."""
    return [
        f"line {number}: {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FOREIGN.items()
        if pattern.search(ANYBODY.sub("", line))
    ]


def test_nothing_belongs_to_one_machine() -> None:
    found = {str(path.relative_to(ROOT)): faults for path in tracked() if (faults := foreign(text_of(path)))}
    assert found == {}


@pytest.mark.parametrize("text", ["see https://py" + "pi.org/project/x", "cd /wor" + "k/main", "in /roo" + "t/.cache"])
def test_what_belongs_to_one_machine_is_found(text: str) -> None:
    assert foreign(text)


def test_the_top_holds_what_is_expected() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert found - TOP - DOTFILES == set()
    assert TOP - found == set()


def test_texts_end_with_one_line_feed_and_have_no_tabs() -> None:
    written = {".py", ".sql", ".toml", ".md", ".tcss"}
    bad = []
    for path in tracked():
        text = text_of(path) if path.suffix in written else ""
        if text and (not text.endswith("\n") or text.endswith("\n\n") or "\t" in text or "\r" in text):
            bad.append(str(path.relative_to(ROOT)))
    assert bad == []


def test_pictures_are_pictures_and_not_too_large() -> None:
    pictures = [path for path in tracked() if path.parent.name == "screenshots"]
    assert [path.name for path in pictures if path.suffix != ".png" or path.stat().st_size > 500_000] == []
    readme = text_of(ROOT / "README.md")
    shown = set(re.findall(r"screenshots/[\w.-]+\.png", readme))
    assert {name for name in shown if not (ROOT / name).is_file()} == set()


def test_the_makefile_is_understood_by_an_old_make() -> None:
    """GNU make 3.81 is what macOS has."""
    text = text_of(ROOT / "Makefile")
    assert not re.search(r"^\.ONESHELL|!=|^\s*\$\(file |\.SHELLFLAGS|&:|::=", text, re.MULTILINE)
