"""Histories mended through the guard, on real servers: as the tool would write them, and back again by undo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from console.changesets.migration import Folder, Named, Tool
from console.errors import GuardProblem, Problem, UsageProblem
from console.guard.events import Entry
from console.guard.offers import operation_of
from console.guard.operation import Operation, Risk
from console.guard.undo import undo_operation
from console.migrations.contents import prisma_checksum
from console.migrations.history import History, read_histories
from console.migrations.known_histories import file_key
from console.migrations.operations import mark_applied, mark_reverted
from console.migrations.repair import Mark, Presence, read_mark, read_presence
from console.migrations.status import history_of
from tests.guard.console import Console, console
from tests.migrations.histories import PLATFORM_COLUMNS, PRISMA, SUPABASE, folder, row
from tests.servers import Database as Base

ROWS = "select version, name, statements from supabase_migrations.schema_migrations order by version"


async def history(here: Console, files: Folder) -> History:
    found = await read_histories(here.link.database)
    assert isinstance(found, tuple)
    return history_of(files, found)


async def marks(here: Console, files: Folder, known: History, *versions: str) -> list[Mark]:
    by_version = {file.version: file for file in files.files}
    found = []
    for version in versions:
        file = by_version.get(version)
        one = known.row(file_key(files.tool, file) if file else version)
        found.append(await read_mark(here.link.database, files.tool, version, file, one))
    return found


async def applied(here: Console, files: Folder, *versions: str) -> Operation:
    known = await history(here, files)
    return mark_applied(known, await marks(here, files, known, *versions))


async def reverted(here: Console, files: Folder, *versions: str) -> Operation:
    known = await history(here, files)
    return mark_reverted(known, await marks(here, files, known, *versions))


async def undo(here: Console, entry: str) -> None:
    kept = await here.journal.entry(entry)
    assert isinstance(kept, Entry)
    operation = await undo_operation(kept, here.link.database, here.target, lambda call: operation_of(call, here.link))
    assert (await here.do(operation)).done


async def test_supabase_marks_and_takes_back(database: Base, tmp_path: Path) -> None:
    database.psql(SUPABASE + PLATFORM_COLUMNS + row("1", "old", "select 0"))
    files = folder(tmp_path / "m", {"1_a": "create table a ();\n-- it's done\n", "0002_b %s": "select 2;"})
    async with console(database.params, tmp_path) as here:
        operation = await applied(here, files, "1", "0002")
        plan = await here.plan(operation)
        assert plan.undoable
        assert ("table a", "not there") in operation.facts
        assert operation.risk is Risk.DANGEROUS
        outcome = await here.do(plan)
        assert outcome.done, outcome.end
        assert database.psql(ROWS) == ('0002|b %s|{"select 2"}\n1|a|{"create table a ()","-- it\'s done"}')
        filled = "select count(coalesce(created_by, idempotency_key)) from supabase_migrations.schema_migrations"
        assert database.psql(filled) == "0"
        await undo(here, outcome.entry)
        assert database.psql(ROWS) == '1|old|{"select 0"}'


async def test_supabases_history_is_made_as_its_command_line_makes_it(database: Base, tmp_path: Path) -> None:
    files = folder(tmp_path / "m", {"20240101000000_a": "create table a ();"})
    database.psql("create table a ()")
    async with console(database.params, tmp_path) as here:
        operation = await applied(here, files, "20240101000000")
        assert ("table a", "there") in operation.facts
        assert operation.risk is Risk.CAREFUL
        outcome = await here.do(operation)
        assert outcome.done, outcome.end
    columns = (
        "select string_agg(concat_ws(' ', attname, atttypid::regtype, attnotnull::text), ', ' order by attnum)"
        " from pg_attribute where attrelid = 'supabase_migrations.schema_migrations'::regclass and attnum > 0"
    )
    assert database.psql(columns) == "version text true, statements text[] false, name text false"
    assert database.psql(ROWS) == '20240101000000|a|{"create table a ()"}'


async def test_the_columns_that_an_old_history_lacks_are_added(database: Base, tmp_path: Path) -> None:
    database.psql(
        "create schema supabase_migrations;"
        "create table supabase_migrations.schema_migrations (version text not null primary key);"
    )
    files = folder(tmp_path / "m", {"1_a": "select 1;"})
    async with console(database.params, tmp_path) as here:
        assert (await here.do(await applied(here, files, "1"))).done
    assert database.psql(ROWS) == '1|a|{"select 1"}'


async def test_a_row_that_goes_is_kept_for_an_undo(database: Base, tmp_path: Path) -> None:
    database.psql(SUPABASE + PLATFORM_COLUMNS + row("1", "a", "select 1", "select 'x, \"y\"'") + row("2", "gone"))
    database.psql("update supabase_migrations.schema_migrations set created_by = 'ann', rollback = '{drop}'")
    everything = "select * from supabase_migrations.schema_migrations order by version"
    before = database.psql(everything)
    files = folder(tmp_path / "m", {"1_a": "select 1;"})
    async with console(database.params, tmp_path) as here:
        outcome = await here.do(await reverted(here, files, "1", "2"))
        assert outcome.done
        assert database.psql(ROWS) == ""
        await undo(here, outcome.entry)
        assert database.psql(everything) == before


async def test_dbmate_and_prisma_as_they_do_it_themselves(database: Base, tmp_path: Path) -> None:
    database.psql(PRISMA + "create table schema_migrations (version varchar primary key)")
    sql = "create table p ();\n"
    files = folder(tmp_path / "p", {"20240101_a": sql, "20240102_b": sql}, Tool.PRISMA)
    database.psql(
        "insert into _prisma_migrations (id, checksum, migration_name, logs) values ('f', 'x', '20240102_b', 'failed')"
    )
    plain = folder(tmp_path / "d", {"007_x": "-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;"}, Tool.DBMATE)
    async with console(database.params, tmp_path) as here:
        assert (await here.do(await applied(here, plain, "007"))).done
        assert database.psql("select * from schema_migrations") == "007"
        with pytest.raises(UsageProblem, match="in the history already"):
            await applied(here, plain, "007")
        assert (await here.do(await reverted(here, plain, "007"))).done
        assert database.psql("select * from schema_migrations") == ""

        outcome = await here.do(await applied(here, files, "20240101", "20240102"))
        assert outcome.done, outcome.end
        shown = (
            "select migration_name, checksum, logs, length(id), applied_steps_count, rolled_back_at is null, "
            "finished_at is null from _prisma_migrations order by migration_name, finished_at nulls first"
        )
        checksum = prisma_checksum(sql.encode())
        assert database.psql(shown).splitlines() == [
            f"20240101_a|{checksum}||36|0|t|f",
            "20240102_b|x|failed|1|0|f|t",
            f"20240102_b|{checksum}||36|0|t|f",
        ]
        await undo(here, outcome.entry)
        assert database.psql(shown) == "20240102_b|x|failed|1|0|t|t"
        assert (await here.do(await reverted(here, files, "20240102"))).done
        assert database.psql(shown) == "20240102_b|x|failed|1|0|f|t"


@pytest.mark.parametrize("tool", [Tool.DBMATE, Tool.PRISMA])
async def test_a_history_that_is_not_there_is_made(database: Base, tmp_path: Path, tool: Tool) -> None:
    text = "-- migrate:up\nselect 1;" if tool is Tool.DBMATE else "select 1;"
    files = folder(tmp_path / "m", {"1_a": text}, tool)
    async with console(database.params, tmp_path) as here:
        outcome = await here.do(await applied(here, files, "1"))
        assert outcome.done, outcome.end
        known = await history(here, files)
        assert known.exists
        assert known.row("1_a" if tool is Tool.PRISMA else "1") is not None


async def test_what_is_refused(database: Base, tmp_path: Path) -> None:
    database.psql(SUPABASE + "create table flyway_x (version text);")
    files = folder(tmp_path / "m", {"1_a": "select 1;"})
    async with console(database.params, tmp_path) as here:
        known = await history(here, files)
        with pytest.raises(UsageProblem, match="no file of version 9"):
            mark_applied(known, [Mark("9")])
        with pytest.raises(UsageProblem, match="not in the history"):
            await reverted(here, files, "1")
        with pytest.raises(UsageProblem, match="named twice"):
            await applied(here, files, "1", "1")
        with pytest.raises(UsageProblem, match="No version"):
            mark_applied(known, [])
        foreign = History(Tool.FLYWAY, "Flyway", "public", "f")
        with pytest.raises(Problem, match="does not write into the history of Flyway"):
            mark_reverted(foreign, [Mark("1")])


async def test_a_row_that_came_meanwhile_is_not_written_over(database: Base, tmp_path: Path) -> None:
    database.psql(SUPABASE)
    files = folder(tmp_path / "m", {"1_a": "select 1;"})
    async with console(database.params, tmp_path) as here:
        plan = await here.plan(await applied(here, files, "1"))
        database.psql(row("1", "theirs", "select 1, 2"))
        outcome = await here.do(plan)
        assert not outcome.done
    assert database.psql(ROWS) == '1|theirs|{"select 1, 2"}'


async def test_a_role_without_rights_is_refused_with_the_grant(database: Base, tmp_path: Path) -> None:
    database.psql(SUPABASE + "create role only_reads login; grant usage on schema supabase_migrations to only_reads;"
                  "grant select on all tables in schema supabase_migrations to only_reads")  # fmt: skip
    files = folder(tmp_path / "m", {"1_a": "select 1;"})
    try:
        async with console(database.params | {"user": "only_reads"}, tmp_path) as here:
            plan = await here.plan(await applied(here, files, "1"))
            assert any("grant insert" in refusal.remedy for refusal in plan.refusals)
            with pytest.raises(GuardProblem):
                await here.do(plan)
    finally:
        database.psql("drop owned by only_reads; drop role only_reads")


async def test_what_a_file_makes_is_looked_for(database: Base, tmp_path: Path) -> None:
    database.psql(
        'create schema "S %s"; create table "S %s"."T" (id int primary key); create function f() returns int'
        " language sql as 'select 1'; create type mood as enum ('a'); create policy own on \"S %s\".\"T\" using (true);"
    )
    there = (
        Named("table", "T", "S %s"),
        Named("index", "T_pkey", "S %s"),
        Named("function", "f"),
        Named("type", "mood", "public"),
        Named("policy", "own", "S %s"),
        Named("schema", "S %s"),
        Named("extension", "plpgsql"),
    )
    absent = (Named("table", "t", "S %s"), Named("table", "T"), Named("function", "f", "S %s"), Named("role", "no_one"))
    async with console(database.params, tmp_path) as here:
        found = await read_presence(here.link.database, (*there, *absent, Named("cast", "x")))
    words: Mapping[str, str] = {each.label: each.words for each in found}
    assert [each.there for each in found[:-1]] == [True] * len(there) + [False] * len(absent), words
    assert re.match("UNKNOWN A cast", found[-1].words.removeprefix("? "))
    assert isinstance(found[-1], Presence)
