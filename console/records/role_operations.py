"""Making and dropping greenroom's own roles, as operations: every grant a statement that the plan shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.database.names import identifier, names
from console.database.sql import load
from console.guard.operation import (
    Call,
    Operation,
    Query,
    Reverse,
    ReverseKind,
    Risk,
    Step,
    no_reverse,
)
from console.records.definition import Who
from console.records.resource import Resource
from console.records.role_grants import ROLES, Grants, open_to

_FEW = 6


@dataclass(frozen=True, slots=True)
class RoleGround:
    """What was seen before: the database's name, whether the role is there, which of PostgreSQL's own roles are, and
    the tables under row security with their policies.
    """

    database: str
    there: bool
    members: tuple[str, ...]
    secured: Mapping[int, tuple[str, ...]]


def create_role(
    who: Who, ground: RoleGround, kinds: Sequence[Resource], grants: Sequence[Grants], *, policies: bool
) -> Operation:
    """Make a role with the rights that it needs here, and no other. One that is there gets them anew."""
    role = ROLES[who]
    steps = list(_steps(who, role, ground, grants, policies))
    anew = "it was there before: greenroom do roles.drop takes all of it away"
    back = Reverse(ReverseKind.CALL, call=Call("roles.drop", who.value))
    return Operation(
        name="roles.create",
        title="Give anew" if ground.there else "Make role",
        subject=role,
        kind="role",
        key=who.value,
        risk=Risk.CAREFUL,
        steps=tuple(steps),
        reverse=no_reverse(anew) if ground.there else back,
        consequence=f"{len(steps)} statements; nobody logs in as it",
        facts=(
            *_facts(who, ground, kinds, grants, policies),
            ("then", f"make people its members: their logins get what {role} has"),
        ),
        event="roles.changed",
        call=Call("roles.create", who.value, {"policies": "true"} if policies else {}),
    )


def drop_role(who: Who) -> Operation:
    """Take a role away, with all that it was given in this database."""
    role = ROLES[who]
    return Operation(
        name="roles.drop",
        title="Drop role",
        subject=role,
        kind="role",
        key=who.value,
        risk=Risk.DANGEROUS,
        steps=(
            _step(f"take its rights from {role}", "drop_owned", role=identifier(role)),
            _step(f"drop {role}", "drop", role=identifier(role)),
        ),
        reverse=Reverse(ReverseKind.CALL, call=Call("roles.create", who.value)),
        consequence="its members lose what it gave them; rights in another database are in the way",
        event="roles.changed",
    )


def _step(title: str, file: str, binds: Mapping[str, Any] | None = None, **parts: Any) -> Step:
    query = Query(load(f"roles/{file}").with_identifiers(**parts), dict(binds or {}))
    return Step(title=title, query=query, utility=True, seconds=5)


def _steps(who: Who, role: str, ground: RoleGround, grants: Sequence[Grants], policies: bool) -> Iterator[Step]:
    named = identifier(role)
    if not ground.there:
        yield _step(f"make {role}", "create", role=named)
    yield _step("let it connect", "grant_connect", database=identifier(ground.database), role=named)
    for member in ground.members if who is Who.DBA else ():
        yield _step(f"what {member} may", "grant_member", member=identifier(member), role=named)
    for schema in sorted({each.shape.relation.schema for each in grants}):
        yield _step(f"schema {schema}", "grant_usage", schema=identifier(schema), role=named)
    for each in grants:
        yield from _grant(each, named, anew=ground.there)
        held = ground.secured.get(each.shape.relation.oid)
        if policies and held is not None:
            yield from _policies(who, role, each, held)


def _grant(given: Grants, role: Any, *, anew: bool) -> Iterator[Step]:
    relation = identifier(given.shape.relation.schema, given.shape.relation.name)
    if anew:
        yield _step(f"{given.name}: nothing at first", "revoke_all", relation=relation, role=role)
    wanted = {"grant_select": given.select, "grant_update": tuple(given.update), "grant_insert": given.insert}
    for file, columns in wanted.items():
        if columns:
            title = f"{file.removeprefix('grant_')} {given.name}"
            yield _step(title, file, columns=names(columns), relation=relation, role=role)
    if given.delete:
        yield _step(f"delete {given.name}", "grant_delete", relation=relation, role=role)


def _policies(who: Who, role: str, given: Grants, held: tuple[str, ...]) -> Iterator[Step]:
    relation = identifier(given.shape.relation.schema, given.shape.relation.name)
    wanted: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = []
    if who is Who.ADMIN:
        wanted.append((f"{role}_all", "policy_all", {}, {}))
    else:
        wanted.append((f"{role}_reads", "policy_reads", {}, {}))
        if given.moves or given.free:
            states = {"sources": list(given.sources), "targets": list(given.targets)}
            kept = {"state": identifier(given.state)} if given.sources else {}
            file = "policy_states" if given.sources else "policy_changes"
            wanted.append((f"{role}_changes", file, states if given.sources else {}, kept))
        if given.locks and not given.free:
            wanted.append((f"{role}_locks", "policy_locks", {}, {}))
    for name, file, binds, parts in wanted:
        if name in held:
            gone: dict[str, Any] = {"policy": identifier(name), "relation": relation}
            yield _step(f"policy {name} of {given.name} goes", "drop_policy", **gone)
        parts = {"policy": identifier(name), "relation": relation, "role": identifier(role), **parts}
        yield _step(f"policy {name} of {given.name}", file, binds, **parts)


def _facts(
    who: Who, ground: RoleGround, kinds: Sequence[Resource], grants: Sequence[Grants], policies: bool
) -> Iterator[tuple[str, str]]:
    secured = [each for each in grants if each.shape.relation.oid in ground.secured]
    if who is Who.DBA:
        yield "secrets", "pg_read_all_data reads every column: greenroom does not show secrets, psql does"
        yield "row security", "it hides rows from this role as from others; bypassrls is not given to members"
        return
    if secured and policies:
        yield "row security", f"policies let it through in {_few([each.name for each in secured])}"
    elif secured:
        tables = _few([each.name for each in secured])
        yield "row security", f"without a policy it sees no row of {tables}: --policies (policies=true) makes them"
    if who is Who.SUPPORT:
        kept = open_to(kinds, grants, secured=ground.secured if policies else ())
        if kept:
            yield "not kept apart", f"the server cannot keep {_few(kept)} from it: greenroom does not offer them"


def _few(items: Sequence[str]) -> str:
    more = f" and {len(items) - _FEW} more" if len(items) > _FEW else ""
    return ", ".join(items[:_FEW]) + more
