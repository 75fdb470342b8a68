"""Names of migration files: what is found, and what `check --fix` makes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.core.finding import Finding, Level
from tests.migrations.checked import check, of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def found(root: Path, rule: str, *files: str) -> list[Finding]:
    return of(check(root, dict.fromkeys(files, "-- a\nselect 1;\n"), now=NOW), rule)


def name(finding: Finding) -> str:
    return finding.object.rpartition("/")[2]


@pytest.mark.parametrize(
    ("rule", "broken", "clean", "at"),
    [
        ("file-name", ["1_a.sql", "b.sql"], ["1_a.sql", "2_b.sql", "notes.md"], "b.sql"),
        ("name-unsafe", ["1_a.sql", "2_b ü.sql"], ["1_a.sql", "2_b-c.v2.sql"], "2_b ü.sql"),
        ("name-unsafe", ["1_.sql"], ["1_a.sql"], "1_.sql"),
        ("duplicate-version", ["1_a.sql", "1_b.sql"], ["1_a.sql", "2_b.sql"], "1_b.sql"),
        ("duplicate-version", ["01_a.sql", "1_b.sql"], ["01_a.sql", "02_b.sql"], "1_b.sql"),
        ("gap-in-sequence", ["001_a.sql", "003_b.sql"], ["001_a.sql", "002_b.sql"], "003_b.sql"),
        ("gap-in-sequence", ["007_a.sql", "020_b.sql"], ["010_a.sql", "020_b.sql", "030_c.sql"], "020_b.sql"),
        ("gap-in-sequence", ["1_a.sql", "5_b.sql"], ["20240101_a.sql", "20240301_b.sql"], "5_b.sql"),
        ("mixed-width", ["01_a.sql", "02_b.sql", "003_c.sql"], ["01_a.sql", "02_b.sql"], "003_c.sql"),
        ("ambiguous-order", ["1_a.sql", "2_b.sql", "10_c.sql"], ["01_a.sql", "02_b.sql", "10_c.sql"], "2_b.sql"),
        ("version-no-time", ["20241301000000_a.sql"], ["20241201000000_a.sql"], "20241301000000_a.sql"),
        ("version-in-future", ["20260603000000_a.sql"], ["20260601235959_a.sql"], "20260603000000_a.sql"),
    ],
)
def test_names(tmp_path: Path, rule: str, broken: list[str], clean: list[str], at: str) -> None:
    (finding,) = found(tmp_path / "broken", rule, *broken)
    assert name(finding) == at
    assert finding.line == 0
    assert "{" not in finding.fix
    assert found(tmp_path / "clean", rule, *clean) == []


def test_a_gap_says_how_many_are_missing(tmp_path: Path) -> None:
    details = [each.detail for each in found(tmp_path, "gap-in-sequence", "001_a.sql", "003_b.sql", "009_c.sql")]
    assert details == ["002 is missing, before this file.", "5 numbers are missing, from 004, before this file."]


def test_a_file_that_never_applies_is_an_error(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "file-name", "1_a.sql", "2-b.sql")
    assert finding.level is Level.ERROR
    assert "pattern" in finding.detail


def test_other_tools_have_their_own_names(tmp_path: Path) -> None:
    rules = {"gap-in-sequence", "mixed-width", "name-unsafe", "ambiguous-order", "duplicate-version"}
    flyway = {"V1__a.sql": "-- a\nselect 1;", "V1.1__b.sql": "-- a\nselect 1;", "V10__c.sql": "-- a\nselect 1;"}
    assert not {each.check for each in check(tmp_path, flyway, place="db/migrations").findings} & rules
    prisma = {f"2024010{each}000000_a/migration.sql": "-- a\nselect 1;" for each in range(1, 4)}
    assert not {each.check for each in check(tmp_path, prisma, place="prisma/migrations").findings} & rules
