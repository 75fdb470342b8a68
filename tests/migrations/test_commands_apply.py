"""`greenroom migrations plan|apply|rollback|new` as they are typed: what they print, ask for, do, and how they exit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.content.writing import Run
from tests.migrations.histories import SUPABASE, row
from tests.migrations.test_commands import LOCAL, Typed, places, project, typed
from tests.servers import Database

__all__ = ["places", "project", "typed"]

HISTORY = "select version, name from supabase_migrations.schema_migrations order by version"
THERE = "select to_regclass('public.b') is not null"
REVERSED = "create table b ();\n-- VERIFY\n-- select count(*) = 0 from b;\n-- ROLLBACK\n-- drop table b;\n"
FIRST = SUPABASE + "create table a ();" + row("20240101000000", "a", "create table a ()")


def test_plan_says_go_or_stop(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql(FIRST)
    run = typed("plan", "--no-check", *LOCAL)
    assert run.status == 0, run.err
    assert "create table b" in run.out
    assert "GO" in run.out
    (project / "20240103000000_c.sql").write_text("drop table a;\n")
    run = typed("plan", "--no-check")
    assert run.status == 1
    assert "gone for good" in run.out
    assert typed("plan", "20240102000000", "--no-check", *LOCAL).status == 0, "up to a version"
    assert typed("plan", "77").status == 2


def test_a_finding_of_the_whole_file_names_no_line(typed: Typed, database18: Database, project: Path) -> None:
    """There is no line 0; and one row is not `1 rows`."""
    database18.psql(FIRST + "alter table a add column n int; insert into a values (1), (1);")
    (project / "20240103000000_odd name.sql").write_text("alter table a add constraint once unique (n);\n")
    for form in ("table", "markdown"):
        run = typed("plan", *LOCAL, "--format", form)
        assert "the file: A name that is not plain" in run.out, run.err
        assert "line 0" not in run.out
        assert "1 row of a would be refused" in run.out


def test_plan_with_a_dry_run(typed: Typed, database18: Database, project: Path) -> None:
    """What ran is measured and no estimate any more; what fails has its line and a mark at the place."""
    database18.psql(FIRST)
    (project / "20240103000000_c.sql").write_text("alter table a add column x int;\nselect 1,\n  nope from a;\n")
    document = typed("plan", "--no-check", "--dry-run", "--json").json
    assert document["verdict"] == "stop"
    assert document["dry_run"]["ok"] is False
    ran = {(each["line"], each["statement"]): each for each in document["dry_run"]["statements"]}
    assert ran[1, "create table b"]["seconds"] > 0
    assert {"mode": "ACCESS EXCLUSIVE", "on": "public.a", "kind": "table"} in ran[1, "alter table a"]["locks"]
    error = ran[2, "select"]["error"]
    assert (error["line"], error["sqlstate"]) == (3, "42703")
    assert error["at"].splitlines() == ["  nope from a", "  ^"]
    (one, two) = document["files"]
    (made,) = one["segments"][0]["statements"]
    assert made["estimate_seconds"] is None
    assert made["measured_seconds"] == ran[1, "create table b"]["seconds"]
    assert any("fails on scratch" in each["reason"] for each in document["reasons"])
    assert two["segments"][0]["statements"][1]["measured_seconds"] is None, "it did not run"

    (project / "20240103000000_c.sql").unlink()
    run = typed("plan", "--no-check", "--dry-run", "--format", "markdown")
    assert run.status == 0, run.err
    assert "## Dry run" in run.out
    assert "all of it ran on a scratch PostgreSQL" in run.out


def test_apply_and_rollback(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql(FIRST)
    (project / "20240102000000_b.sql").write_text(REVERSED)
    plan = typed("apply", "--no-check", *LOCAL)
    assert plan.status == 4
    assert database18.psql(THERE) == "f", "a plan does nothing"
    done = typed("apply", "--no-check", *LOCAL, "--confirm", "y")
    assert done.status == 0, done.err
    assert "● OK 20240102000000_b line" in done.err
    assert "● CLEAN the schema is what the 2 files make." in done.err
    assert database18.psql(HISTORY) == "20240101000000|a\n20240102000000|b"
    assert typed("apply", "--no-check", *LOCAL, "--confirm", "y").status == 2, "nothing is pending"

    back = typed("rollback", "20240102000000", *LOCAL)
    assert back.status == 4
    assert "drop table b" in back.out
    assert typed("rollback", "20240102000000", *LOCAL, "--confirm", "y").status == 4, "it asks for the version"
    done = typed("rollback", "20240102000000", *LOCAL, "--confirm", "20240102000000")
    assert done.status == 0, done.err
    assert database18.psql(THERE) == "f"
    assert database18.psql(HISTORY) == "20240101000000|a"
    assert typed("rollback", "20240102000000", *LOCAL, "--confirm", "20240102000000").status == 2


def test_the_schema_is_compared_unless_it_shall_not_be(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql(FIRST + "alter table a add column by_hand text;")
    done = typed("apply", "--no-check", *LOCAL, "--confirm", "y", "--no-drift")
    assert done.status == 0, done.err
    assert "? NOT CHECKED" in done.err
    (project / "20240103000000_c.sql").write_text("create table c ();\n")
    done = typed("apply", "--no-check", *LOCAL, "--confirm", "y")
    assert done.status == 1, "it is done, and the schema is not what the files make"
    assert "done. Journal" in done.err
    assert "✖ DIFFERENT" in done.err
    assert "by_hand" in done.err


def test_a_verification_that_fails_is_seen_by_scripts(typed: Typed, database18: Database, project: Path) -> None:
    (project / "20240103000000_c.sql").write_text("create table c ();\n-- VERIFY\n-- select count(*) > 0 from c;\n")
    done = typed("apply", "--no-check", "--no-drift", *LOCAL, "--confirm", "y")
    assert done.status == 1, done.err
    assert "✖ NOT SO 20240103000000_c line 3: false" in done.err
    assert "done. Journal" in done.err


def test_production_asks_for_more(typed: Typed, database18: Database, project: Path) -> None:
    """Its name, the subject, and the plan that was looked at; a plan that has changed since is refused."""
    database18.psql(FIRST)
    there = ("--environment", "production", "--access", "guarded")
    assert "read-only" in typed("apply", "--no-check").out, "as a bare address is"
    plan = typed("apply", *there, "--no-check")
    assert plan.status == 4
    digest = re.search(r"--plan ([0-9a-f]{12})", plan.out + plan.err)
    assert digest is not None, plan.out
    assert typed("apply", *there, "--no-check", "--confirm", "y", "--plan", digest[1]).status == 4
    phrases = re.findall(r"--confirm (\S+)", plan.out + plan.err)
    assert len(phrases) >= 2, plan.out + plan.err
    answers = [word for phrase in phrases for word in ("--confirm", phrase.strip("'\""))]
    changed = project / "20240102000000_b.sql"
    changed.write_text("create table b (id int);\n")
    assert typed("apply", *there, "--no-check", "--no-drift", *answers, "--plan", digest[1]).status == 4
    changed.write_text("create table b ();\n")
    assert database18.psql(THERE) == "f"
    done = typed("apply", *there, "--no-check", "--no-drift", *answers, "--plan", digest[1])
    assert done.status == 0, done.out + done.err
    assert database18.psql(THERE) == "t"


def test_new(typed: Typed, project: Path) -> None:
    run = typed("new", "Add [/] Notes!", "--kind", "table", "--set", "table=notes", "--json", here=False)
    assert run.status == 0, run.err
    (written,) = run.json["items"]
    assert Path(written).parent == project
    assert Path(written).name.endswith("_add_notes.sql")
    assert "public.notes (" in Path(written).read_text()
    assert typed("new", "x", "--kind", "tabel", here=False).status == 2
    assert typed("new", here=False).status == 2
    assert "required-column" in typed("new", "--list", here=False).out


def test_the_folder_that_the_configuration_names(
    database18: Database,
    project: Path,
    places: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database18.psql(FIRST)
    params = database18.params
    host = str(params["host"]).replace("/", "%2F")
    url = f"postgresql://{database18.server.user}@{host}:{params['port']}/{database18.name}"
    assert Run(capsys, "targets", "add", "here", url, "--secret", "none", "--environment", "local").status == 0
    monkeypatch.chdir(places / "config")
    assert Run(capsys, "migrations", "status", "--target", "here").status == 2, "there is none below"
    config = places / "config" / "config.toml"
    config.write_text(f'[migrations."here"]\ndir = "{project}"\n')
    config.chmod(0o600)
    run = Run(capsys, "migrations", "status", "--target", "here")
    assert run.status == 0, run.err
    assert "1 applied, 1 pending" in run.err
