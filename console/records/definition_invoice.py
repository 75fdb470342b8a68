"""What makes a record an invoice: `[invoices.invoice]` of a definition file. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of an invoice: their table, the column that holds the invoice, and what each column of them is."""

    table: str
    on: str
    about: str
    quantity: str
    unit: str
    total: str
    of: str = ""
    """The column that says what it was for, such as an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """The payments of an invoice, and the state of those whose money has arrived."""

    table: str
    on: str
    reference: str
    amount: str
    state: str
    arrived: str
    currency: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The payment links of an invoice; `revoked` is set where one is no longer good."""

    table: str
    on: str
    id: str
    url: str
    expires: str = ""
    revoked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """The columns of an invoice. `recipient` and `issuer` are paths to names; `open` are the states in which it is
    owed, `overdue` the transition that marks one past its date.
    """

    number: str
    due: str
    recipient: str
    open: tuple[str, ...]
    issuer: str = ""
    issued: str = ""
    subtotal: str = ""
    tax: str = ""
    kind: str = ""
    draft: str = "draft"
    overdue: str = ""
    paid: str = ""
    """The transition that marks one as paid."""
    lines: Lines | None = None
    payments: Payments | None = None
    links: Links | None = None
