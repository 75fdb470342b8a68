"""`greenroom roles`: the roles of a cluster.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from console.guard.command_line import add_guard
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.roles import RoleRow


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `roles` to the command line."""
    parser = subparsers.add_parser(
        "roles", help="the roles of a cluster: list, create", description="The roles of a cluster."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    about = "attributes, memberships, and what is risky about each role"
    listing = commands.add_parser("list", help=about, description=about.capitalize() + ".")
    add_choice(listing)
    listing.add_argument("--system", action="store_true", help="also PostgreSQL's own (pg_…)")
    listing.add_argument("--json", action="store_true", help="print one JSON document")
    listing.set_defaults(run=run_list)
    about = "make greenroom's own role for people at the counter, for admins or for database administrators"
    creating = commands.add_parser("create", help=about, description=about.capitalize() + ".")
    add_choice(creating)
    creating.add_argument("role", choices=("support", "admin", "dba"), help="greenroom_support, _admin or _dba")
    creating.add_argument("--policies", action="store_true", help="let it through row security by policies of its own")
    add_guard(creating)
    creating.add_argument("--json", action="store_true", help="print one JSON document")
    creating.set_defaults(run=run_create)


def run_list(arguments: argparse.Namespace) -> int:
    """List them. Exits 0."""
    from console.audit.access_reading import read_access
    from console.audit.commands_access import on_target
    from console.audit.roles import list_roles
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table

    name, access = on_target(arguments, read_access)
    rows = list_roles(access, system=arguments.system)
    if arguments.json:
        emit_json({"target": name, "items": rows})
        return 0
    headings = ("ROLE", "CAN", "HAS RIGHTS OF", "MAY BECOME", "MEMBERS", "LOOK AT")
    emit(table([_cells(row) for row in rows], headings, limit=60))
    emit_message(f"{len(rows)} roles on {name}.")
    return 0


def run_create(arguments: argparse.Namespace) -> int:
    """Make it through the guard, with the rights that the definitions of this database ask for."""
    from console.database.opening import Link
    from console.guard.command_line import run_operation
    from console.guard.offers import offer
    from console.guard.operation import Operation
    from console.targets.choose import choose
    from console.targets.opened import password_of

    chosen = choose(arguments, arguments.environ)
    policies = {"policies": "true"} if arguments.policies else {}

    async def make(link: Link) -> Operation:
        return await offer("roles.create").operation(link, arguments.role, policies)

    return run_operation(arguments, make, chosen.target, password_of(chosen, arguments.environ))


def _cells(row: RoleRow) -> tuple[str, ...]:
    return (
        row.role.name,
        ", ".join(attributes(row)),
        *(", ".join(names) for names in (row.inherits_from, row.may_become, row.members, row.doubts)),
    )


def attributes(row: RoleRow) -> list[str]:
    """`log in`, `superuser` and so on."""
    role = row.role
    words = {
        "superuser": role.superuser,
        "log in": role.login,
        "pass row security": role.bypasses,
        "create roles": role.creates_roles,
        "create databases": role.creates_databases,
        "replicate": role.replicates,
    }
    return [word for word, has in words.items() if has]
