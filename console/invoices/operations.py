"""What can be done to invoices beside their transitions: a payment recorded, a link replaced, a date moved, several
marked overdue in one plan. Only the guard runs them; greenroom moves no money.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from console.core.present import visible
from console.errors import UsageProblem
from console.guard.operation import Call, Change, Operation, Query, Requirement, Risk, Rows, Step, no_reverse
from console.invoices.document import Document
from console.records.catalogue import Shape
from console.records.definition import Transition
from console.records.definition_invoice import Links, Payments
from console.records.opened import Records
from console.records.operations import move
from console.records.record import Whole
from console.records.resource import Resource
from console.records.sources import bound, key_condition, table_of
from console.records.written import EVENT, bound_of, column_of, query_of, subject_of, table_for

MOST = 200
"""Invoices that one plan marks. More are not a plan that anybody reads."""


def record_payment(
    records: Records,
    whole: Whole,
    document: Document,
    payments: Resource,
    *,
    paid: str,
    reference: str,
    over: bool = False,
) -> Operation:
    """Write down a payment that has arrived. UsageProblem where it is no amount, or more than is owed and `over` does
    not say that it is meant.
    """
    part = _payments(whole)
    sum_paid = _amount(paid)
    if isinstance(document.balance, Decimal) and sum_paid > document.balance and not over:
        raise UsageProblem(
            f"{sum_paid} is more than the {document.balance} {document.currency} that are owed.",
            "",
            "If more was paid: --set over=true records it as an over-payment.",
        )
    values: dict[str, Any] = {
        part.on: whole.key[0],
        part.reference: reference,
        part.amount: str(sum_paid),
        part.state: part.arrived,
    }
    if part.currency:
        values[part.currency] = document.currency
    table = table_for(payments.shape)
    given: dict[str, Any] = {name: bound_of(payments, name, value) for name, value in values.items()}
    if part.at:
        given[part.at] = sa.func.now()
    insert = sa.insert(table).values(given).returning(*(table.c[name] for name in payments.key))
    rows = Rows(
        schema=payments.relation.schema,
        relation=payments.relation.name,
        key=payments.key,
        columns=tuple(given),
        change=Change.INSERT,
        becomes={**values, **({part.at: "now"} if part.at else {})},
    )
    step = Step(title=f"record {sum_paid}", query=query_of(insert), expected=1, returns_key=True, rows=(rows,))
    holds = () if over else (_no_more_than_owed(records, whole, payments, part),)
    return Operation(
        name="invoices.pay",
        title="Record a payment for",
        subject=subject_of(whole),
        kind=whole.resource.name,
        key=whole.id,
        risk=Risk.CAREFUL,
        steps=(_lock(whole), step),
        requirements=holds,
        reverse=no_reverse("money that has arrived is refunded: that is a transition of the payment"),
        consequence=f"{sum_paid} {document.currency} of {document.balance} owed",
        external="No money is moved: this writes down that it has arrived.",
        event=EVENT,
    )


def replace_link(whole: Whole, links: Resource, *, live: str | None, new_id: str, url: str) -> Operation:
    """Make the live payment link invalid here and write down its successor, in one transaction."""
    part = _links(whole)
    table = table_for(links.shape)
    steps = [_lock(whole)]
    if live is not None and part.revoked:
        update = (
            sa.update(table).where(key_condition(table, links.shape, (live,))).values({part.revoked: sa.func.now()})
        )
        rows = Rows(
            schema=links.relation.schema,
            relation=links.relation.name,
            key=links.key,
            values=((live,),),
            columns=(part.revoked,),
            becomes={part.revoked: "now"},
        )
        steps.append(Step(title="end the old link", query=query_of(update), expected=1, rows=(rows,)))
    values = {part.on: whole.key[0], part.id: new_id, part.url: url}
    insert = (
        sa.insert(table)
        .values({name: bound_of(links, name, value) for name, value in values.items()})
        .returning(*(table.c[name] for name in links.key))
    )
    added = Rows(
        schema=links.relation.schema,
        relation=links.relation.name,
        key=links.key,
        columns=tuple(values),
        change=Change.INSERT,
        masked=frozenset(name for name in values if links.mask_of_path(name) is not None),
        becomes=dict(values),
    )
    steps.append(Step(title="write the new link", query=query_of(insert), expected=1, returns_key=True, rows=(added,)))
    return Operation(
        name="invoices.link",
        title="Replace the payment link of",
        subject=subject_of(whole),
        kind=whole.resource.name,
        key=whole.id,
        risk=Risk.CAREFUL,
        steps=tuple(steps),
        consequence="who has the old link can still pay until the processor ends it too",
        external="The link is made and ended at the payment processor: this records both.",
        event=EVENT,
    )


def move_due_date(whole: Whole, due: str) -> Operation:
    """Give an invoice another due date."""
    from console.records.changing import edit

    invoice = whole.resource.definition.invoice
    if invoice is None:
        raise UsageProblem(f"{whole.title} is no invoice.", "", "")
    return edit(whole, {invoice.due: due})


def mark_overdue(records: Records, resource: Resource, wholes: Sequence[Whole], transition: Transition) -> Operation:
    """Mark several invoices as overdue in one transaction or not at all. UsageProblem where there are none, or more
    than one plan can show.
    """
    if not wholes:
        raise UsageProblem("No invoice is past its date unmarked.", "", "There is nothing to do.")
    if len(wholes) > MOST:
        raise UsageProblem(f"{len(wholes)} invoices are more than one plan shows.", "", f"Mark {MOST} at a time.")
    single = [move(records, whole, transition) for whole in wholes]
    return Operation(
        name="invoices.overdue",
        title="Mark overdue:",
        subject=f"{len(wholes)} invoices" if len(wholes) > 1 else subject_of(wholes[0]),
        kind=resource.name,
        key="overdue",
        risk=Risk.CAREFUL,
        steps=tuple(step for each in single for step in each.steps),
        requirements=tuple(
            _named(whole, each) for whole, one in zip(wholes, single, strict=True) for each in one.requirements
        ),
        consequence="all of them or none",
        facts=tuple((visible(whole.title), visible(whole.subtitle)) for whole in wholes[:20]),
        event=EVENT,
        call=Call("invoices.overdue", resource.name, {}),
    )


def _named(whole: Whole, requirement: Requirement) -> Requirement:
    return Requirement(f"{whole.title}: {requirement.sentence}", requirement.query, requirement.after)


def _amount(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise UsageProblem(f"{text} is no amount.", "", "--set amount=110.00") from None
    if not found.is_finite() or found <= 0:
        raise UsageProblem("A payment is more than nothing.", "", "--set amount=110.00")
    return found


def _payments(whole: Whole) -> Payments:
    invoice = whole.resource.definition.invoice
    if invoice is None or invoice.payments is None:
        raise UsageProblem(
            f"Where payments of {whole.title} stand is not known.", "", "[KIND.invoice.payments] says it."
        )
    return invoice.payments


def _links(whole: Whole) -> Links:
    invoice = whole.resource.definition.invoice
    if invoice is None or invoice.links is None:
        raise UsageProblem(f"Where links of {whole.title} stand is not known.", "", "[KIND.invoice.links] says it.")
    return invoice.links


def _lock(whole: Whole) -> Step:
    """Lock the invoice: two payments of one wait for each other."""
    shape: Shape = whole.resource.shape
    table = table_for(shape)
    chosen: sa.Select[Any] = sa.select(sa.literal_column("1").label("locked"))
    statement = chosen.select_from(table).where(key_condition(table, shape, whole.key)).with_for_update()
    return Step(title="lock the invoice", query=query_of(statement), expected=1)


def _no_more_than_owed(records: Records, whole: Whole, payments: Resource, part: Payments) -> Requirement:
    """Asked behind the payment: the sum of what has arrived is not more than the total."""
    money = whole.resource.definition.money
    invoice, paid = table_for(whole.resource.shape), table_of(payments.shape, "paid")
    key = column_of(payments.shape, part.on)
    state = column_of(payments.shape, part.state)
    arrived = sa.select(sa.func.coalesce(sa.func.sum(paid.c[part.amount]), sa.literal_column("0")))
    arrived = arrived.where(
        paid.c[part.on] == bound(whole.key[0], key), paid.c[part.state] == bound(part.arrived, state)
    )
    statement = sa.select((arrived.scalar_subquery() <= invoice.c[money]).label("so")).select_from(invoice)
    statement = statement.where(key_condition(invoice, whole.resource.shape, whole.key))
    query: Query = query_of(statement)
    return Requirement("no more is paid than is owed", query, after=True)
