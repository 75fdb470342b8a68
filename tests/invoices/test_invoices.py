"""Invoices on the comedy nights: documents add up, what is owed is the database's own sum, payments are safe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from console.database.session import Database
from console.errors import Problem, UsageProblem
from console.guard.events import Result
from console.guard.offers import operation_of
from console.guard.operation import Call
from console.invoices.ageing import read_ageing
from console.invoices.document import days_overdue, read_document
from console.records.opened import Records
from console.records.record import read_record
from console.records.session import record_session
from tests.guard.console import Console, console
from tests.records.reading import on
from tests.servers import Database as OnServer

OPEN = (
    "select {} from invoices where status in ('sent', 'overdue') and total_amount > 50 order by invoice_number limit 1"
)
OWED = """
select coalesce(sum(i.total_amount - coalesce((
    select sum(p.amount) from invoice_payments p where p.invoice_id = i.id and p.status = 'succeeded'), 0)), 0)
from invoices i where i.status in ('sent', 'overdue')
"""


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))


@pytest.fixture
def nights(system18: Callable[..., OnServer]) -> OnServer:
    return system18("standup_sydney")


def test_what_is_owed_is_what_the_database_says(nights: OnServer) -> None:
    nights.psql("update invoices set currency = 'NZD' where status = 'sent' and id::text < '4'")
    found = on(nights, lambda database, records: read_ageing(database, records))
    assert isinstance(found.totals, tuple)
    assert isinstance(found.owed, tuple)
    said = {"AUD": "and i.currency = 'AUD'", "NZD": "and i.currency = 'NZD'"}
    for each in found.totals:
        assert each.total == Decimal(nights.psql(OWED + said[each.currency]))
        listed = [one for one in found.owed if one.currency == each.currency]
        assert sum((one.total for one in listed), Decimal(0)) == each.total
    late = nights.psql(OWED + "and i.currency = 'AUD' and i.due_date < now() - interval '91 days'")
    assert next(each for each in found.totals if each.currency == "AUD").amounts[4] == Decimal(late)
    assert isinstance(found.months, tuple)
    assert all(one.billed >= one.paid for one in found.months)


def test_a_document_says_where_it_does_not_add_up(nights: OnServer) -> None:
    key = nights.psql(OPEN.format("id"))

    async def read(database: Database, records: Records) -> tuple[str, ...]:
        async with record_session(database) as session:
            resource = await records.resource(session, "invoices")
            whole = await read_record(session, records, resource, (key,))
        assert whole is not None
        return (await read_document(database, records, whole)).wrong

    assert on(nights, read) == ()
    nights.psql(
        "alter table invoice_items drop constraint invoice_items_total_is_quantity_times_price;"
        f"update invoice_items set total_price = total_price + 1 where invoice_id = '{key}'"
    )
    wrong = on(nights, read)
    assert any("is not" in words and "×" in words for words in wrong)
    assert any(words.startswith("its lines are") for words in wrong)


def test_days_overdue_are_those_of_what_is_owed() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert days_overdue("2026-11-01 00:00:00+00", True, now) == 20
    assert days_overdue("2026-11-01 00:00:00+00", False, now) is None
    assert days_overdue("2026-12-01 00:00:00+00", True, now) is None
    assert days_overdue("infinity", True, now) is None


async def pay(shop: Console, number: str, amount: str, reference: str, **more: str) -> Result:
    """Record a payment through the guard; not done where it is refused."""
    try:
        call = Call("invoices.pay", number, {"amount": amount, "reference": reference, **more})
        return (await shop.do(await operation_of(call, shop.link))).result
    except Problem:
        return Result.NOT_DONE


async def test_never_more_is_paid_than_is_owed(nights: OnServer, tmp_path: Path) -> None:
    number = nights.psql(OPEN.format("invoice_number"))
    where = f"from invoice_payments p join invoices i on i.id = p.invoice_id where i.invoice_number = '{number}'"
    before = Decimal(nights.psql(f"select coalesce(sum(p.amount), 0) {where} and p.status = 'succeeded'"))
    total = Decimal(nights.psql(f"select total_amount from invoices where invoice_number = '{number}'"))
    async with console(nights.params, tmp_path / "a") as one, console(nights.params, tmp_path / "b") as other:
        call = Call("invoices.pay", number, {"amount": str(total + 1), "reference": "pi_much"})
        with pytest.raises(UsageProblem, match="more than"):
            await operation_of(call, one.link)
        part = str(total - before - 1)
        results = await asyncio.gather(pay(one, number, part, "pi_one"), pay(other, number, part, "pi_two"))
        assert sorted(each.value for each in results) == ["done", "not_done"]
        assert await pay(one, number, "1", "pi_rest") is Result.DONE
        assert await pay(one, number, "1", "pi_again") is Result.NOT_DONE
    paid = Decimal(nights.psql(f"select sum(p.amount) {where} and p.status = 'succeeded'"))
    assert paid == total


async def test_a_link_is_replaced_and_the_late_are_marked_together(nights: OnServer, tmp_path: Path) -> None:
    number = nights.psql(OPEN.format("invoice_number"))
    nights.psql(
        "update invoices set issued_at = now() - interval '9 days', due_date = now() - interval '2 days'"
        " where status = 'sent'"
    )
    sent = int(nights.psql("select count(*) from invoices where status = 'sent'"))
    assert sent > 2
    async with console(nights.params, tmp_path / "a") as shop:
        call = Call("invoices.link", number, {"id": "plink_new0001", "url": "https://pay.example/new"})
        assert (await shop.do(await operation_of(call, shop.link))).result is Result.DONE
        plan = await shop.plan(await operation_of(Call("invoices.overdue", "invoices", {}), shop.link))
        assert len(plan.before) == sent
        assert (await shop.do(plan)).result is Result.DONE
    live = "select l.stripe_payment_link_id from invoice_payment_links l join invoices i on i.id = l.invoice_id"
    assert nights.psql(f"{live} where i.invoice_number = '{number}' and l.revoked_at is null") == "plink_new0001"
    assert nights.psql("select count(*) from invoices where status = 'sent'") == "0"
