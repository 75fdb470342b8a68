"""`greenroom migrations drift`: what it says, as text, SQL and JSON, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli import main
from tests.migrations.test_drift import folder_of
from tests.servers import Database

FIRST = "create table public.a (id integer);"
HISTORY = """
create schema supabase_migrations;
create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
insert into supabase_migrations.schema_migrations
values ('20240101000000', array['create table public.a (id integer)'], 'a');
"""


def test_only_what_is_applied_counts(database18: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"20240101000000_a.sql": FIRST, "20240102000000_b.sql": "create table public.pending (id integer);"}
    folder = folder_of(tmp_path / "supabase" / "migrations", files)
    database18.psql(FIRST + HISTORY)
    command = ["migrations", "drift", "--url", database18.uri, "--dir", str(folder.path)]
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "clean"

    assert main([*command, "--all", "--json"]) == 1
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert (item["change"], item["kind"], item["name"]) == ("missing", "table", "public.pending")

    database18.psql("alter table public.a add column by_hand text")
    assert main(command) == 1
    said = capsys.readouterr()
    assert "public.a.by_hand" in said.out
    assert "1 differences" in said.err
    assert main([*command, "--sql", "adopt"]) == 1
    assert "alter table public.a add column by_hand text;" in capsys.readouterr().out
    assert main([*command, "--sql", "undo"]) == 1
    assert "-- alter table public.a drop column by_hand;" in capsys.readouterr().out

    (folder.path / "20240101000000_a.sql").unlink()
    assert main([*command, "--json"]) == 1
    said_json = json.loads(capsys.readouterr().out)
    assert "20240101000000_a" in said_json["unknown"][0]["what"]
