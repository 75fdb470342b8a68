"""One box over every kind: what each sort of input finds, what is left out and told, and what the server is spared."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from console.core.unknown import Unknown
from console.database.session import Database
from console.records.learnt import Pattern, learn
from console.records.opened import Records
from console.records.search import Found, search
from tests.records.reading import on
from tests.servers import Database as OnServer
from tests.servers import Servers

SHOP = """
create extension pg_trgm;
create table people (
    id uuid primary key default gen_random_uuid(), email text not null, phone text, name text not null, handle text,
    about text, words tsvector, password_hash text
);
create index on people (lower(email));
create index on people using gin (name gin_trgm_ops);
create unique index on people (handle);
create index on people using gin (to_tsvector('english', about));
create index on people using gin (words);
create table orders (
    id bigint generated always as identity primary key, number text unique not null, payment_ref text,
    person_id uuid not null references people, total numeric, note text, placed_on date
);
create index on orders (person_id);
create index on orders (payment_ref);
create table small_things (id int primary key, title text, slug text);
insert into people (email, phone, name, handle, about, words, password_hash)
select 'p' || n || '@example.com', '+61 400 ' || lpad(n::text, 6, '0'), 'Person ' || n, 'person.' || n,
    case when n = 7 then 'She juggles flaming torches' else 'Nothing to tell ' || n end,
    to_tsvector('simple', case when n = 9 then 'unicycle' else 'word' || n end), 'secret-' || n
from generate_series(1, 6000) as n;
update people set name = 'Zora Quentin' where email = 'p42@example.com';
insert into orders (number, payment_ref, person_id, total, note, placed_on)
select 'ORD-' || lpad(upper(to_hex(n * 7919)), 8, '0'), 'pi_' || lpad(n::text, 12, '0'), p.id, n,
    'left at the door', '2026-01-01'
from (select id, row_number() over (order by email) as n from people) as p;
insert into small_things values (1, 'Red lamp', 'red-lamp'), (2, 'Blue lamp', 'blue-lamp');
vacuum analyze;
"""
DEFINITIONS = """
[people]
table = "public.people"
title = "{name}"
search = [
    { column = "id", rank = 95 },
    { column = "email", rank = 90, normalise = "lower" },
    { column = "handle", rank = 85 },
    { column = "phone", rank = 80 },
    { column = "name", mode = "contains", rank = 60 },
    { column = "name", mode = "fuzzy", rank = 20 },
    { column = "email", mode = "contains", rank = 50 },
    { column = "about", mode = "words", rank = 30 },
    { column = "words", mode = "words", rank = 30 },
    { column = "password_hash", rank = 99 },
]

[orders]
table = "public.orders"
title = "{number}"
search = [
    { column = "number", rank = 100 },
    { column = "id", rank = 90 },
    { column = "payment_ref", rank = 95, pattern = "^pi_" },
    { column = "person_id.name", mode = "contains", rank = 40 },
    { column = "note", mode = "contains", rank = 10 },
]
"""


@pytest.fixture(scope="module")
def shop(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnServer]:
    """A shop of PostgreSQL 15, which has trigrams."""
    server = servers.of_major(15)
    database = servers.new_database(server)
    database.psql(SHOP)
    folder = tmp_path_factory.mktemp("config")
    (folder / "records").mkdir()
    (folder / "records" / "shop.toml").write_text(DEFINITIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENROOM_CONFIG_DIR", str(folder))
        yield database
    server.drop_database(database.name)


async def _all(database: Database, records: Records, text: str) -> Found:
    steps = [each async for each in search(database, records, text)]
    return Found(
        tuple(hit for step in steps for hit in step.hits),
        tuple(one for step in steps for one in step.skipped),
        tuple(one for step in steps for one in step.unknown),
    )


def _names(found: Found) -> set[tuple[str, str, str]]:
    return {(hit.kind, hit.title, hit.column) for hit in found.hits}


def test_every_sort_of_input_finds_its_record(shop: OnServer) -> None:
    key, number = shop.psql(
        "select p.id, o.number from people p join orders o on o.person_id = p.id where p.name ~ 'Zora'"
    ).split("|")
    zora = ("people", "Zora Quentin")
    inputs = {
        key: (*zora, "id"),
        "P42@Example.COM": (*zora, "email"),
        "@person.42": (*zora, "handle"),
        "quentin": (*zora, "name"),
        "zora que": (*zora, "name"),
        "Zora Quentim": (*zora, "name"),  # a slip of the finger
        "zo": (*zora, "name"),  # short: what begins with it
        "torch flaming": ("people", "Person 7", "about"),  # as the language has it, by an index over an expression
        "unicycle": ("people", "Person 9", "words"),  # by a column of words
        number: ("orders", number, "number"),
        number.lower(): ("orders", number, "number"),
        number.removeprefix("ORD-"): ("orders", number, "number"),
        number.replace("-", "").lower(): ("orders", number, "number"),
        "17": ("orders", shop.psql("select number from orders where id = 17"), "id"),
        "pi_000000000042": (
            "orders",
            shop.psql("select number from orders where payment_ref ~ '0042$'"),
            "payment_ref",
        ),
        "lamp": ("small_things", "Red lamp", "title"),
        "red-lamp": ("small_things", "Red lamp", "slug"),
    }

    async def read(database: Database, records: Records) -> dict[str, Found]:
        return {text: await _all(database, records, text) for text in inputs}

    found = on(shop, read)
    assert {text for text, wanted in inputs.items() if wanted not in _names(found[text])} == set()
    assert {one for each in found.values() for one in each.unknown} == set()
    # The person is called so; her order is found by her, which is worth less.
    ranked = [(hit.kind, hit.rank) for hit in sorted(found["quentin"].hits, key=lambda hit: -hit.rank)]
    assert ranked == [("people", 60), ("orders", 40)]
    assert not found["pi_000000000042"].skipped  # no part of it is looked for


def test_what_no_index_serves_is_left_out_and_told_and_no_large_table_is_read_through(shop: OnServer) -> None:
    inputs = ("quentin", "nobody at all", "zzq", "ab", "+61 400 000042", "17", "ORD-0001", "secret-7", "%", "p42")
    count = "select sum(seq_scan) from pg_stat_user_tables where relname in ('people', 'orders')"

    async def read(database: Database, records: Records) -> dict[str, Found]:
        await _all(database, records, "first")  # the shapes are read now
        return {text: await _all(database, records, text) for text in inputs}

    before = shop.psql(count)
    found = on(shop, read)
    assert shop.psql(count) == before
    skipped = {(one.kind, one.column): one for one in found["quentin"].skipped}
    assert skipped["orders", "note"].why == "no trigram index"
    assert skipped["orders", "note"].remedy == "public.orders (note)"
    phone = {(one.kind, one.column): one.why for one in found["+61 400 000042"].skipped}
    assert phone["people", "phone"] == "no index"
    assert not found["secret-7"].hits  # a secret is not even compared
    assert all(hit.column != "email" for hit in found["p42"].hits)  # masked: whole or not at all


def test_an_arm_that_is_locked_or_slow_leaves_the_rest(shop: OnServer) -> None:
    async def read(database: Database, records: Records) -> Found:
        await _all(database, records, "first")
        with psycopg.connect(**shop.params) as other:
            other.execute("lock table small_things in access exclusive mode")
            return await _all(database, records, "quentin")

    found = on(shop, read)
    assert ("people", "Zora Quentin", "name") in _names(found)
    assert [kind for kind, _ in found.unknown] == ["small_things"]
    assert all(isinstance(why, Unknown) and "lock" in why.reason for _, why in found.unknown)


def test_a_search_that_is_dropped_is_gone_from_the_server(shop: OnServer) -> None:
    busy = "select count(*) from pg_stat_activity where application_name = 'greenroom' and state = 'active'"

    async def read(database: Database, records: Records) -> None:
        await _all(database, records, "first")
        slow = records.sentences
        # The patience of an arm is a second, so that it must be the cancel that ends it.
        kept = slow.statement

        def sleepy(*given: object, **more: object) -> object:
            made = kept(*given, **more)
            return replace(made, text=_asleep(made.text)) if made.text is not None else made

        slow_search = type("Sleepy", (), {"statement": staticmethod(sleepy), "unlearnt": lambda *_: [], "patterns": {}})
        records.sentences = slow_search()
        task = asyncio.create_task(_all(database, records, "quentin"))
        with psycopg.connect(**shop.params, autocommit=True) as watch:
            while watch.execute(busy).fetchone() == (0,):  # noqa: ASYNC110  # the server tells nobody
                await asyncio.sleep(0.005)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            assert watch.execute(busy).fetchone() == (0,)

    on(shop, read)


def _asleep(text: object) -> object:
    from psycopg import sql

    return sql.SQL("select * from (select pg_catalog.pg_sleep(0.9)) as s, lateral ({}) as found").format(text)


@pytest.mark.parametrize(
    ("values", "pattern"),
    [
        ([f"BK-{n:05X}" for n in range(40)], Pattern("BK-", "upper", 8, 8)),
        ([f"INV-2026-{n}" for n in range(40)], Pattern("INV-", "upper", 6, 15)),
        ([f"{n:08x}" for n in range(100, 900, 7)], Pattern("", "lower", 8, 8)),
        ([f"Person {n}" for n in range(40)], None),
        ([f"name{n}" for n in range(3)], None),
        ([str(n) for n in range(1000, 1040)], None),
    ],
)
def test_a_pattern_is_learnt_from_values(values: list[str], pattern: Pattern | None) -> None:
    assert learn(values) == pattern
    if pattern is not None:
        for value in values:
            assert value in pattern.written(value.lower())
            assert value in pattern.written(value.removeprefix(pattern.prefix))
