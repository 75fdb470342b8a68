"""Bookings made, changed, moved and given back through the guard; each refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.errors import GuardProblem, Problem, UsageProblem
from console.guard.events import Result
from console.guard.offers import operation_of
from console.guard.operation import Call
from console.guard.undo import undo_operation
from tests.guard.console import Console, console, identity_of
from tests.servers import Database

OPEN = """
select id from public.events where status = 'PUBLISHED' and start_date > now() and capacity - booked_count > 30
order by start_date, id limit 2
"""


def value(database: Database, text: str) -> str:
    return database.psql(text)


async def do(on: Console, name: str, key: str, **arguments: str) -> tuple[Result, str]:
    operation = await operation_of(Call(name, key, arguments), on.link)
    outcome = await on.do(operation)
    return outcome.result, outcome.end.detail


async def test_a_booking_from_its_beginning_to_its_end(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("event_cms")
    one, other = value(database, OPEN).split("\n")
    email, who = value(database, "select email, id from public.users where deleted_at is null limit 1").split("|")
    value(database, f"update public.events set price = 12.50 where id = '{one}'")
    async with console(database.params, tmp_path / "journal", identity=identity_of(database)) as desk:
        # a new one, by e-mail, at the price of now
        operation = await operation_of(Call("bookings.new", one, {"who": email, "seats": "3"}), desk.link)
        facts = dict(operation.facts)
        assert facts["price"] == "3 × 12.50 = 37.50 AUD, as it is now"
        before = int(value(database, f"select booked_count from public.events where id = '{one}'"))
        assert (await desk.do(operation)).result is Result.DONE
        made = value(
            database,
            f"select id, seats, unit_price, total_price, status from public.bookings where event_id = '{one}'"
            f" and user_id = '{who}' and seats = 3 and unit_price = 12.50",
        )
        key, *held = made.split("|")
        assert held == ["3", "12.50", "37.50", "PENDING"]
        assert value(database, f"select booked_count from public.events where id = '{one}'") == str(before + 3)

        # a price that has changed since it was shown, and an event that was called off, stop it
        stale = await desk.plan(operation)
        value(database, f"update public.events set price = 15 where id = '{one}'")
        outcome = await desk.do(stale)
        assert (outcome.result, outcome.end.detail) == (Result.NOT_DONE, "Not so: its price is 12.50 still")

        # a new one is taken back by cancelling it
        again = await desk.do(await operation_of(Call("bookings.new", one, {"who": who, "seats": "1"}), desk.link))
        entry = await desk.journal.entry(again.entry)
        undo = await undo_operation(entry, desk.link.database, desk.target, lambda call: operation_of(call, desk.link))
        assert (await desk.do(undo)).result is Result.DONE
        assert value(database, f"select status from public.bookings where id = '{undo.key}'") == "CANCELLED"
        assert value(database, f"select booked_count from public.events where id = '{one}'") == str(before + 3)

        # more seats at the price that they were booked for; and back
        more = await operation_of(Call("bookings.seats", key, {"seats": "5"}), desk.link)
        assert (await desk.do(more)).result is Result.DONE
        assert value(database, f"select seats, total_price from public.bookings where id = '{key}'") == "5|62.50"
        assert more.reverse.call is not None
        assert (await desk.do(await operation_of(more.reverse.call, desk.link))).result is Result.DONE
        assert value(database, f"select seats, total_price from public.bookings where id = '{key}'") == "3|37.50"
        with pytest.raises(UsageProblem, match="3 seats already"):
            await do(desk, "bookings.seats", key, seats="3")

        # elsewhere: it ends here and begins there, in one transaction
        result, _ = await do(desk, "bookings.move", key, to=other)
        assert result is Result.DONE
        state, reason = value(database, f"select status, status_reason from public.bookings where id = '{key}'").split(
            "|"
        )
        assert (state, reason) == ("CANCELLED", "a test")
        there = f"select seats, status from public.bookings where event_id = '{other}' and user_id = '{who}'"
        assert "3|PENDING" in value(database, there)
        assert value(database, f"select booked_count from public.events where id = '{one}'") == str(before)
        with pytest.raises(GuardProblem, match="CANCELLED"):
            await do(desk, "bookings.seats", key, seats="1")


async def test_each_refusal_is_explained(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("event_cms")
    one, _ = value(database, OPEN).split("\n")
    who = value(database, "select id from public.users limit 1")
    value(database, f"update public.events set capacity = booked_count + 4 where id = '{one}'")
    title = value(database, f"select title from public.events where id = '{one}'")
    async with console(database.params, tmp_path / "journal") as desk:

        async def refused(**arguments: str) -> list[str]:
            operation = await operation_of(Call("bookings.new", f"events/{one}", {"who": who, **arguments}), desk.link)
            plan = await desk.plan(operation)
            return [f"{each.what} {each.why}" for each in plan.refusals]

        assert await refused(seats="4") == []
        assert any(f"5 places free for {title}" in words for words in await refused(seats="5"))
        assert any("a booking may have 40 seats" in words for words in await refused(seats="40"))
        # between the plan and the change, a shop takes the last seats without waiting for anybody
        four = await operation_of(Call("bookings.new", one, {"who": who, "seats": "4"}), desk.link)
        plan = await desk.plan(four)
        value(
            database,
            f"insert into public.bookings (user_id, event_id, seats, unit_price, total_price, expires_at)"
            f" values ('{who}', '{one}', 1, 0, 0, now() + interval '1 hour')",
        )
        outcome = await desk.do(plan)
        assert (outcome.result, outcome.end.detail) == (Result.NOT_DONE, f"Not so: 4 places free for {title}")
        value(database, f"update public.events set status = 'CANCELLED' where id = '{one}'")
        assert any("it is published" in words for words in await refused(seats="1"))
        for name, key, arguments in (
            ("bookings.new", one, {"who": "nobody@example.org"}),
            ("bookings.new", "events/nothing", {"who": who}),
            ("bookings.new", one, {"who": who, "seats": "two"}),
            ("bookings.new", one, {"who": who, "seats": "0"}),
            ("bookings.new", one, {"who": who, "waiting": "yes"}),
        ):
            with pytest.raises(Problem):
                await operation_of(Call(name, key, arguments), desk.link)


async def test_what_is_past_its_time_is_given_back_together(system18: Callable[..., Database], tmp_path: Path) -> None:
    database = system18("event_cms")
    value(database, "update public.bookings set expires_at = now() - interval '1 hour' where status = 'PENDING'")
    late = int(value(database, "select count(*) from public.bookings where status = 'PENDING'"))
    assert late > 1
    async with console(database.params, tmp_path / "journal") as desk:
        operation = await operation_of(Call("bookings.expire", "bookings", {}), desk.link)
        plan = await desk.plan(operation)
        assert sum(label == "gives back" for label, _ in operation.facts) == min(late, 500)
        # one of them is paid meanwhile: nothing at all is done
        paid = plan.before[0].key[0][1]
        value(database, f"update public.bookings set status = 'CONFIRMED', expires_at = null where id = '{paid}'")
        assert (await desk.do(plan)).result is Result.NOT_DONE
        assert value(database, "select count(*) from public.bookings where status = 'PENDING'") == str(late - 1)
        assert (await do(desk, "bookings.expire", "bookings"))[0] is Result.DONE
        assert int(value(database, "select count(*) from public.bookings where status = 'PENDING'")) == max(
            0, late - 501
        )
        assert value(database, "select count(*) from public.bookings where status_reason = 'not paid in time'") != "0"
