"""`greenroom audit` as it is typed: formats, exit statuses, and what was accepted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from console.audit.checks import all_checks
from console.audit.muting import Mute, add_mute
from tests.content.writing import Run, address
from tests.servers import Database

HOSTILE = "[/]\x1b[31m|`<b>"
MADE = f"""
create table item (id integer primary key);
create table "{HOSTILE}" (id integer);
grant select on item to public;
"""
CHECKS = ("--check", "table-without-rls", "--check", "no-primary-key")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own targets, mutes and runs are looked at."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "config"


class Typed:
    def __init__(self, capsys: pytest.CaptureFixture[str], database: Database) -> None:
        self._capsys = capsys
        self._where = ("--url", address(database))

    def __call__(self, *words: str) -> Run:
        return Run(self._capsys, "audit", *self._where, *words)


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], database: Database) -> Typed:
    database.psql(MADE)
    return Typed(capsys, database)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (CHECKS, 1),
        ((*CHECKS, "--fail-on", "never"), 0),
        (("--check", "no-primary-key"), 0),
        (("--check", "no-primary-key", "--fail-on", "info"), 1),
        (("--check", "duplicate-index", "--fail-on", "info"), 0),
        (("--check", "open-writ"), 2),
        (("--json", "--format", "sarif"), 2),
        (("--mutes", "absent.toml"), 2),
        (("--check", "no-primary-key", "--role", "nobody_at_all"), 3),
        (("--check", "no-primary-key", "--role", "nobody_at_all", "--allow-unknown"), 0),
    ],
)
def test_exit_status(typed: Typed, words: tuple[str, ...], status: int) -> None:
    run = typed(*words)
    assert run.status == status, run.out + run.err


def test_formats(typed: Typed) -> None:
    run = typed(*CHECKS)
    assert "public.item" in run.out
    assert "\x1b" not in run.out + run.err
    document = typed(*CHECKS, "--json").json
    assert {each["check"]: each["advisor"] for each in document["findings"]} == {
        "table-without-rls": "rls_disabled_in_public",
        "no-primary-key": "no_primary_key",
    }
    assert document["server"]
    assert document["summary"]["checks"] == 2
    sarif = json.loads(typed(*CHECKS, "--format", "sarif").out)["runs"][0]
    assert {each["ruleId"] for each in sarif["results"]} >= {"table-without-rls", "no-primary-key"}
    assert ElementTree.fromstring(typed(*CHECKS, "--format", "junit").out).tag == "testsuites"  # noqa: S314
    assert "\x1b" not in typed(*CHECKS, "--format", "markdown").out


def test_what_was_accepted_counts_no_more_and_is_shown(typed: Typed, home: Path) -> None:
    add_mute(Mute(check="table-without-rls", reason="a public list", until=date(2999, 1, 1)))
    run = typed(*CHECKS)
    assert run.status == 0
    assert "1 muted" in run.err
    muted = [each["muted"] for each in typed(*CHECKS, "--json").json["findings"] if each["muted"]]
    assert muted == ["a public list (until 2999-01-01)"]


def test_only_one_schema(typed: Typed) -> None:
    assert typed(*CHECKS, "--schema", "pg_catalog", "--json").json["findings"] == []
    wrong = typed(*CHECKS, "--schema", "elsewhere", "--json")
    assert (wrong.status, wrong.json["findings"]) == (3, [])
    assert "There is no schema elsewhere." in [each["reason"] for each in wrong.json["unknown"]]


def test_the_list_of_checks(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "audit", "--list", "--json")
    assert [each["check"] for each in run.json["items"]] == [check.name for check in all_checks()]
    assert "table-without-rls" in Run(capsys, "audit", "--list").out
