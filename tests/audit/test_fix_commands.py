"""`greenroom audit fix`, `template` and `compare` from the command line, on a real server, through the real guard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from console.cli import main
from tests.servers import Database

MADE = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'anon') then create role anon nologin; end if;
    if not exists (select from pg_roles where rolname = 'authenticated') then create role authenticated; end if;
end $$;
create schema "Sh op"; grant usage on schema "Sh op" to anon, authenticated;
create table "Sh op"."It""em" (id integer primary key, owner_id integer);
grant select, truncate on "Sh op"."It""em" to anon;
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    database18: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    for kind in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    database18.psql(MADE)

    def of(*words: str) -> tuple[int, str, str]:
        where = ("--url", database18.uri, "--environment", "development", "--access", "guarded")
        status = main(["audit", *words, *where])
        said = capsys.readouterr()
        assert "\x1b" not in said.out + said.err
        return status, said.out, said.err

    return of


def test_a_fix_is_tried_written_and_applied(run: Run, database18: Database, tmp_path: Path) -> None:
    only = ("--check", "table-without-rls", "--check", "truncate-granted", "--exposed", "Sh op")
    assert run(*only)[0] == 1
    wanted = ("table-without-rls", "truncate-granted", "--exposed", "Sh op")
    status, out, _ = run("fix", *wanted, "--json")
    document = json.loads(out)
    assert status == 0
    assert document["reverse"]["proven"]
    assert document["trial"]["failed"] is None
    assert [each["sql"].split()[0] for each in document["statements"]] == ["revoke", "alter"]
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "20240101000000_first.sql").write_text("select 1;\n")
    status, _, err = run("fix", *wanted, "--write", "--dir", str(folder))
    assert status == 0
    assert len(list(folder.iterdir())) == 2
    assert "Its reverse was tried" in err
    status, out, _ = run("fix", *wanted, "--apply", "--no-trial")
    assert status == 4  # nothing was seen of it, so it is dangerous, and it wants an answer
    status, out, err = run("fix", *wanted, "--apply", "--reason", "it was open", "--confirm", "y")
    assert (status, database18.psql("select relrowsecurity from pg_class where relname = 'It\"em'")) == (0, "t"), (
        out + err
    )
    run(*only)
    status, out, err = run("compare", "--json")
    assert (status, json.loads(out)["summary"]["gone"]) == (0, 2), err
    assert "2 gone" in err
    assert run("fix", *wanted)[0] == 2  # there is nothing to mend any more


def test_a_template_is_listed_tried_and_printed(run: Run, database18: Database) -> None:
    status, out, _ = run("template", "--json")
    assert {each["template"] for each in json.loads(out)["items"]} >= {"own-rows", "tenant", "service-only"}
    status, out, err = run("template", "own-rows", '"Sh op".It"em')
    assert status == 0, err
    assert "create policy" in out
    assert "1. owner_id" in err
    assert "More is open than before: authenticated may INSERT" in err
    assert database18.psql("select count(*) from pg_policy") == "0"
    assert run("template", "own-row", '"Sh op".It"em')[0] == 2
    assert run("template", "own-rows", '"Sh op".absent')[0] == 2
    assert run("template", "own-rows", '"Sh op".It"em', "--choose", "9")[0] == 2
