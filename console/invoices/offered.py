"""The operations of `offers`, made from an invoice's number and the arguments of --set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.database.session import Database
from console.errors import UsageProblem
from console.guard.operation import Operation
from console.invoices.ageing import invoice_kind
from console.invoices.document import Document, read_document
from console.invoices.operations import MOST, mark_overdue, move_due_date, record_payment, replace_link
from console.records.definition import View
from console.records.listing import Lister, Request
from console.records.opened import Records, open_records
from console.records.record import Whole, read_record
from console.records.resource import Resource
from console.records.session import record_session
from console.records.showing import key_named

if TYPE_CHECKING:
    from console.database.opening import Link


async def make_pay(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """A payment recorded."""
    records, whole, document = await invoice_named(link.database, link.target.name, key)
    payments = await part_of(link.database, records, whole, "payments")
    return record_payment(
        records,
        whole,
        document,
        payments,
        paid=arguments["amount"],
        reference=arguments["reference"],
        over=arguments.get("over") == "true",
    )


async def make_link(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """The payment link replaced."""
    records, whole, document = await invoice_named(link.database, link.target.name, key)
    links = await part_of(link.database, records, whole, "links")
    return replace_link(whole, links, live=live_link(document), new_id=arguments["id"], url=arguments["url"])


async def make_due(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Another due date."""
    _, whole, _ = await invoice_named(link.database, link.target.name, key)
    return move_due_date(whole, arguments["date"])


async def make_overdue(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """Everything that is past its date marked."""
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
    return await overdue_of(link.database, records)


async def overdue_of(database: Database, records: Records) -> Operation:
    """The operation that marks what its transition's own rules allow, the oldest first, as many as a plan shows."""
    definition = invoice_kind(records)
    invoice = definition.invoice
    transition = definition.transition(invoice.overdue) if invoice else None
    if invoice is None or transition is None:
        raise UsageProblem(f"{definition.many} have no transition that marks one overdue.", "", "")
    async with record_session(database) as session:
        resource = await records.resource(session, definition.name)
    states = resource.definition.states
    words = " or ".join(f"this.{states.column}::text = '{state}'" for state in transition.sources) if states else "true"
    rules = " and ".join(f"({rule.sql})" for rule in transition.requires) or "true"
    view = View("past due", f"({words}) and {rules}", invoice.due)
    wholes: list[Whole] = []
    async with record_session(database) as session:
        page = await Lister(records.catalogue, resource).page(session, Request(view=view, size=MOST))
        for one in page.records:
            found = await read_record(session, records, resource, one.key)
            wholes += [found] if found is not None else []
    return mark_overdue(records, resource, wholes, transition)


async def invoice_named(database: Database, target: str, text: str) -> tuple[Records, Whole, Document]:
    """The invoice of that number or key. UsageProblem where there is none."""
    async with record_session(database) as session:
        records = await open_records(session, target)
        resource = await records.resource(session, invoice_kind(records).name)
    key = await key_named(database, records, resource, text)
    return await invoice_at(database, records, resource, key, text)


async def invoice_at(
    database: Database, records: Records, resource: Resource, key: tuple[str, ...], text: str
) -> tuple[Records, Whole, Document]:
    """The invoice with that key. UsageProblem where it is gone."""
    async with record_session(database) as session:
        whole = await read_record(session, records, resource, key)
    if whole is None:
        raise UsageProblem(f"There is no invoice {text}.", "", "greenroom find looks for it.")
    return records, whole, await read_document(database, records, whole)


async def part_of(database: Database, records: Records, whole: Whole, part: str) -> Resource:
    """The kind that holds the payments or links of an invoice. UsageProblem where that is not known."""
    invoice = whole.resource.definition.invoice
    found = getattr(invoice, part) if invoice is not None else None
    if found is None:
        raise UsageProblem(f"Where {part} of {whole.title} stand is not known.", "", f"[KIND.invoice.{part}] says it.")
    async with record_session(database) as session:
        return await records.resource(session, found.table)


def live_link(document: Document) -> str | None:
    """The key of the link that is still good."""
    if not isinstance(document.links, tuple):
        return None
    return next((each.key for each in document.links if each.revoked is None), None)
