"""The engine: one check that fails takes no other down, and nothing unread looks clean."""

from __future__ import annotations

from contextlib import closing

import pytest

from console.audit import running
from console.audit.checks import Check, all_checks, checks_named
from console.audit.surroundings import EXPOSED, read_surroundings
from console.core.finding import Confidence, Level
from console.errors import QueryProblem, UsageProblem
from tests.database.reading import reading, superuser, value
from tests.servers import Database, Pooled, Standby

CHECKS = ("table-without-rls", "policy-per-row", "open-write")
MADE = """
create table item (id integer primary key, owner text);
alter table item enable row level security;
create policy own on item using (owner = current_setting('request.jwt.claim.sub', true));
create table other (id integer primary key, owner text);
alter table other enable row level security;
create policy own on other using (owner = current_setting('request.jwt.claim.sub', true));
create table wide (id integer primary key);
grant select on wide to public;
"""


async def test_a_locked_table_is_named_and_the_rest_is_answered(database: Database) -> None:
    database.psql(MADE)
    async with reading(database.params, connections=3) as read:
        with closing(superuser(database.params)) as holder, holder.transaction():
            holder.execute("lock table item, wide in access exclusive mode")
            found = await running.run_checks(read, checks=checks_named(CHECKS))
    assert [(each.check, each.object) for each in found.findings] == [
        ("policy-per-row", "other"),
        ("table-without-rls", "wide"),
    ]
    unknown = [each for each in found.unknown if each.check != EXPOSED]
    assert [each.check for each in unknown] == ["policy-per-row"]
    assert "public.item" in unknown[0].reason
    assert "lock" in unknown[0].reason


async def test_a_check_that_fails_is_unknown_alone(database: Database) -> None:
    database.psql(MADE)
    broken = Check(name="facts/absent", title="T", level=Level.ERROR, area="security", why="W.", since=99)
    async with reading(database.params) as read:
        found = await running.run_checks(read, checks=[broken, *checks_named(["table-without-rls"])])
    assert "facts/absent" in {each.check for each in found.unknown}
    assert [each.object for each in found.findings] == ["wide"]
    assert found.exit_status(Level.ERROR, allow_unknown=True) == 1


async def test_a_timeout_is_unknown(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    database.psql(MADE)

    async def slow(*_: object) -> tuple[running.Row, ...]:
        raise QueryProblem("The server took too long and was stopped.", "", "Try again.", sqlstate="57014")

    monkeypatch.setattr(running, "_rows", slow)
    async with reading(database.params) as read:
        found = await running.run_checks(read, checks=checks_named(["open-write"]))
    assert {each.check for each in found.unknown} >= {"open-write"}
    assert found.exit_status(Level.ERROR) == 3


async def test_only_one_schema(database: Database) -> None:
    database.psql("create schema other; create table other.a (); create table b ();")
    async with reading(database.params) as read:
        found = await running.run_checks(read, schemas=["other"], checks=checks_named(["no-primary-key"]))
    assert [(each.schema, each.object) for each in found.findings] == [("other", "a")]


async def test_every_check_runs_on_an_empty_database_as_anybody(database: Database) -> None:
    role = f"nobody_{database.name}"
    database.psql(f"create role {role} login")
    try:
        for user in (database.params["user"], role):
            async with reading(database.params | {"user": user}, connections=2) as read:
                found = await running.run_checks(read)
            known = {each.check for each in found.unknown} - {EXPOSED}
            assert known <= {"hba-trust"}
            assert {each.name for each in all_checks()} == set(found.checks)
            assert [each for each in found.findings if each.schema] == []
    finally:
        database.psql(f"drop role {role}")


async def test_through_a_pooler_and_on_a_standby(pgbouncer: Pooled, standby: Standby) -> None:
    pgbouncer.database.psql(MADE)
    standby.catch_up()
    for params in (pgbouncer.params, standby.server.params(pgbouncer.database.name)):
        async with reading(params, connections=2) as read:
            found = await running.run_checks(read, checks=checks_named(CHECKS))
        assert [each.object for each in found.findings] == ["item", "other", "wide"]


async def test_what_an_api_serves(database: Database) -> None:
    database.psql(
        "do $$ begin if to_regrole('anon') is null then create role anon nologin; end if; end $$;"
        "create table item (id integer primary key); grant select on item to anon;"
    )
    check = checks_named(["table-without-rls"])
    async with reading(database.params) as read:
        unsaid = await running.run_checks(read, checks=check)
        elsewhere = await running.run_checks(read, checks=check, exposed=["api"])
        database.psql(
            "do $$ begin execute format('alter database %I set pgrst.db_schemas = ''public, api''', "
            "current_database()); end $$"
        )
        around = await read_surroundings(read)
        said = await running.run_checks(read, checks=check)
    assert [each.check for each in unsaid.unknown] == [EXPOSED]
    assert [each.level for each in elsewhere.findings] == [Level.WARNING]
    assert around.exposed == ("public", "api")
    assert (said.unknown, [each.level for each in said.findings]) == ((), [Level.ERROR])


async def test_a_role_of_ones_own_is_judged_when_it_is_named(database: Database) -> None:
    role = f"app_{database.name}"
    database.psql(
        f"create role {role}; create table item (id integer); grant delete on item to {role};"
        f"create role {role}_part; create table own (id integer); alter table own enable row level security;"
        f"grant select (id) on own to {role}_part"
    )
    check = checks_named(["table-without-rls"])
    try:
        async with reading(database.params) as read:
            assert (await running.run_checks(read, checks=check)).findings == ()
            found = await running.run_checks(read, checks=check, audience=[role])
            absent = await running.run_checks(read, checks=check, audience=["nobody_at_all"])
            by_column = await value(read, f"select to_regrole('{role}_part')::oid::bigint")
            assert by_column in (await read_surroundings(read)).audience
    finally:
        database.psql(f"drop owned by {role}, {role}_part; drop role {role}, {role}_part")
    assert [each.detail for each in found.findings] == [f"Open to {role}."]
    assert any("nobody_at_all" in each.reason for each in absent.unknown)


async def test_a_role_with_a_grant_is_judged_by_policies_for_all(database: Database) -> None:
    role = f"app_{database.name}"
    database.psql(
        "create table item (id integer); alter table item enable row level security;"
        "create policy anything on item for update using (true); create policy seen on item for select using (true);"
        f"create role {role}; grant usage on schema public to {role}; grant select, update on item to {role}"
    )
    try:
        async with reading(database.params) as read:
            found = await running.run_checks(read, checks=checks_named(["open-write", "open-read"]))
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")
    assert [(each.check, each.sub) for each in found.findings] == [
        ("open-read", "seen SELECT"),
        ("open-write", "anything UPDATE"),
    ]


def test_a_fix_is_whole_or_not_there() -> None:
    check = checks_named(["truncate-granted"])[0]
    row = {"schema": "a", "object": "b", "relation": 'a."b{}"', "role": "public"}
    assert running.finding(check, row).fix == 'revoke truncate on a."b{}" from public'
    assert running.finding(check, row | {"role": None}).fix == ""
    assert running.finding(check, row | {"confidence": "static"}).confidence is Confidence.STATIC


def test_a_check_is_found_by_its_name() -> None:
    with pytest.raises(UsageProblem, match="Did you mean open-write"):
        checks_named(["open-wite"])
    assert len(checks_named(["open-write"])) == 1
