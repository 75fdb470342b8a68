"""Changes of the schema as migration files: what is in them does the same, and what is below takes it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.changesets.folders import one_folder
from console.changesets.script import down_pieces, read_script
from console.cli import main
from console.errors import UsageProblem
from console.guard.migration_file import migration_text, write_operation
from tests.guard.console import console
from tests.health.test_operations import made
from tests.servers import Database as Base

TABLES = """
create table t (a integer primary key, b text) with (fillfactor = 90);
create index old on t (b text_pattern_ops) where a > 3;
create publication news;
create table whole (id integer, at integer) partition by range (at);
create table part partition of whole for values from (0) to (10);
create table next (like whole);
"""
STATE = """
select string_agg(pg_get_indexdef(indexrelid), ';' order by indexrelid::regclass::text) from pg_index
where indrelid in ('t'::regclass, 'whole'::regclass, 'part'::regclass);
select reloptions, relreplident from pg_class where relname = 't';
select * from pg_publication_tables; select inhrelid::regclass from pg_inherits order by 1;
"""
CHANGES = {
    "create-index": ("t", {"columns": "b"}),
    "drop-index": ("old", {}),
    "table-option": ("t", {"option": "fillfactor", "value": "70"}),
    "replica-identity": ("t", {"identity": "full"}),
    "publish": ("t", {"publication": "news"}),
    "attach-partition": ("next", {"parent": "whole", "bound": "for values from (10) to (20)"}),
    "detach-partition": ("part", {}),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "supabase" / "migrations"
    path.mkdir(parents=True)
    return path


async def test_each_file_does_it_and_takes_it_back(database: Base, folder: Path, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with console(database.params, tmp_path / "here") as here:
        for name, (key, given) in CHANGES.items():
            before = database.psql(STATE)
            path = write_operation(await made(here, f"maintenance.{name}", key, given), one_folder(folder))
            script = read_script(path.read_bytes(), one_folder(folder).tool)
            for piece in script.pieces:
                database.psql(piece.text)
            assert database.psql(STATE) != before, name
            for piece in down_pieces(script):
                database.psql(piece.text)
            assert database.psql(STATE) == before, name
        everywhere = migration_text(await made(here, "maintenance.create-index", "whole", {"columns": "id"}))
        assert everywhere.index("on only") < everywhere.index("concurrently") < everywhere.index("attach partition")
        with pytest.raises(UsageProblem):
            migration_text(await made(here, "maintenance.vacuum", "t"))


def test_on_production_it_is_the_default(
    database18: Base, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    database18.psql(TABLES)
    asked = ["do", "maintenance.create-index", "public.t", "--set", "columns=b", "--url", database18.uri]
    guarded = ["--access", "guarded", "--environment"]
    assert main([*asked, *guarded, "production", "--json"]) == 4
    assert "create index concurrently" in json.loads(capsys.readouterr().out)["migration"]
    assert main([*asked, "--migration", str(folder), "--name", "index of b"]) == 0
    (path,) = folder.iterdir()
    assert path.name.endswith("_index_of_b.sql")
    assert path.read_text().startswith("-- pg-delta: transaction=false\n")
    assert main([*asked, *guarded, "production", "--run"]) == 4  # the plan, which wants its answers
    assert "--confirm" in capsys.readouterr().err
    assert main([*asked, *guarded, "local", "--confirm", "y"]) == 0
