"""Templates of policies do what they say: tried on real servers as two users, with names from the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest

from console.audit.checks import checks_named
from console.audit.policy_templates import Filling, fill, policy_templates
from console.audit.running import run_checks
from console.audit.template_ground import read_ground
from console.core.unknown import Unknown
from console.database.sql import sql_folder
from console.errors import UsageProblem
from tests.database.reading import reading, superuser
from tests.servers import Database

ANN, BEN, EVE = (f"{number}0000000-0000-4000-8000-000000000000" for number in (1, 2, 3))
MADE = f"""
insert into auth.users (id) values ('{ANN}'), ('{BEN}'), ('{EVE}');
create schema "Sh op";
grant usage on schema "Sh op" to anon, authenticated, service_role;
create table "Sh op".profile (id integer primary key, user_id uuid references auth.users);
insert into "Sh op".profile values (1, '{ANN}'), (2, '{BEN}');
create table "Sh op".admins (user_id uuid, role text);
insert into "Sh op".admins values ('{ANN}', 'admin'), ('{BEN}', 'reader');
grant select on "Sh op".profile, "Sh op".admins to authenticated;
create table "Sh op"."It""em" (
    id integer primary key, "owner Id" uuid references auth.users, profile integer references "Sh op".profile,
    tenant_id integer, is_published boolean
);
create table "Sh op".part (
    item integer references "Sh op"."It""em" on update cascade on delete cascade, user_id uuid references auth.users
);
alter table "Sh op".admins add constraint a foreign key (user_id) references auth.users;
insert into "Sh op"."It""em" values
    (1, '{ANN}', 1, 7, true), (2, '{BEN}', 2, 8, false), (3, null, null, null, null);
insert into "Sh op".part values (1, '{ANN}'), (2, '{BEN}');
grant select on "Sh op".part to authenticated;
"""
TABLE = '"Sh op"."It""em"'
BY = {
    "own-rows": '"owner Id"',
    "through-profile": "profile",
    "participants": "id",
    "tenant": "tenant_id",
}


@contextmanager
def acting(look: psycopg.Connection[Any], role: str, user: str = "", tenant: str = "") -> Iterator[None]:
    """Be that role with the claims of that user, and undo what was done."""
    claims = {"sub": user or None, "role": role, "app_metadata": {"tenant_id": tenant or None}}
    with look.transaction(force_rollback=True):
        look.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)])
        look.execute("select set_config('app.user_id', %s, true)", [user])
        look.execute("select set_config('app.tenant_id', %s, true)", [tenant])
        look.execute(f"set local role {role}".encode())
        yield


def seen(look: psycopg.Connection[Any], role: str, user: str = "", tenant: str = "") -> list[int]:
    with acting(look, role, user, tenant):
        return [row[0] for row in look.execute(f"select id from {TABLE} order by id".encode())]


def refused(look: psycopg.Connection[Any], role: str, user: str, tenant: str, statement: str) -> bool:
    """Whether it raised, or touched nothing."""
    try:
        with acting(look, role, user, tenant):
            return look.execute(statement.encode()).rowcount == 0
    except psycopg.errors.InsufficientPrivilege:
        return True


async def filled(database: Database, name: str) -> str:
    template = next(each for each in policy_templates() if each.name == name)
    async with reading(database.params) as read:
        ground = await read_ground(read, "Sh op", 'It"em')
    assert not isinstance(ground, Unknown)
    fillings = ground.fillings(template)
    assert fillings, f"nothing fits {name}"
    return fill(template, fillings[0])


@pytest.fixture
def look(database: Database) -> Iterator[psycopg.Connection[Any]]:
    database.server.psql(database.name, sql_folder() / "systems" / "supabase" / "platform.sql")
    with closing(superuser(database.params)) as connection:
        connection.execute(MADE.encode())
        yield connection


@pytest.mark.parametrize("name", [*BY, "role-table"])
async def test_two_users_have_rows_of_their_own(database: Database, look: psycopg.Connection[Any], name: str) -> None:
    text = await filled(database, name)
    look.execute(text.encode())
    look.execute(text.encode())  # it can be run twice
    ann, ben = (ANN, "7"), (BEN, "8")
    everything = name == "role-table"
    assert seen(look, "authenticated", *ann) == ([1, 2, 3] if everything else [1])
    assert seen(look, "authenticated", *ben) == ([] if everything else [2])
    assert seen(look, "authenticated", EVE) == []
    assert seen(look, "authenticated") == []
    for statement in (
        f"delete from {TABLE} where id = 1",
        f"update {TABLE} set id = 9 where id = 1",
        f"insert into {TABLE} select 9, '{ANN}', 1, 7, true",
    ):
        assert refused(look, "authenticated", *ben, statement), statement
        assert not refused(look, "authenticated", *ann, statement) or name == "participants"
    if not everything and name != "participants":  # a row is not given away
        theirs = {"own-rows": f"'{BEN}'", "through-profile": "2", "tenant": "8"}[name]
        assert refused(look, "authenticated", *ann, f"update {TABLE} set {BY[name]} = {theirs} where id = 1")
    await no_new_findings(database)


async def no_new_findings(database: Database) -> None:
    names = ("open-write", "row-given-away", "policy-never-allows", "write-without-select", "policy-recursion")
    async with reading(database.params) as read:
        found = await run_checks(read, checks=checks_named(names), exposed=["Sh op"])
    assert [each.check for each in found.findings if each.object == 'It"em'] == []


async def test_what_is_published_is_read_by_everybody_and_written_by_nobody(
    database: Database, look: psycopg.Connection[Any]
) -> None:
    look.execute(f"grant all on {TABLE} to anon, authenticated".encode())
    look.execute((await filled(database, "public-read")).encode())
    assert seen(look, "anon") == seen(look, "authenticated", BEN) == [1]
    for statement in (f"delete from {TABLE}", f"update {TABLE} set id = 9", f"truncate {TABLE}"):
        assert refused(look, "authenticated", ANN, "7", statement)


async def test_only_the_service_is_let_in(database: Database, look: psycopg.Connection[Any]) -> None:
    look.execute(f"grant all on {TABLE} to public".encode())
    look.execute((await filled(database, "service-only")).encode())
    assert seen(look, "service_role") == [1, 2, 3]
    for role in ("anon", "authenticated"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen(look, role, ANN)
    look.execute(b"create role plain_service; grant service_role to plain_service")
    try:
        assert seen(look, "plain_service") == [1, 2, 3]
    finally:
        look.execute(b"drop role plain_service")


async def test_a_plain_postgres_asks_a_setting(database: Database) -> None:
    with closing(superuser(database.params)) as look:
        look.execute(
            b"do $$ begin if not exists (select from pg_roles where rolname = 'authenticated') then "
            b"create role authenticated nologin; end if; end $$;"
            b'create schema "Sh op"; grant usage on schema "Sh op" to authenticated;'
            b'create table "Sh op"."It""em" (id integer primary key, owner_id integer);'
            b'insert into "Sh op"."It""em" values (1, 1), (2, 2)'
        )
        text = await filled(database, "own-rows")
        assert "auth.uid" not in text
        look.execute(text.encode())
        assert (seen(look, "authenticated", "1"), seen(look, "authenticated", "2")) == ([1], [2])
        assert seen(look, "authenticated") == []


def test_what_is_not_told_is_asked_for() -> None:
    template = next(each for each in policy_templates() if each.name == "through-profile")
    assert template.wants == ("role", "column", "near_key", "near_table", "near_user", "user")
    with pytest.raises(UsageProblem, match="column"):
        fill(template, Filling(schema="s", table="t"))


def test_names_are_quoted_and_cut() -> None:
    template = next(each for each in policy_templates() if each.name == "public-read")
    text = fill(template, Filling(schema='"; drop', table="é" * 40, published="a;b"))
    assert '"""; drop"."' in text
    assert 'using ("a;b")' in text
    assert max(len(line.split('"')[1].encode()) for line in text.splitlines() if line.startswith("create policy")) <= 63
