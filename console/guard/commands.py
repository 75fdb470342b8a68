"""`greenroom operations` and `greenroom do`: every guarded operation without the screen."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from console.guard.command_line import add_guard
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.guard.offers import Offered


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `operations` and `do` to the command line."""
    listing = subparsers.add_parser(
        "operations",
        help="what can be done to what",
        description="The operations that there are, by kind of thing; of a record those that are allowed.",
    )
    add_choice(listing)
    listing.add_argument("kind", nargs="?", metavar="KIND", help="only what is done to this kind of thing")
    listing.add_argument("key", nargs="?", metavar="KEY", help="which one, for the commands as they are typed")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    listing.set_defaults(run=run_operations)

    doing = subparsers.add_parser(
        "do",
        help="run a guarded operation",
        description="Plan an operation and print the plan; with the answers that it asks for, run it.",
    )
    add_choice(doing)
    doing.add_argument("operation", metavar="OPERATION", help="its name, such as settings.set or bookings.cancel")
    doing.add_argument("key", metavar="KEY", help="what it is done to")
    doing.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="arguments", help="an argument of it"
    )
    add_guard(doing)
    files = doing.add_argument_group("changes of the schema")
    files.add_argument("--migration", type=Path, metavar="DIR", help="write it as a migration into this folder instead")
    files.add_argument("--name", metavar="NAME", help="with --migration: what the file is called")
    files.add_argument("--run", action="store_true", dest="run_here", help="run it on production, too")
    doing.add_argument("--json", action="store_true", help="print one JSON document")
    doing.set_defaults(run=run_do)


def run_operations(arguments: argparse.Namespace) -> int:
    """List what there is."""
    from console.core.nearest import nearest
    from console.core.output import emit, emit_json
    from console.core.present import visible
    from console.core.table import table
    from console.errors import UsageProblem
    from console.guard.answers import quoted
    from console.guard.offers import all_offers

    offers = all_offers()
    if arguments.kind is not None and arguments.key is not None and all(one.kind != arguments.kind for one in offers):
        return _list_allowed(arguments)
    if arguments.kind is not None:
        kinds = sorted({offer.kind for offer in offers})
        offers = tuple(offer for offer in offers if offer.kind == arguments.kind)
        if not offers:
            record = f"Of a record: operations {arguments.kind} KEY --target NAME"
            raise UsageProblem(f"Nothing is done to a {arguments.kind}.", "", nearest(arguments.kind, kinds) or record)
    if arguments.json:
        emit_json({"items": offers})
        return 0
    rows = [
        (offer.name, offer.kind, offer.risk.value, ", ".join(one.name for one in offer.arguments), offer.about)
        for offer in offers
    ]
    if arguments.key is None:
        emit(table(rows, ("OPERATION", "KIND", "RISK", "ARGUMENTS", "WHAT IT DOES")))
        return 0
    for offer in offers:
        words = " ".join(f"--set {one.name}=…" for one in offer.arguments)
        emit(visible(f"greenroom do {offer.name} {quoted(arguments.key)} {words}".rstrip()))
    return 0


def _list_allowed(arguments: argparse.Namespace) -> int:
    """What can be done to one record of a target, and why not where not."""
    import asyncio

    from console.core.output import emit, emit_json
    from console.core.table import table
    from console.guard.command_line import linked
    from console.guard.offers import providers
    from console.targets.choose import choose
    from console.targets.opened import password_of

    chosen = choose(arguments, arguments.environ)
    password = password_of(chosen, arguments.environ)

    async def ask() -> list[Offered]:
        async with linked(chosen.target, password) as link:
            return [one for each in providers() for one in await each.offered(link, arguments.kind, arguments.key)]

    found = asyncio.run(ask())
    if arguments.json:
        emit_json({"target": chosen.target.name, "items": found})
        return 0
    rows = [(one.name, one.risk.value, one.why_not or "allowed", one.about) for one in found]
    emit(table(rows, ("OPERATION", "RISK", "NOW", "WHAT IT DOES"), limit=90))
    allowed = [one.command for one in found if not one.why_not]
    emit("\n".join(["", *allowed]) if allowed else "")
    return 0


def run_do(arguments: argparse.Namespace) -> int:
    """Make the operation of that name, and run it through the guard."""
    from console.database.opening import Link
    from console.guard.command_line import run_operation
    from console.guard.offers import meant, offer
    from console.guard.operation import Call, Operation
    from console.targets.choose import choose
    from console.targets.opened import password_of

    call = meant(Call(arguments.operation, arguments.key, _values(arguments.arguments)))
    wanted = offer(call.name)
    chosen = choose(arguments, arguments.environ)

    async def make(link: Link) -> Operation:
        return await wanted.operation(link, call.key, call.arguments)

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def _values(given: list[str]) -> dict[str, str]:
    from console.errors import UsageProblem

    values: dict[str, str] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageProblem(f"--set {word} is not NAME=VALUE.")
        if name in values:
            raise UsageProblem(f"--set {name} is given twice.", "", "Leave one out.")
        values[name] = value
    return values
