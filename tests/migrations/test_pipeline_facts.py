"""What a file of each kind does to a real server, what stays of it when it fails, and what is said of that.

The rows of the notes' table on Supabase's command line, which sends a file as one pipeline, and its traps: each is
run here as greenroom runs it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from console.config import AuditMapping
from console.errors import ConfigurationProblem, Problem
from console.guard.connection import Patience
from console.guard.events import Result
from console.guard.planning import make_plan
from console.guard.transaction import Stage
from console.migrations.drift import Verdict, drift_of_target
from console.migrations.invalid_indexes import drop_invalid
from console.migrations.status import State
from tests.migrations.applying import HISTORY, Ground, applying
from tests.migrations.histories import PLATFORM_COLUMNS, SUPABASE
from tests.servers import Database

TABLE = "create table t (id int, name text);\n"
TWICE = "insert into t (id) values (1), (1);\n"


@pytest.fixture
async def ground(database: Database, tmp_path: Path) -> AsyncIterator[Ground]:
    async with applying(database, tmp_path) as made:
        yield made


# ---- what cannot run in a transaction


async def test_an_index_built_concurrently_first_and_second(ground: Ground) -> None:
    outcome = await ground.apply(
        {
            "1_table.sql": TABLE,
            "2_first.sql": "-- why\ncreate index concurrently first on t (id);\nalter table t add column x int;",
            "3_second.sql": "insert into t values (1);\ncreate unique index concurrently second on t (id);",
        }
    )
    assert outcome.done, outcome.end
    assert ground.recorded() == ["1", "2", "3"]
    assert ground.database.psql("select count(*) from pg_index where indrelid = 't'::regclass and indisvalid") == "2"


async def test_what_else_stands_alone(ground: Ground) -> None:
    """VACUUM, DROP INDEX and REINDEX CONCURRENTLY, ALTER SYSTEM, and DETACH PARTITION CONCURRENTLY behind others."""
    outcome = await ground.apply(
        {
            "1_table.sql": TABLE + "create index gone on t (id);\n"
            "create table p (id int) partition by range (id);\n"
            "create table p1 partition of p for values from (1) to (9);\n",
            "2_alone.sql": "insert into t values (1);\nvacuum analyze t;\nreindex index concurrently gone;\n"
            "drop index concurrently gone;\nalter system set log_min_duration_statement = -1;\n"
            "alter table p detach partition p1 concurrently;\ncomment on table t is 'x';\n",
        }
    )
    assert outcome.done, outcome.end
    assert not ground.there("gone")
    assert ground.database.psql("select relispartition from pg_class where relname = 'p1'") == "f"
    assert ground.recorded() == ["1", "2"]


async def test_a_view_is_refreshed_concurrently_in_the_transaction(ground: Ground) -> None:
    view = "create materialized view v as select id from t;\ncreate unique index on v (id);\n"
    text = "insert into t values (7);\nrefresh materialized view concurrently v;\nselect 1 / 0;"
    outcome = await ground.apply({"1_view.sql": TABLE + view, "2_fails.sql": text})
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "22012")
    assert ground.database.psql("select count(*) from v") == "0"
    assert (await ground.apply({"2_fails.sql": text.replace("select 1 / 0", "select 1")})).done
    assert ground.database.psql("select id from v") == "7"


async def test_an_index_that_fails_is_named_and_dropped(ground: Ground) -> None:
    """The trap of IF NOT EXISTS too: it would keep what is invalid."""
    text = "create unique index concurrently if not exists only_one on t (id);\n"
    outcome = await ground.apply({"1_table.sql": TABLE + TWICE, "2_index.sql": text})
    assert (outcome.end.how, outcome.end.sqlstate) == ("partly", "23505")
    assert "Committed: 1." in outcome.end.detail
    named = "Index public.only_one is there and not valid: greenroom do migrations.drop-invalid-index public.only_one"
    assert named in outcome.end.detail
    ground.database.psql("delete from t")
    again = await ground.apply()
    assert (again.result, again.end.how) == (Result.NOT_DONE, "settled")
    assert named in again.end.detail
    assert ground.recorded() == ["1"]

    dropped = await ground.on.do(await drop_invalid(ground.on.link.database, "public.only_one"))
    assert dropped.done, dropped.end
    assert not ground.there("only_one")
    assert (await ground.apply()).done
    assert ground.recorded() == ["1", "2"]


async def test_an_index_without_a_name_is_found_by_what_was_there_before(ground: Ground) -> None:
    assert (await ground.apply({"1_table.sql": f"{TABLE}create index on t (id);"})).done
    with psycopg.connect(**ground.database.params) as other:
        other.execute("insert into t values (1)")
        running = asyncio.create_task(ground.apply({"2_index.sql": "create index concurrently on t (id);"}))
        await asyncio.to_thread(ground.wait_until, "select count(*) = 2 from pg_index where indrelid = 't'::regclass")
        building = (
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'create index concurrently%'"
        )
        ground.database.psql(f"{building} and datname = current_database() and wait_event_type = 'Lock'")
        outcome = await running
        other.rollback()
    assert "It did not take" in outcome.end.detail, outcome.end
    assert "Index public.t_id_idx1 is there and not valid" in outcome.end.detail, outcome.end
    assert (await ground.apply()).done


async def test_an_index_in_the_schema_that_the_file_has_set(ground: Ground) -> None:
    """Settings reach to the end of the file, over its segments, and the index is looked for where they say."""
    text = (
        'create schema "a b";\nset search_path = "a b";\n'
        f"{TABLE}create index concurrently i on t (id);\ninsert into t values (1);"
    )
    outcome = await ground.apply({"1_other.sql": text, "2_next.sql": "create table here (id int);"})
    assert outcome.done, outcome.end
    assert ground.there('"a b".i')
    assert ground.there("public.here")


async def test_a_file_that_stopped_goes_on_with_what_it_has_set(ground: Ground) -> None:
    text = f"create schema s;\nset search_path = s;\n{TABLE}create index concurrently i on t (id);\ntable later;"
    outcome = await ground.apply({"1_half.sql": text})
    assert "1_half.sql (3/3), line 5" in outcome.end.detail
    seen = await drift_of_target(ground.folder, ground.on.link.database, await ground.told())
    assert seen.verdict is Verdict.NOT_CHECKED
    (doubt,) = (each for each in seen.doubts if each.what.startswith("table s.t"))
    assert doubt.unknown.reason.endswith("was not replayed: the file stopped: 2 of its 3 segments are committed")
    ground.database.psql("create table s.later (id int)")
    assert (await ground.apply()).done
    assert await ground.states() == {"1": State.APPLIED}


# ---- transactions


async def test_a_failure_in_the_middle_takes_the_file_back(ground: Ground) -> None:
    outcome = await ground.apply({"1_fails.sql": f"{TABLE}insert into t\n  values ('x');\nselect 1;"})
    assert outcome.result is Result.NOT_DONE
    assert "1_fails.sql, line 3" in outcome.end.detail
    assert "At: values ('x')" in outcome.end.detail
    assert not ground.there("t")
    assert await ground.states() == {"1": State.PENDING}


async def test_its_own_begin_and_commit_stay_when_what_follows_fails(ground: Ground) -> None:
    text = f"begin;\n{TABLE}commit;\nselect nonsense;"
    outcome = await ground.apply({"1_own.sql": text})
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "partly")
    assert "Committed in part: 1; what comes next of it is “1_own.sql (2/2)”." in outcome.end.detail
    assert ground.there("t")
    assert ground.recorded() == []
    (version,) = await ground.versions()
    assert (version.state, version.note) == (State.FAILED, "1 of its 2 segments is committed")


async def test_a_bare_commit_keeps_what_is_before_it(ground: Ground) -> None:
    outcome = await ground.apply({"1_bare.sql": f"{TABLE}commit;\ninsert into t values (1);\nselect nonsense;"})
    assert outcome.end.how == "partly"
    assert ground.there("t")
    assert ground.database.psql("select count(*) from t") == "0"
    (version,) = await ground.versions()
    assert (version.state, version.note) == (State.FAILED, "2 of its 3 segments are committed")


async def test_a_begin_that_is_never_closed_is_no_success(ground: Ground) -> None:
    outcome = await ground.apply({"1_open.sql": f"begin;\n{TABLE}"})
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "unclosed")
    assert "began a transaction and never ended it: it was taken back" in outcome.end.detail
    assert not ground.there("t")
    assert await ground.states() == {"1": State.PENDING}


async def test_a_whole_file_between_begin_and_commit(ground: Ground) -> None:
    outcome = await ground.apply({"1_own.sql": f"BEGIN;\n{TABLE}COMMIT;\n", "2_next.sql": "insert into t values (1);"})
    assert outcome.done, outcome.end
    assert ground.recorded() == ["1", "2"]


async def test_lock_table_and_savepoints_without_begin(ground: Ground) -> None:
    text = f"{TABLE}lock table t in exclusive mode;\nsavepoint s;\n{TWICE}rollback to s;\nrelease savepoint s;"
    outcome = await ground.apply({"1_locks.sql": text})
    assert outcome.done, outcome.end
    assert ground.database.psql("select count(*) from t") == "0"


async def test_a_value_that_is_added_and_used(ground: Ground) -> None:
    outcome = await ground.apply(
        {
            "1_type.sql": "create type mood as enum ('ok');",
            "2_use.sql": "alter type mood add value 'fine';\ncreate table m as select 'fine'::mood as m;",
        }
    )
    assert (outcome.end.how, outcome.end.sqlstate) == ("partly", "55P04")
    assert "2_use.sql, line 2" in outcome.end.detail
    assert ground.database.psql("select count(*) from pg_enum") == "1"


async def test_a_deferred_constraint_fails_before_commit(ground: Ground) -> None:
    text = "create table k (id int unique deferrable initially deferred);\ninsert into k values (1), (1);"
    outcome = await ground.apply({"1_deferred.sql": text})
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "23505")
    assert "Somebody else" not in outcome.end.detail
    assert not ground.there("k")


# ---- what one file leaves to the next


async def test_nothing_leaks_from_one_file_into_the_next(ground: Ground) -> None:
    role = f"leak_{ground.database.name}"
    ground.database.psql(f"create role {role}; grant create on database {ground.database.name} to {role}")
    settings = f"set role {role};\nset search_path = pg_catalog;\nset statement_timeout = '7s';\n"
    session = f"set session authorization {role};\ncreate temp table left_over ();\nprepare p as select 1;\n"
    looks = (
        "create table seen as select current_user::text as who, session_user::text as login, "
        "current_setting('search_path') as path, current_setting('statement_timeout') as patience, "
        "to_regclass('left_over')::text as temporary, (select count(*) from pg_prepared_statements) as prepared;"
    )
    outcome = await ground.apply({"1_a.sql": settings, "2_b.sql": session, "3_c.sql": looks})
    assert outcome.done, outcome.end
    user = ground.database.server.user
    assert ground.database.psql("select * from seen") == f'{user}|{user}|"$user", public|1h||0'
    assert ground.recorded() == ["1", "2", "3"]
    ground.database.psql(f"drop owned by {role}; drop role {role}")


async def test_a_role_reaches_over_the_segments_of_its_file_but_not_to_the_history(ground: Ground) -> None:
    role = f"owner_{ground.database.name}"
    ground.database.psql(f"create role {role}; create schema mine authorization {role}")
    text = f"set role {role};\ncreate table mine.a (id int);\ncreate index concurrently on mine.a (id);\n"
    outcome = await ground.apply({"1_role.sql": text + "create table mine.b (id int);\n"})
    assert outcome.done, outcome.end
    assert ground.database.psql("select tableowner from pg_tables where schemaname = 'mine'").split() == [role, role]
    ground.database.psql(f"drop owned by {role}; drop role {role}")


async def test_discard_all_does_not_give_the_lock_away(ground: Ground) -> None:
    key = "hashtextextended('supabase_migrations.schema_migrations', 0)"
    text = f"discard all;\ncreate table held as select count(*) from pg_locks where locktype = 'advisory';\n-- {key}"
    outcome = await ground.apply({"1_discard.sql": text})
    assert outcome.done, outcome.end
    assert ground.database.psql("select count > 0 from held") == "t"


# ---- the text


async def test_line_ends_marks_and_names_as_the_cli_records_them(ground: Ground) -> None:
    text = b"\xef\xbb\xbf-- first\r\ncreate table t (id int);\r\n\r\ninsert into t values (1);;\r\n-- the end\r\n"
    outcome = await ground.apply({"007_Line Ends.sql": text, "8_.sql": "select ';' as a;select E'x\\'; y';"})
    assert outcome.done, outcome.end
    rows = ground.database.psql(f"select version, name, to_json(statements) from {HISTORY} order by 1").splitlines()
    assert rows == [
        '007|Line Ends|["-- first\\r\\ncreate table t (id int)","insert into t values (1)","-- the end"]',
        r"""8||["select ';' as a","select E'x\\'; y'"]""",
    ]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("select 1;\n\\set x 1\nselect 2;", 2, "\\set"),
        ("select 1;\n\n-- copy\ncopy t (id) from stdin;\n1\n\\.\n", 4, "COPY FROM STDIN"),
        ("select 1 \\gexec", 1, "\\gexec"),
    ],
)
async def test_what_only_psql_understands_is_refused_before_anything_is_sent(
    ground: Ground, text: str, line: int, what: str
) -> None:
    with pytest.raises(ConfigurationProblem) as caught:
        await ground.apply({"1_table.sql": TABLE, "2_psql.sql": text})
    assert caught.value.what == f"2_psql.sql cannot be sent: line {line}, {what}."
    assert not ground.there("t")


async def test_bytes_that_are_no_utf8_are_refused(ground: Ground) -> None:
    with pytest.raises(Problem, match=r"not UTF-8: line 2, byte 15 \(0xfc\)"):
        await ground.apply({"1_latin.sql": b"select 1;\n-- f\xfcr"})


# ---- the history


async def test_columns_of_the_platform_are_left_alone(ground: Ground) -> None:
    ground.database.psql(SUPABASE + PLATFORM_COLUMNS)
    assert (await ground.apply({"20240101000000_a.sql": "select 1; -- x\n"})).done
    row = ground.database.psql(f"select to_jsonb(s) from {HISTORY} as s")
    assert row == (
        '{"name": "a", "version": "20240101000000", "rollback": null, "created_by": null, '
        '"statements": ["select 1", "-- x"], "idempotency_key": null}'
    )


async def test_columns_that_are_missing_are_added_as_the_cli_does(ground: Ground) -> None:
    ground.database.psql(f"create schema supabase_migrations; create table {HISTORY} (version text primary key)")
    assert (await ground.apply({"1_a.sql": "select 1"})).done
    assert ground.database.psql(f"select to_jsonb(s) from {HISTORY} as s") == (
        '{"name": "a", "version": "1", "statements": ["select 1"]}'
    )


async def test_somebody_else_records_it_while_it_runs(ground: Ground) -> None:
    """Supabase's own command line takes no lock: the second to write the row is refused, and its file taken back."""
    ground.database.psql(SUPABASE)
    with psycopg.connect(**ground.database.params) as other:
        other.execute(f"insert into {HISTORY} (version) values ('1')")
        running = asyncio.create_task(ground.apply({"1_both.sql": TABLE}))
        waiting = "select exists (select from pg_locks where locktype = 'transactionid' and not granted)"
        await asyncio.to_thread(ground.wait_until, waiting)
        other.commit()
    outcome = await running
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "23505")
    assert "Somebody else has recorded it meanwhile." in outcome.end.detail
    assert not ground.there("t")


async def test_a_row_that_cannot_be_written_behind_what_has_run(ground: Ground) -> None:
    """Of a file whose last segment has no transaction: it ran, is not recorded, and only its row is written then."""
    ground.database.psql(SUPABASE + f"alter table {HISTORY} add constraint no check (version <> '2')")
    outcome = await ground.apply({"1_t.sql": TABLE, "2_index.sql": "create index concurrently i on t (id);"})
    assert (outcome.end.how, outcome.end.sqlstate, outcome.end.unrecorded) == ("partly", "23514", True)
    (_, version) = await ground.versions()
    assert (version.state, version.note) == (State.FAILED, "all of it ran, but it is not recorded")
    ground.database.psql(f"alter table {HISTORY} drop constraint no")
    outcome = await ground.apply()
    assert outcome.done, outcome.end
    assert set((await ground.states()).values()) == {State.APPLIED}
    assert ground.database.psql("select count(*) from pg_index where indrelid = 't'::regclass") == "1"


async def test_each_recorded_part_has_its_row_in_the_audit_table(ground: Ground) -> None:
    ground.database.psql("create table changes (actor text not null, action text, what text, row_id text, why text)")
    columns = {"actor": "actor", "action": "action", "table": "what", "row": "row_id", "reason": "why"}
    mapping = AuditMapping("public.changes", columns)
    ground.write(
        {"1_t.sql": TABLE, "2_i.sql": "select 1;\ncreate index concurrently on t (id);", "3_no.sql": "table no"}
    )
    operation, on = (await ground.prepared()).operation(), ground.on
    plan = await make_plan(operation, on.link, on.target, audit=mapping)
    outcome = await on.runner.run(plan, [ask.phrase for ask in plan.asks], "because")
    assert outcome.end.how == "partly"
    assert ground.database.psql("select action, what, row_id, why from changes").splitlines() == [
        "migrations.apply|migration|1|because",
        "migrations.apply|migration|2|because",
    ]
    ground.database.psql("alter table changes add check (row_id <> '3')")
    ground.write({"3_no.sql": "create table three ()"})
    plan = await make_plan((await ground.prepared()).operation(), on.link, on.target, audit=mapping)
    outcome = await on.runner.run(plan, [ask.phrase for ask in plan.asks], "because")
    assert outcome.end.sqlstate == "23514"
    assert not ground.there("three")


# ---- time and locks


async def test_its_statement_timeout_stops_it(ground: Ground) -> None:
    outcome = await ground.apply({"1_slow.sql": f"{TABLE}set statement_timeout = '50ms';\nselect pg_sleep(60);"})
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "57014")
    assert "1_slow.sql, line 3" in outcome.end.detail
    assert not ground.there("t")


async def test_a_lock_is_waited_for_and_then_given_up_with_who_holds_it(ground: Ground) -> None:
    """Tried again while somebody holds it; the file behind it is not run."""
    assert (await ground.apply({"1_t.sql": TABLE})).done
    with psycopg.connect(**ground.database.params, application_name="the other") as other:
        other.execute("lock table t in access share mode")
        more = {"2_alter.sql": "alter table t add column x int;", "3_next.sql": "create table n ()"}
        ground.on.runner._patience = Patience(pauses=(0.1,))
        outcome = await ground.apply(more, lock_seconds=1.3)
        pid = other.info.backend_pid
    assert (outcome.result, outcome.end.sqlstate) == (Result.NOT_DONE, "55P03")
    (again,) = [words for stage, words in ground.said if stage is Stage.WAITING and words.endswith("tried again.")]
    assert again.startswith(f"2_alter.sql: pid {pid} ")
    assert f"pid {pid}" in outcome.end.detail
    assert not ground.there("n")
    assert (await ground.apply()).done


async def test_what_the_server_says_beside_is_passed_on(ground: Ground) -> None:
    text = (
        "create table if not exists t ();\ncreate table if not exists t ();\ndo $$begin raise warning 'a %', 'b'; end$$"
    )
    assert (await ground.apply({"1_says.sql": text})).done
    said = [words for stage, words in ground.said if stage is Stage.NOTICE]
    assert said == ['NOTICE: relation "t" already exists, skipping', "WARNING: a b"]
