"""The operations on greenroom's own roles, made from what the open database has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.core.nearest import nearest
from console.errors import UsageProblem
from console.guard.operation import Operation
from console.records.definition import Who
from console.records.opened import open_records
from console.records.role_grants import MEMBER_OF, ROLES, Grants, grants_of
from console.records.role_operations import RoleGround, create_role, drop_role
from console.records.session import record_session

if TYPE_CHECKING:
    from console.database.opening import Link


async def make_create_role(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """One of greenroom's roles with the rights that it needs on this database."""
    who = _who(key)
    async with record_session(link.database) as session:
        records = await open_records(session, link.target.name)
        kinds = await records.resources(session, records.definitions)
        grants: tuple[Grants, ...] = ()
        if who is not Who.DBA:
            if not kinds:
                raise UsageProblem(
                    "No definition fits this database.",
                    "Rights are given by definitions.",
                    "greenroom records lists them.",
                )
            grants = grants_of(who, kinds, records.catalogue.shapes)
        binds = {
            "role": ROLES[who],
            "members": list(MEMBER_OF),
            "oids": [each.shape.relation.oid for each in grants],
        }
        (row,) = await session.mappings("roles/standing", binds)
    secured = {int(oid): tuple(policies) for oid, policies in row["secured"].items()}
    ground = RoleGround(row["database"], row["there"], tuple(row["members"] or ()), secured)
    return create_role(who, ground, kinds, grants, policies=arguments.get("policies") == "true")


async def make_drop_role(link: Link, key: str, arguments: Mapping[str, str]) -> Operation:
    """One of greenroom's roles taken away."""
    return drop_role(_who(key))


def _who(text: str) -> Who:
    name = text.removeprefix("greenroom_")
    words = [who.value for who in Who]
    if name not in words:
        raise UsageProblem(f"greenroom has no role {text}.", f"It has {', '.join(words)}.", nearest(name, words))
    return Who(name)
