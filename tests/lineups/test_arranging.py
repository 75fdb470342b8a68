"""A drafted line-up through the guard: both kinds of constraint, back again, two consoles, and the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from console.errors import Problem
from console.guard.events import Result
from console.guard.offers import operation_of
from console.guard.operation import Call
from console.lineups.board import Spot
from console.lineups.draft import Draft
from console.lineups.offered import made, read_now
from console.lineups.operations import wanted_of
from console.lineups.reading import Lineups, open_lineups
from console.records.opened import open_records
from console.records.session import record_session
from tests.guard.console import Console, console
from tests.records.shell import Shell
from tests.servers import Database

DEFINITION = """
[match]
tables = ["public.slots"]
[slots]
table = "public.slots"
parent = "night_id"
position = "place"
[slots.lineup]
fee = "fee"
[slots.lineup.spot]
minutes = "this.minutes"
"""


def tables(kind: str) -> str:
    """Nights with slots under a constraint of that kind; a slot's number is the server's."""
    return f"""
    create table nights (id integer primary key, name text not null, date timestamptz default now());
    create table people (id integer primary key, name text);
    create table slots (
        id integer generated always as identity primary key, night_id integer not null references nights,
        place integer not null check (place > 0), person_id integer not null references people,
        minutes integer, fee numeric(8, 2), unique (night_id, person_id), unique (night_id, place) {kind}
    );
    insert into nights values (1, 'Monday'), (2, 'Tuesday');
    insert into people select i, 'act ' || i from generate_series(1, 9) as i;
    insert into slots (night_id, place, person_id, minutes, fee)
    select n, i, i, 10, 50 from generate_series(1, 2) as n, generate_series(1, 5) as i;
    """


@pytest.fixture(autouse=True)
def defined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's own definition of the slots."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    (tmp_path / "config" / "records").mkdir(parents=True)
    (tmp_path / "config" / "records" / "slots.toml").write_text(DEFINITION)


def slots(database: Database, night: int = 1) -> str:
    """The line-up as one text: place, person, minutes, fee."""
    row = "place || ':' || person_id || ':' || minutes || ':' || fee"
    return database.psql(f"select string_agg({row}, ' ' order by place) from slots where night_id = {night}")


async def opened(shop: Console) -> Lineups:
    async with record_session(shop.link.database) as session:
        return await open_lineups(session, await open_records(session, "shop"))


@pytest.mark.parametrize("kind", ["deferrable initially immediate", ""])
async def test_a_draft_is_one_operation_and_is_taken_back(database18: Database, tmp_path: Path, kind: str) -> None:
    database18.psql(tables(kind))
    before, others = slots(database18), slots(database18, 2)
    async with console(database18.params, tmp_path / "journal") as shop:
        lineups = await opened(shop)
        order, board = await read_now(shop.link.database, lineups, "1")
        draft = Draft(board)
        keys = {each.person: each.id for each in board.spots}
        draft.remove(keys["2"])
        draft.insert(Spot(person="8", act="act 8", minutes=7, fee=Decimal(9)), 0)
        draft.insert(Spot(person="9", act="act 9", minutes=8), 3)
        draft.move(keys["5"], 1)
        draft.set(keys["3"], "fee", Decimal("12.34"))
        draft.set(keys["3"], "minutes", 25)
        operation = await made(shop.link.database, lineups, board, order, wanted_of(lineups, board, draft.spots))
        plan = await shop.plan(operation)
        assert (await shop.do(plan)).result is Result.DONE
        seen = database18.psql("select string_agg(person_id::text, ' ' order by place) from slots where night_id = 1")
        assert seen == " ".join(str(each.person) for each in draft.spots)
        assert "3:25:12.34" in slots(database18)
        (_, now), call = await read_now(shop.link.database, lineups, "1"), operation.reverse.call
        assert [each.fee for each in now.spots if each.person == "8"] == [Decimal("9.00")]
        assert call is not None
        assert (await shop.do(await operation_of(call, shop.link))).result is Result.DONE
    assert slots(database18) == before
    assert slots(database18, 2) == others


async def test_somebody_else_was_quicker(database18: Database, tmp_path: Path) -> None:
    database18.psql(tables(""))
    async with console(database18.params, tmp_path / "journal") as shop:
        lineups = await opened(shop)
        order, board = await read_now(shop.link.database, lineups, "1")
        last = Spot(person="9", act="act 9", minutes=8)
        wanted = wanted_of(lineups, board, (*board.spots, last))
        plan = await shop.plan(await made(shop.link.database, lineups, board, order, wanted))
        database18.psql("insert into slots (night_id, place, person_id, minutes, fee) values (1, 6, 8, 5, 5)")
        left = slots(database18)
        assert (await shop.do(plan)).result is Result.NOT_DONE
        call = Call("lineup.arrange", "slots/1", {"spots": " ".join(each.key for each in board.spots)})
        with pytest.raises(Problem, match="changed the line-up"):
            await operation_of(call, shop.link)
        order, board = await read_now(shop.link.database, lineups, "1")
        cheaper = [replace(board.spots[0], fee=Decimal(1)), *board.spots[1:]]
        plan = await shop.plan(
            await made(shop.link.database, lineups, board, order, wanted_of(lineups, board, cheaper))
        )
        database18.psql(f"update slots set fee = 70 where id = {board.spots[0].key}")
        assert (await shop.do(plan)).result is Result.NOT_DONE
    assert slots(database18) == left.replace("1:1:10:50.00", "1:1:10:70.00")


@pytest.mark.parametrize("kind", ["deferrable initially immediate", ""])
async def test_two_consoles_that_put_somebody_in_at_once(database18: Database, tmp_path: Path, kind: str) -> None:
    database18.psql(tables(kind))

    async def put_in(shop: Console, person: str, at: int) -> Result:
        lineups = await opened(shop)
        try:
            order, board = await read_now(shop.link.database, lineups, "1")
            draft = Draft(board)
            draft.insert(Spot(person=person, minutes=1, fee=Decimal(1)), at)
            wanted = wanted_of(lineups, board, draft.spots)
            return (await shop.do(await made(shop.link.database, lineups, board, order, wanted))).result
        except Problem:
            return Result.NOT_DONE

    async with console(database18.params, tmp_path / "a") as one, console(database18.params, tmp_path / "b") as other:
        done = []
        for first, second, at in (("6", "7", 0), ("8", "9", 9)):
            results = await asyncio.gather(put_in(one, first, at), put_in(other, second, at))
            done += [person for person, result in zip((first, second), results, strict=True) if result is Result.DONE]
    people = database18.psql("select string_agg(person_id::text, ' ' order by place) from slots where night_id = 1")
    places = database18.psql("select string_agg(place::text, ' ' order by place) from slots where night_id = 1")
    assert len(done) >= 1
    assert set(people.split()) == {"1", "2", "3", "4", "5", *done}
    assert places == " ".join(str(number + 1) for number in range(5 + len(done)))


def test_lists_shows_and_writes_a_run_sheet(
    system18: Callable[..., Database],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = Shell(system18("standup_sydney"), tmp_path, monkeypatch, capsys)
    status, document = shell.json("lineup", "list", "--when", "tonight")
    assert status == 0
    night = document["items"][0]
    psql = shell.database.psql
    assert str(night["filled"]) == psql(f"select count(*) from spot_assignments where event_id = '{night['key']}'")
    assert night["net"] == psql(f"select sum(net_amount) from ticket_sales where event_id = '{night['key']}'")
    status, shown = shell.json("lineup", "show", night["key"])
    spots = [each["key"] for each in shown["spots"]]
    assert shown["totals"]["fees"] == psql(
        f"select sum(payment_amount) from spot_assignments where event_id = '{night['key']}'"
    )
    assert any("declined" in each["says"] for each in shown["warnings"])
    file = tmp_path / "sheet.md"
    assert shell.run("lineup", "export", night["name"], str(file))[0] == 0
    assert file.read_text().count("\n| ") >= len(spots)
    assert shell.run("lineup", "export", night["key"], str(file))[0] != 0
    assert shell.run("lineup", "show", night["key"], "--format", "csv")[1].startswith("#,on_stage,act")
    entries: list[dict[str, Any]] = [{"key": key} for key in (spots[-1], *spots[1:-1])]
    entries[0]["set"] = {"minutes": "33", "fee": "250.00"}
    wanted = {"spots": entries, "gone": [spots[0]]}
    order = (
        f"select string_agg(id::text, ' ' order by spot_order) from spot_assignments where event_id = '{night['key']}'"
    )
    entry = shell.done(
        "lineup.arrange", night["key"], "--set", f"spots={json.dumps(wanted)}", "--confirm", night["name"]
    )
    assert psql(order).split() == [each["key"] for each in entries]
    length = (
        "select a.set_length from applications a join spot_assignments s using (event_id, comedian_id) where s.id ="
    )
    assert psql(f"{length} '{spots[-1]}'") == "33"
    assert shell.run("journal", "undo", entry, "--confirm", "y")[0] == 0
    assert psql(order).split() == spots
    assert psql(f"{length} '{spots[-1]}'") == str(shown["spots"][-1]["minutes"])
