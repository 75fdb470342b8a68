"""A query asked as somebody: what they get of it, beside what we get."""

from __future__ import annotations

import pytest

from console.audit.asking import Refused, Who
from console.audit.probe import Count
from console.audit.probe_query import probe_query
from tests.database.reading import reading
from tests.servers import Database

TABLES = """
create table notes (id integer primary key, owner text, words text);
insert into notes select i, case when i % 3 = 0 then '{role}' else 'other' end, 'w' from generate_series(1, 30) i;
alter table notes enable row level security;
create policy own on notes for select using (owner = current_user);
create table closed (id integer);
create role {role};
grant select on notes to {role};
"""


@pytest.mark.parametrize("end", ["", ";", " -- so"])
async def test_a_query_is_asked_as_somebody(database18: Database, end: str) -> None:
    role = f"reader_{database18.name}"
    database18.psql(TABLES.format(role=role))
    try:
        async with reading(database18.params) as database:
            who = Who(role)
            found = await probe_query(
                database, f"select n.id, n.words from notes n where n.id > 3{end}", who, samples=2
            )
            closed = await probe_query(database, "select * from closed", who)
            wrong = await probe_query(database, "select 1) as q; drop table notes; select (1", who)
            writes = await probe_query(database, "with x as (delete from notes returning 1) select * from x", who)
    finally:
        database18.psql(f"drop owned by {role}; drop role {role}")
    assert found.seen == Count(9)
    assert found.ours == Count(27)
    assert isinstance(found.samples, tuple)
    assert [set(row.values()) for row in found.samples] == [{"••••"}, {"••••"}]
    assert isinstance(closed.seen, Refused)
    assert not isinstance(wrong.seen, Count)
    assert not isinstance(writes.seen, Count)
    assert database18.psql("select count(*) from notes") == "30"
