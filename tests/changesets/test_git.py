"""What git says of migration files, in real repositories: states, branches, hostile names, and when it says nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from console.changesets.folders import read_folder
from console.changesets.git import GitFacts, read_git
from console.core.unknown import Unknown

HOSTILE = ("4_ü.sql", '5_"q" $(x).sql', "6_ -- x.sql", "7_:(top)*.sql", "8_[a]?\t.sql", "9_" + "a" * 200 + ".sql")


class Repository:
    """A repository with a remote beside it, and the folder of migrations in it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "work"
        self.path = self.root / "app" / "supabase" / "migrations"
        self.path.mkdir(parents=True)
        self.git("init", "-q", "--bare", str(root / "remote"), cwd=root)
        self.git("init", "-q", "-b", "main")
        self.git("remote", "add", "origin", str(root / "remote"))

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        identity = ("-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgSign=false")
        environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=cwd or self.root,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, name: str, text: str = "select 1;\n") -> Path:
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            self.write(f"{name.lstrip('v')}.sql", text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "work")

    def facts(self) -> GitFacts:
        found = read_git(read_folder(self.path))
        assert isinstance(found, GitFacts), found
        return found


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def names(paths: frozenset[Path] | Unknown) -> set[str]:
    assert not isinstance(paths, Unknown), paths
    return {path.name for path in paths}


def test_each_state_of_a_file_is_seen(repository: Repository) -> None:
    repository.commit(v1_a="a", v2_b="b")
    repository.git("push", "-q", "-u", "origin", "main")
    repository.git("remote", "set-head", "origin", "main")
    repository.git("switch", "-q", "-c", "feature")
    repository.commit(v3_c="c", v2_b="b changed")
    repository.write("1_a.sql", "a edited")
    repository.write("4_d.sql")
    repository.write("5_e.sql")
    repository.git("add", "app/supabase/migrations/5_e.sql")
    facts = repository.facts()
    assert (facts.top, facts.branch, facts.main) == (repository.root, "feature", "origin/main")
    assert names(facts.untracked) == {"4_d.sql"}
    assert names(facts.uncommitted) == {"1_a.sql", "5_e.sql"}
    assert names(facts.unpushed) == {"2_b.sql", "3_c.sql"}
    assert names(facts.off_main) == {"2_b.sql", "3_c.sql"}
    assert names(facts.rewritten) == {"1_a.sql", "2_b.sql"}


def test_a_clean_repository_has_nothing_to_say(repository: Repository) -> None:
    repository.commit(v1_a="a")
    repository.git("push", "-q", "-u", "origin", "main")
    facts = repository.facts()
    assert (facts.untracked, facts.uncommitted, facts.unpushed, facts.off_main) == (frozenset(),) * 4
    assert (facts.rewritten, facts.elsewhere) == (frozenset(), ())


def test_what_was_changed_back_is_not_rewritten(repository: Repository) -> None:
    repository.commit(v1_a="a")
    repository.commit(v1_a="b")
    assert names(repository.facts().rewritten) == {"1_a.sql"}
    repository.commit(v1_a="a")
    assert names(repository.facts().rewritten) == set()


def test_the_same_version_with_other_content_on_another_branch(repository: Repository) -> None:
    repository.commit(v1_a="a")
    repository.git("switch", "-q", "-c", "theirs")
    repository.commit(v2_theirs="theirs", v3_same="same")
    repository.git("switch", "-q", "main")
    repository.write("2_ours.sql", "ours")
    repository.write("3_same.sql", "same")
    (found,) = repository.facts().elsewhere  # type: ignore[misc]
    assert (found.file.name, found.branch, found.path) == ("2_ours.sql", "theirs", "2_theirs.sql")


def test_hostile_names_are_names(repository: Repository) -> None:
    for name in HOSTILE:
        repository.write(name)
    assert names(repository.facts().untracked) == set(HOSTILE)
    repository.commit()
    for name in HOSTILE:
        repository.write(name, "changed")
    facts = repository.facts()
    assert names(facts.uncommitted) == set(HOSTILE)
    assert names(facts.rewritten) == set(HOSTILE)


def test_a_name_that_is_no_text(repository: Repository) -> None:
    with open(os.path.join(os.fsencode(repository.path), b"1_\xff.sql"), "wb"):
        pass
    facts = repository.facts()
    assert [os.fsencode(path.name) for path in facts.untracked] == [b"1_\xff.sql"]


def test_ignored_files_count_as_untracked(repository: Repository) -> None:
    (repository.root / ".gitignore").write_text("app/\n", encoding="utf-8")
    repository.git("add", ".gitignore")
    repository.git("commit", "-q", "-m", "ignore")
    repository.write("1_a.sql")
    assert names(repository.facts().untracked) == {"1_a.sql"}


def test_a_branch_that_has_no_commit_yet(repository: Repository) -> None:
    repository.write("1_a.sql")
    facts = repository.facts()
    assert (facts.branch, facts.main) == ("main", None)
    assert names(facts.untracked) == {"1_a.sql"}
    assert isinstance(facts.unpushed, Unknown)
    assert isinstance(facts.off_main, Unknown)


def test_no_branch_is_checked_out(repository: Repository) -> None:
    repository.commit(v1_a="a")
    repository.git("checkout", "-q", "--detach")
    assert repository.facts().branch is None


def test_a_shallow_clone_does_not_know_how_a_file_began(repository: Repository, tmp_path: Path) -> None:
    repository.commit(v1_a="a")
    repository.commit(v1_a="b")
    repository.git("push", "-q", "-u", "origin", "main")
    repository.git("clone", "-q", "-b", "main", "--depth", "1", f"file://{tmp_path}/remote", str(tmp_path / "shallow"))
    facts = read_git(read_folder(tmp_path / "shallow" / "app" / "supabase" / "migrations"))
    assert isinstance(facts, GitFacts)
    assert isinstance(facts.rewritten, Unknown)
    assert "--unshallow" in facts.rewritten.remedy


def test_nothing_of_the_repository_runs_and_nothing_is_written(repository: Repository, tmp_path: Path) -> None:
    repository.commit(v1_a="a")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "core.pager", "diff.external", "core.editor"):
        repository.git("config", setting, str(program))
    repository.write("1_a.sql", "a")  # a new time: git would like to write that into its index
    (repository.root / ".gitattributes").write_text("*.sql diff=x\n", encoding="utf-8")
    repository.git("config", "diff.x.textconv", str(program))
    (tmp_path / "ran").unlink(missing_ok=True)  # writing the settings may have run it
    index = repository.root / ".git" / "index"
    before = index.read_bytes(), index.stat().st_mtime_ns
    repository.facts()
    assert not (tmp_path / "ran").exists()
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


def test_variables_of_a_hook_do_not_lead_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(v1_a="a")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert repository.facts().branch == "main"


def test_no_repository_and_no_git_are_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = read_folder(tmp_path)
    found = read_git(folder)
    assert isinstance(found, Unknown)
    assert found.reason == "The folder is in no git repository."
    monkeypatch.setenv("PATH", str(tmp_path))
    found = read_git(folder)
    assert isinstance(found, Unknown)
    assert found.reason == "git is not installed."


def test_a_git_that_takes_too_long_is_unknown(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("console.changesets.git._SECONDS", 0.2)
    found = read_git(read_folder(repository.path))
    assert isinstance(found, Unknown)
    assert "took too long" in found.reason


def test_a_slow_answer_leaves_the_other_facts(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(v1_a="a")
    repository.write("2_b.sql")
    slow = repository.root.parent / "bin" / "git"
    slow.parent.mkdir()
    real = shutil.which("git")
    slow.write_text(f'#!/bin/sh\ncase "$*" in *" log "*) exec sleep 60;; esac\nexec {real} "$@"\n', encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("console.changesets.git._SECONDS", 2)
    facts = repository.facts()
    assert isinstance(facts.rewritten, Unknown)
    assert "took too long" in facts.rewritten.reason
    assert names(facts.untracked) == {"2_b.sql"}
