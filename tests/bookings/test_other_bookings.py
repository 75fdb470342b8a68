"""Bookings of classes, with a waiting list; of a schema that only a definition tells of; and who is to be told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from console.cli import main
from console.guard.events import Result
from console.guard.offers import operation_of
from console.guard.operation import Call
from console.guard.outcome import Outcome
from tests.guard.console import Console, console
from tests.servers import Database

SHOWS = """
create table shows (id integer primary key, name text not null, seats integer not null, cost numeric not null);
create table guests (id integer primary key, name text not null, email text);
create table tickets (
    id integer generated always as identity primary key, show_id integer not null references shows,
    guest_id integer not null references guests, how_many integer not null, paid_price numeric
);
insert into shows values (1, 'Matinee', 10, 7.5), (2, 'Evening', 3, 12);
insert into guests values (1, 'Ann', 'ann@example.org'), (2, 'Bob', 'bob@example.org');
"""

DEFINED = """
[match]
tables = ["public.shows", "public.tickets"]
[shows]
table = "public.shows"
[guests]
table = "public.guests"
search = [{ column = "email" }]
[tickets]
table = "public.tickets"
one = "ticket"
[tickets.booking]
for = "show_id"
who = "guest_id"
seats = "how_many"
price = "cost"
total = "paid_price"
capacity = "seats"
taken = "(select coalesce(sum(t.how_many), 0) from public.tickets t where t.show_id = this.id)"
"""


async def do(on: Console, name: str, key: str, **arguments: str) -> Outcome:
    return await on.do(await operation_of(Call(name, key, arguments), on.link))


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


async def test_a_definition_alone_makes_bookings(database18: Database, tmp_path: Path) -> None:
    """Without a counter, a trigger or a constraint that would stop it."""
    database18.psql(SHOWS)
    (tmp_path / "config" / "records").mkdir(parents=True)
    (tmp_path / "config" / "records" / "shows.toml").write_text(DEFINED)
    async with console(database18.params, tmp_path / "journal") as desk:
        evening = await operation_of(
            Call("bookings.new", "Evening", {"who": "bob@example.org", "seats": "2"}), desk.link
        )
        both = [await desk.plan(evening), await desk.plan(evening)]
        assert (await desk.do(both[0])).result is Result.DONE
        second = await desk.do(both[1])
        assert (second.result, second.end.detail) == (Result.NOT_DONE, "Not so: 2 places free for Evening")
        assert database18.psql("select how_many, paid_price from tickets") == "2|24"
        assert (await do(desk, "bookings.seats", "1", seats="3")).result is Result.DONE
        assert (await do(desk, "bookings.move", "tickets/1", to="Matinee")).result is Result.DONE
        assert database18.psql("select show_id, how_many, paid_price from tickets") == "1|3|22.5"


async def test_a_class_is_booked_waited_for_and_changed(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("coffee_yoga")
    one, other = database.psql(
        "select id from yoga.class_schedules where status = 'scheduled' and scheduled_date > current_date"
        " and current_bookings < max_participants and waitlist_count = 0 order by scheduled_date, start_time limit 2"
    ).split("\n")
    database.psql(f"update yoga.class_schedules set max_participants = current_bookings + 1 where id = '{one}'")
    first, second = database.psql(
        "select id from yoga.members m where not exists (select from yoga.bookings b where b.member_id = m.id"
        f" and b.class_schedule_id in ('{one}', '{other}')) limit 2"
    ).split("\n")

    def held(member: str) -> str:
        return database.psql(
            f"select class_schedule_id, booking_type, id from yoga.bookings where member_id = '{member}'"
            f" and class_schedule_id in ('{one}', '{other}') and status = 'confirmed'"
        )

    async with console(database.params, tmp_path / "journal") as desk:
        assert (await do(desk, "bookings.new", f"classes/{one}", who=first)).result is Result.DONE
        full = await desk.plan(await operation_of(Call("bookings.new", one, {"who": second}), desk.link))
        assert any("1 place free" in each.what for each in full.refusals)
        assert (await do(desk, "bookings.new", one, who=second, waiting="yes")).result is Result.DONE
        assert held(second).startswith(f"{one}|waitlist|")
        # the first goes elsewhere, by changing: the one who waits gets the place
        moved = await operation_of(Call("bookings.move", held(first).rpartition("|")[2], {"to": other}), desk.link)
        assert (await desk.do(moved)).result is Result.DONE
        assert held(first).startswith(f"{other}|regular|")
        key = f"bookings/{held(second).rpartition('|')[2]}"
        assert (await do(desk, "records.move", key, transition="promote")).result is Result.DONE
        assert held(second).startswith(f"{one}|regular|")
        # the way back is closed now
        assert moved.reverse.call is not None
        back = await desk.plan(await operation_of(moved.reverse.call, desk.link))
        assert any("1 place free" in each.what for each in back.refusals)


async def test_who_is_to_be_told_when_it_is_called_off(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("event_cms")
    event = database.psql(
        "select event_id from public.bookings b join public.events e on e.id = b.event_id"
        " where e.status = 'PUBLISHED' and b.status = 'CONFIRMED' and b.payment_ref is not null"
        " group by event_id order by count(*) desc limit 1"
    )
    live = f"event_id = '{event}' and status in ('PENDING', 'CONFIRMED')"
    count, paid, amount = database.psql(
        f"select count(*), count(payment_ref), sum(total_price) filter (where payment_ref is not null)"
        f" from public.bookings where {live} and refunded_at is null"
    ).split("|")
    async with console(database.params, tmp_path / "journal") as desk:
        call = Call("records.move", f"events/{event}", {"transition": "cancel"})
        operation = await operation_of(call, desk.link)
        facts = dict(operation.facts)
        assert facts["with it"] == f"cancelled: {count} bookings"
        assert facts["to give back"] == f"{paid} bookings paid for, {amount} AUD"
        assert facts["the first"].count("BK-") == 5
        assert (await desk.do(operation)).result is Result.DONE


def test_the_list_of_who_is_told_is_masked(
    system18: Callable[..., Database], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = system18("event_cms")
    event = database.psql("select event_id from public.bookings where payment_ref is not null limit 1")
    email = database.psql(
        f"select u.email from public.bookings b join public.users u on u.id = b.user_id"
        f" where b.event_id = '{event}' limit 1"
    )
    count = int(database.psql(f"select count(*) from public.bookings where event_id = '{event}'"))
    address = ("--url", database.uri, "--environment", "local", "--access", "guarded")
    assert main([*address, "bookings", event, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert len(shown["items"]) == count
    assert email not in json.dumps(shown)
    assert {each["give back"] for each in shown["items"]} <= {"yes", "no"}
    file = tmp_path / "told.csv"
    assert main([*address, "bookings", event, "--reveal", "--output", str(file)]) == 0
    assert email in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    capsys.readouterr()
    assert main(["journal", "list", "--json"]) == 0
    told = capsys.readouterr().out
    assert "revealed" in told
    assert email not in told
