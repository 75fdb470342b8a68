"""`greenroom invoices`: one as a document, what is owed, and month by month."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.core.target import Target
    from console.database.session import Database
    from console.invoices.ageing import Ageing
    from console.invoices.document import Document

R = TypeVar("R")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `invoices` to the command line."""
    about = "invoices: one as a document, what is owed and how long, month by month"
    parser = subparsers.add_parser("invoices", help=about, description=f"{about.capitalize()}.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    showing = _command(commands, "show", run_show, "one invoice as a document")
    showing.add_argument("number", metavar="NUMBER", help="its number or its key")
    _command(commands, "ageing", run_ageing, "who owes how much, and how long already")
    _command(commands, "months", run_months, "billed, paid and still open, month by month")


def _command(commands: Any, name: str, run: Any, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=f"{about.capitalize()}.")
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser


def _ask(arguments: argparse.Namespace, read: Callable[[Database, Target], Awaitable[R]]) -> tuple[Target, R]:
    import asyncio

    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> R:
        async with opened(chosen.target, password) as database:
            return await read(database, chosen.target)

    return chosen.target, asyncio.run(ask())


def run_show(arguments: argparse.Namespace) -> int:
    """One invoice."""
    from console.core.output import emit, emit_json
    from console.core.unknown import Unknown

    async def read(database: Database, target: Target) -> Document:
        from console.invoices.offered import invoice_named

        _, _, document = await invoice_named(database, target.name, arguments.number)
        return document

    target, document = _ask(arguments, read)
    if arguments.json:
        emit_json({"target": target.name} | _document(document))
        return 0
    lines = [f"{document.number}   {document.state or ''}", f"to {document.recipient}   from {document.issuer}"]
    lines.append(f"issued {(document.issued or '–')[:10]}   due {(document.due or '–')[:10]}")
    lines += [""]
    if isinstance(document.lines, Unknown):
        lines.append(f"? UNKNOWN {document.lines.reason}")
    else:
        lines += [f"  {one.about:<40} {one.quantity:f} × {one.unit:f} {one.total:>12f}" for one in document.lines]
    for name, value in (("subtotal", document.subtotal), ("tax", document.tax), ("total", document.total)):
        lines += [f"  {name:<40} {value:>24f}"] if value is not None else []
    owed = "? UNKNOWN" if isinstance(document.balance, Unknown) else f"{document.balance:f} {document.currency}"
    lines.append(f"  {'owed':<40} {owed:>24}")
    lines += [f"✖ {words}" for words in document.wrong]
    from console.core.present import visible

    emit("\n".join(visible(line) for line in lines))
    return 1 if document.wrong else 0


def _document(document: Document) -> dict[str, Any]:
    from console.core.unknown import Unknown

    def known(value: Any) -> Any:
        if isinstance(value, Unknown):
            return {"unknown": value.reason}
        return [_fields(one) for one in value] if isinstance(value, tuple) else None if value is None else str(value)

    amounts = ("subtotal", "tax", "total", "arrived", "balance", "lines", "payments", "links")
    words = ("number", "state", "recipient", "issuer", "issued", "due", "currency", "overdue")
    found: dict[str, Any] = {name: getattr(document, name) for name in words}
    return found | {name: known(getattr(document, name)) for name in amounts} | {"wrong": list(document.wrong)}


def _fields(one: Any) -> dict[str, Any]:
    from dataclasses import asdict
    from decimal import Decimal

    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(one).items()}


async def _ageing(database: Database, target: Target) -> Ageing:
    from console.invoices.ageing import read_ageing
    from console.records.opened import open_records
    from console.records.session import record_session

    async with record_session(database) as session:
        records = await open_records(session, target.name)
    return await read_ageing(database, records)


def run_ageing(arguments: argparse.Namespace) -> int:
    """Who owes how much. Exits 3 where it could not be read."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.core.unknown import Unknown
    from console.invoices.ageing import BUCKETS

    target, found = _ask(arguments, _ageing)
    if isinstance(found.owed, Unknown) or isinstance(found.totals, Unknown):
        reason = next(part.reason for part in (found.owed, found.totals) if isinstance(part, Unknown))
        if arguments.json:
            emit_json({"target": target.name, "unknown": reason})
        else:
            emit_message(f"? UNKNOWN {reason}")
        return 3
    if arguments.json:
        rows = [
            {
                "recipient": each.recipient,
                "currency": each.currency,
                "owed": str(each.total),
                "days": {name: str(amount) for name, amount in zip(BUCKETS, each.amounts, strict=True)},
                "invoices": each.invoices,
            }
            for each in found.owed
        ]
        totals = [{"currency": each.currency, "owed": str(each.total)} for each in found.totals]
        emit_json({"target": target.name, "items": rows, "totals": totals})
        return 0
    shown = [
        (each.recipient, f"{each.total:,f}", each.currency, *(f"{amount:,f}" for amount in each.amounts))
        for each in found.owed
    ]
    if shown:
        emit(table(shown, ("RECIPIENT", "OWED", "", *(name.upper() for name in BUCKETS)), limit=40))
    for each in found.totals:
        emit_message(f"{each.total:,f} {each.currency} owed in {each.invoices} invoices.")
    return 0


def run_months(arguments: argparse.Namespace) -> int:
    """Billed, paid and open by month. Exits 3 where it could not be read."""
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.core.unknown import Unknown

    target, found = _ask(arguments, _ageing)
    months = found.months
    if isinstance(months, Unknown):
        if arguments.json:
            emit_json({"target": target.name, "unknown": months.reason})
        else:
            emit_message(f"? UNKNOWN {months.reason}")
        return 3
    if arguments.json:
        items = [
            {"month": one.month, "currency": one.currency, "billed": str(one.billed), "paid": str(one.paid)}
            for one in months
        ]
        emit_json({"target": target.name, "items": items})
        return 0
    rows = [(one.month, one.currency, f"{one.billed:,f}", f"{one.paid:,f}", f"{one.open:,f}") for one in months]
    emit(table(rows, ("MONTH", "", "BILLED", "PAID", "OPEN")))
    return 0
