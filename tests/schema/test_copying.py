"""A copy of a schema on a scratch server: the same objects, owners and rights, as far as that server can have them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from console.audit.checks import all_checks
from console.audit.running import run_checks
from console.schema.compare import compare
from console.schema.copying import schema_copy
from console.schema.snapshot import read_schema
from tests.database.reading import reading, superuser, value
from tests.servers import Database

OF_ROWS = ("index", "unused", "bloat")
"""Checks that look at rows or at statistics: a copy has none."""


async def test_a_copy_has_the_same_owners_members_and_rights(database: Database) -> None:
    with closing(superuser(database.params)) as look:
        look.execute(
            b"""create role "Own er" nologin bypassrls; create role copied_member login noinherit;
            grant "Own er" to copied_member; create schema s authorization "Own er";
            create table s.t (id serial primary key); alter table s.t owner to "Own er";
            create view s.v as select id from s.t; alter view s.v owner to copied_member;
            create table s.p (a integer) partition by list (a); create table s.p1 partition of s.p for values in (1);
            alter table s.p owner to "Own er"; alter table s.p1 owner to "Own er"; grant select on s.p to copied_member;
            create function s.f(a integer, b text[]) returns integer language sql as 'select 1';
            alter function s.f owner to "Own er"; revoke execute on function s.f from public;
            grant select (id) on s.t to copied_member"""
        )
        try:
            async with reading(database.params) as read, schema_copy(read) as copy:
                assert copy.left == ()
                assert compare(copy.found, await read_schema(copy.scratch.database)) == ()
                may = "select has_table_privilege('copied_member', 's.p', 'select')"
                assert await value(copy.scratch.database, may)
                owners = "select string_agg(relname || ' ' || relowner::regrole, ', ' order by relname) from pg_class"
                said = f"{owners} where relnamespace = 's'::regnamespace and relkind in ('r', 'p', 'v', 'S')"
                assert await value(copy.scratch.database, said) == await value(read, said)
                role = "select rolbypassrls and not rolcanlogin from pg_roles where rolname = 'Own er'"
                assert await value(copy.scratch.database, role)
                uses = "select pg_has_role('copied_member', 'Own er', 'member')"
                assert await value(copy.scratch.database, uses)
        finally:
            look.execute(b'drop schema s cascade; drop role copied_member; drop role "Own er"')


async def test_a_copy_does_not_run_what_fills_a_materialized_view(database: Database) -> None:
    database.psql(
        "create function public.f() returns int language plpgsql as 'begin raise exception ''it ran''; end'; "
        "create materialized view public.m as select public.f() as a with no data; create index on public.m (a)"
    )
    async with reading(database.params) as read, schema_copy(read) as copy:
        assert copy.left == ()
        assert compare(copy.found, await read_schema(copy.scratch.database)) == ()


async def test_a_copy_of_a_sample_system_is_audited_the_same(system18: Callable[..., Database]) -> None:
    base = system18("event_cms")
    checks = [each for each in all_checks() if each.area == "security"]
    async with reading(base.params, connections=2) as read, schema_copy(read) as copy:
        ours = await run_checks(read, checks=checks, exposed=["public"])
        theirs = await run_checks(copy.scratch.database, checks=checks, exposed=["public"])
    print(copy.left)
    assert {each.fingerprint for each in ours.findings} == {each.fingerprint for each in theirs.findings}


async def test_what_the_target_has_is_not_made_by_a_superuser(database: Database) -> None:
    """An index is built of a function that looks who asks: whoever made it must not get a superuser to call it."""
    with closing(superuser(database.params)) as look:
        look.execute(
            b"""create function who() returns integer immutable language plpgsql as $$
            begin
                if pg_catalog.current_database() = 'replay' and exists (
                    select from pg_catalog.pg_roles where rolname in (session_user, current_user) and rolsuper
                ) then raise 'a superuser'; end if;
                return 1;
            end $$;
            create table t (id integer default who()); create index on t ((id + who()));
            create role mighty superuser; create role beside createrole in role pg_read_server_files"""
        )
        try:
            async with reading(database.params) as read, schema_copy(read) as copy:
                assert [each.what for each in copy.left if "mighty" not in each.what] == [
                    next(each.what for each in copy.left if "pg_read_server_files" in each.what)
                ]
                mighty = copy.scratch.server.psql("replay", sql="select rolname from pg_roles where rolsuper")
                assert mighty.split() == ["greenroom_scratch"]
                for who in ("postgres", "beside"):
                    await copy.scratch.writer.run(f"set role {who}")
                    ran = await copy.scratch.writer.run(f"grant pg_execute_server_program to {who}")
                    assert ran.failure
                    assert ran.failure.sqlstate == "42501"
        finally:
            look.execute(b"drop role mighty; drop role beside")
