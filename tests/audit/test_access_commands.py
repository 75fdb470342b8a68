"""`greenroom access`, `probe` and `roles list` as they are typed: output and exit status, on a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli import main
from tests.audit.shop import ANN, HOSTILE, open_shop
from tests.servers import Database

TABLE = '"public".' + '"' + HOSTILE.replace('"', '""') + '"'


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))


class Typed:
    """Commands typed at one database."""

    def __init__(self, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
        params = database.params
        self.address = f"host={params['host']} port={params['port']} user={params['user']} dbname={database.name}"
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        try:
            status = main([*words, "--url", self.address])
        except SystemExit as end:
            status = int(str(end.code))
        out, err = self._capsys.readouterr()
        return status, out, err

    def json(self, *words: str, status: int = 0) -> dict[str, Any]:
        ended, out, err = self.run(*words, "--json")
        assert ended == status, err
        document: dict[str, Any] = json.loads(out)
        return document


@pytest.fixture
def typed(database18: Database, capsys: pytest.CaptureFixture[str]) -> Typed:
    return Typed(open_shop(database18), capsys)


def test_access(typed: Typed) -> None:
    status, out, err = typed.run("access", "--role", "anon", "--role", "authenticated")
    assert status == 0
    assert "public.circle" in out
    assert "some rows" in out
    assert "UNKNOWN exposed schemas" in err
    found = typed.json("access", "--role", "authenticated", "--table", TABLE)
    items = {item["command"]: item for item in found["items"]}
    assert items["select"]["verdict"] == "conditional"
    assert items["update"]["columns"] == ["bo%dy", "plan"]
    assert "plan <> 'elite'" in items["update"]["new_rows"]
    assert items["select"]["ways"]
    assert "SELECT granted by" in typed.run("access", "--role", "anon", "--path", "--table", TABLE)[1]
    assert typed.run("access", "--role", "nobody at all")[0] == 2
    assert typed.run("access", "--table", "public.nothing")[0] == 2


def test_access_of_two_targets(typed: Typed) -> None:
    status, out, err = typed.run("access", "--compare", typed.address, "--role", "anon")
    assert (status, out) == (0, "")
    assert "0 answers differ" in err


def test_what_a_file_would_open(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "change.sql"
    file.write_text("alter table public.profiles disable row level security; revoke select on circle from public;")
    found = typed.json("access", "--if", str(file), status=1)
    changes = {(each["role"], each["object"], each["command"]): each for each in found["items"]}
    assert set(changes) == {("authenticated", "public.profiles", "select")}
    assert changes["authenticated", "public.profiles", "select"]["direction"] == "widened"
    assert found["refused"] == []
    file.write_text("revoke select on public.profiles from authenticated;")
    status, out, err = typed.run("access", "--if", str(file))
    assert (status, "narrowed" in out, "0 let more through" in err) == (0, True, True)
    file.write_text("grant select on public.nothing to anon;")
    assert typed.run("access", "--if", str(file))[0] == 3
    assert "disable" not in typed.run("access", "--if", str(tmp_path / "absent.sql"))[1]
    items = typed.json("access", "--table", "public.profiles", "--role", "authenticated")["items"]
    assert {item["command"]: item["verdict"] for item in items}["select"] == "conditional"  # the target is as it was


def test_doors(typed: Typed) -> None:
    words = ("access", "--role", "anon", "--table", TABLE)
    items = {item["command"]: item for item in typed.json(*words)["items"]}
    assert (items["select"]["verdict"], items["select"]["silent"]) == ("denied", True)
    assert "definer view public.all_notes" in items["update"]["doors"][0]
    assert "definer view public.all_notes" in typed.run(*words)[1]


def test_probe(typed: Typed) -> None:
    found = typed.json("probe", "--table", TABLE, "--user", "ann@example.org")
    assert (found["seen"], found["everything"]["rows"]) == ({"rows": 1, "capped": False}, 4)
    assert "of ann" not in json.dumps(found)
    status, out, _ = typed.run("probe", "--table", TABLE, "--role", "anon")
    assert (status, "sees          0" in out) == (0, True)
    claims = json.dumps({"sub": ANN})
    why = typed.json("probe", "--table", TABLE, "--role", "authenticated", "--claims", claims, "--row", "id=3")
    assert (why["allowed"], why["agrees"]) == (False, True)
    assert {each["policy"]: each["answer"] for each in why["said"]}["own rows"] is None
    words = ("--user", ANN, "--row", "id=1", "--for", "update", "--set", "plan=elite")
    assert typed.json("probe", "--table", TABLE, *words)["allowed"] is False
    other = typed.json("probe", "--table", TABLE, "--user", ANN, "--other-role", "service_role")
    assert (len(other["both"]), len(other["only_right"])) == (1, 3)
    assert "NULL" in typed.run("probe", "--table", TABLE, "--user", ANN, "--row", "id=3")[1]
    assert typed.run("probe", "--table", TABLE)[0] == 2
    assert typed.run("probe", "--table", "public.nothing", "--role", "anon")[0] == 2
    assert typed.run("probe", "--table", TABLE, "--role", "anon", "--row", "id")[0] == 2
    for wrong in ("nothing=1", "id=one"):
        assert typed.run("probe", "--table", TABLE, "--role", "anon", "--row", wrong)[0] == 2
    refused = typed.json("probe", "--table", "public.circle", "--user", ANN)
    assert "infinite recursion" in refused["seen"]["refused"]


def test_roles(typed: Typed) -> None:
    found = {item["role"]["name"]: item for item in typed.json("roles", "list")["items"]}
    assert found["service_role"]["role"]["bypasses"] is True
    assert "pg_read_all_data" not in found
    status, out, _ = typed.run("roles", "list")
    assert (status, "pass row security" in out) == (0, True)


SAVED = f"""
[identities.ann]
role = "authenticated"
claims = {{ sub = "{ANN}", aal = "aal2", app_metadata = {{ team = "red" }} }}
note = "second factor"

[identities.without]
role = "authenticated"
claims = '{{"sub": "{ANN}", "aal": "aal1"}}'
"""


def test_saved_identities(typed: Typed, database18: Database, tmp_path: Path) -> None:
    database18.psql(
        "create policy factor on profiles as restrictive using (auth.jwt() ->> 'aal' = 'aal2');"
        "create table old (id text); insert into old values ('1');"
        f"insert into old values ('{ANN}');"
        "alter table old enable row level security; grant select on old to authenticated, anon;"
        "create policy own on old using (id = current_setting('request.jwt.claim.sub', true));"
        "create table teams (name text); insert into teams values ('red'), ('blue');"
        "alter table teams enable row level security; grant select on teams to authenticated;"
        "create policy own on teams using (auth.jwt() -> 'app_metadata' ->> 'team' = name)"
    )
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(SAVED, encoding="utf-8")

    def seen(table: str, *words: str) -> int:
        found: int = typed.json("probe", "--table", f"public.{table}", *words)["seen"]["rows"]
        return found

    assert seen("profiles", "--as", "ann") == 1
    assert seen("profiles", "--as", "without") == 0
    assert seen("profiles", "--as", "without", "--claims", '{"aal": "aal2"}') == 1
    assert seen("profiles", "--user", ANN, "--claims", '{"aal": "aal2"}') == 1
    assert [seen("teams", "--as", name) for name in ("ann", "without")] == [1, 0]
    assert [seen("old", "--as", name) for name in ("ann", "authenticated", "anon")] == [1, 0, 0]
    both = typed.json("probe", "--table", "public.profiles", "--as", "ann", "--other-as", "without")
    assert (len(both["only_left"]), len(both["nobody"])) == (1, 1)
    items = typed.json("probe", "--list-identities")["items"]
    assert {each["name"]: (each["role"], each["saved"]) for each in items} == {
        "anon": ("anon", False),
        "authenticated": ("authenticated", False),
        "service_role": ("service_role", False),
        "ann": ("authenticated", True),
        "without": ("authenticated", True),
    }
    assert "second factor" in typed.run("probe", "--list-identities")[1]
    assert {each["role"] for each in typed.json("access", "--as", "ann")["items"]} == {"authenticated"}
    assert typed.run("probe", "--table", "public.profiles", "--as", "an")[0] == 2
    assert typed.run("probe", "--table", "public.profiles", "--as", "ann", "--role", "anon")[0] == 2
    assert typed.run("access", "--as", "nobody")[0] == 2
    assert typed.run("probe", "--as", "ann")[0] == 2


def test_a_write_is_tried_on_the_target_and_taken_back(typed: Typed) -> None:
    target = ("--on-target", "--environment", "local", "--access", "guarded")
    ann = ("probe", "--role", "authenticated", "--claims", f'{{"sub": "{ANN}"}}', "--table", TABLE)
    status, out, _ = typed.run(*ann, "--try", "update", "--key", "id=1", "--set", "plan=elite", *target)
    assert status == 4
    assert "dangerous" in out
    label = next(line.rpartition(" as ")[0].rpartition(" on ")[2] for line in out.splitlines() if "update on" in line)

    def tried(*words: str) -> str:
        _, _, err = typed.run(*ann, *words, *target, "--confirm", label)
        return err

    said = tried("--try", "update", "--key", "id=1", "--set", "plan=elite")
    assert "refused by policy WITH CHECK (own [/] changes)" in said
    assert "taken back" in said
    assert "allowed: 1 row is updated" in tried("--try", "update", "--key", "id=1", "--set", "plan=pro")
    assert "0 rows by policy USING" in tried("--try", "update", "--key", "id=2", "--set", "plan=pro")
    assert "refused by grant" in tried("--try", "delete", "--key", "id=1")
    assert typed.json(*ann, "--row", "id=1", "--for", "select")["visible"] is True
    status, _, err = typed.run(*ann, "--try", "update", "--key", "id=1", "--set", "plan=pro", "--on-target")
    assert status == 4  # read-only, as every bare address
    assert "read-only" in err


def test_what_policies_cost(typed: Typed) -> None:
    ann = ("probe", "--role", "authenticated", "--claims", f'{{"sub": "{ANN}"}}', "--table", TABLE, "--cost")
    status, out, err = typed.run(*ann)
    assert (status, err) == (1, "")
    assert "auth.uid() for each row and need not be" in out
    found = {(each["policy"], each["clause"]): each for each in typed.json(*ann, status=1)["policies"]}
    assert found["own rows", "using"]["verdict"] == "per row"
    assert found["own rows", "using"]["better"] == "(owner = (select auth.uid()))"
    assert found["not hidden", "using"]["verdict"] == "plain"
    guarded = (*ann, "--measure", "--on-target", "--environment", "local", "--access", "guarded")
    _, out, _ = typed.run(*guarded)
    label = next(line for line in out.splitlines() if "Measure" in line).partition("of ")[2].partition(" as ")[0]
    status, _, err = typed.run(*guarded, "--confirm", label)
    assert (status, "ms before" in err) == (0, True), err
    assert typed.json(*ann, status=1)["policies"]  # it was taken back
