"""Who somebody is: claims as they were typed, and those of a user in the platform's table of users."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from console.audit.asking import Who
from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database, ReadSession
from console.errors import UsageProblem

USERS = ("auth", "users")
_CARRIED = {
    "email": "email",
    "phone": "phone",
    "is_anonymous": "is_anonymous",
    "raw_app_meta_data": "app_metadata",
    "raw_user_meta_data": "user_metadata",
}
"""Columns of auth.users, and the claim that a token of Supabase has of each."""


def read_claims(text: str) -> dict[str, Any]:
    """Claims from JSON, or from a file named as `@FILE`. UsageProblem where it is no JSON object."""
    try:
        source = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        claims = json.loads(source)
    except (OSError, ValueError, RecursionError) as error:
        raise UsageProblem("The claims cannot be read.", str(error), """Give JSON: --claims '{"sub": "…"}'""") from None
    if not isinstance(claims, dict):
        raise UsageProblem("The claims are no JSON object.", "", """Give JSON: --claims '{"sub": "…"}'""")
    return claims


async def find_user(database: Database, wanted: str, *, role: str = "authenticated") -> Who | Unknown:
    """The user of that id or address in auth.users, as their token would say. UsageProblem where there is none."""

    async def read(session: ReadSession) -> tuple[dict[str, Any], ...]:
        parts = {"people": identifier(*USERS), "id": identifier("id"), "address": identifier("email")}
        statement = session.statement("access/people").with_identifiers(**parts)
        return await session.mappings(statement, {"wanted": wanted})

    rows = await database.ask(read)
    if isinstance(rows, Unknown):
        return Unknown(
            f"auth.users could not be asked for {wanted}: {rows.reason}", "Give --role and --claims instead."
        )
    if len(rows) != 1:
        found = "no user has" if not rows else "several users have"
        raise UsageProblem(f"Whom to be is not clear: {found} {wanted}.", "", "Give the id of one in auth.users.")
    return user_of(rows[0]["fields"], role)


def user_of(row: Mapping[str, Any], role: str = "authenticated") -> Who:
    """A row of auth.users as the identity that its token gives."""
    claims: dict[str, Any] = {"sub": row["id"], "aud": role, "aal": "aal1"}
    claims |= {claim: row[column] for column, claim in _CARRIED.items() if row.get(column) is not None}
    return Who(role, claims, str(row.get("email") or row["id"]))
