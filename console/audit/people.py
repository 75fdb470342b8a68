"""Who can be asked as: people of the platform's table of users, or of a table of people as applications have one.

It reads a bounded number of rows of one table, as ourselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from console.audit.access import Access, Relation
from console.audit.asking import Refused, Who, ask_as
from console.audit.claims import USERS, user_of
from console.audit.probe import Column, read_columns
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.names import identifier, names
from console.database.session import Database, ReadSession

MOST = 500
"""People that are offered; any other is found by id or address."""
CALLED = ("people", "users", "profiles", "members", "customers", "accounts", "admin_users", "guests")
"""What a table of people is usually called."""
_SAID = ("email", "username", "full_name", "display_name", "name", "first_name")
_ABOUT = ("role", "user_role", "plan", "team", "tenant_id", "organization_id")
_CARRIED = ("id", "email", "phone", "is_anonymous", "raw_app_meta_data", "raw_user_meta_data")


def people_tables(access: Access) -> tuple[Relation, ...]:
    """Tables that people may be picked from: those with rows first, as far as is known, and the platform's of them."""
    platform = access.relation_named(*USERS)
    ours = [
        each
        for each in access.relations.values()
        if each.name in CALLED and each.schema not in PLATFORM_SCHEMAS and each.kind in "rpv"
    ]
    ours.sort(key=lambda each: (CALLED.index(each.name), each.schema))
    every = (*((platform,) if platform else ()), *ours)
    return tuple(sorted(every, key=lambda each: each.rows <= 0))


async def read_people(database: Database, table: Relation, role: str) -> tuple[tuple[Who, str], ...] | Unknown:
    """The first people of such a table, as that role with the claims that say who they are; each with a word on them.

    Unknown where we may not read it, or where no single column is its key.
    """
    columns = await ask_as(database, None, partial(read_columns, oid=table.oid))
    if isinstance(columns, Refused | Unknown):
        return Unknown(f"{table.label} could not be read: {columns.reason}", "Give claims instead.")
    readable = [each.name for each in columns if each.readable]
    key = _key(columns)
    if key not in readable:
        return Unknown(f"{table.label} has no column that says who somebody is", "Give claims instead.")
    wanted = [name for name in (*_CARRIED, *_SAID, *_ABOUT, key) if name in readable]
    rows = await ask_as(database, None, partial(_rows, table=table, columns=tuple(dict.fromkeys(wanted))))
    if isinstance(rows, Refused | Unknown):
        return Unknown(f"{table.label} could not be read: {rows.reason}", "Give claims instead.")
    platform = (table.schema, table.name) == USERS
    return tuple(
        (user_of(row, role) if platform else _person(row, key, role), _about(row))
        for row in rows
        if row[key] is not None
    )


def _about(row: Mapping[str, Any]) -> str:
    """What the table says of them that row security may turn on."""
    return " ".join(str(row[name]) for name in _ABOUT if row.get(name) not in (None, False, True))


def _key(columns: Sequence[Column]) -> str:
    keys = [each.name for each in columns if each.key_place >= 0]
    return keys[0] if len(keys) == 1 else next((each.name for each in columns if each.name in ("user_id", "id")), "")


def _person(row: Mapping[str, Any], key: str, role: str) -> Who:
    subject = str(row.get("user_id") or row[key])
    claims: dict[str, Any] = {"sub": subject, "aal": "aal1"}
    if row.get("email"):
        claims["email"] = row["email"]
    return Who(role, claims, next((str(row[name]) for name in _SAID if row.get(name)), subject))


async def _rows(session: ReadSession, table: Relation, columns: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    parts = {"relation": identifier(table.schema, table.name), "columns": names(columns)}
    statement = session.statement("access/sample_rows").with_identifiers(**parts)
    return tuple(row["fields"] for row in await session.mappings(statement, {"most": MOST}))
