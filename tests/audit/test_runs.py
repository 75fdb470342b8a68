"""Runs that are kept: written and read back, compared, and counted against a baseline."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.audit.run_difference import IN_BASELINE, Looked, against_baseline, compare_runs, no_longer
from console.audit.runs import (
    KEPT,
    Run,
    keep_run,
    kept_runs,
    last_pair,
    last_run,
    read_run,
    run_named,
    scrubbed,
    write_run,
)
from console.cli import main
from console.core.finding import Finding, Findings, Level, Unchecked
from console.errors import ConfigurationProblem, UsageProblem

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = 'a"; [/]\x1b[2J\ud800é'


def found(name: str, check: str = "open-read", level: Level = Level.ERROR, **more: Any) -> Finding:
    return Finding(check=check, level=level, title="Open", schema="public", object=name, object_type="table", **more)


def run(*findings: Finding, unknown: tuple[Unchecked, ...] = (), hours: int = 0, target: str = "shop") -> Run:
    checks = ("open-read", "no-primary-key")
    return Run(target=target, taken=AT + timedelta(hours=hours), findings=Findings(findings, unknown, checks))


def names(findings: tuple[Finding, ...]) -> list[str]:
    return [each.object for each in findings]


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    ours = run(found(HOSTILE, detail="rows\nand \x00"), unknown=(Unchecked("a", Level.INFO, "why", "how"),))
    path = keep_run(ours, tmp_path)
    assert read_run(path) == ours
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_secret_is_not_kept(tmp_path: Path) -> None:
    ours = run(found("t", detail="the default is password 'hunter2'", fix="alter role a password 'hunter2'"))
    assert "hunter2" not in keep_run(ours, tmp_path).read_text()
    assert scrubbed(scrubbed(ours)) == scrubbed(ours)


def test_the_oldest_go_and_no_other_targets(tmp_path: Path) -> None:
    keep_run(run(target="sh/op"), tmp_path)
    for hours in range(KEPT + 2):
        keep_run(run(hours=hours, target="sh op"), tmp_path)
    assert len(kept_runs("sh op", tmp_path)) == KEPT
    assert len(kept_runs("sh/op", tmp_path)) == 1
    last = last_run("sh op", tmp_path)
    assert last is not None
    assert last.taken == AT + timedelta(hours=KEPT + 1)
    assert run_named("sh op", "previous", tmp_path).taken == AT + timedelta(hours=KEPT)
    before, after = last_pair("sh op", "sh op", tmp_path)
    assert (before.taken, after.taken) == (AT + timedelta(hours=KEPT), AT + timedelta(hours=KEPT + 1))
    keep_run(replace(run(hours=KEPT + 2, target="sh op"), schemas=("one",)), tmp_path)
    assert last_pair("sh op", "sh op", tmp_path) == (before, after), "one that looked for less is passed over"
    assert last_pair("sh/op", "sh op", tmp_path)[1] == after
    with pytest.raises(UsageProblem):
        run_named("sh op", "2026", tmp_path)
    with pytest.raises(UsageProblem):
        run_named("sh/op", "previous", tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": "x"}', '{"format": "greenroom audit run 1"}', "[" * 99999])
def test_what_is_no_run_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.json"
    path.write_text(text)
    with pytest.raises(ConfigurationProblem):
        read_run(path)
    with pytest.raises(ConfigurationProblem):
        write_run(path, run())
    assert path.read_text() == text
    with pytest.raises(ConfigurationProblem):
        read_run(tmp_path)


def test_new_gone_changed_and_what_nobody_looked_at() -> None:
    before = run(found("stays"), found("goes"), found("turns", level=Level.INFO), found("hidden", "no-primary-key"))
    blind = (Unchecked("no-primary-key", Level.INFO, "locked"),)
    after = run(found("stays"), found("comes"), found("turns"), unknown=blind)
    said = compare_runs(before.looked, after.looked)
    assert (names(said.new), names(said.gone), names(said.same)) == (["comes"], ["goes"], ["stays"])
    assert [(each.after.object, each.parts, each.worse) for each in said.changed] == [("turns", ("level",), True)]
    assert (names(said.unsure), names(said.unseen)) == (["hidden"], [])
    other = compare_runs(after.looked, before.looked)
    assert (names(other.unseen), names(other.unsure)) == (["hidden"], [])
    limited = compare_runs(before.looked, Looked(Findings((), (), before.findings.checks), ("other",)))
    assert limited.gone == ()
    assert len(limited.unsure) == 4


def test_a_baseline_mutes_what_it_knows_unless_it_became_worse(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_run(path, run(found("known"), found("past"), found("worse", level=Level.INFO), found("muted", muted="why")))
    now = run(found("known"), found("worse"), found("new"), found("muted"))
    judged = against_baseline(now.findings, read_run(path).findings)
    assert [(each.object, each.muted) for each in judged.findings] == [
        ("known", IN_BASELINE),
        ("worse", ""),
        ("new", ""),
        ("muted", ""),
    ]
    assert names(no_longer(read_run(path).looked, now.looked)) == ["past"]
    write_run(path, now)
    assert read_run(path) == now


def test_the_command_compares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [tmp_path / name for name in ("one.json", "two.json")]
    write_run(paths[0], run(found("goes"), found(HOSTILE)))
    write_run(paths[1], replace(run(found("comes"), found(HOSTILE)), target="\x1b[31mother"))
    words = ["audit", "compare", *map(str, paths), "--url", "postgresql://nobody@localhost/shop"]
    assert main(words) == 1
    said = capsys.readouterr()
    assert "comes" in said.out
    assert "\x1b" not in said.out + said.err
    assert main([*words, "--json", "--fail-on", "never"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["object"] for each in document["new"]] == ["comes"]
    assert document["summary"] == {"new": 1, "gone": 1, "changed": 0, "same": 1, "unsure": 0, "unseen": 0}
