"""The plan of one statement, and the indexes that it might want: read on real servers, never run."""

from __future__ import annotations

import pytest

from console.core.unknown import Unknown
from console.database.session import Database
from console.health.candidates import Candidate, read_candidates
from console.health.explain import Explained, parameters, read_explained, read_statement_text
from console.health.rights import Rights, read_rights
from tests.components import require
from tests.database.reading import reading
from tests.servers import Database as Base

TABLES = """
create table seats (id integer primary key, event integer, "Row" text, at date, note json);
insert into seats select g, g, 'x' || g, '2026-01-01', null from generate_series(1, 20000) as g;
create table events (id integer, name text);
insert into events select g, 'x' from generate_series(1, 20000) as g;
create table written (a integer);
analyze;
"""


async def rights_of(database: Database) -> Rights:
    async with database.read() as session:
        return await read_rights(session)


async def plan(database: Database, statement: str, *values: str | None) -> Explained:
    found = await read_explained(database, await rights_of(database), statement, values or None)
    assert isinstance(found, Explained), found
    return found


async def test_a_statement_is_explained_and_never_run(database: Base) -> None:
    database.psql(TABLES)
    async with reading(database.params) as read:
        rights = await rights_of(read)
        found = await plan(read, "select * from seats where event = 7 and note::text <> '100% {x}; $1' -- $9")
        assert [(node.kind, node.relation) for _, node in found.root.lines()] == [("Seq Scan", "seats")]
        assert not found.generic
        await plan(read, "insert into written values (1);")
        with_value = await plan(read, "select * from seats where id = $1", "5")
        assert with_value.root.index == "seats_pkey"
        generic = await read_explained(read, rights, 'select from seats where event = $1 and "Row" like $2')
        if rights.version >= 160_000:
            assert isinstance(generic, Explained)
            assert (generic.generic, "$1" in generic.root.conditions["Filter"]) == (True, True)
        else:
            assert isinstance(generic, Unknown)
            assert "2 values" in generic.reason
        for wrong in ("selec", "select 1; insert into written values (2)", "select 1; commit; drop table $1", "vacuum"):
            assert isinstance(await read_explained(read, rights, wrong), Unknown), wrong
        assert isinstance(await read_explained(read, rights, "select $1::integer", ("1", "2")), Unknown)
        assert isinstance(await read_statement_text(read, rights, "1"), Unknown)
    assert database.psql("select count(*) from written") == "0"


def test_what_is_a_parameter() -> None:
    assert parameters("""select $2, '$3', "$4", $$ $5 $$, $a$ $6 $a$ -- $7\n /* $8 */ from t where a = $1""") == 2


async def test_candidates_of_the_statements_own_tables(database: Base) -> None:
    database.psql(TABLES)
    statement = """select * from seats s join events e on e.id = s.event
        where s."Row" = 'x7' and s.at > '2025-01-01' and s.note is null order by e.name"""
    async with reading(database.params) as read:
        rights = await rights_of(read)
        found = await read_candidates(read, rights, await plan(read, statement))
        assert isinstance(found, tuple)
        of_seats = [each.columns for each in found if each.table == "seats"]
        assert of_seats[:2] == [("Row", "event", "at"), ("Row", "event")]
        assert {each.table for each in found} == {"seats", "events"}
        assert not any("note" in each.columns for each in found)  # no B-tree holds json
        assert all(isinstance(each.cost, Unknown) and "hypopg" in each.cost.reason for each in found)
        assert any('"Row"' in each.definition for each in found)
        assert await read_candidates(read, rights, await plan(read, "select from seats where id = 1")) == ()


async def test_candidates_are_tried_where_hypopg_is(database15: Base) -> None:
    there = database15.psql("select count(*) from pg_available_extensions where name = 'hypopg'") == "1"
    require("hypopg", "hypopg" if there else None, "Run: apt-get install postgresql-15-hypopg")
    database15.psql(TABLES + "create schema extra; create extension hypopg schema extra;")
    async with reading(database15.params) as read:
        found = await read_candidates(
            read, await rights_of(read), await plan(read, "select from seats where event = $1", "5"), ("5",)
        )
        assert isinstance(found, tuple)
        best: Candidate = found[0]
        assert (best.columns, best.used) == (("event",), True)
        assert isinstance(best.cost, float)
        assert best.cost < best.was / 10


async def test_who_may_not_read_the_table_is_told(database: Base) -> None:
    role = f"little_{database.name}"
    database.psql(TABLES + f"create role {role} login")
    try:
        async with reading(database.params | {"user": role}) as read:
            found = await read_explained(read, await rights_of(read), "select from public.seats")
            assert isinstance(found, Unknown)
            assert "permission denied" in found.reason
    finally:
        database.psql(f"drop owned by {role}; drop role {role}")


@pytest.mark.parametrize("statement", ["select pg_sleep(60)", "delete from seats"])
async def test_nothing_happens(statement: str, database18: Base) -> None:
    database18.psql(TABLES)
    async with reading(database18.params) as read:
        await plan(read, statement)
    assert database18.psql("select count(*) from seats") == "20000"
