"""Lists by keyset: every row once, in order, both ways, whatever the sorting column holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from console.database.session import Database
from console.errors import UsageProblem
from console.records.filters import Condition
from console.records.listing import Lister, Request, Sort, key_as_text, key_from_text, understood
from console.records.opened import Records
from console.records.session import record_session
from tests.records.reading import everything, kind, on
from tests.servers import Database as OnServer

ODD = r"""
create table "Odd ""%s"" table" (
    "first key" integer, "second%key" text, at timestamptz, n numeric, f float8, label text,
    primary key ("first key", "second%key")
);
insert into "Odd ""%s"" table"
select i / 3, 'k,' || i || '\', case i % 7 when 0 then null when 1 then 'infinity' when 2 then '-infinity'
    when 3 then '0044-03-15 12:00+00 BC' else '2026-01-01'::timestamptz + i * interval '1 minute' end,
    case i % 5 when 0 then null when 1 then 'NaN' else i / 3.0 end,
    case when i % 4 = 0 then 'NaN'::float8 else i / 7.0 end,
    'x' || i
from generate_series(1, 101) as i;
analyze;
"""
TABLE = 'Odd "%s" table'


@pytest.mark.parametrize("path", [None, "at", "n", "f", "label", "first key"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_row_comes_once_and_in_order(database18: OnServer, path: str | None, descending: bool) -> None:
    database18.psql(ODD)
    sort = Sort(path, descending) if path else None

    async def read(database: Database, records: Records) -> tuple[list[str], list[str], list[str]]:
        resource = await kind(database, records, TABLE)
        pages = await everything(database, records, resource, Request(sort=sort), size=7)
        whole = await everything(database, records, resource, Request(sort=sort), size=200)
        back = await everything(database, records, resource, Request(sort=sort, backward=True), size=11)
        return [one.id for one in pages], [one.id for one in whole], [one.id for one in back]

    pages, whole, back = on(database18, read)
    assert len(whole) == len(set(whole)) == 101
    assert pages == whole
    assert back == whole[::-1]
    column = f'"{path}"' if path else '"first key"'
    way = "desc" if descending and path else "asc"
    order = f'{column} {way} nulls last, "first key" {way}, "second%key" {way}'
    said = database18.psql(
        f"""select "first key" || '|' || "second%key" from "Odd ""%s"" table" order by {order}"""
    ).split("\n")
    assert ["|".join(key_from_text(each, 2)) for each in whole] == said


def test_a_key_as_text_is_read_back() -> None:
    for key in [("a",), ("a,b", "c\\"), ("", ","), ("\\,", "\\\\")]:
        assert key_from_text(key_as_text(key), len(key)) == key
    with pytest.raises(UsageProblem):
        key_from_text("a,b,c", 2)


def test_filters_ask_the_server(system18: Callable[..., OnServer]) -> None:
    shop = system18("event_cms")

    async def read(database: Database, records: Records) -> tuple[int, int, int]:
        resource = await kind(database, records, "bookings")
        lister = Lister(records.catalogue, resource)
        wanted = understood(records.catalogue, resource, "status:pend total:>100 name:~chen", date(2026, 11, 21))
        assert [each.operator for each in wanted.conditions] == ["=", ">", "~"]
        async with record_session(database) as session:
            found = await lister.count(session, Request(filter=wanted))
            all_of_them = await lister.count(session, Request())
            exact = await lister.count(session, Request(), most=None)
        return found, all_of_them, exact

    found, capped, exact = on(shop, read)
    said = shop.psql(
        "select count(*) from bookings b join users u on u.id = b.user_id"
        " where b.status = 'PENDING' and b.total_price > 100 and u.name ilike '%chen%'"
    )
    assert found == int(said)
    assert capped == 1_001
    assert exact == int(shop.psql("select count(*) from bookings"))


def test_a_masked_column_is_looked_for_whole_and_a_secret_never(system18: Callable[..., OnServer]) -> None:
    async def read(database: Database, records: Records) -> None:
        resource = await kind(database, records, "users")
        today = date(2026, 11, 21)
        whole = understood(records.catalogue, resource, "email:mia.chen@example.com", today)
        assert whole.conditions == (Condition("email", "=", "mia.chen@example.com"),)
        with pytest.raises(UsageProblem, match="masked"):
            understood(records.catalogue, resource, "email:~chen", today)
        with pytest.raises(UsageProblem, match="secret"):
            understood(records.catalogue, resource, "password_hash:x", today)

    on(system18("event_cms"), read)
