"""`greenroom migrations status|repair|fetch` as they are typed, on real servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.writing import Run, address
from tests.migrations.histories import SUPABASE, row
from tests.servers import Database

LOCAL = ("--environment", "local", "--access", "guarded")
HOSTILE = "x\x1b[31m[@click=app.quit]"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test alone, so that nobody's targets or passwords are looked at."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a Supabase folder; the command is typed in its root."""
    folder = tmp_path / "project" / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20240101000000_a.sql").write_text("create table a ();\n")
    (folder / "20240102000000_b.sql").write_text("create table b ();\n")
    monkeypatch.chdir(tmp_path / "project")
    return folder


class Typed:
    def __init__(self, capsys: pytest.CaptureFixture[str], database: Database) -> None:
        self._capsys = capsys
        self._url = ("--url", address(database))

    def __call__(self, command: str, *words: str, here: bool = True) -> Run:
        return Run(self._capsys, "migrations", command, *(self._url if here else ()), *words)


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], database18: Database) -> Typed:
    return Typed(capsys, database18)


def test_status(typed: Typed, database18: Database, project: Path) -> None:
    run = typed("status")
    assert run.status == 0, run.err
    assert "2 pending" in run.err
    assert "is not there" in run.err
    database18.psql(SUPABASE + row("20240101000000", "a", "create table a ()") + row("2", HOSTILE, "select 1"))
    run = typed("status")
    assert [line.split()[:2] for line in run.out.splitlines()[1:]] == [
        ["2", "x␛[31m[@click=app.quit]"],
        ["20240101000000", "a"],
        ["20240102000000", "b"],
    ]
    assert "\x1b" not in run.out + run.err
    assert "1 applied, 1 pending, 1 missing locally" in run.err


def test_status_as_json_is_one_document(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql(SUPABASE + row("20240101000000", "a", "create table a ()"))
    document = typed("status", "--json").json
    assert [(each["version"], each["state"], each["drift"]) for each in document["items"]] == [
        ("20240101000000", "applied", "exact"),
        ("20240102000000", "pending", None),
    ]
    assert document["history"]["tool"] == "supabase"
    assert document["folder"]["path"] == str(project)


def test_a_history_that_cannot_be_read_exits_3(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql(SUPABASE + "create role cannot_read login")
    try:
        run = typed("status", "--url", address(database18, "cannot_read"))
        assert run.status == 3
        assert "grant usage on schema supabase_migrations to cannot_read" in run.err
        assert "pending" not in run.out + run.err
        document = typed("status", "--json", "--url", address(database18, "cannot_read")).json
        assert "may not use the schema" in document["items"]["unknown"]
    finally:
        database18.psql("drop role cannot_read")


def test_which_folder(typed: Typed, project: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    run = typed("status", "--dir", str(empty))
    assert (run.status, "no migrations" in run.err) == (2, True)
    other = project.parent.parent / "db" / "migrations"
    other.mkdir(parents=True)
    (other / "1_x.sql").write_text("-- migrate:up\nselect 1;\n")
    run = typed("status")
    assert (run.status, "several folders" in run.err) == (2, True)
    assert typed("status", "--dir", str(project)).status == 0
    assert "dbmate" in typed("status", "--dir", str(other)).err


def test_repair_through_the_guard(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql("create table a ()")
    words = ("--status", "applied", "20240101000000", *LOCAL)
    plan = typed("repair", *words)
    assert plan.status == 4
    assert "table a" in plan.out
    assert "there" in plan.out
    done = typed("repair", *words, "--confirm", "y")
    assert done.status == 0, done.err
    rows = "select version, name, statements from supabase_migrations.schema_migrations"
    assert database18.psql(rows) == '20240101000000|a|{"create table a ()"}'
    again = typed("repair", "--status", "reverted", "20240101000000", *LOCAL, "--confirm", "y")
    assert again.status == 0, again.err
    assert database18.psql(rows) == ""
    wrong = typed("repair", "--status", "applied", "2024010100000", *LOCAL)
    assert wrong.status == 2
    assert "20240101000000" in wrong.err


def test_a_renumbered_version_gets_the_number_of_its_file(
    typed: Typed, database18: Database, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database18.psql(SUPABASE + row("20260505050505", "by_api", "create table a ();\n") + row("9", "gone", "select 9"))
    rows = "select version, name from supabase_migrations.schema_migrations order by version"
    document = typed("status", "--json").json
    found = {each["version"]: (each["state"], each["other"]) for each in document["items"]}
    assert found["20240101000000"] == ("renumbered", "20260505050505")
    assert "20260505050505" not in found
    words = ("repair", "--status", "renumbered", *LOCAL, "--confirm", "y")
    assert typed(*words, "20240102000000").status == 2
    done = typed(*words, "20240101000000")
    assert done.status == 0, done.err
    assert database18.psql(rows) == "20240101000000|a\n9|gone"
    undone = Run(capsys, "journal", "undo", "1", "--url", address(database18), *LOCAL, "--confirm", "y")
    assert undone.status == 0, undone.err
    assert database18.psql(rows) == "20260505050505|by_api\n9|gone"


def test_making_the_history_can_be_undone(
    typed: Typed, database18: Database, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = typed("repair", "--status", "applied", "20240101000000", *LOCAL, "--confirm", "20240101000000")
    assert done.status == 0, done.err
    undone = Run(capsys, "journal", "undo", "1", "--url", address(database18), *LOCAL, "--confirm", "y")
    assert undone.status == 0, undone.err
    assert database18.psql("select count(*) from supabase_migrations.schema_migrations") == "0"


def test_fetch(typed: Typed, database18: Database, project: Path) -> None:
    database18.psql(SUPABASE + row("20240103000000", "c", "create table c ()", "-- the end") + row("3", "d"))
    run = typed("fetch", "20240103000000", "--json")
    assert run.status == 0, run.err
    path = project / "20240103000000_c.sql"
    assert run.json["file"] == str(path)
    assert path.read_text() == "create table c ();\n-- the end\n"
    document = typed("status", "--json").json
    assert {each["version"]: each["drift"] for each in document["items"]}["20240103000000"] == "exact"
    assert typed("fetch", "20240103000000").status == 2
    assert typed("fetch", "3").status == 2
    assert typed("fetch", "77").status == 2


def test_a_matrix_of_saved_targets(
    typed: Typed, database18: Database, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database18.psql(SUPABASE + row("20240101000000", "a", "create table a ()"))
    params = database18.params
    host = str(params["host"]).replace("/", "%2F")
    for name, port in (("here", params["port"]), ("away", "1")):
        url = f"postgresql://{database18.server.user}@{host}:{port}/{database18.name}"
        assert Run(capsys, "targets", "add", name, url, "--secret", "none", "--environment", "local").status == 0
    run = typed("status", "--matrix", "here,away", here=False)
    assert run.status == 3, run.err
    assert "here" in run.out.splitlines()[0]
    assert "applied" in run.out
    assert "? UNKNOWN" in run.out
    assert "away: ? UNKNOWN" in run.err
    run = typed("status", "--matrix", "here", "--json", here=False)
    assert run.status == 0, run.err
    assert [each["targets"]["here"]["state"] for each in run.json["items"]] == ["applied", "pending"]
