"""Replaying from zero, back and again; and the dry run, statement by statement, on a scratch server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli import main
from console.migrations.dry_run import Measured, Taken, dry_run
from tests.migrations.test_drift import folder_of

FIRST = """create table public.a (id integer primary key, name text, small integer);
insert into public.a values (1, 'x', 2);
set role anon;"""


def test_a_folder_that_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "1_a.sql": FIRST,
        "2_b.sql": "create table public.b (id integer);\ncreate index concurrently b_id on public.b (id);",
        "2_b.down.sql": "drop table public.b;",
        "3_c.sql": "alter table public.a add column c text;\n-- ROLLBACK\n-- alter table public.a drop column c;",
    }
    folder = folder_of(tmp_path, files)
    assert main(["migrations", "test", "--dir", str(folder.path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["ran"], said["reversed"], said["without_reverse"]) == (True, 3, 2, "1_a")

    (folder.path / "2_b.down.sql").write_text("select 1;")
    assert main(["migrations", "test", "--dir", str(folder.path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert "table public.b: extra" in said["after_reverse"]
    assert said["error"]["stage"] == "again"
    assert said["error"]["message"] == 'relation "b" already exists'

    (folder.path / "2_b.sql").write_text("create table {{schema}}.b ();")
    assert main(["migrations", "test", "--dir", str(folder.path)]) == 1
    assert "2_b.sql line 1: syntax error" in (text := capsys.readouterr().out)
    assert "Still to be filled in: {{schema}}." in text


async def test_what_each_statement_does(tmp_path: Path) -> None:
    files = {
        "1_a.sql": FIRST,
        "2_b.sql": """alter table public.a alter column small type bigint;
alter table public.a add column more text;
truncate public.a;
create index concurrently a_name on public.a (name);
do $$ begin raise notice 'heard'; end $$;
create table public.b (a integer references public.a);
select 1;
alter table public.a
    add column id text;
""",
    }
    folder = folder_of(tmp_path, files)
    ran = await dry_run(folder, folder.files[1:])
    by_line: dict[int, Measured] = {each.piece.line: each for each in ran.statements}
    assert (by_line[1].rewritten, by_line[1].truncated) == (("public.a", "public.a_pkey"), ())
    assert Taken("public.a", "table", "ACCESS EXCLUSIVE") in by_line[1].locks
    assert (by_line[2].rewritten, by_line[2].locks) == ((), ())
    assert by_line[3].rewritten == ()
    assert "public.a" in by_line[3].truncated
    assert (by_line[4].seen, by_line[4].broken) == (False, None)
    assert by_line[5].notices == ("NOTICE: heard",)
    assert Taken("public.a", "table", "SHARE ROW EXCLUSIVE") in by_line[6].locks
    broken = ran.broken
    assert broken
    assert (ran.ok, broken.line, broken.failure.sqlstate) == (False, 8, "42701")
    assert broken.caret == "alter table public.a"


async def test_what_the_scratch_server_lacks_is_skipped_and_said(tmp_path: Path) -> None:
    text = "create extension no_such_thing;\ncreate table public.a (id integer);\ncopy public.a to program 'true';\n"
    folder = folder_of(tmp_path, {"1_a.sql": f"{text}create role own_one; alter table public.a owner to own_one;"})
    ran = await dry_run(folder, folder.files)
    assert [bool(each.skipped) for each in ran.statements[:3]] == [True, False, True]
    assert ran.ok
    assert "no_such_thing" in ran.statements[0].skipped
    assert "the scratch server cannot do that: permission denied to COPY" in ran.statements[2].skipped, "no superuser"
