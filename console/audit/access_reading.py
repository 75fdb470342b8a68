"""Reading who may do what: a dozen statements for the whole database, in one read-only transaction.

Nothing is asked for one table alone: 5,000 tables are as many statements as one. It waits for nobody's lock; a table
whose policies could not be printed for one is UNKNOWN, the others are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from console.audit.access import Access, Future, Grant, Membership, Relation, Role
from console.audit.access_definer import Definer
from console.audit.predicates import Policy, command_of
from console.core.nearest import nearest
from console.core.unknown import Unknown
from console.database.session import CHECK, Database, ReadSession
from console.errors import QueryProblem, UsageProblem

MOST_ROLES = 20
"""Roles that are judged where none is named."""
TRIES = 3
_AGAIN = {"55P03", "XX000", "42P01"}
"""Somebody took a lock, or dropped the object, while it was printed."""

Row = Mapping[str, Any]


async def read_access(
    database: Database, roles: Collection[str] = (), *, exposed: Collection[str] | None = None
) -> Access:
    """Who may do what. `roles` are names; without any, those that grants or policies name, or that may log in.

    `exposed` are the schemas that an API serves, where the server does not say. UsageProblem for a role that is not
    there; Problem where the server does not answer. Policies that it would not give are Unknown.
    """
    unread: Unknown | None = None
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            async with database.read(CHECK) as session:
                return await _read(session, roles, exposed, unread)
        except QueryProblem as problem:
            if problem.sqlstate not in _AGAIN or unread:
                raise
            if last:
                break
    unread = Unknown("somebody held a lock each time they were read", "try again in a moment")
    async with database.read(CHECK) as session:
        return await _read(session, roles, exposed, unread)


async def _read(
    session: ReadSession, names: Collection[str], exposed: Collection[str] | None, unread: Unknown | None
) -> Access:
    await session.mappings("schema/settle")
    roles = {row["oid"]: _role(row) for row in await session.mappings("access/roles")}
    memberships = await session.all("access/memberships", Membership)
    relations = await _relations(session)
    policies = unread or await _policies(session)
    by_column = [each.oid for each in relations.values() if each.by_column]
    samples = sorted({each.sample for each in relations.values()})
    given = await session.mappings("access/grants", {"samples": samples, "relations": by_column})
    grants = tuple(Grant(**{**row, "privileges": tuple(row["privileges"])}) for row in given)
    wanted, left_out = _wanted(roles, names, grants, {} if isinstance(policies, Unknown) else policies)
    definers = await _definers(session, wanted)
    owners = {each.owner for each in definers}
    acting = sorted({*wanted, *owners, *(each.owner for each in relations.values() if each.bases and not each.invoker)})
    rights = await session.mappings("access/rights", {"roles": acting, "samples": samples})
    columns = await session.mappings("access/column_rights", {"roles": acting, "relations": by_column})
    schemas = await session.mappings("access/schema_rights", {"roles": acting})
    calls = await session.mappings("access/policy_calls", {"roles": acting})
    reach = await session.mappings("access/reach", {"roles": acting})
    futures = await session.mappings("access/default_privileges")
    return Access(
        version=session.version,
        roles=roles,
        wanted=wanted,
        relations=relations,
        policies=policies,
        rights={(row["role"], row["sample"]): row["does"] for row in rights},
        column_rights={(row["role"], row["relation"], row["privilege"]): tuple(row["columns"]) for row in columns},
        schema_rights=frozenset((row["role"], row["schema"]) for row in schemas),
        closed_calls={(row["role"], row["policy"]): tuple(row["closed"]) for row in calls},
        unnamed_calls=frozenset((row["role"], row["policy"]) for row in calls if row["unnamed"]),
        uses=frozenset((row["role"], row["other"]) for row in reach if row["uses"]),
        becomes=frozenset((row["role"], row["other"]) for row in reach if row["becomes"]),
        memberships=memberships,
        grants=grants,
        futures=tuple(Future(**{**row, "privileges": tuple(row["privileges"])}) for row in futures),
        exposed=tuple(exposed) if exposed is not None else await _exposed(session),
        left_out=left_out,
        definers=definers,
    )


def _role(row: Row) -> Role:
    return Role(**{**row, "settings": tuple(row["settings"])})


async def _relations(session: ReadSession) -> dict[int, Relation]:
    found = {row["oid"]: Relation(**row) for row in await session.mappings("access/relations")}
    for row in await session.mappings("access/views"):
        if (view := found.get(row["oid"])) is not None:
            reads = tuple(tuple(columns) for columns in row["reads"])
            found[view.oid] = replace(
                view, bases=tuple(row["bases"]), reads=reads, writable=row["writable"], instead=row["instead"]
            )
    return found


async def _definers(session: ReadSession, wanted: Collection[int]) -> tuple[Definer, ...]:
    rows = await session.mappings("access/definers", {"roles": list(wanted)})
    return tuple(
        Definer(**{**row, "touches": tuple(row["touches"]), "callers": frozenset(row["callers"])}) for row in rows
    )


async def _policies(session: ReadSession) -> Mapping[int, tuple[Policy, ...]]:
    found: dict[int, list[Policy]] = defaultdict(list)
    for row in await session.mappings("access/policies"):
        found[row["relation"]].append(policy_of(row))
    return {relation: tuple(policies) for relation, policies in found.items()}


def policy_of(row: Row) -> Policy:
    """A row of access/policies. A clause that is there and was not printed is an empty text."""
    return Policy(
        oid=row["oid"],
        relation=row["relation"],
        name=row["name"],
        command=command_of(row["command"]),
        permissive=row["permissive"],
        roles=tuple(row["roles"]),
        using=(row["using_text"] or "") if row["has_using"] else None,
        check=(row["check_text"] or "") if row["has_check"] else None,
        held=row["held"],
        asks=row["asks"],
        using_asks=tuple(row["using_asks"]),
        check_asks=tuple(row["check_asks"]),
    )


async def _exposed(session: ReadSession) -> tuple[str, ...] | Unknown:
    """The schemas of pgrst.db_schemas. What a role is set to counts more than what all are."""
    rows = sorted(await session.mappings("access/exposed"), key=lambda row: row["role"] != "authenticator")
    for row in rows:
        if row["schemas"]:
            return tuple(name.strip() for name in row["schemas"].split(",") if name.strip())
    return Unknown("the server does not say which schemas an API serves", "name them: --exposed public,api")


def _wanted(
    roles: Mapping[int, Role],
    names: Collection[str],
    grants: Iterable[Grant],
    policies: Mapping[int, tuple[Policy, ...]],
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The oids of the roles that are judged, and the names of those that were left out."""
    by_name = {role.name: role.oid for role in roles.values()}
    for name in names:
        if name not in by_name:
            raise UsageProblem(f"There is no role {name}.", "", nearest(name, by_name) or "greenroom roles list")
    if names:
        return tuple(by_name[name] for name in dict.fromkeys(names)), ()
    said = {grant.grantee for grant in grants if grant.kind != "schema"}
    said |= {oid for those in policies.values() for each in those for oid in each.roles}
    ours = [role for role in roles.values() if not role.name.startswith("pg_")]
    ours.sort(key=lambda role: (role.superuser, role.oid not in said, not role.login, role.name))
    speaking = [role for role in ours if role.oid in said or role.login]
    kept = speaking[:MOST_ROLES]
    left = tuple(role.name for role in ours if role not in kept)
    return tuple(role.oid for role in kept), left
