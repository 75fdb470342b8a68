"""Reading a schema: as whoever, past locks, and without what others own."""

from __future__ import annotations

from contextlib import closing

import pytest

from console.schema.compare import compare, unread
from console.schema.objects import Kind, schema_of
from console.schema.snapshot import read_schema
from tests.database.reading import reading, superuser
from tests.schema.kinds import NEW, ROLES
from tests.servers import Database, Servers


async def test_a_role_without_rights_reads_the_same(database: Database) -> None:
    database.psql(ROLES + NEW)
    role = f"stranger_{database.name}"
    database.psql(f"create role {role} login; alter role {role} set search_path = later, app")
    try:
        async with reading(database.params) as ours, reading(database.params | {"user": role}) as theirs:
            everything, little = await read_schema(ours), await read_schema(theirs)
        assert (everything.unknown, little.unknown) == ({}, {})
        assert compare(everything, little) == ()
        assert everything.objects.keys() == little.objects.keys()
        assert {each.kind for each in everything.objects.values()} == set(Kind) - {
            Kind.ENUM_LABEL,
            Kind.COLUMN,
            Kind.EXTENSION,
        }
    finally:
        database.psql(f"drop role {role}")


async def test_what_a_table_has_on_top_is_told(database18: Database, servers: Servers) -> None:
    other = servers.new_database(database18.server)
    try:
        for base in (database18, other):
            base.psql("create table public.t (id integer primary key)")
        other.psql("alter table public.t enable row level security; alter table public.t set (fillfactor = 50)")
        async with reading(database18.params) as ours, reading(other.params) as theirs:
            said = [each.sentence for each in compare(await read_schema(ours), await read_schema(theirs))]
        assert said == ["storage parameters public.t: extra", "row security public.t: extra"]
    finally:
        database18.server.drop_database(other.name)


async def test_what_somebody_holds_is_unread_and_nothing_waits(database: Database) -> None:
    database.psql(ROLES + NEW)
    async with reading(database.params) as read:
        whole = await read_schema(read)
        with closing(superuser(database.params)) as holder, holder.transaction():
            holder.execute("lock table app.person, app.booking in access exclusive mode")
            part = await read_schema(read)
    assert part.unknown == {}
    held = {f"{kind} {name}" for kind, name in unread(part)}
    assert {"table app.person", "view app.people", "policy later.made made", "trigger app.person stamp"} <= held
    assert {"foreign key later.made made_booking_fkey", "rule app.booking log", "index app.person_name"} <= held
    assert not {"table later.made", "view app.names", "index app.parted_day", "function app.stamp()"} & held
    assert compare(whole, part) == ()
    assert compare(part, whole) == ()


async def test_what_the_platform_and_extensions_own_is_left_out(database15: Database) -> None:
    database15.psql(
        """create schema auth; create table auth.users (id integer); create schema mine;
        create extension citext schema mine; create extension hstore;
        create function mine.stamp() returns trigger language plpgsql as $$ begin return new; end $$;
        create trigger signed_up after insert on auth.users for each row execute function mine.stamp();
        create schema storage; create table storage.objects (id integer);
        create policy mine on storage.objects using (true); create policy theirs on auth.users using (true);
        comment on table auth.users is 'Theirs'; grant select on auth.users to public;"""
    )
    async with reading(database15.params) as read:
        snapshot = await read_schema(read)
    names = {(str(each.kind), each.name) for each in snapshot.objects.values()} - {("schema", "public")}
    assert {name for name in names if "public" not in name[1]} == {
        ("schema", "mine"),
        ("extension", "citext"),
        ("extension", "hstore"),
        ("function", "mine.stamp()"),
        ("trigger", "auth.users signed_up"),
        ("policy", "storage.objects mine"),
    }


@pytest.mark.parametrize(
    ("name", "schema"), [("app.t", "app"), ('"a.b".t', '"a.b"'), ('"a""b"."c.d"', '"a""b"'), ("app", "app")]
)
def test_the_schema_of_a_name(name: str, schema: str) -> None:
    assert schema_of(name) == schema
