"""How bad a plan says that it is, and what it says of what it could not see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from console.core.change_window import ChangeWindow, parse_freeze
from console.core.target import Environment
from console.core.unknown import Unknown
from console.guard.confirm_brief import brief_of
from console.guard.events import Result
from console.guard.operation import Call, Change, Operation, Requirement, Risk, Step
from console.guard.plan_text import plan_text
from console.guard.planning import make_plan
from console.guard.refusals import target_refusals
from console.guard.undo import undo_operation
from tests.guard.console import change_rows, console, query, set_setting
from tests.servers import Database

Systems = Callable[..., Database]

FAMILY = """
create table parents (id int primary key, name text);
create table children (id int primary key, parent int references parents on delete cascade on update cascade);
create table toys (id int primary key, child int references children on delete cascade);
insert into parents values (1, 'a'), (2, 'b');
insert into children values (7, 1);
insert into toys values (70, 7);
"""


def delete(number: int) -> Operation:
    text = "delete from {} where id = %(id)s"
    return change_rows(text, "public.parents", "id", [number], change=Change.DELETE, id=number)


def rename(*numbers: int) -> Operation:
    return change_rows("update {} set name = 'x'", "public.parents", "id", numbers, columns=["name"])


@pytest.fixture
def family(database: Database) -> Database:
    database.psql(FAMILY)
    return database


@pytest.fixture
def role(family: Database) -> Iterator[str]:
    """A role that may do everything but see behind row security."""
    name = f"clerk_{family.name}"
    family.psql(f"create role {name} login; grant all on parents, children, toys to {name}")
    yield name
    family.psql(f"drop owned by {name}; drop role {name}")


async def test_rows_that_row_security_hides_are_not_none(family: Database, role: str, tmp_path: Path) -> None:
    async with console({**family.params, "user": role}, tmp_path) as on:
        seen = await on.plan(delete(1))
        assert [(each.relation, each.rows) for each in seen.cascades] == [("public.children", 1), ("public.toys", 1)]
        none = await on.plan(delete(2))
        assert (none.cascades, none.undoable, none.risk) == ((), True, Risk.ROUTINE)
        family.psql("alter table children enable row level security")
        plan = await on.plan(delete(2))
        # What is behind hidden rows is not known either.
        assert [each.relation for each in plan.cascades] == ["public.children", "public.toys"]
        assert all(isinstance(each.rows, Unknown) for each in plan.cascades)
        assert "row security hides rows from this role" in plan_text(plan)
        assert (plan.undoable, plan.risk) == (False, Risk.DANGEROUS)
        # The server deletes them in spite of row security.
        assert (await on.do(await on.plan(delete(1)))).done
    assert family.psql("select count(*) from children") == "0"


async def test_hidden_rows_in_the_way_lose_nothing(family: Database, role: str, tmp_path: Path) -> None:
    family.psql("create table photos (parent int references parents); alter table photos enable row level security")
    async with console({**family.params, "user": role}, tmp_path) as on:
        plan = await on.plan(delete(2))
    assert [(each.relation, each.effect) for each in plan.cascades] == [("public.photos", "in the way")]
    assert (plan.undoable, plan.risk) == (True, Risk.ROUTINE)


async def test_a_key_that_takes_others_along_deletes_nothing(family: Database, tmp_path: Path) -> None:
    text = "update {} set id = 3 where id = 1"
    async with console(family.params, tmp_path) as on:
        plan = await on.plan(change_rows(text, "public.parents", "id", [1], columns=["id"]))
    assert [each.effect for each in plan.cascades] == ["changed with it"]


@pytest.mark.parametrize(
    ("meanwhile", "difference"),
    [
        ("insert into children select 100 + n, 1 from generate_series(1, 2) n", ("public.children", "1 row", "3 rows")),
        ("delete from toys", ("public.toys", "1 row", "0 rows")),
        ("create table cats (parent int references parents); insert into cats values (1)",
         ("public.cats", "0 rows", "1 row")),
    ],
)  # fmt: skip
async def test_what_goes_along_is_counted_again_under_the_lock(
    family: Database, meanwhile: str, difference: tuple[str, str, str], tmp_path: Path
) -> None:
    before = family.psql("select count(*) from children")
    async with console(family.params, tmp_path) as on:
        plan = await on.plan(delete(1))
        family.psql(meanwhile)
        outcome = await on.do(plan)
        assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "changed")
        (found,) = outcome.end.difference
        assert (found["row"], found["planned"], found["found"]) == difference
        assert family.psql("select count(*) from parents where id = 1") == "1"
        assert int(family.psql("select count(*) from children")) >= int(before)
        if "cats" not in meanwhile:
            assert (await on.do(await on.plan(delete(1)))).done


async def test_a_key_with_more_behind_it_than_planned_is_not_changed(family: Database, tmp_path: Path) -> None:
    text = "update {} set id = 3 where id = 1"
    async with console(family.params, tmp_path) as on:
        plan = await on.plan(change_rows(text, "public.parents", "id", [1], columns=["id"]))
        family.psql("insert into children values (77, 1)")
        outcome = await on.do(plan)
    assert (outcome.result, outcome.end.how) == (Result.NOT_DONE, "changed")
    assert outcome.end.difference[0]["column"] == "changed with it"


async def test_the_risk_regards_what_the_plan_found(family: Database, tmp_path: Path) -> None:
    async with console(family.params, tmp_path, environment=Environment.STAGING) as on:
        one, several = await on.plan(rename(1)), await on.plan(rename(1, 2))
        assert (one.risk, one.raised, [ask.phrase for ask in one.asks]) == (Risk.ROUTINE, "", ["y"])
        assert (several.risk, several.raised) == (Risk.CAREFUL, "2 rows")
        assert [ask.phrase for ask in several.asks] == ["parents"]
        deleting = await on.plan(delete(1))
        assert deleting.risk is Risk.DANGEROUS
        assert "deletes rows that refer to it" in deleting.raised
        assert (await on.plan(delete(2))).risk is Risk.ROUTINE
        lost = replace(rename(1), steps=tuple(_without_columns(rename(1))))
        plan = await on.plan(lost)
        assert (plan.undoable, plan.risk, plan.raised) == (False, Risk.DANGEROUS, "it cannot be undone")


def _without_columns(operation: Operation) -> Iterator[Step]:
    for step in operation.steps:
        yield replace(step, rows=tuple(replace(rows, columns=()) for rows in step.rows))


async def test_an_undo_has_the_operation_s_own_risk(system: Systems, tmp_path: Path) -> None:
    window = ChangeWindow(freezes=(parse_freeze("2026-12-20/2027-01-03"),))
    async with console(system("event_cms").params, tmp_path) as on:
        frozen = datetime.fromisoformat("2026-12-25T12:00")
        plan = await make_plan(set_setting("site_name", "Ours"), on.link, on.target, windows=[window], now=frozen)
        assert plan.risk is Risk.CAREFUL
        entry = await on.journal.entry((await on.do(plan)).entry)
        assert entry.intent.risk == "careful"

        async def call(_: Call) -> Operation:
            raise AssertionError("it is undone by its rows")

        undo = await undo_operation(entry, on.link.database, on.target, call)
        assert undo.risk is Risk.ROUTINE


async def test_who_is_in_the_way_is_unknown_and_not_nobody(system: Systems, tmp_path: Path) -> None:
    database = system("event_cms")
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(set_setting("site_name", "Ours"))
        assert plan.blockers == ()
        blind = replace(plan, blockers=Unknown("permission denied for pg_locks"))
    assert "? UNKNOWN permission denied for pg_locks" in plan_text(blind)
    assert blind.document()["blocked_by"] == {"unknown": "permission denied for pg_locks"}
    facts = {label: "".join(span.text for span in line) for label, line in brief_of(blind).facts}
    assert "UNKNOWN" in facts["blocked by"]
    assert blind.digest == plan.digest


async def test_every_expression_that_is_evaluated_is_shown(system: Systems, tmp_path: Path) -> None:
    now = Requirement(
        "It is there", query("select exists (select 1 from {} where key = %(k)s)", "site_settings", k="a")
    )
    then = Requirement("Some are left", query("select count(*) > 2 from {}", "site_settings"), after=True)
    async with console(system("event_cms").params, tmp_path) as on:
        plan = await on.plan(replace(set_setting("site_name", "Ours"), requirements=(now, then)))
        first = "select exists (select 1 from \"site_settings\" where key = 'a')"
        assert [check.query for check in plan.checks] == [first]
        said = plan_text(plan)
        assert first in said
        assert 'select count(*) > 2 from "site_settings"' in said
        document = plan.document()
        assert document["requirements"][0]["query"] == first
        assert document["required_afterwards"][0]["sentence"] == "Some are left"
        other = replace(then, query=query("select count(*) > 3 from {}", "site_settings"))
        changed = await on.plan(replace(set_setting("site_name", "Ours"), requirements=(now, other)))
        assert changed.digest != plan.digest


async def test_a_server_that_is_too_old_is_only_read_from(database: Database, tmp_path: Path) -> None:
    database.psql(
        "create table site_settings (key text primary key, value text); insert into site_settings values ('k')"
    )
    async with console(database.params, tmp_path) as on:
        plan = await on.plan(set_setting("k", "x"))
    assert plan.refusals == ()
    old = target_refusals(plan.target, replace(plan.here, version=140_012), plan.identity, None)
    assert [(each.what, bool(each.remedy)) for each in old] == [("PostgreSQL 14 is only read from.", True)]
