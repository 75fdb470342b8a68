"""The rows that a new constraint would refuse: where the files add the column themselves, and what is not counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.core.unknown import Unknown
from console.migrations import violations
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


async def test_what_is_large_or_takes_long_is_not_counted_and_says_so(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.psql(
        "create table parts (id int) partition by range (id);"
        "create table low partition of parts for values from (0) to (500);"
        "create table high partition of parts for values from (500) to (1000);"
        "insert into parts select generate_series(1, 999);"
        "create table small (id int); insert into small values (null)"
    )
    files = {"1_strict.sql": "alter table parts alter id set not null; alter table small alter id set not null"}
    async with console(database.params, tmp_path) as on:
        folder = folder_of(tmp_path / "migrations", files)
        parent = (await prepared(on, folder)).sizes['"parts"']
        assert (parent.rows, parent.octets) == (-1, 0), "nobody has looked"
        database.psql("analyze low; analyze high; analyze small")
        found = await prepared(on, folder)
        parent = found.sizes['"parts"']
        assert (parent.kind, parent.rows) == ("p", 999)
        assert parent.octets >= 2 * 8192
        assert [each.rows for each in found.plan.violations] == [0, 1]

        monkeypatch.setattr(violations, "LARGEST", 8192)
        large, small = (await prepared(on, folder)).plan.violations
        assert isinstance(large.rows, Unknown)
        assert "all of it would be read" in large.sentence
        assert small.rows == 1
        over = await violations.read_violations(on.link.database, found.pending, found.sizes, seconds=-1)
        assert all(isinstance(each.rows, Unknown) and "all the time" in each.rows.reason for each in over)
        assert {each.verdict for each in over} == {violations.Verdict.REVIEW}
