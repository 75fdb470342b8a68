"""Files run twice on a scratch database: what fails is named by its statement."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg

from console.changesets.migration import MigrationFile, Script
from console.core.finding import Findings
from console.migrations.check_twice import Failed, idempotence
from tests.migrations.checked import FIRST, SECOND, folder, of
from tests.servers import Database


class OneTransaction:
    """A scratch database on a real server: each file in one transaction."""

    def __init__(self, database: Database) -> None:
        self._params = database.params

    async def run(self, file: MigrationFile, script: Script, *, keep: bool) -> Failed | None:
        async with await psycopg.AsyncConnection.connect(**self._params) as connection:
            for place, piece in enumerate(script.pieces):
                try:
                    await connection.execute(piece.text.encode())
                except psycopg.Error as error:
                    await connection.rollback()
                    return Failed(place, error.diag.message_primary or str(error))
            await (connection.commit() if keep else connection.rollback())
        return None


def tried(root: Path, database: Database, **files: str) -> Findings:
    there = folder(root, {FIRST: files["first"], SECOND: files["second"]})
    return asyncio.run(idempotence(there, OneTransaction(database), root))


def test_the_statement_that_fails_the_second_time_is_named(tmp_path: Path, database: Database) -> None:
    found = tried(
        tmp_path,
        database,
        first="create table if not exists a (id int);\n",
        second="-- b\ninsert into a values (1);\n\n-- the index\ncreate index by_id on a (id);\n",
    )
    (finding,) = found.findings
    assert (finding.check, finding.line) == ("not-idempotent", 5)
    assert finding.object == f"supabase/migrations/{SECOND}"
    assert 'create index by_id on a (id): relation "by_id" already exists' in finding.detail
    assert found.unknown == ()


def test_what_runs_twice_is_clean(tmp_path: Path, database: Database) -> None:
    found = tried(tmp_path, database, first="create table if not exists a (id int);", second="drop view if exists v;")
    assert found.findings == ()
    assert found.checks == ("does-not-run", "not-idempotent")


def test_a_file_that_does_not_run_ends_it(tmp_path: Path, database: Database) -> None:
    found = tried(tmp_path, database, first="select 1;\nselect * from nowhere;", second="select 1;")
    (finding,) = of(found, "does-not-run")
    assert finding.line == 2
    assert {each.check for each in found.unknown} == {"does-not-run", "not-idempotent"}


def test_a_comment_mutes_it(tmp_path: Path, database: Database) -> None:
    text = "-- greenroom: ignore not-idempotent runs once by nature\ncreate table a ();"
    found = tried(tmp_path, database, first=text, second="select 1;")
    assert [each.muted for each in found.findings] == ["runs once by nature"]
