"""Folders of migrations for the tests of the check, and what it says of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from console.changesets.folders import read_folder
from console.changesets.migration import Folder
from console.core.finding import Finding, Findings
from console.migrations.check import Asked, check_folder

FIRST = "20240101000000_first.sql"
SECOND = "20240102000000_second.sql"

Files = Mapping[str, str | bytes]


def folder(root: Path, files: Files, *, place: str = "supabase/migrations") -> Folder:
    """The files written below `root`, and read as a folder."""
    path = root / place
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_folder(path)


def asked(root: Path, **words: object) -> Asked:
    """A look without git and squawk, with paths relative to the root."""
    return Asked(**({"base": root, "git": False, "squawk": False} | words))  # type: ignore[arg-type]


def check(root: Path, files: Files, *, place: str = "supabase/migrations", **words: object) -> Findings:
    """What is found in these files."""
    return check_folder(folder(root, files, place=place), asked(root, **words))


def of(findings: Findings, rule: str) -> list[Finding]:
    """The findings of one rule, muted ones too."""
    return [each for each in findings.findings if each.check == rule]


def names(findings: Findings) -> set[str]:
    """The rules that found something open."""
    return {each.check for each in findings.open}
