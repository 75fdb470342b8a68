"""The differences of two schemas as SQL: applied on a real server, nothing differs afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from console.database.sql import sql_folder
from console.schema.compare import compare
from console.schema.generate import LOSES, generate
from console.schema.objects import Snapshot
from console.schema.snapshot import read_schema
from tests.database.reading import reading
from tests.schema.kinds import NEW, OLD, ROLES
from tests.servers import Database, Servers

NO_DROPPING = ["enum label app.state 'held': extra", "enum label app.state 'done': extra"]
"""What no statement mends."""


async def schema(base: Database) -> Snapshot:
    async with reading(base.params) as database:
        snapshot = await read_schema(database)
    assert snapshot.unknown == {}
    return snapshot


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(NEW, ""), (OLD, ""), (NEW, OLD), (OLD, NEW), ("", NEW)],
    ids=["new", "old", "old-to-new", "new-to-old", "new-to-nothing"],
)
async def test_what_is_written_makes_them_the_same(
    database: Database, servers: Servers, wanted: str, found: str
) -> None:
    other = servers.new_database(database.server)
    try:
        database.psql(ROLES + wanted)
        other.psql(ROLES + found)
        ours = await schema(database)
        for _ in range(2 if wanted == OLD and found else 1):  # what no statement mends is made by hand once
            theirs = await schema(other)
            text = generate(compare(ours, theirs), ours, theirs, destructive=True)
            other.server.psql(other.name, sql=f"begin;\n{text}\ncommit;")
        left = [each.sentence for each in compare(ours, await schema(other))]
        assert left == (NO_DROPPING if wanted == OLD and found else [])
    finally:
        database.server.drop_database(other.name)


async def test_a_sample_system_is_written_whole(servers: Servers, system18: Callable[..., Database]) -> None:
    base = system18("event_cms")
    other = servers.new_database(base.server)
    try:
        other.server.psql(other.name, sql_folder() / "systems" / "supabase.sql")
        ours, theirs = await schema(base), await schema(other)
        text = generate(compare(ours, theirs), ours, theirs)
        other.server.psql(other.name, sql=f"begin;\n{text}\ncommit;")
        assert [each.sentence for each in compare(ours, await schema(other))] == []
    finally:
        base.server.drop_database(other.name)


async def test_what_loses_data_is_a_comment(database18: Database, servers: Servers) -> None:
    other = servers.new_database(database18.server)
    try:
        database18.psql("create table public.a (id integer)")
        other.psql('create table public.a (id integer, "x\n; drop table a" text);')
        other.psql("create table public.b (); create view public.v as select 1;")
        ours, theirs = await schema(database18), await schema(other)
        text = generate(compare(ours, theirs), ours, theirs)
        other.server.psql(other.name, sql=f"begin;\n{text}\ncommit;")
        left = {str(each.kind) for each in compare(ours, await schema(other))}
        assert left == {"column", "table"}
        assert text.count(LOSES) == 2
    finally:
        database18.server.drop_database(other.name)
