"""A schema for reading rather than judging: tables with their row security, policies, grants, constraints, comments.

Pure: everything comes from a snapshot of the schema. Names are as SQL writes them, quoted where it needs that. Where a
kind of object could not be read the answer is Unknown, never an empty list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from console.core.nearest import nearest
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.schema.compare import FILE_KINDS
from console.schema.objects import Column, Kind, SchemaObject, Snapshot

COMMANDS = ("select", "insert", "update", "delete")
HELD = Unknown("somebody holds or awaits its lock", "try again in a moment")
_POLICY = re.compile(r"as (permissive|restrictive) for (select|insert|update|delete|all) to (.*)", re.DOTALL)
_IDENTIFIER = re.compile(r'"(?:[^"]|"")*"|\w[\w$]*')


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """One policy. `roles` are as SQL writes them; `rule` is its USING and WITH CHECK, Unknown where it is locked."""

    table: str
    name: str
    permissive: bool
    command: str
    roles: tuple[str, ...]
    rule: str | Unknown


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """What somebody was given on an object, or (`taken`) what everybody has by default and has not here."""

    object: str
    grantee: str
    privileges: str
    taken: bool = False
    grantable: bool = False


@dataclass(frozen=True, slots=True)
class ConstraintFacts:
    """One constraint, Unknown where it is locked. `validated` is false where rows from before it were not looked at."""

    table: str
    name: str
    definition: str | Unknown
    foreign: bool = False

    @property
    def validated(self) -> bool:
        """Whether every row keeps it."""
        return isinstance(self.definition, Unknown) or not self.definition.endswith("NOT VALID")


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table. `policies` counts the permissive ones of each command, those for all commands in each of them."""

    name: str
    schema: str
    secured: bool
    forced: bool
    policies: Mapping[str, int] | Unknown
    restrictive: int = 0
    columns: tuple[Column, ...] = ()
    comment: str = ""
    uncommented: tuple[str, ...] = ()
    grantees: tuple[str, ...] | Unknown = ()
    partition: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to each object, by its name: found once for all tables."""

    by_parent: Mapping[str, tuple[SchemaObject, ...]] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    def of(self, parent: str, *kinds: Kind) -> tuple[SchemaObject, ...]:
        """The parts of an object of these kinds, by name."""
        return tuple(each for each in self.by_parent.get(parent, ()) if each.kind in kinds)


def parts_of(snapshot: Snapshot) -> Parts:
    """The parts of everything."""
    found: dict[str, list[SchemaObject]] = defaultdict(list)
    for each in snapshot.objects.values():
        if each.parent:
            found[each.parent].append(each)
    ordered = {name: tuple(sorted(parts, key=lambda one: one.name)) for name, parts in found.items()}
    comments = {each.name: each.definition for each in snapshot.objects.values() if each.kind is Kind.COMMENT}
    return Parts(ordered, comments)


def within(snapshot: Snapshot, schemas: Collection[str]) -> Snapshot:
    """The same with what stands in these schemas alone, named without quotes; all of it for none.

    UsageProblem for a schema that nothing stands in.
    """
    if not schemas:
        return snapshot
    there = {bare(each.schema) for each in snapshot.objects.values() if each.schema}
    for name in schemas:
        if name not in there:
            raise UsageProblem(f"There is nothing in a schema {name}.", "", nearest(name, sorted(there)))
    kept = {key: each for key, each in snapshot.objects.items() if bare(each.schema) in schemas}
    return Snapshot(snapshot.version, kept, snapshot.needs, snapshot.unknown)


def bare(name: str) -> str:
    """A name as SQL writes it, without its quotes."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def table_facts(snapshot: Snapshot) -> tuple[TableFacts, ...] | Unknown:
    """Every table, by name."""
    if unread := missing(snapshot, Kind.TABLE, Kind.ROW_SECURITY):
        return unread
    parts = parts_of(snapshot)
    tables = sorted(_of(snapshot, Kind.TABLE), key=lambda each: each.name)
    return tuple(_table(each, snapshot, parts) for each in tables)


def _table(table: SchemaObject, snapshot: Snapshot, parts: Parts) -> TableFacts:
    security = snapshot.objects.get((Kind.ROW_SECURITY, table.name))
    policies = tuple(map(_policy, parts.of(table.name, Kind.POLICY)))
    counts = {each: sum(_speaks(one, each) for one in policies if one.permissive) for each in COMMANDS}
    grants = [_grant(each) for each in parts.of(table.name, Kind.GRANT)]
    return TableFacts(
        name=table.name,
        schema=table.schema,
        secured=security is not None,
        forced=security is not None and security.definition == "forced",
        policies=missing(snapshot, Kind.POLICY) or counts,
        restrictive=sum(not each.permissive for each in policies),
        columns=table.columns,
        comment=parts.comments.get(f"table {table.name}", ""),
        uncommented=tuple(
            each.name for each in table.columns if f"column {table.name}.{each.name}" not in parts.comments
        ),
        grantees=missing(snapshot, Kind.GRANT) or tuple(dict.fromkeys(each.grantee for each in grants)),
        partition=table.partition,
    )


def _speaks(policy: PolicyFacts, command: str) -> bool:
    return policy.command in (command, "all")


def policy_facts(snapshot: Snapshot) -> tuple[PolicyFacts, ...] | Unknown:
    """Every policy, by table and name."""
    return missing(snapshot, Kind.POLICY) or tuple(map(_policy, _sorted(snapshot, Kind.POLICY)))


def _policy(each: SchemaObject) -> PolicyFacts:
    found = _POLICY.match(each.definition)
    name = each.name.removeprefix(each.parent).lstrip()
    if found is None:
        return PolicyFacts(each.parent, name, permissive=True, command="all", roles=(), rule=HELD)
    roles, at = _roles(found[3])
    rule = HELD if each.held else found[3][at:].strip()
    return PolicyFacts(each.parent, name, found[1] == "permissive", found[2], roles, rule)


def _roles(text: str) -> tuple[tuple[str, ...], int]:
    """The roles at the beginning of a text, and where they end."""
    found: list[str] = []
    at = 0
    while role := _IDENTIFIER.match(text, at):
        found.append(role[0])
        at = role.end()
        if not text.startswith(", ", at):
            break
        at += 2
    return tuple(found), at


def grant_facts(snapshot: Snapshot) -> tuple[GrantFacts, ...] | Unknown:
    """What was granted on schemas, relations, columns, functions and types, and what PUBLIC has lost there."""
    return missing(snapshot, Kind.GRANT) or tuple(map(_grant, _sorted(snapshot, Kind.GRANT, Kind.REVOKE)))


def _grant(each: SchemaObject) -> GrantFacts:
    name = each.name.removesuffix(" with grant option")
    return GrantFacts(
        object=name.removesuffix(f" to {each.fixed}"),
        grantee=each.fixed,
        privileges=each.definition,
        taken=each.kind is Kind.REVOKE,
        grantable=name != each.name,
    )


def constraint_facts(snapshot: Snapshot) -> tuple[ConstraintFacts, ...] | Unknown:
    """Every constraint of a table, but for NOT NULL, which is the column's."""
    return missing(snapshot, Kind.CONSTRAINT) or tuple(
        ConstraintFacts(
            each.parent,
            each.name.removeprefix(each.parent).lstrip(),
            HELD if each.held else each.definition,
            foreign=each.kind is Kind.FOREIGN_KEY,
        )
        for each in _sorted(snapshot, Kind.CONSTRAINT, Kind.FOREIGN_KEY)
    )


def without_comment(snapshot: Snapshot) -> tuple[tuple[str, str], ...] | Unknown:
    """What has no comment, as (kind, name): tables, views and columns of tables. Partitions are left out."""
    if unread := missing(snapshot, Kind.TABLE, Kind.VIEW, Kind.COMMENT):
        return unread
    comments = parts_of(snapshot).comments
    return tuple(_uncommented(snapshot, comments))


def _uncommented(snapshot: Snapshot, comments: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for each in _sorted(snapshot, Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW):
        if each.partition:
            continue
        if f"{each.kind} {each.name}" not in comments:
            yield (each.kind.value, each.name)
        for column in each.columns:
            if f"column {each.name}.{column.name}" not in comments:
                yield ("column", f"{each.name}.{column.name}")


def missing(snapshot: Snapshot, *kinds: Kind) -> Unknown | None:
    """Why one of these kinds is not known; None where all are."""
    for name, why in snapshot.unknown.items():
        if set(FILE_KINDS.get(name, ())) & set(kinds):
            return Unknown(f"{name.replace('_', ' ')} could not be read: {why.reason}", why.remedy)
    return None


def _of(snapshot: Snapshot, *kinds: Kind) -> Iterable[SchemaObject]:
    return (each for each in snapshot.objects.values() if each.kind in kinds)


def _sorted(snapshot: Snapshot, *kinds: Kind) -> list[SchemaObject]:
    return sorted(_of(snapshot, *kinds), key=lambda each: (each.parent, each.name))
