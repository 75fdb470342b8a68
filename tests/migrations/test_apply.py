"""Files applied and taken back on real servers: what runs, what the history says, and what stays when it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from console.audit.simulating import Simulated
from console.changesets.folders import read_folder
from console.changesets.migration import Folder, Tool
from console.core.target import Environment
from console.errors import ConfigurationProblem, UsageProblem
from console.guard.events import Result
from console.guard.operation import Risk
from console.guard.planning import make_plan
from console.guard.transaction import Stage
from console.migrations.access_change import access_reasons, with_access
from console.migrations.ours import read_told
from console.migrations.plan_report import access_lines
from console.migrations.preparing import Prepared, prepare
from console.migrations.rehearsed import rehearsal, tried_back
from console.migrations.rollback import rollback_operation
from console.migrations.status import State, Status, read_status
from console.migrations.verifying import read_verified
from console.migrations.violations import Verdict
from console.schema.copying import Uncopied
from tests.guard.console import Console, console, identity_of
from tests.servers import Database, Pooled


def folder_of(path: Path, files: Mapping[str, str], tool: Tool | None = None) -> Folder:
    path.mkdir(exist_ok=True, parents=True)
    for name, text in files.items():
        (path / name).parent.mkdir(exist_ok=True, parents=True)
        (path / name).write_bytes(text.encode())
    return read_folder(path, tool)


async def prepared(on: Console, folder: Folder, upto: str | None = None, *, include_all: bool = False) -> Prepared:
    told = await read_told(on.journal, on.target.name)
    return await prepare(on.link.database, on.target, folder, told, upto=upto, include_all=include_all)


async def status_of(on: Console, folder: Folder) -> Status:
    return await read_status(on.link.database, folder, (await read_told(on.journal, on.target.name)).ours)


def states(status: Status) -> dict[str, State]:
    assert isinstance(status.versions, tuple)
    return {each.version: each.state for each in status.versions}


FILES = {
    "20240101000000_one.sql": "-- a table\ncreate table one (id int);\ninsert into one values (1);\n-- the end\n",
    "20240102000000_two.sql": (
        "create table two (id int);\n-- ROLLBACK\n-- drop table two;\n-- VERIFY\n-- select count(*) = 0 from two;\n"
    ),
    "20240103000000_three.sql": "select 1;\ncreate index concurrently on_one on one (id);\ncomment on table one is 'x'",
}


async def test_files_are_applied_as_the_cli_would_and_taken_back(database: Database, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "supabase" / "migrations", FILES)
    async with console(database.params, tmp_path, identity=identity_of(database)) as on:
        found = await prepared(on, folder)
        assert found.plan.verdict is Verdict.REVIEW  # the last file is no single transaction
        outcome = await on.do(found.operation())
        assert outcome.done, outcome.end
        status = await status_of(on, folder)
        assert set(states(status).values()) == {State.APPLIED}
        assert isinstance(status.versions, tuple)
        assert all(each.by and each.applied_at for each in status.versions)
        assert [str(each.drift) for each in status.versions] == ["exact"] * 3
        assert (await prepared(on, folder)).pending == ()
        tried = await on.do(tried_back(rollback_operation(status, "20240102000000")))
        assert tried.end.how == "rehearsed"
        assert states(await status_of(on, folder))["20240102000000"] is State.APPLIED
        outcome = await on.do(rollback_operation(status, "20240102000000"))
        assert outcome.done, outcome.end
        assert states(await status_of(on, folder))["20240102000000"] is State.OUT_OF_ORDER
    rows = database.psql("select version, name, statements from supabase_migrations.schema_migrations order by 1")
    assert rows.startswith(
        '20240101000000|one|{"-- a table\ncreate table one (id int)","insert into one values (1)","-- '
    )
    assert (
        database.psql(
            "select to_regclass('two') is null and indisvalid from pg_index where indexrelid = 'on_one'::regclass"
        )
        == "t"
    )


async def test_up_to_one_and_not_before_what_is_applied(database: Database, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "migrations", FILES)
    async with console(database.params, tmp_path) as on:
        assert (await on.do((await prepared(on, folder, "20240101000000")).operation())).done
        assert states(await status_of(on, folder))["20240102000000"] is State.PENDING
        (tmp_path / "migrations" / "20230101000000_older.sql").write_text("create table older ()")
        older = read_folder(folder.path)
        with pytest.raises(UsageProblem, match="slipped in"):
            await prepared(on, older)
        with pytest.raises(UsageProblem, match="not among what is pending"):
            await prepared(on, older, "20990101000000")
        found = await prepared(on, older, include_all=True)
        assert found.plan.verdict is Verdict.STOP
        assert found.operation().risk is Risk.DANGEROUS
        assert (await on.do(found.operation())).done
        with pytest.raises(UsageProblem, match="nothing to apply"):
            (await prepared(on, older)).operation()


async def test_a_file_that_stops_half_way_goes_on_where_it_stopped(database: Database, tmp_path: Path) -> None:
    text = (
        "create table one (id int);\ncreate index concurrently on_one on one (id);\ninsert into elsewhere values (1);"
    )
    folder = folder_of(tmp_path / "migrations", {"1_half.sql": text})
    async with console(database.params, tmp_path, identity=identity_of(database)) as on:
        outcome = await on.do((await prepared(on, folder)).operation())
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "partly")
        assert "1_half.sql (3/3), line 3" in outcome.end.detail
        status = await status_of(on, folder)
        assert isinstance(status.versions, tuple)
        assert (status.versions[0].state, status.versions[0].note) == (
            State.FAILED,
            "2 of its 3 segments are committed",
        )
        database.psql("create table elsewhere (id int)")
        again = await prepared(on, folder)
        assert again.pending[0].done == 2
        outcome = await on.do(again.operation())
        assert outcome.done, outcome.end
        assert states(await status_of(on, folder)) == {"1": State.APPLIED}
    assert database.psql("select count(*) from elsewhere") == "1"


async def test_a_database_made_anew_has_nothing_of_what_stopped_half_way(database: Database, tmp_path: Path) -> None:
    text = "create table one (id int);\nvacuum one;\nselect 1 / 0;"
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": text})
    identity = identity_of(database)
    async with console(database.params, tmp_path, identity=identity) as on:
        await on.do((await prepared(on, folder)).operation())
        assert (await read_told(on.journal, on.target.name, identity)).begun["1"].segments == 2
        other = replace(identity, database_oid=identity.database_oid + 1)
        assert not (await read_told(on.journal, on.target.name, other)).begun


async def test_a_half_applied_file_that_was_changed_is_not_gone_on_with(database: Database, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "migrations", {"1_half.sql": "vacuum;\nselect nonsense;"})
    async with console(database.params, tmp_path, identity=identity_of(database)) as on:
        assert (await on.do((await prepared(on, folder)).operation())).end.how == "partly"
        (folder.path / "1_half.sql").write_text("vacuum;\nselect 1;")
        with pytest.raises(ConfigurationProblem, match="changed since it stopped"):
            await prepared(on, read_folder(folder.path))


async def test_rows_that_a_constraint_would_refuse_are_counted(database: Database, tmp_path: Path) -> None:
    database.psql(
        """create table parent (id int primary key); create table t (a int, b text, "p%" int);
        insert into t select n / 2, case when n % 3 = 0 then 'x{}' end, n from generate_series(1, 1500) n; analyze"""
    )
    text = """alter table t alter a set not null;
    alter table t alter column b set not null, add constraint c check (b <> 'x{}' and 100 % 7 = 2);
    alter table t add unique (a);
    alter table t add foreign key ("p%") references parent (id);
    alter table t add constraint d check (a > 1000000) not valid;"""
    folder = folder_of(tmp_path / "migrations", {"1_strict.sql": text})
    async with console(database.params, tmp_path) as on:
        found = await prepared(on, folder)
    said = [(each.line, each.rows, each.more) for each in found.plan.violations]
    assert said == [(1, 0, False), (2, 1000, False), (2, 500, False), (3, 749, False), (4, 1000, True)]
    assert found.plan.verdict is Verdict.STOP
    assert any(
        "more than 1,000 rows of t would be refused by FOREIGN KEY" in each.sentence for each in found.plan.reasons
    )


async def test_a_transaction_pooler_is_refused(pgbouncer: Pooled, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": "create table one (id int)"})
    async with console(pgbouncer.params, tmp_path) as on:
        plan = await on.plan((await prepared(on, folder)).operation())
    assert [each.what for each in plan.refusals] == ["This needs a connection of its own."]


async def test_staging_is_asked_for_on_production(database: Database, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": "create table one (id int)"})
    async with console(database.params, tmp_path) as on:
        on.target = replace(on.target, environment=Environment.PRODUCTION)
        found = await prepared(on, folder)
    assert [each.sentence for each in found.plan.reasons] == ["it never ran on staging"]


@pytest.mark.parametrize("tool", [Tool.DBMATE, Tool.PRISMA])
async def test_other_tools_that_are_driven(database: Database, tmp_path: Path, tool: Tool) -> None:
    files = {
        Tool.DBMATE: {"1_one.sql": "-- migrate:up\ncreate table one (id int);\n-- migrate:down\ndrop table one;\n"},
        Tool.PRISMA: {"20240101000000_one/migration.sql": "create table one (id int);\n"},
    }[tool]
    folder = folder_of(tmp_path / ("prisma/migrations" if tool is Tool.PRISMA else "db/migrations"), files, tool)
    async with console(database.params, tmp_path) as on:
        outcome = await on.do((await prepared(on, folder)).operation())
        assert outcome.done, outcome.end
        status = await status_of(on, folder)
        assert set(states(status).values()) == {State.APPLIED}
        if tool is Tool.DBMATE:
            assert (await on.do(rollback_operation(status, "1"))).done
            assert set(states(await status_of(on, folder)).values()) == {State.PENDING}
    assert database.psql("select to_regclass('one') is null") == ("t" if tool is Tool.DBMATE else "f")


async def test_what_has_no_reverse_gets_a_draft(database: Database, tmp_path: Path) -> None:
    text = 'create table "a""b" (id int);\ncreate index on_it on "a""b" (id);\nalter table "a""b" add column c int;'
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": text, "2_two.sql": "update one set x = 1"})
    async with console(database.params, tmp_path) as on:
        assert (await on.do((await prepared(on, folder, "1")).operation())).done
        status = await status_of(on, folder)
        with pytest.raises(UsageProblem) as caught:
            rollback_operation(status, "1")
        assert 'alter table "a""b" drop column "c";\ndrop index "on_it";\ndrop table "a""b";' in caught.value.why
        with pytest.raises(UsageProblem, match="cannot be taken back"):
            rollback_operation(status, "2")


async def test_a_dry_run_on_the_target_keeps_nothing(database: Database, tmp_path: Path) -> None:
    database.psql("create table old (id int); insert into old values (1)")
    files = {
        "1_one.sql": "create table one (id int);\nalter table old add column extra text;",
        "2_two.sql": "insert into one values (1);\nvacuum old;",
    }
    folder = folder_of(tmp_path / "migrations", files)
    async with console(database.params, tmp_path, identity=identity_of(database)) as on:
        found = await prepared(on, folder)
        plan = await on.plan(rehearsal(found.pending, found.status.history, found.sizes))
        assert plan.risk is Risk.DANGEROUS
        outcome = await on.do(plan)
        assert (outcome.result, outcome.end.how) == (Result.DONE, "rehearsed")
        assert "All 3 statements ran" in outcome.end.detail
        assert "ACCESS EXCLUSIVE on public.old" in outcome.end.detail
        assert set(states(await status_of(on, folder)).values()) == {State.PENDING}
    assert (
        database.psql(
            "select to_regclass('one') is null and count(*) = 1 from pg_attribute "
            "where attrelid = 'old'::regclass and attnum > 0"
        )
        == "t"
    )


async def test_a_dry_run_that_fails_or_takes_too_long_keeps_nothing(database: Database, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": "create table one (id int);\nselect pg_sleep(60);"})
    async with console(database.params, tmp_path) as on:
        found = await prepared(on, folder)
        outcome = await on.do(rehearsal(found.pending, found.status.history, found.sizes))
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "57014")
    assert database.psql("select to_regclass('one') is null") == "t"


async def test_a_dry_run_does_not_stand_in_the_way_again_and_again(database: Database, tmp_path: Path) -> None:
    database.psql("create table old (id int)")
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": "alter table old add column extra text"})
    said: list[Stage] = []
    async with console(database.params, tmp_path) as on:
        found = await prepared(on, folder)
        plan = await on.plan(rehearsal(found.pending, found.status.history, found.sizes))
        with psycopg.connect(**database.params) as other:
            other.execute("lock table old in access share mode")
            outcome = await on.do(plan, progress=lambda stage, words: said.append(stage))
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "55P03")
    assert said.count(Stage.RUNNING) == 1


async def test_sizes_that_cannot_be_read_are_not_taken_for_none(database: Database, tmp_path: Path) -> None:
    role = f"outsider_{database.name}"
    database.psql(
        f"create role {role} login; create schema hidden; create table hidden.t (id int); "
        "insert into hidden.t select generate_series(1, 10)"
    )
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": "alter table hidden.t alter column id type bigint"})
    async with console(database.params | {"user": role}, tmp_path) as on:
        found = await prepared(on, folder)
    assert found.unsized is not None
    assert found.plan.seconds is None
    assert any("which of their rows would be refused, is not known" in each.sentence for each in found.plan.reasons)
    made = found.operation()
    assert made.batch is not None
    async with console(database.params | {"user": role}, tmp_path) as on:
        (refusal, *_) = (await make_plan(made, on.link, on.target)).refusals
    assert "This role may write into supabase_migrations.schema_migrations" in str(refusal.problem())
    assert (made.risk, made.batch.estimate) == (Risk.DANGEROUS, None)
    database.psql(f"drop role {role}")


async def test_every_row_of_a_verification_is_judged(database: Database, tmp_path: Path) -> None:
    text = """select 1;
-- VERIFY
-- select i < 8 from generate_series(1, 8) as i;
-- select true from (select) as t where false;
-- select i from (values (true), (null)) as v (i);
-- select 7;
-- select true as "it is so";
"""
    folder = folder_of(tmp_path / "migrations", {"1_one.sql": text})
    async with console(database.params, tmp_path) as on:
        (file,) = (await prepared(on, folder)).pending
        wrong, *rest = await read_verified(on.link.database, file)
    assert wrong.holds is False
    assert "and 3 more rows" in wrong.sentence
    assert [each.sentence.partition(" A query")[0] for each in rest] == [
        "? NOT CHECKED 1_one line 4: it gave no row.",
        "? NOT CHECKED 1_one line 5: it gave NULL.",
        "● SAYS 1_one line 6: 7",
        "● OK 1_one line 7: it is so: true",
    ]


async def test_each_file_is_verified_before_the_next_one_begins(database: Database, tmp_path: Path) -> None:
    """The first holds only until the second runs; the third does not hold, and the fourth is not begun."""
    files = {
        "1_one.sql": "create table t (id int);\n-- VERIFY\n-- select count(*) = 0 from t;",
        "2_two.sql": "insert into t values (1);\n-- VERIFY\n-- select count(*) = 1 from t;",
        "3_three.sql": "select 1;\n-- VERIFY\n-- select id > 1 from t;",
        "4_four.sql": "create table four ();",
    }
    async with console(database.params, tmp_path) as on:
        found = await prepared(on, folder_of(tmp_path / "migrations", files))
        outcome = await on.do(found.operation())
        assert (outcome.result, outcome.end.how, outcome.end.parts_done) == (Result.NOT_DONE, "partly", 4)
        assert "Committed: 1, 2, 3. Its verification does not hold: ✖ NOT SO 3_three line 3: f" in outcome.end.detail
        assert database.psql("select to_regclass('four') is null") == "t"
        found = await prepared(on, read_folder(tmp_path / "migrations"))
        assert [each.file.version for each in found.pending] == ["4"]


async def test_what_opens_more_to_somebody_is_a_reason_to_stop(database18: Database, tmp_path: Path) -> None:
    role = f"visitor_{database18.name}"
    database18.psql(f"create role {role}; create table notes (id int); create table other (id int)")
    grant = f"grant select on notes to {role}"
    own = f"begin; grant insert on other to {role}; commit"
    files = {"1_open.sql": grant, "2_plain.sql": "create index on other (id)", "3_own.sql": own}
    folder = folder_of(tmp_path / "migrations", files)
    async with console(database18.params, tmp_path) as on:
        found = await with_access(on.link.database, await prepared(on, folder))
        said = [each.sentence for each in found.plan.reasons if each.verdict is Verdict.STOP]
        assert any(words.startswith(f"access gets wider: {role}: select on public.notes") for words in said)
        assert any(words.startswith(f"access gets wider: {role}: insert on public.other") for words in said)
        assert found.operation().risk is Risk.DANGEROUS
        for name in ("1_open.sql", "3_own.sql"):
            (tmp_path / "migrations" / name).unlink()
        quiet = await with_access(on.link.database, await prepared(on, read_folder(folder.path)))
        assert quiet.plan.access is None
    database18.psql(f"drop owned by {role}; drop role {role}")


async def test_a_commit_that_begins_again_is_refused(database18: Database, tmp_path: Path) -> None:
    text = "begin;\ncreate table one (id int);\ncommit and chain;\ncreate table two (id int);\ncommit;"
    folder = folder_of(tmp_path / "migrations", {"1_chain.sql": text})
    async with console(database18.params, tmp_path) as on:
        with pytest.raises(ConfigurationProblem, match="line 3, COMMIT AND CHAIN"):
            await prepared(on, folder)


def test_what_the_copy_has_not_is_not_called_compared() -> None:
    access = Simulated((), (), (Uncopied("extension x", "it is not here"),))
    said = "\n".join(access_lines(access))
    assert "as far as it could be compared" in said
    assert "not known: extension x" in said
    assert [each.verdict for each in access_reasons(access)] == [Verdict.REVIEW]
    assert "as far as" not in "\n".join(access_lines(Simulated((), (), ())))
