"""The rows that a new constraint would refuse, where the files add the column themselves."""

from __future__ import annotations

from pathlib import Path

from tests.guard.console import console
from tests.migrations.test_apply import folder_of, prepared
from tests.servers import Database


async def test_a_column_that_the_files_add_is_not_counted(database: Database, tmp_path: Path) -> None:
    database.psql("create table t (a int, old int); insert into t values (1)")
    files = {
        "1_add.sql": """alter table t add column b int, add column if not exists old int;
        alter table t add column c int, add constraint "no" check (c > 0);""",
        "2_strict.sql": """alter table t alter column b set not null;
        alter table t add unique (b, a);
        alter table t alter column old set not null;
        alter table t alter column missing set not null;""",
    }
    async with console(database.params, tmp_path) as on:
        found = await prepared(on, folder_of(tmp_path / "migrations", files))
    said = [(each.constraint, each.rows if isinstance(each.rows, int) else None) for each in found.plan.violations]
    assert said == [("NOT NULL on old", 1), ("NOT NULL on missing", None)]
