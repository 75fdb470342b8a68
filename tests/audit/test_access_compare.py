"""What a change opens and closes, on real servers: read, change, read again, compare."""

from __future__ import annotations

from contextlib import closing

import pytest

from console.audit.access import Verdict
from console.audit.access_compare import AccessChange, Direction, compare_access
from console.audit.access_paths import after_set_role, doors, inherited, schema_ways, ways
from console.audit.access_reading import read_access
from console.audit.predicates import Command, Policy, combine, is_false, is_true
from console.audit.roles import list_roles
from tests.audit.shop import HOSTILE, open_shop
from tests.database.reading import reading, superuser
from tests.servers import Database

NOTES = '"' + HOSTILE.replace('"', '""') + '"'
ROLES = ("anon", "authenticated", "service_role")


async def changed(database: Database, *statements: str) -> tuple[AccessChange, ...]:
    """What the statements change, for the roles of the platform."""
    async with reading(database.params) as read:
        before = await read_access(read, ROLES)
        with closing(superuser(database.params)) as look:
            for statement in statements:
                look.execute(statement.encode())
        return compare_access(before, await read_access(read, ROLES))


async def test_each_way_of_opening_is_seen(database: Database) -> None:
    open_shop(database)
    assert await changed(database) == ()
    own = f"create policy everybody on {NOTES} for select to anon using (true)"
    (one,) = await changed(database, own)
    assert (one.role, one.command, one.direction, one.widened) == ("anon", "select", Direction.WIDENED, True)
    off = await changed(database, f"alter table {NOTES} disable row level security")
    assert {each.direction for each in off} == {Direction.WIDENED}
    assert {(each.role, each.command) for each in off} >= {("anon", "select"), ("authenticated", "update")}
    on = await changed(database, f"alter table {NOTES} enable row level security")
    assert {each.direction for each in on} == {Direction.NARROWED}
    (column,) = await changed(database, f"grant update (owner) on {NOTES} to authenticated")
    assert (column.direction, column.command) == (Direction.WIDENED, "update")
    future = await changed(database, "alter default privileges in schema public grant select on tables to anon")
    place = f"next tables in public of {database.server.user}"
    assert [each.text for each in future] == [f"anon: select on {place} was not there, is open"]
    new = await changed(database, "create table fresh (id integer)")
    assert {(each.relation, each.role, each.direction) for each in new} == {("public.fresh", "anon", Direction.WIDENED)}
    shut = await changed(database, "revoke usage on schema public from public, anon")
    assert {each.direction for each in shut} == {Direction.NARROWED}


async def test_policies_are_compared_by_their_texts(database: Database) -> None:
    open_shop(database)
    more = await changed(database, f"create policy more on {NOTES} for select to authenticated using (plan = 'free')")
    assert [each.direction for each in more if each.command == "select"] == [Direction.WIDENED]
    less = await changed(
        database, f"create policy less on {NOTES} as restrictive for select to authenticated using (id > 1)"
    )
    assert [each.direction for each in less if each.command == "select"] == [Direction.NARROWED]
    other = await changed(database, f"alter policy more on {NOTES} using (plan = 'paid')")
    assert [(each.direction, each.widened) for each in other if each.command == "select"] == [(Direction.CHANGED, True)]
    assert "plan = 'paid'" in other[0].text


async def test_the_way_is_said(database: Database) -> None:
    open_shop(database)
    async with reading(database.params) as read:
        access = await read_access(read, ROLES)
    anon = access.role_named("anon")
    notes, view = access.relation_named("public", HOSTILE), access.relation_named("public", "all_notes")
    assert anon is not None
    assert notes is not None
    assert view is not None
    user = database.server.user
    (way,) = ways(access, anon.oid, notes.oid, Command.SELECT)
    assert way.text == f"anon → SELECT granted by {user}"
    assert "PUBLIC → USAGE on schema public" in " ".join(each.text for each in schema_ways(access, anon.oid, notes.oid))
    (door,) = doors(access, anon.oid, notes.oid)
    assert door.text.startswith(f"anon → definer view public.all_notes as {user} → ")
    assert after_set_role(access, anon.oid, notes.oid, Command.SELECT) == ()
    assert set(inherited(access, anon.oid)) == {anon.oid, 0}
    service = next(each for each in list_roles(access) if each.role.name == "service_role")
    assert service.role.bypasses


DOORS = """
create schema private;
grant usage on schema private to anon;
create table private.vault (id integer primary key);
create view private.seen as select id from private.vault;
create function private.parsed() returns bigint language sql security definer
    begin atomic select count(*) from private.vault; end;
create function private.typed(a integer) returns void language plpgsql security definer
    as 'begin perform 1 from "private".vault; end';
create function private.over() returns bigint language sql security definer as 'select count(*) from PRIVATE.Seen';
create function private.elsewhere() returns bigint language sql security definer as 'select count(*) from public.vault';
create function private.closed() returns bigint language sql security definer as 'select count(*) from private.vault';
create function private.as_asked() returns bigint language sql as 'select count(*) from private.vault';
create function private.fires() returns trigger language plpgsql security definer
    as 'begin perform 1 from private.vault; end';
revoke execute on function private.closed() from public;
"""


async def test_doors_are_told(database: Database) -> None:
    """What a role has no right to, and reaches all the same."""
    open_shop(database)
    database.psql("create table public.vault (id integer);" + DOORS)
    async with reading(database.params) as read:
        access = await read_access(read, ("anon", "authenticated"))
    anon, other = access.role_named("anon"), access.role_named("authenticated")
    vault = access.relation_named("private", "vault")
    assert anon is not None
    assert other is not None
    assert vault is not None
    user = database.server.user
    assert access.cell(anon.oid, vault.oid, Command.SELECT).verdict is Verdict.DENIED
    assert sorted(way.text for way in doors(access, anon.oid, vault.oid)) == [
        f"anon → definer function private.over() as {user}, whose text names it"
        f" → definer view private.seen as {user} → private.vault",
        f"anon → definer function private.parsed() as {user} → private.vault",
        f"anon → definer function private.typed(a integer) as {user}, whose text names it → private.vault",
    ]
    assert doors(access, other.oid, vault.oid) == ()  # no USAGE on the schema


def test_what_is_constant() -> None:
    for text in ("true", "(true)", "((1 = 1))", "('a'::text = 'a'::text)", "(NOT false)"):
        assert is_true(text), text
    for text in ("false", "((false))", "NULL::boolean"):
        assert is_false(text), text
    for text in ("(a = a)", "(true) OR (x)", "(1 = 2)", "', true)'", ""):
        assert not is_true(text), text
        assert not is_false(text), text


@pytest.mark.parametrize(("checks", "text"), [(False, "(a OR b) AND c"), (True, "(a OR d) AND c")])
def test_policies_together(checks: bool, text: str) -> None:
    policies = [
        Policy(1, 1, "one", None, True, (0,), "a", None),
        Policy(2, 1, "two", Command.UPDATE, True, (0,), "b", "d"),
        Policy(3, 1, "three", Command.UPDATE, False, (0,), "c", None),
        Policy(4, 1, "four", Command.SELECT, True, (0,), "e", None),
    ]
    assert combine(policies, Command.UPDATE, checks=checks).text == text
    assert combine(policies[2:3], Command.UPDATE, checks=checks).never
