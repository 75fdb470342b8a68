"""What a plan says, and when its digest changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.config import load_config
from console.core.change_window import ChangeWindow, parse_freeze
from console.core.secret import Secret
from console.core.target import Environment, Target
from console.database.pooler import Pooler
from console.errors import GuardProblem
from console.guard.events import Document, HookResult, Result
from console.guard.operation import Change, Operation, Query, Risk, Step, no_reverse
from console.guard.plan import Plan
from console.guard.plan_text import plan_text
from console.guard.planning import make_plan
from tests.faults.ground import build_index
from tests.guard.console import change_rows, console, query, set_setting
from tests.servers import Database, Pooled

Systems = Callable[..., Database]

FAMILY = """
create table parents (id int primary key);
create table children (id int primary key, parent int references parents on delete cascade);
create table toys (id int primary key, child int references children on delete set null);
create table photos (id int primary key, parent int references parents);
insert into parents select generate_series(1, 3);
insert into children select n, 1 from generate_series(1, 1500) n;
insert into toys values (1, 7), (2, 8);
insert into children values (2001, 2); insert into toys values (3, 2001);
insert into photos values (1, 3);
"""


async def plan_of(database: Database, operation: Operation, folder: Path, **more: Any) -> Plan:
    async with console(database.params, folder, **more) as on:
        return await on.plan(operation)


def delete(number: int) -> Operation:
    text = "delete from {} where id = %(id)s"
    return change_rows(text, "public.parents", "id", [number], change=Change.DELETE, id=number)


async def test_cascades_are_counted_and_capped(database: Database, tmp_path: Path) -> None:
    database.psql(FAMILY)
    plan = await plan_of(database, delete(1), tmp_path)
    found = {each.relation: (each.effect, each.rows, each.capped) for each in plan.cascades}
    assert found == {
        "public.children": ("deleted", 1_000, True),
        "public.toys": ("emptied (set null)", 2, False),
    }
    assert not plan.undoable
    assert "children" in plan.undo
    plan = await plan_of(database, delete(3), tmp_path)
    assert [refusal.what for refusal in plan.refusals] == ["Other rows refer to it: 1 row of public.photos in the way."]


async def test_an_update_of_what_nobody_refers_to_has_no_cascades(database: Database, tmp_path: Path) -> None:
    database.psql("create table a (id int primary key, b int); insert into a values (1, 1);")
    database.psql("create table c (a int references a on update cascade); insert into c values (1)")
    text = "update {} set b = 2"
    plan = await plan_of(database, change_rows(text, "public.a", "id", [1], columns=["b"]), tmp_path)
    assert plan.cascades == ()
    text = "update {} set id = 2"
    plan = await plan_of(database, change_rows(text, "public.a", "id", [1], columns=["id"]), tmp_path)
    assert [(each.relation, each.effect) for each in plan.cascades] == [("public.c", "deleted")] or plan.cascades


async def test_the_digest_is_stable_and_changes_with_what_matters(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    operation = set_setting("site_name", "Ours")
    async with console(database.params, tmp_path) as on:
        first = await on.plan(operation)
        assert (await on.plan(operation)).digest == first.digest
        with psycopg.connect(database.uri) as other:  # who is in the way does not count
            other.execute("select 1 from site_settings for update")
            assert (await on.plan(operation)).digest == first.digest
        assert (await on.plan(set_setting("site_name", "Theirs"))).digest != first.digest
        assert (await on.plan(replace(operation, risk=Risk.CAREFUL))).digest != first.digest
        assert (await on.plan(replace(operation, reverse=no_reverse("no")))).digest != first.digest
        production = replace(on.target, environment=Environment.PRODUCTION)
        assert (await make_plan(operation, on.link, production)).digest != first.digest
        database.psql("update site_settings set description = 'x' where key = 'site_name'")
        second = await on.plan(operation)
        assert second.digest != first.digest
        database.psql("create function nothing() returns trigger language plpgsql as $$ begin return new; end $$")
        database.psql("create trigger one_more before update on site_settings execute function nothing()")
        assert (await on.plan(operation)).digest != second.digest


async def test_secrets_are_nowhere_in_a_plan(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    database.psql("insert into site_settings (key, value) values ('smtp_password', 'correct horse')")
    plan = await plan_of(database, set_setting("smtp_password", Secret("battery staple")), tmp_path)
    other = await plan_of(database, set_setting("smtp_password", Secret("something else")), tmp_path)
    said = plan_text(plan) + json.dumps(plan.document()) + repr(plan.operation)
    assert "battery staple" not in said
    assert "correct horse" not in plan_text(plan) + json.dumps(plan.document())
    assert plan.digest == other.digest  # a digest over a short secret could be turned back into it


async def test_a_column_that_sounds_like_a_secret_is_masked(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    user = database.psql("select id from users limit 1")
    text = "update {} set name = 'Somebody' where id = %(id)s"
    plan = await plan_of(database, change_rows(text, "public.users", "id", [user], columns=["name"], id=user), tmp_path)
    assert plan.before[0].shown("password_hash") == "••••"
    assert "$2b$" not in json.dumps(plan.document())


async def test_a_window_raises_the_risk(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    window = ChangeWindow(freezes=(parse_freeze("2026-12-20/2027-01-03"),))
    async with console(database.params, tmp_path, environment=Environment.STAGING) as on:
        operation = set_setting("site_name", "Ours")
        usual = await make_plan(operation, on.link, windows=[window], now=datetime.fromisoformat("2026-07-01T12:00"))
        frozen = await make_plan(operation, on.link, windows=[window], now=datetime.fromisoformat("2026-12-25T12:00"))
    assert (usual.risk, [ask.phrase for ask in usual.asks]) == (Risk.ROUTINE, ["y"])
    assert (frozen.risk, [ask.phrase for ask in frozen.asks]) == (Risk.CAREFUL, ["site_name"])
    assert "freeze" in frozen.raised


def test_windows_in_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[windows."shop"]\nhours = ["mon-fri 20:00-23:00"]\nfreeze = "2026-12-24"\n')
    window = load_config(path).windows["shop"]
    assert window.outside(datetime.fromisoformat("2026-12-24T21:00")) == "a freeze until 2026-12-24"
    path.write_text('[windows."shop"]\nhours = ["some time"]\n')
    with pytest.raises(Exception, match="some time"):
        load_config(path)


async def test_rows_that_are_not_there_or_there_already(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    plan = await plan_of(database, set_setting("no_such_key", "x"), tmp_path)
    assert "no such row" in plan.refusals[0].what
    insert = change_rows(
        "insert into {} (key, value) values ('site_name', 'x')",
        "public.site_settings",
        "key",
        ["site_name"],
        change=Change.INSERT,
        columns=["key", "value"],
    )
    plan = await plan_of(database, insert, tmp_path)
    assert "there already" in plan.refusals[0].what


async def test_a_key_that_names_several_rows_is_refused(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    operation = change_rows("update {} set value = ''", "public.site_settings", "type", ["TEXT"], columns=["value"])
    with pytest.raises(GuardProblem, match="does not name one row"):
        await plan_of(database, operation, tmp_path)


async def test_a_locked_table_says_who_holds_it(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    with psycopg.connect(database.uri, application_name="a migration") as other:
        other.execute("lock table site_settings in access exclusive mode")
        with pytest.raises(GuardProblem, match="lock") as refused:
            await plan_of(database, set_setting("site_name", "x"), tmp_path)
    assert "a migration" in refused.value.why


async def test_odd_names_everywhere(database: Database, tmp_path: Path) -> None:
    database.psql('create schema "s%s"; create table "s%s"."T {x}" ("k""y" text primary key, "v%(a)s" text)')
    database.psql("""insert into "s%s"."T {x}" values ('100%', '%s'), ('[/]', E'\\x1b[2J')""")
    operation = change_rows("select 1", "s%s.T {x}", 'k"y', ["100%", "[/]"], columns=["v%(a)s"], expected=2)
    (step,) = operation.steps
    text = query("update {} set {} = '50%%'", "s%s.T {x}", "v%(a)s")
    operation = replace(operation, steps=(replace(step, query=text),))
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(operation)
        assert plan.statements == ('update "s%s"."T {x}" set "v%(a)s" = \'50%\'',)
        assert "\x1b" not in plan_text(plan)
        assert (await on.do(plan)).done
    assert database.psql('select distinct "v%(a)s" from "s%s"."T {x}"') == "50%"


async def test_a_statement_without_a_transaction_needs_a_connection_of_its_own(
    pgbouncer: Pooled, pgbouncer_session: Pooled, tmp_path: Path
) -> None:
    for pooled in (pgbouncer, pgbouncer_session):
        pooled.database.psql("create table things (id int primary key, value text); insert into things values (1, 'a')")
    async with console(pgbouncer.params, tmp_path) as on:
        with pytest.raises(GuardProblem, match="connection of its own"):
            await on.do(build_index())
        text = "update {} set value = 'b' where id = 1"
        assert (await on.do(change_rows(text, "public.things", "id", [1], columns=["value"]))).done
    async with console(pgbouncer_session.params, tmp_path) as on:
        # Of its two connections one serves our reads: whether it changes hands cannot be tried out.
        plan = await make_plan(build_index(), on.link, on.target, pooler=Pooler.SESSION)
        assert (await on.do(plan)).done
    assert pgbouncer.database.psql("select value from things") == "b"


async def test_steps_without_a_transaction_stand_alone(database: Database, tmp_path: Path) -> None:
    database.psql("create table things (id int primary key, value text)")
    one = build_index()
    both = replace(one, steps=(*one.steps, Step(title="x", query=query("vacuum {}", "public.things"))))
    plan = await plan_of(database, both, tmp_path)
    assert "must be alone" in plan.refusals[0].what


async def test_an_effect_that_no_rollback_takes_back(database: Database, tmp_path: Path) -> None:
    """Ending a session: its query says whether it took, whatever became of the transaction."""
    with psycopg.connect(database.uri) as other:
        pid = other.info.backend_pid
        gone = query("select not exists (select 1 from pg_catalog.pg_stat_activity where pid = %(pid)s)", pid=pid)
        end = Step(
            title="End it",
            query=query("select pg_catalog.pg_terminate_backend(%(pid)s)", pid=pid),
            expected=1,
            settled=gone,
        )
        operation = Operation(
            name="session.end",
            title="End",
            subject=str(pid),
            kind="session",
            key=str(pid),
            risk=Risk.CAREFUL,
            steps=(end,),
            reverse=no_reverse("its work is lost"),
        )
        async with console(database.params, tmp_path) as on:
            outcome = await on.do(operation)
            assert (outcome.result, outcome.end.how) == (Result.DONE, "settled")
            # Broken off behind the statement: it took all the same.
            with psycopg.connect(database.uri) as another:
                step = replace(end, expected=7, query=Query(end.query.text, {"pid": another.info.backend_pid}))
                settled = Query(gone.text, {"pid": another.info.backend_pid})
                outcome = await on.do(replace(operation, steps=(replace(step, settled=settled),)))
                assert (outcome.result, outcome.end.how) == (Result.DONE, "settled")


class Told:
    """Hooks that remember what they were told."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def commands(self, event: str, target: Target) -> tuple[str, ...]:
        return ("purge the cache",)

    async def run(self, event: str, target: Target, document: Document) -> tuple[HookResult, ...]:
        self.documents.append(document)
        return (HookResult(event=event, command="purge the cache", status=1, seconds=0.1, problem="no"),)


async def test_hooks_run_after_the_outcome_and_undo_nothing(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    hooks = Told()
    async with console(database.params, tmp_path, hooks=hooks) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        assert plan.hooks == ("purge the cache",)
        outcome = await on.do(plan)
        assert outcome.done
        assert hooks.documents[0]["outcome"] == "done"
        entry = await on.journal.entry(outcome.entry)
        assert [hook.problem for hook in entry.hooks] == ["no"]
        assert not (await on.do(set_setting("maintenance_mode", "perhaps"))).done
        assert len(hooks.documents) == 1
    assert database.psql("select value from site_settings where key = 'site_name'") == "Ours"


async def test_a_secret_in_a_refusal_of_the_server_is_dots(database: Database, tmp_path: Path) -> None:
    database.psql(
        "create table site_settings (key text primary key, value int); insert into site_settings values ('k', 1)"
    )
    async with console(database.params, tmp_path) as on:
        outcome = await on.do(set_setting("k", Secret("battery staple")))
        entry = await on.journal.entry(outcome.entry)
    assert outcome.end.sqlstate == "22P02"
    assert "••••" in outcome.end.detail
    assert entry.end
    assert "battery" not in entry.end.detail
    assert b"battery staple" not in b"".join(path.read_bytes() for path in files(tmp_path))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("host", "user", "remedy"),
    [
        (
            "aws-0-eu.pooler.supabase.com",
            "postgres.abcd",
            "Use the session pooler: aws-0-eu.pooler.supabase.com port 5432",
        ),
        ("db.example.org", "postgres", "Use a target that leads to the server itself"),
        ("aws-0-eu.pooler.supabase.com", "postgres", "Use a target that leads to the server itself"),
    ],
)
async def test_a_transaction_pooler_names_the_way_around_it(
    database15: Database, tmp_path: Path, host: str, user: str, remedy: str
) -> None:
    database15.psql("create table things (value text)")
    async with console(database15.params, tmp_path) as on:
        target = replace(on.target, host=host, port=6543, user=user)
        plan = await make_plan(build_index(), on.link, target, pooler=Pooler.TRANSACTION)
    assert [each.remedy.startswith(remedy) for each in plan.refusals] == [True]
