"""The roles of a cluster as somebody who looks after them reads them: what is risky about each. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from console.audit.access import Access, Role
from console.audit.access_paths import inherited


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role, whose rights it has by inheritance, whom it may become beyond that, and who is a member of it.

    `doubts` are sentences that somebody should look at.
    """

    role: Role
    inherits_from: tuple[str, ...]
    may_become: tuple[str, ...]
    members: tuple[str, ...]
    doubts: tuple[str, ...]


def list_roles(access: Access, *, system: bool = False) -> tuple[RoleRow, ...]:
    """Every role by name; those of PostgreSQL itself (pg_…) only with `system`."""
    return tuple(
        _row(access, role)
        for role in sorted(access.roles.values(), key=lambda role: role.name)
        if system or not role.name.startswith("pg_")
    )


def _row(access: Access, role: Role) -> RoleRow:
    inherits = {oid for oid in inherited(access, role.oid) if oid and oid != role.oid}
    becomes = {each.role for each in access.memberships if each.member == role.oid and each.becomes} - inherits
    members = {each.member for each in access.memberships if each.role == role.oid}
    return RoleRow(
        role,
        _names(access, inherits),
        _names(access, becomes),
        _names(access, members),
        tuple(_doubts(access, role, inherits | becomes)),
    )


def _names(access: Access, oids: set[int]) -> tuple[str, ...]:
    return tuple(sorted(access.roles[oid].name for oid in oids if oid in access.roles))


def _doubts(access: Access, role: Role, others: set[int]) -> list[str]:
    doubts = []
    if role.login and role.superuser:
        doubts.append("logs in as a superuser")
    if role.login and role.bypasses and not role.superuser:
        doubts.append("logs in and passes row security")
    if role.login and role.valid_for_seconds is not None and role.valid_for_seconds < 0:
        doubts.append("its password has run out")
    if role.login and role.connections == -1:
        doubts.append("no limit of connections")
    strong = [each for oid in others if (each := access.roles.get(oid)) and (each.superuser or each.bypasses)]
    if role.login and not role.superuser:
        doubts += [f"may become {each.name}, which passes row security" for each in strong]
    return doubts
