"""What every check has to know beforehand: for whom it judges, and which schemas an API serves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.audit.checks import Check, Profile
from console.core.finding import Findings, Level, Unchecked
from console.core.schemas import ADVISOR_SCHEMAS, PLATFORM_SCHEMAS
from console.database.session import Database

WRITTEN_BY_USERS = ("realtime", "storage")
"""Platform schemas whose policies are written by the people who use the database."""
EXPOSED = "exposed-schemas"
NAMED = "audience"
SCHEMAS = "schemas"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`audience` are the oids of the roles that row security is meant for, 0 for PUBLIC.

    They are PUBLIC, anon and authenticated, every role that a policy names, those with most grants on tables with row
    security, and those that were asked for; never one that row security does not bind. `exposed` is None where it is
    not known or where there is no API. `absent` are roles that were asked for and are not there, `absent_schemas` and
    `unserved` schemas to look into and schemas of the API that were named and are not there.
    """

    version: int
    audience: tuple[int, ...]
    exposed: tuple[str, ...] | None
    has_api: bool
    absent: tuple[str, ...] = field(default=())
    absent_schemas: tuple[str, ...] = field(default=())
    unserved: tuple[str, ...] = field(default=())

    def binds(self) -> Mapping[str, Any]:
        """What the statements of checks may ask for."""
        return {
            "audience": list(self.audience),
            "exposed": None if self.exposed is None else list(self.exposed),
            "platform_schemas": list(PLATFORM_SCHEMAS),
            "advisor_schemas": list(ADVISOR_SCHEMAS),
            "closed_schemas": [name for name in PLATFORM_SCHEMAS if name not in WRITTEN_BY_USERS],
        }

    def unsaid(self, checks: Sequence[Check]) -> Findings:
        """What is not known of the surroundings, where a check that runs would want it."""
        unknown = []
        if self.has_api and self.exposed is None and any(_wants_exposed(check) for check in checks):
            reason = "The server does not say which schemas its API serves: each is judged as if it did."
            unknown.append(Unchecked(EXPOSED, Level.WARNING, reason, "Name them: --exposed public,api."))
        for role in self.absent:
            unknown.append(Unchecked(NAMED, Level.ERROR, f"There is no role {role}.", "Check the name."))
        for schema in self.absent_schemas:
            unknown.append(Unchecked(SCHEMAS, Level.ERROR, f"There is no schema {schema}.", "Check the name."))
        for schema in self.unserved:
            reason = f"There is no schema {schema} that an API could serve."
            unknown.append(Unchecked(EXPOSED, Level.WARNING, reason, "Check the name."))
        return Findings((), tuple(unknown), ())


def _wants_exposed(check: Check) -> bool:
    """Whether it judges milder what no API serves. A lint of the advisor says itself that it cannot be made."""
    return check.area == "security" and check.profile is Profile.DEFAULT


async def read_surroundings(
    database: Database,
    roles: Collection[str] = (),
    exposed: Collection[str] | None = None,
    schemas: Collection[str] = (),
) -> Surroundings:
    """The surroundings as this server has them. Raises Problem where it does not answer."""
    async with database.read() as session:
        binds = {
            "roles": list(roles),
            "schemas": [*schemas, *(exposed or ())],
            "platform_schemas": list(PLATFORM_SCHEMAS),
        }
        rows = await session.mappings("audit/facts/surroundings", binds)
        row, version = rows[0], session.version
    told = None if row["exposed"] is None else tuple(name.strip() for name in row["exposed"].split(",") if name.strip())
    return Surroundings(
        version=version,
        audience=tuple(row["audience"]),
        exposed=tuple(exposed) if exposed is not None else told,
        has_api=row["has_api"],
        absent=tuple(sorted(set(roles) - set(row["found"]) - {"public"})),
        absent_schemas=tuple(sorted(set(schemas) - set(row["found_schemas"]))),
        unserved=tuple(sorted(set(exposed or ()) - set(row["found_schemas"]))),
    )
