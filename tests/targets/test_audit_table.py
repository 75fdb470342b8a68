"""`greenroom targets audit-table`: found on a real server, written into config.toml, and meant from then on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli import main
from console.config import load_config
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.targets.store import TargetStore
from tests.servers import Database

TABLES = """
create schema "a.b";
create table "a.b"."log[/]""s" (actor text, operation text, table_name text, row_id text, "after" jsonb);
create table site_settings (key text primary key, value text, updated_at timestamptz default now());
insert into site_settings values ('site_name', 'Theirs');
"""
NAME = """"a.b".log[/]"s"""


class Shell:
    """A person at a prompt, with one saved target."""

    def __init__(self, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
        self.database = database
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        status = main(list(words))
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def audit(self, *words: str) -> tuple[int, dict[str, Any]]:
        status, out, _ = self.run("targets", "audit-table", "shop", "--json", *words)
        document: dict[str, Any] = json.loads(out)
        return status, document


@pytest.fixture
def shell(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    for kind in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    params = database.params
    TargetStore().add(
        Target(
            name="shop",
            host=str(params["host"]),
            port=int(params["port"]),
            database=database.name,
            user=str(params["user"]),
            environment=Environment.LOCAL,
            access=Access.GUARDED,
            secret=SecretSource.NONE,
            tls=Tls.OFF,
        )
    )
    return Shell(database, capsys)


def test_found_accepted_and_meant(shell: Shell) -> None:
    shell.database.psql(TABLES)
    status, out, err = shell.run("targets", "audit-table", "shop")
    assert status == 0
    assert "shop: not decided" in out
    assert NAME in out
    assert "action = operation" in out
    assert "this role may" in out
    assert '--accept \'"a.b".log[/]"s\' accepts it' in err
    assert load_config().audit_tables == {}, "nothing is accepted by looking"

    status, document = shell.audit("--accept", NAME)
    assert (status, document["table"], document["declined"]) == (0, NAME, False)
    assert document["items"][0]["columns"] == document["columns"]
    assert shell.run("targets", "audit-table", "shop")[1].startswith(f"shop: {NAME}, by config.toml\n")

    done = shell.run("settings", "set", "site_name", "Ours", "--target", "shop", "--confirm", "y")
    assert done[0] == 0, done
    log = shell.database.psql('select operation, row_id, "after" ->> \'value\' from "a.b"."log[/]""s"')
    assert log == "settings.set|site_name|Ours"


def test_declined_is_not_asked_again_and_writes_no_row(shell: Shell) -> None:
    shell.database.psql(TABLES)
    shell.audit("--accept", NAME)
    status, document = shell.audit("--none")
    assert (status, document["table"], document["declined"]) == (0, None, True)
    assert load_config().without_audit_table == {"shop"}
    assert "declined" in shell.run("targets", "audit-table", "shop")[1]
    assert shell.run("settings", "set", "site_name", "Ours", "--target", "shop", "--confirm", "y")[0] == 0
    assert shell.database.psql('select count(*) from "a.b"."log[/]""s"') == "0"


def test_a_role_that_may_not_insert_is_told_the_grant(shell: Shell) -> None:
    shell.database.psql(TABLES)
    role = f"clerk_{shell.database.name}"
    shell.database.psql(f"create role {role} login; grant select, update on site_settings to {role}")
    TargetStore().change("shop", user=role)
    try:
        (item,) = shell.audit()[1]["items"]
        assert item["may_insert"] is False
        assert item["grants"] == [
            f'grant usage on schema "a.b" to {role}',
            'grant insert (actor, operation, table_name, row_id, after) on "a.b"."log[/]""s" to ' + role,
        ]
        _, _, err = shell.run("targets", "audit-table", "shop", "--accept", NAME)
        assert "▲ lacks grant usage on schema" in err
        words = ("settings", "set", "site_name", "Ours", "--target", "shop")
        status, _, err = shell.run(*words, "--confirm", "y")
        assert status == 4
        assert "may not write into the audit table" in err
        assert item["grants"][1] in err
        for grant in item["grants"]:
            shell.database.psql(grant)
        assert shell.run(*words, "--confirm", "y")[0] == 0
    finally:
        shell.database.psql(f"drop owned by {role}; drop role {role}")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("nobody",), 2, "There is no target nobody"),
        (("shop", "--accept", "public.site_settings"), 2, "does not look like an audit table"),
    ],
)
def test_what_cannot_be(shell: Shell, words: tuple[str, ...], status: int, said: str) -> None:
    shell.database.psql(TABLES)
    assert (found := shell.run("targets", "audit-table", *words))[0] == status
    assert said in found[2]
    assert load_config().audit_tables == {}


def test_without_a_candidate_it_is_said(shell: Shell) -> None:
    status, out, err = shell.run("targets", "audit-table", "shop")
    assert (status, out) == (0, "shop: not decided\n")
    assert "No table here has four columns" in err
    assert shell.audit() == (
        0,
        {"target": "shop", "table": None, "columns": None, "declined": False, "items": []},
    )


def test_a_server_that_does_not_answer_is_said_and_declining_needs_none(shell: Shell) -> None:
    TargetStore().change("shop", port=1)
    assert shell.run("targets", "audit-table", "shop")[0] == 3
    assert shell.run("targets", "audit-table", "shop", "--none")[0] == 0
