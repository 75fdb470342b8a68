"""The target's own audit table: a row in the same transaction, or no change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from console.config import AuditMapping, load_config
from console.config_edit import write_audit_table
from console.core.scrub import DOTS
from console.core.secret import Secret
from console.errors import GuardProblem
from console.guard.audit_candidates import read_audit_candidates
from console.guard.outcome import Outcome
from console.guard.planning import make_plan
from tests.guard.console import Console, change_rows, console, set_setting
from tests.servers import Database

Systems = Callable[..., Database]

TABLES = """
create table prices (id int primary key, amount numeric, api_token text);
insert into prices values (1, 10, 'hush'), (2, 20, 'hush');
create table changes (
    id bigint generated always as identity, actor text not null, action text not null, table_name text, row_id text,
    before jsonb, after jsonb, reason text, hostname text, result text, at timestamptz default now()
);
"""
MAPPING = AuditMapping(
    "public.changes",
    {
        "actor": "actor",
        "action": "action",
        "table": "table_name",
        "row": "row_id",
        "before": "before",
        "after": "after",
        "reason": "reason",
        "host": "hostname",
        "result": "result",
    },
)
DEARER = "update {} set amount = amount + 1"


async def run(on: Console, mapping: AuditMapping, table: str = "public.prices") -> Outcome:
    operation = change_rows(DEARER, table, "id", [1, 2], columns=["amount"])
    plan = await make_plan(operation, on.link, on.target, audit=mapping)
    return await on.runner.run(plan, [ask.phrase for ask in plan.asks], "the ticket price rises")


async def test_a_row_for_each_row_that_changed(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with console(database.params, tmp_path) as on:
        assert (await run(on, MAPPING)).done
    rows = [json.loads(line) for line in database.psql("select to_jsonb(c) from changes c order by id").splitlines()]
    assert [(row["row_id"], row["before"]["amount"], row["after"]["amount"]) for row in rows] == [
        ("1", "10", "11"),
        ("2", "20", "21"),
    ]
    assert {row["table_name"] for row in rows} == {"prices"}
    assert {row["reason"] for row in rows} == {"the ticket price rises"}
    assert all(row["actor"] and row["hostname"] and row["result"] == "success" for row in rows)
    assert "hush" not in json.dumps(rows)


async def test_no_change_without_its_row(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    database.psql("alter table changes add constraint never check (reason is null)")
    async with console(database.params, tmp_path) as on:
        outcome = await run(on, MAPPING)
    assert outcome.end.sqlstate == "23514"
    assert database.psql("select sum(amount) from prices") == "30"


async def test_a_role_that_may_not_write_there_is_told_the_grant(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    role = f"clerk_{database.name}"
    database.psql(
        f"create role {role} login; grant select, update on prices to {role}; grant select on changes to {role}"
    )
    try:
        async with console({**database.params, "user": role}, tmp_path) as on:
            with pytest.raises(GuardProblem, match=r"may not write into the audit table") as refused:
                await run(on, MAPPING)
            assert "grant insert (actor" in refused.value.remedy
            assert database.psql("select sum(amount) from prices") == "30"
            database.psql(f"grant insert (actor, action) on changes to {role}")
            assert (await run(on, AuditMapping("changes", {"actor": "actor", "action": "action"}))).done
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


async def test_a_number_of_its_own_wants_its_sequence_granted(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    database.psql("alter table changes add column number bigserial")
    role = f"clerk_{database.name}"
    database.psql(f"create role {role} login; grant select, update on prices to {role}; grant all on changes to {role}")
    try:
        async with console({**database.params, "user": role}, tmp_path) as on:
            with pytest.raises(GuardProblem, match=r"may not write into the audit table") as refused:
                await run(on, MAPPING)
            grant = f"grant usage on sequence public.changes_number_seq to {role}"
            assert grant in refused.value.remedy
            database.psql(grant)
            assert (await run(on, MAPPING)).done
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


async def test_a_table_whose_trigger_writes_there_gets_no_second_row(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    mapping = AuditMapping("audit_log", {"actor": "actor", "action": "action", "table": "table_name", "after": "after"})
    async with console(database.params, tmp_path) as on:
        before = int(database.psql("select count(*) from audit_log"))
        plan = await make_plan(set_setting("site_name", "Ours"), on.link, on.target, audit=mapping)
        assert plan.audit is None
        assert "trigger" in plan.audit_words
        assert (await on.do(plan)).done
        assert int(database.psql("select count(*) from audit_log")) == before + 1


async def test_a_column_that_is_not_there_is_an_error(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    async with console(database.params, tmp_path) as on:
        with pytest.raises(GuardProblem, match="no column wherefore"):
            await run(on, AuditMapping("changes", {"reason": "wherefore"}))


async def test_audit_tables_are_found_and_written_as_configuration(
    system: Systems, database: Database, tmp_path: Path
) -> None:
    database.psql(TABLES)
    database.psql("create table notes (id int, note text, after text)")
    async with console(database.params, tmp_path) as on, on.link.database.read() as session:
        (found,) = await read_audit_candidates(session)
    assert (found.name, dict(found.columns)) == (MAPPING.table, dict(MAPPING.columns))
    path = tmp_path / "config.toml"
    write_audit_table("shop", found.mapping, path)
    assert load_config(path).audit_tables == {"shop": MAPPING}
    async with console(system("event_cms").params, tmp_path) as on, on.link.database.read() as session:
        assert [one.name for one in await read_audit_candidates(session)] == ["public.audit_log"]


async def test_a_secret_is_dots_there_too(database: Database, tmp_path: Path) -> None:
    database.psql(TABLES)
    database.psql("create table site_settings (key text primary key, value text)")
    database.psql("insert into site_settings values ('k', 'old horse')")
    async with console(database.params, tmp_path) as on:
        operation = set_setting("k", Secret("new horse"))
        plan = await make_plan(operation, on.link, on.target, audit=MAPPING)
        assert (await on.do(plan)).done
    rows = database.psql("select before::text || after::text from changes")
    assert "horse" not in rows
    assert rows.count(DOTS) == 2
