"""Records through a transaction pooler and as roles that may do little: answered, refused with words, or UNKNOWN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from console.core.target import SecretSource, Target, Tls
from console.database.connect import connect
from console.database.session import Database
from console.guard.events import Result
from console.guard.offers import operation_of
from console.guard.operation import Call
from console.records.listing import Lister, Request
from console.records.opened import Records, open_records
from console.records.search import search
from console.records.session import record_session
from console.records.showing import read_page
from tests.guard.console import console
from tests.records.reading import on
from tests.servers import Database as OnServer
from tests.servers import Pooled

SHOP = """
create table people (id integer primary key, name text not null, email text unique, phone text);
create table orders (
    id integer primary key, number text not null unique, person_id integer references people, status text not null,
    total numeric(10, 2), created_at timestamptz not null default now()
);
create index on orders (person_id);
create table secrets (id integer primary key, word text);
insert into people select i, 'Person ' || i, 'p' || i || '@example.com', '0400 000 ' || i from generate_series(1, 40) i;
insert into orders select i, 'ORD-' || i, 1 + i % 40, 'open', i, now() - i * interval '1 hour'
from generate_series(1, 300) i;
analyze;
"""


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))


def _target(params: Mapping[str, Any]) -> Target:
    return Target(
        name="test",
        host=str(params["host"]),
        port=int(params["port"]),
        database=str(params["dbname"]),
        user=str(params["user"]),
        tls=Tls.OFF,
        secret=SecretSource.NONE,
    )


async def test_through_a_transaction_pooler(pgbouncer: Pooled, tmp_path: Path) -> None:
    pgbouncer.database.psql(SHOP)
    database = Database(lambda: connect(_target(pgbouncer.params), None))
    try:
        async with record_session(database) as session:
            records = await open_records(session)
            orders = await records.resource(session, "orders")
            page = await Lister(records.catalogue, orders).page(session, Request(size=5))
        assert [one.title for one in page.records] == [f"ORD-{i}" for i in range(1, 6)]
        found = [hit async for step in search(database, records, "ORD-7") for hit in step.hits]
        assert ("orders", "ORD-7") in {(hit.kind, hit.title) for hit in found}
        shown = await read_page(database, records, orders, ("7",), target="test")
        assert shown is not None
        assert shown.whole.values["number"] == "ORD-7"
    finally:
        await database.close()
    async with console(pgbouncer.params, tmp_path / "journal") as shop:
        operation = await operation_of(Call("records.edit", "orders/7", {"total": "8.50"}), shop.link)
        assert (await shop.do(operation)).result is Result.DONE
    assert pgbouncer.database.psql("select total from orders where id = 7") == "8.50"


def test_a_role_sees_what_it_may_and_the_rest_is_said(database18: OnServer) -> None:
    name = f"clerk_{database18.name}"
    database18.psql(
        SHOP + f"create role {name} login; grant select (id, number, status, created_at) on orders to {name};"
        f"grant select on people to {name}; alter table people enable row level security;"
    )

    async def read(database: Database, records: Records) -> tuple[tuple[str, ...], list[str], bool, int]:
        async with record_session(database) as session:
            orders = await records.resource(session, "orders")
            people = await records.resource(session, "people")
            page = await Lister(records.catalogue, orders).page(session, Request(size=3))
            nobody = await Lister(records.catalogue, people).page(session, Request(size=3))
        shown = await read_page(database, records, orders, page.records[0].key, target="test")
        assert shown is not None
        closed = [each.column.name for each in shown.whole.fields if not each.readable]
        return records.kinds, closed, people.shape.filtered, len(nobody.records)

    try:
        kinds, closed, filtered, seen = on(database18, read, user=name)
    finally:
        database18.psql(f"drop owned by {name}; drop role {name}")
    assert "secrets" not in kinds
    assert closed == ["person_id", "total"]
    assert (filtered, seen) == (True, 0)  # row security: none seen is not none there


def test_nothing_is_written_by_looking(system18: Callable[..., OnServer]) -> None:
    shop = system18("event_cms")
    key = shop.psql("select id from bookings order by id limit 1")
    before = shop.psql("select xmin, * from bookings order by id limit 5")

    async def read(database: Database, records: Records) -> int:
        async with record_session(database) as session:
            bookings = await records.resource(session, "bookings")
        shown = await read_page(database, records, bookings, (key,), target="test")
        assert shown is not None
        return len([hit async for step in search(database, records, shown.whole.title) for hit in step.hits])

    assert on(shop, read) >= 1
    assert shop.psql("select xmin, * from bookings order by id limit 5") == before
