"""Which tables look like an audit log, and what is said of each before it is accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from console.errors import GuardProblem
from console.guard.audit_candidates import AuditCandidate, read_audit_candidates
from console.guard.audit_row import writes_into
from console.guard.planning import make_plan
from tests.guard.console import change_rows, console, query
from tests.servers import Database

SCHEMA, TABLE, COLUMN = 'a.b"[/]', 'log."of".[/]%s;x', "Old"
HOSTILE = """
create schema "a.b""[/]";
create table "a.b""[/]"."log.""of"".[/]%s;x" (
    id bigint generated always as identity, actor text, "ACTION" varchar(40), table_name text, "Old" jsonb
);
create table prices (id int primary key, amount int);
insert into prices values (1, 10);
create table orders (id int primary key);
create table plain_notes (id int, note text, after text);
create function keep() returns trigger language plpgsql as $$
begin
    insert into "a.b""[/]"."log.""of"".[/]%s;x" (actor) values (current_user);
    return new;
end $$;
create function elsewhere() returns trigger language plpgsql as $$
begin insert into other."log.""of"".[/]%s;x" (actor) values (1); return new; end $$;
create trigger "keep.[/]" after insert on orders for each row execute function keep();
create trigger elsewhere after insert on prices for each row execute function elsewhere();
"""


async def candidates(database: Database, folder: Path, **more: str) -> tuple[AuditCandidate, ...]:
    async with console(database.params | more, folder) as on, on.link.database.read() as session:
        return await read_audit_candidates(session)


@pytest.fixture
def clerk(database: Database) -> Iterator[str]:
    """A role that may do nothing yet."""
    role = f'clerk."{database.name}'
    quoted = '"' + role.replace('"', '""') + '"'
    database.psql(f"create role {quoted} login")
    yield role
    database.psql(f"drop owned by {quoted}; drop role {quoted}")


async def test_hostile_names_and_a_trigger_that_writes_already(database: Database, tmp_path: Path) -> None:
    database.psql(HOSTILE)
    (found,) = await candidates(database, tmp_path)
    assert (found.schema, found.relation) == (SCHEMA, TABLE)
    assert found.mapping.schema_and_name == (SCHEMA, TABLE)
    assert found.columns == {"actor": "actor", "action": "ACTION", "table": "table_name", "before": COLUMN}
    assert found.writers == ("keep.[/] on public.orders",)
    assert (found.grants, found.unfilled, found.strict, found.filtered) == ((), (), (), False)


async def test_a_change_writes_its_row_under_hostile_names(database: Database, tmp_path: Path) -> None:
    database.psql(HOSTILE)
    database.psql("drop trigger elsewhere on prices")
    (found,) = await candidates(database, tmp_path)
    raising = change_rows("update {} set amount = amount + 1", "public.prices", "id", [1], columns=["amount"])
    async with console(database.params, tmp_path) as on:
        plan = await make_plan(raising, on.link, on.target, audit=found.mapping)
        assert plan.audit is not None
        assert plan.audit.name == found.name
        assert (await on.do(plan)).done
    log = database.psql('select "ACTION", "Old" ->> \'amount\' from "a.b""[/]"."log.""of"".[/]%s;x"')
    assert log == f"{raising.name}|10"


async def test_a_role_that_lacks_everything_gets_the_grants_and_they_are_enough(
    database: Database, tmp_path: Path, clerk: str
) -> None:
    database.psql(HOSTILE)
    database.psql("drop trigger elsewhere on prices")
    quoted = '"' + clerk.replace('"', '""') + '"'
    database.psql(f"grant select, update on prices to {quoted}")
    raising = change_rows("update {} set amount = amount + 1", "public.prices", "id", [1], columns=["amount"])
    (found,) = await candidates(database, tmp_path, user=clerk)
    assert len(found.grants) == 2
    async with console(database.params | {"user": clerk}, tmp_path) as on:
        plan = await make_plan(raising, on.link, on.target, audit=found.mapping)
        assert "may not write into the audit table" in plan.refusals[0].what
        for grant in found.grants:
            assert grant in plan.refusals[0].remedy
        with pytest.raises(GuardProblem, match="audit table"):
            await on.do(plan)
        assert database.psql("select amount from prices") == "10"
        for grant in found.grants:
            database.psql(grant)
        assert (await on.do(await make_plan(raising, on.link, on.target, audit=found.mapping))).done
    assert (await candidates(database, tmp_path, user=clerk))[0].grants == ()


async def test_what_every_row_would_lack_is_said(database: Database, tmp_path: Path, clerk: str) -> None:
    database.psql(
        """
        create table changes (
            id uuid not null, at timestamptz not null default now(), who text not null,
            actor text not null, action text, old jsonb not null, new jsonb, note text not null
        );
        alter table changes enable row level security;
        create function stamp() returns trigger language plpgsql as 'begin return new; end';
        create trigger stamp before insert on changes for each row execute function stamp();
        create trigger never before delete on changes for each row execute function stamp();
        grant insert on changes to public
        """
    )
    (found,) = await candidates(database, tmp_path, user=clerk)
    assert found.unfilled == ("id", "who")
    assert found.strict == ("old", "note")
    assert found.filtered
    assert found.triggers == ("stamp",)
    assert found.grants == ()


async def test_three_known_columns_are_none_and_the_fuller_table_is_first(database: Database, tmp_path: Path) -> None:
    database.psql(
        """
        create table a_log (actor text, action text, table_name text, before int, after int);
        create table b_log (actor text, action text, table_name text, before text);
        create table c_log (actor text, action text, table_name text, before text, after json);
        create table d_log (actor text, action text, table_name text, before text generated always as (actor) stored);
        create view e_log as select * from c_log
        """
    )
    assert [one.name for one in await candidates(database, tmp_path)] == ["public.c_log", "public.b_log"]


async def test_the_sample_system_says_which_triggers_write_there(
    system: Callable[..., Database], tmp_path: Path
) -> None:
    (found,) = await candidates(system("event_cms"), tmp_path)
    assert found.name == "public.audit_log"
    assert "audit on public.site_settings" in found.writers


@pytest.mark.parametrize(
    ("source", "writes"),
    [
        ("insert into audit_log values (1)", True),
        ("INSERT  INTO\n Public . Audit_Log (a)", True),
        ('insert into "public"."audit_log"', True),
        ("execute format('insert into %I.audit_log', s)", True),
        ("insert into archive.audit_log values (1)", False),
        ("insert into other (audit_log) values (1)", False),
        ("insert into other select * from audit_log", False),
        ("insert into audit_log_old values (1)", False),
        ('insert into "Audit_Log" values (1)', False),
        ("update audit_log set a = 1; insert into other", False),
    ],
)
def test_what_is_an_insert_into_it(source: str, writes: bool) -> None:
    assert writes_into(source, "public", "audit_log") is writes


async def test_a_plan_without_rows_names_the_table_as_the_file_does(database: Database, tmp_path: Path) -> None:
    database.psql(HOSTILE)
    (found,) = await candidates(database, tmp_path)
    operation = change_rows("update {} set amount = 1", "public.prices", "id", [1], columns=["amount"])
    step = replace(operation.steps[0], rows=(), query=query("analyze {}", "public.prices"))
    async with console(database.params, tmp_path) as on:
        plan = await make_plan(replace(operation, steps=(step,)), on.link, on.target, audit=found.mapping)
    assert plan.document()["audit"] == found.name


async def test_a_locked_table_is_found_all_the_same(database: Database, tmp_path: Path) -> None:
    """Nothing that is asked waits for a lock of the relation: it is read again for each plan."""
    database.psql(HOSTILE)
    with psycopg.connect(**database.params) as other:
        other.execute('lock table "a.b""[/]"."log.""of"".[/]%s;x", orders in access exclusive mode')
        (found,) = await candidates(database, tmp_path)
    assert found.writers == ("keep.[/] on public.orders",)
