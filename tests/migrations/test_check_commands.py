"""`greenroom migrations check` as it is typed: formats, exit statuses, --fix, and what a target adds."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.content.writing import Run, address
from tests.migrations.checked import FIRST, SECOND
from tests.migrations.histories import SUPABASE, row
from tests.servers import Database

CLEAN = "-- why\nselect 1;\n-- ROLLBACK\n-- select 2;\n"
HOSTILE = "x\x1b[31m.sql"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Supabase folder of a project, in whose root the command is typed; nobody's own targets are looked at."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "project" / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / FIRST).write_text(CLEAN)
    monkeypatch.chdir(tmp_path / "project")
    return folder


class Typed:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str, squawk: bool = False) -> Run:
        return Run(self._capsys, "migrations", "check", *(() if squawk else ("--no-squawk",)), *words)


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    return Typed(capsys)


def test_clean(typed: Typed) -> None:
    run = typed()
    assert run.status == 0, run.err
    assert "1 migration. Nothing found by" in run.err
    assert "git" in run.out, "no repository: said, and no failure at this level"


@pytest.mark.parametrize(
    ("text", "words", "status"),
    [
        ("-- b\ndrop table a;\n", (), 0),
        ("-- b\ndrop table a;\n", ("--fail-on", "warning"), 1),
        ("-- b\ncreate table a ();\n", (), 1),
        ("-- b\ncreate table a ();\n", ("--fail-on", "never"), 0),
        ("-- b\nselect 1;\n", ("--fail-on", "info"), 1),
        (CLEAN, ("--fail-on", "info"), 3),
        (CLEAN, ("--fail-on", "info", "--allow-unknown"), 0),
    ],
)
def test_exit_status(typed: Typed, project: Path, text: str, words: tuple[str, ...], status: int) -> None:
    (project / SECOND).write_text(text)
    assert typed(*words).status == status


def test_formats(typed: Typed, project: Path) -> None:
    (project / SECOND).write_text("-- b\n\ncreate table a ();\n")
    table = typed()
    assert f"supabase/migrations/{SECOND}:3" in table.out
    document = json.loads(typed("--json").out)
    assert document == json.loads(typed("--format", "json").out)
    assert {each["check"]: each.get("line") for each in document["findings"]}["table-without-rls"] == 3
    sarif = json.loads(typed("--format", "sarif").out)["runs"][0]
    lines = {
        each["ruleId"]: each["locations"][0]["physicalLocation"]["region"]["startLine"]
        for each in sarif["results"]
        if "region" in each["locations"][0]["physicalLocation"]
    }
    assert lines["table-without-rls"] == 3
    assert all(each["help"]["text"] for each in sarif["tool"]["driver"]["rules"])
    suite = ElementTree.fromstring(typed("--format", "junit").out.encode())[0]  # noqa: S314
    assert suite.get("failures") == "1"
    assert f"`supabase/migrations/{SECOND}:3`" in typed("--format", "markdown").out
    assert typed("--json", "--format", "sarif").status == 2


@pytest.mark.parametrize("form", ["table", "json", "sarif", "junit", "markdown"])
def test_hostile_names_and_text(typed: Typed, project: Path, form: str) -> None:
    (project / f"20240102000000_{HOSTILE}").write_text('drop table "a\x1b[31m\u202e|`<b>";\n')
    run = typed("--format", form)
    assert "\x1b" not in run.out + run.err
    assert "\u202e" not in run.out + run.err


def test_a_folder_that_is_not_there(typed: Typed, tmp_path: Path) -> None:
    assert typed("--dir", str(tmp_path / "absent")).status == 2


def test_fix_wants_to_know_what_is_applied(typed: Typed, project: Path) -> None:
    (project / "20240101000000_second one.sql").write_text(CLEAN)
    run = typed("--fix")
    assert run.status == 4
    assert "--nothing-applied" in run.err
    assert len(list(project.glob("20240101000000_*"))) == 2
    run = typed("--fix", "--nothing-applied")
    assert run.status == 0, run.err
    assert sorted(each.name for each in project.iterdir()) == [FIRST, "20240101000001_second_one.sql"]
    assert "20240101000000_second one.sql -> 20240101000001_second_one.sql" in run.err
    assert "No file was renamed" in typed("--fix", "--nothing-applied").err


def target(database: Database) -> tuple[str, ...]:
    return ("--url", address(database), "--environment", "local")


def test_fix_leaves_what_a_target_has(typed: Typed, project: Path, database18: Database) -> None:
    (project / FIRST).rename(project / "20240101000000_a b.sql")
    (project / "20240102000000_c d.sql").write_text(CLEAN)
    database18.psql(SUPABASE + row("20240101000000", "a b", "-- why\nselect 1", "-- ROLLBACK\n-- select 2;"))
    run = typed("--fix", *target(database18))
    assert run.status == 0, run.err
    assert sorted(each.name for each in project.iterdir()) == ["20240101000000_a b.sql", "20240102000000_c_d.sql"]


def test_a_target_knows_what_uses_a_dropped_thing(typed: Typed, project: Path, database18: Database) -> None:
    database18.psql(
        SUPABASE
        + "create table people (id int, name text, kept int, seen int);"
        + "create view listed as select name from people;"
        + "create function named() returns text language plpgsql as 'begin return (select seen from people); end';"
        + "create policy own on people using (kept = 1);"
    )
    (project / SECOND).write_text(
        "-- b\nalter table people drop column name,\n  drop column if exists id;\n"
        "alter table people drop column seen;\nalter table people drop kept;\ndrop table absent;\n"
    )
    run = typed("--json", *target(database18))
    found = {
        each["sub"]["column"]: each for each in json.loads(run.out)["findings"] if each["check"] == "column-still-used"
    }
    assert {name: each["detail"] for name, each in found.items()} == {
        "public.people.name": "public.people.name is used by view public.listed.",
        "public.people.seen": "public.people.seen is used by function public.named.",
        "public.people.kept": "public.people.kept is used by policy own on public.people.",
    }
    assert found["public.people.name"]["confidence"] == "observed"
    assert found["public.people.seen"]["confidence"] == "static"
    assert run.status == 1


def test_what_is_applied_is_not_looked_at_again(typed: Typed, project: Path, database18: Database) -> None:
    (project / SECOND).write_text("-- b\ncreate table a ();\n")
    database18.psql(SUPABASE + row("20240102000000", "second", "-- b\ncreate table a ()"))
    assert typed().status == 1
    run = typed(*target(database18))
    assert run.status == 0, run.out


def test_files_are_run_twice_on_a_scratch_database(typed: Typed, project: Path) -> None:
    (project / SECOND).write_text(
        "-- b\ncreate table if not exists auth.mine (id uuid references auth.users (id));\n"
        "create extension nowhere_at_all;\ncreate table kept (id int);\n"
    )
    run = typed("--twice", "--json")
    document = json.loads(run.out)
    found = [each for each in document["findings"] if each["check"] in ("does-not-run", "not-idempotent")]
    assert [(each["check"], each["line"]) for each in found] == [("not-idempotent", 4)]
    assert "already exists" in found[0]["detail"]
    assert any("nowhere_at_all" in each["reason"] for each in document["unknown"])
