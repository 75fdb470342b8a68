"""`greenroom health` and `greenroom activity` as they are typed, in this process, on real servers."""

from __future__ import annotations

import json
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from console.cli import main
from console.config import parse_config
from console.errors import ConfigurationProblem
from console.health.commands import SECTIONS
from console.health.thresholds import THRESHOLDS, thresholds_of
from tests.database.reading import await_end, superuser
from tests.servers import Database as Base

WRITES = ("--environment", "local", "--access", "guarded")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))


def run(base: Base, *words: str) -> int:
    return main([*words, "--url", base.uri])


def test_the_triage_and_its_exit_status(database: Base, capsys: pytest.CaptureFixture[str]) -> None:
    database.psql("create table t (a integer); create index broken on t (a)")
    assert run(database, "health", "--check", "invalid_index") == 0
    assert "1 passed" in capsys.readouterr().err
    database.psql("update pg_index set indisvalid = false where indexrelid = 'broken'::regclass")
    assert run(database, "health", "--check", "invalid_index") == 1
    said = capsys.readouterr()
    assert "broken" in said.out
    assert "greenroom do migrations.drop-invalid-index public.broken" in said.err
    assert run(database, "health", "--check", "invalid_index", "--fail-on", "never", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["findings"][0]["object"] == "broken"
    assert document["mending"][0]["operation"]["name"] == "migrations.drop-invalid-index"
    for form in ("sarif", "junit", "markdown"):
        assert run(database, "health", "--check", "invalid_index", "--format", form) == 1
        assert "invalid_index" in capsys.readouterr().out


def test_who_can_read_nothing_does_not_pass(database: Base, capsys: pytest.CaptureFixture[str]) -> None:
    role = f"little_{database.name}"
    database.psql(f"create role {role} login")
    try:
        url = database.uri.replace(f"//{database.server.user}@", f"//{role}@")
        asked = ["health", "--url", url, "--check", "blocked_sessions", "--fail-on", "warning"]
        assert main(asked) == 3
        assert "own sessions only" in capsys.readouterr().out
        assert main([*asked, "--allow-unknown"]) == 0
    finally:
        database.psql(f"drop role {role}")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section(section: str, database: Base, capsys: pytest.CaptureFixture[str]) -> None:
    database.psql('create table "odd [/] name" (a integer primary key, b jsonb)')
    assert run(database, "health", "--section", section, "--fail-on", "never") == 0
    said = capsys.readouterr()
    assert said.out or said.err
    assert run(database, "health", "--section", section, "--json", "--fail-on", "never") == 0
    assert json.loads(capsys.readouterr().out)


def test_statements_and_machine(database15: Base, capsys: pytest.CaptureFixture[str]) -> None:
    database15.psql("create schema extra; create extension pg_stat_statements schema extra; select 42 as answer")
    words = ("--section", "statements", "--section", "settings", "--memory", "16GB", "--disk", "ssd", "--json")
    assert run(database15, "health", *words) == 0
    document = json.loads(capsys.readouterr().out)
    assert any("answer" in each["query"] for each in document["statements"]["items"])
    better = {each["setting"]["name"]: each["better"] for each in document["settings"]["items"]}
    assert better["random_page_cost"] == "1.1"
    assert better["shared_buffers"] == "4.0 GB"


def test_one_table_and_one_statement(
    database18: Base, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    database18.psql(
        """create table parent (id integer primary key); create table "Odd [/]" (
            id integer primary key, p integer references parent, "\x1b[31m" text check (p > 0)
        ) with (fillfactor = 80);
        create index on "Odd [/]" (p); alter table "Odd [/]" enable row level security;
        create policy own on "Odd [/]" for select using (p = 1);
        create function stamp() returns trigger language plpgsql as 'begin return new; end';
        create trigger stamped before update on "Odd [/]" for each row execute function stamp();
        insert into parent values (1)"""
    )
    assert run(database18, "health", "--table", 'public."Odd [/]"', "--json") == 0
    detail = json.loads(capsys.readouterr().out)
    assert [each["serves"] for each in detail["indexes"]].count(["Odd [/]_p_fkey"]) == 1
    assert {each["kind"] for each in detail["constraints"]} >= {"primary key", "foreign key", "check"}
    assert (detail["triggers"][0]["name"], detail["policies"][0]["using_rows"]) == ("stamped", "(p = 1)")
    assert detail["storage"]["options"] == ["fillfactor=80"]
    assert detail["size"]["index_octets"] > 0
    assert run(database18, "health", "--table", 'public."Odd [/]"') == 0
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", StringIO("select * from parent where id + 0 = $1 and id > $2"))
    assert run(database18, "health", "--explain", "-", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["plan"]["root"]["relation"] == "parent"
    monkeypatch.setattr("sys.stdin", StringIO("select * from parent where id = $1"))
    assert run(database18, "health", "--explain", "-", "--value", "7") == 0
    assert "parent_pkey" in capsys.readouterr().out
    assert run(database18, "health", "--explain", "42") == 3
    assert "pg_stat_statements" in capsys.readouterr().err


def test_thresholds_of_a_target() -> None:
    text = '[health."shop"]\nwraparound_percent = [1, 2]\nquery_seconds = 5\n'
    own = thresholds_of(parse_config(text, Path("config.toml")).thresholds["shop"])
    assert (own["wraparound_percent"].warning, own["wraparound_percent"].critical) == (1, 2)
    assert (own["query_seconds"].warning, own["query_seconds"].critical) == (5, None)
    assert own["idle_seconds"] == THRESHOLDS["idle_seconds"]
    for wrong in ('"much"', "[1, 2, 3]", "[]", "-1", "true"):
        with pytest.raises(ConfigurationProblem):
            parse_config(f'[health."shop"]\nquery_seconds = {wrong}\n', Path("config.toml"))
    with pytest.raises(ConfigurationProblem, match="query_second"):
        thresholds_of({"query_second": (1.0, None)})


@pytest.mark.parametrize(
    "words",
    [
        ["--check", "absent"],
        ["--json", "--format", "sarif"],
        ["--memory", "much"],
        ["--format", "sarif", "--section", "tables"],
    ],
)
def test_wrong_words(words: list[str], database18: Base, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(database18, "health", *words) == 2
    assert "greenroom:" in capsys.readouterr().err


def test_activity_and_ending_a_session(database: Base, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(superuser(database.params)) as other, closing(superuser(database.params)) as look:
        pid = other.info.backend_pid
        assert run(database, "activity") == 0
        assert str(pid) in capsys.readouterr().out
        assert run(database, "activity", "--json") == 0
        items = json.loads(capsys.readouterr().out)["items"]
        start = next(each["backend_start"] for each in items if each["pid"] == pid)
        ending = ("activity", "--terminate", str(pid), "--backend-start", start, *WRITES)
        assert run(database, *ending) == 4
        assert "--confirm" in capsys.readouterr().err
        assert run(database, *ending, "--confirm", "y") == 0
        await_end(look, pid)
