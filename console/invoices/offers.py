"""What can be done to invoices, for `greenroom operations` and `greenroom do`. Light: it brings no driver."""

from __future__ import annotations

from console.guard.offers import Argument, Offer
from console.guard.operation import Risk

_MADE = "console.invoices.offered"

OFFERS = (
    Offer(
        "invoices.pay",
        "invoice",
        "record a payment that has arrived; the key is the invoice's number or key",
        Risk.CAREFUL,
        f"{_MADE}:make_pay",
        (
            Argument("amount", "how much"),
            Argument("reference", "what the processor calls it"),
            Argument("over", "true: it is more than is owed, and meant", required=False),
        ),
    ),
    Offer(
        "invoices.link",
        "invoice",
        "replace the live payment link",
        Risk.CAREFUL,
        f"{_MADE}:make_link",
        (Argument("id", "what the processor calls the new one"), Argument("url", "its address")),
    ),
    Offer(
        "invoices.due",
        "invoice",
        "move the due date",
        Risk.ROUTINE,
        f"{_MADE}:make_due",
        (Argument("date", "the new one: 2026-12-01"),),
    ),
    Offer(
        "invoices.overdue",
        "invoice",
        "mark everything overdue that is past its date; the key is the kind, or invoices",
        Risk.CAREFUL,
        f"{_MADE}:make_overdue",
    ),
)
