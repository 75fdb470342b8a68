"""What stands around a folder: git, the linked project; and squawk."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from console.core.finding import Findings, Level
from console.core.unknown import Unknown
from console.migrations import squawk
from console.migrations.check import check_folder
from console.migrations.check_reading import read_file
from tests.components import require
from tests.migrations.checked import FIRST, SECOND, asked, check, folder, names, of

REF = "abcdefghijklmnopqrst"
OTHER = "tsrqponmlkjihgfedcba"


def git(root: Path, *words: str) -> None:
    names = {f"GIT_{who}_{what}": "me@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environ = {"PATH": os.environ["PATH"], "HOME": str(root), **names}
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, env=environ)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one committed and pushed migration."""
    require("git", shutil.which("git"))
    root, remote = tmp_path / "project", tmp_path / "remote.git"
    root.mkdir()
    folder(root, {FIRST: "-- a\nselect 1;\n"})
    git(tmp_path, "init", "-q", "--bare", str(remote))
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", str(remote))
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    git(root, "push", "-q", "-u", "origin", "main")
    return root


def git_findings(root: Path, **words: object) -> dict[str, list[str]]:
    there = folder(root, {})
    found = check_folder(there, asked(root, git=True, **words))
    rules: dict[str, list[str]] = {}
    for each in found.findings:
        if each.check.startswith("git-") or each.check == "applied-changed":
            rules.setdefault(each.check, []).append(each.object.rpartition("/")[2])
    return rules


def test_what_is_committed_and_pushed_is_fine(project: Path) -> None:
    assert git_findings(project) == {}


def test_files_that_nobody_else_has(project: Path) -> None:
    folder(project, {SECOND: "-- b\nselect 2;\n"})
    assert git_findings(project) == {"git-uncommitted": [SECOND]}
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "second")
    assert git_findings(project) == {"git-unpushed": [SECOND]}
    git(project, "switch", "-q", "-c", "feature")
    git(project, "branch", "-q", "-f", "main", "origin/main")
    git(project, "push", "-q", "-u", "origin", "feature")
    assert git_findings(project) == {"git-other-branch": [SECOND]}
    folder(project, {SECOND: "-- b\nselect 3;\n"})
    assert git_findings(project)["git-uncommitted"] == [SECOND]


def test_the_same_version_on_another_branch(project: Path) -> None:
    git(project, "switch", "-q", "-c", "other")
    folder(project, {SECOND: "-- theirs\nselect 1;\n"})
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "theirs")
    git(project, "switch", "-q", "main")
    folder(project, {SECOND: "-- ours\nselect 2;\n"})
    assert git_findings(project)["git-other-content"] == [SECOND]


def test_an_applied_file_that_changed(project: Path) -> None:
    path = project / "supabase" / "migrations" / FIRST
    assert git_findings(project, applied=[path], changed=[path]) == {"applied-changed": [FIRST]}
    folder(project, {FIRST: "-- a\nselect 2;\n"})
    git(project, "commit", "-q", "-a", "-m", "rewritten")
    git(project, "push", "-q")
    there = folder(project, {})
    (finding,) = of(check_folder(there, asked(project, git=True, applied=[path])), "applied-changed")
    assert finding.level is Level.WARNING, "the target may have either"


def test_a_history_that_was_not_read_is_unknown(tmp_path: Path) -> None:
    found = check(tmp_path, {FIRST: "-- a\nselect 1;\n"}, applied=Unknown("not permitted", "grant it"))
    (unknown,) = (each for each in found.unknown if each.check == "applied-changed")
    assert unknown.reason == "not permitted"
    assert found.exit_status(Level.ERROR) == 3


def test_without_a_repository_git_is_unknown(tmp_path: Path) -> None:
    found = check(tmp_path, {FIRST: "-- a\nselect 1;\n"}, git=True)
    (unknown,) = (each for each in found.unknown if each.check == "git")
    assert unknown.reason
    assert found.exit_status(Level.ERROR) == 0


def linked(root: Path, ref: str) -> Findings:
    (root / "supabase" / ".temp").mkdir(parents=True, exist_ok=True)
    (root / "supabase" / ".temp" / "project-ref").write_text(ref)
    return check(root, {FIRST: "-- a\nselect 1;\n"}, ref=REF)


def test_a_folder_that_is_linked_to_another_project(tmp_path: Path) -> None:
    (finding,) = of(linked(tmp_path, OTHER), "linked-elsewhere")
    assert finding.level is Level.ERROR
    assert finding.fix.startswith(f"supabase link --project-ref {REF}")
    assert of(linked(tmp_path, REF), "linked-elsewhere") == []
    assert of(check(tmp_path / "plain", {FIRST: "select 1;"}, ref=REF), "linked-elsewhere") == []


def lint(root: Path, text: str, name: str = SECOND) -> Findings:
    require("squawk", squawk.find_squawk(), squawk.REMEDY)
    there = folder(root, {FIRST: "-- a\ncreate table t (id bigint primary key);\n", name: text})
    return check_folder(there, asked(root, squawk=True))


def test_squawk_finds_what_we_do_not(tmp_path: Path) -> None:
    found = lint(tmp_path, "-- b\nselect 1;\nalter table t\n  rename column id to key;\n")
    (finding,) = of(found, "squawk/renaming-column")
    assert (finding.line, finding.level) == (4, Level.WARNING)
    assert finding.object.endswith(SECOND)
    assert "squawk/renaming-column" not in names(lint(tmp_path, "-- b\nselect 1;\n"))


def test_our_levels_count(tmp_path: Path) -> None:
    found = lint(tmp_path, "-- b\nalter table t add column n int;\n")
    (finding,) = of(found, "squawk/prefer-bigint-over-int")
    assert finding.level is Level.INFO
    (error,) = of(lint(tmp_path, "-- b\nselect from where;\nselect from where;\n"), "squawk/syntax-error")
    assert (error.line, error.level) == (2, Level.ERROR), "what follows it is not told"


def test_comments_of_squawk_and_of_ours_mute_it(tmp_path: Path) -> None:
    drop = "alter table t rename column id to key;\n"
    assert of(lint(tmp_path, f"-- b\n-- squawk-ignore renaming-column\n{drop}"), "squawk/renaming-column") == []
    (finding,) = of(
        lint(tmp_path, f"-- greenroom: ignore squawk/renaming-column nobody reads it\n{drop}"), "squawk/renaming-column"
    )
    assert finding.muted == "nobody reads it"


def test_a_configuration_of_the_project_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".squawk.toml").write_text('excluded_rules = ["renaming-column"]\n')
    monkeypatch.chdir(tmp_path)
    assert of(lint(tmp_path, "-- b\nalter table t rename column id to key;\n"), "squawk/renaming-column")


def test_names_are_no_patterns(tmp_path: Path) -> None:
    name = "20240102000000_[a-z]*.sql"
    found = lint(tmp_path, "-- b\nalter table t rename column id to key;\n", name)
    (finding,) = of(found, "squawk/renaming-column")
    assert finding.object.endswith(name)


def test_what_is_never_applied_is_not_linted(tmp_path: Path) -> None:
    text = "-- migrate:up\nselect 'ü';\n-- migrate:down\nalter table t rename column id to key;\n"
    there = folder(tmp_path, {"1_a.sql": text, "2_b.sql": text}, place="db/migrations")
    assert there.tool.value == "dbmate"
    script = read_file(there.files[0], there.tool).script
    assert script
    masked = squawk.masked(script)
    assert "rename" not in masked
    assert masked.count("\n") >= 1
    assert masked.index("select") == text.index("select")


def test_a_program_that_is_not_squawk_leaves_it_unchecked(tmp_path: Path) -> None:
    program = tmp_path / "squawk"
    program.write_text("#!/bin/sh\necho 'unexpected argument' >&2\nexit 1\n")
    program.chmod(0o755)
    there = folder(tmp_path, {FIRST: "select 1;\n"})
    files = [read_file(each, there.tool) for each in there.files]
    (unknown,) = squawk.lint(files, 17, str(program)).unknown
    assert "unexpected argument" in unknown.reason
    (unknown,) = squawk.lint(files, 17, str(tmp_path / "absent")).unknown
    assert unknown.remedy == "pip install 'greenroom[lint]'"


def test_without_squawk_the_check_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(squawk, "find_squawk", lambda: None)
    found = check(tmp_path, {FIRST: "-- a\nselect 1;\n"}, squawk=True)
    (unknown,) = (each for each in found.unknown if each.check == "squawk")
    assert unknown.remedy == "pip install 'greenroom[lint]'"
    assert (found.exit_status(Level.ERROR), found.exit_status(Level.WARNING)) == (0, 3)
    assert found.exit_status(Level.WARNING, allow_unknown=True) == 0
