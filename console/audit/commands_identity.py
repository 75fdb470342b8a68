"""Whom a command asks as: `--role`, `--claims`, `--user`, `--as`, and who has a name. It prints that list alone.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.audit.asking import Who
    from console.core.unknown import Unknown
    from console.database.session import Database

NOBODY = "--role ROLE, --user USER, or --as NAME."
"""What to do where nobody is named."""


def add_who(parser: argparse.ArgumentParser, prefix: str, about: str) -> None:
    """The options that say who; `prefix` tells two of them apart."""
    parser.add_argument(f"--{prefix}role", metavar="ROLE", help=f"the role {about}")
    parser.add_argument(f"--{prefix}as", metavar="NAME", help=f"an identity {about}, shipped or of config.toml")
    parser.add_argument(f"--{prefix}user", metavar="USER", help="a user of auth.users by id or address, instead")
    parser.add_argument(f"--{prefix}claims", metavar="JSON", help="claims of its token, over those it has; or @FILE")


async def who_named(database: Database, arguments: argparse.Namespace, prefix: str = "") -> Who | Unknown | None:
    """Who is named; None for nobody, Unknown where a user could not be looked for. UsageProblem for one not there."""
    from dataclasses import replace

    from console.audit.asking import Who
    from console.audit.claims import find_user, read_claims
    from console.core.unknown import Unknown
    from console.errors import UsageProblem

    role, claims, user, name = (getattr(arguments, f"{prefix}{each}") for each in ("role", "claims", "user", "as"))
    if name and (role or user):
        raise UsageProblem("Two identities are named for one.", "", "--as, or else --role and --user.")
    who: Who | Unknown | None = Who(role) if role else None
    if name:
        who = saved(name)
    elif user:
        who = await find_user(database, user, role=role or "authenticated")
    if who is None or isinstance(who, Unknown) or not claims:
        return who
    return replace(who, claims={**who.claims, **read_claims(claims)})


def saved(name: str) -> Who:
    """The identity of that name, shipped or of config.toml. UsageProblem where there is none."""
    from console.audit.identities import identity_named
    from console.config import load_config

    return identity_named(load_config(), name)


def list_identities(*, as_json: bool) -> int:
    """Print who has a name."""
    import json

    from console.audit.identities import identities
    from console.config import load_config
    from console.core.output import emit, emit_json
    from console.core.table import table

    found = identities(load_config())
    if as_json:
        keys = ("name", "note", "saved")
        emit_json(
            {
                "items": [
                    {"role": each.who.role, "claims": each.who.claims, **{key: getattr(each, key) for key in keys}}
                    for each in found
                ]
            }
        )
        return 0
    rows = [
        (each.name, each.who.role, json.dumps(each.who.claims), "config.toml" if each.saved else "shipped", each.note)
        for each in found
    ]
    emit(table(rows, ("NAME", "ROLE", "CLAIMS", "FROM", "NOTE"), limit=120))
    return 0
