"""What is different between two schemas, object by object and column by column. It reads nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from console.schema.objects import Column, Key, Kind, SchemaObject, Snapshot


class Change(StrEnum):
    """What is the matter with an object of the found schema."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `part` is what of a column differs (`type`, `default`, …), else empty.

    `wanted` and `found` are the definitions, None where there is no such object.
    """

    kind: Kind
    name: str
    change: Change
    wanted: str | None = None
    found: str | None = None
    part: str = ""
    parent: str = ""

    @property
    def key(self) -> Key:
        return (self.kind, self.name)

    @property
    def sentence(self) -> str:
        """`column public.t.c: type integer instead of bigint`."""
        if self.change is Change.CHANGED:
            what = f"{self.part} " if self.part else ""
            return f"{self.kind} {self.name}: {what}{self.found or 'none'} instead of {self.wanted or 'none'}"
        return f"{self.kind} {self.name}: {self.change}"


def compare(wanted: Snapshot, found: Snapshot) -> tuple[Difference, ...]:
    """What makes `found` another schema than `wanted`, in the order in which objects are made.

    An object that could not be read on either side, or whose kind could not, is no difference: see `unread`. Parts of
    an object that is too many are not said by themselves, nor columns of a table that is missing.
    """
    blind = unread(wanted, found)
    differences: list[Difference] = []
    for key in sorted(wanted.objects.keys() | found.objects.keys(), key=lambda key: (key[0].rank, key[1])):
        if key in blind or _kind_unread(key[0], wanted, found):
            continue
        differences += _compared(wanted.objects.get(key), found.objects.get(key), wanted, found)
    return tuple(differences)


def unread(*snapshots: Snapshot) -> frozenset[Key]:
    """The objects that could not be read in one of these because somebody held or awaited their lock."""
    return frozenset(key for snapshot in snapshots for key, each in snapshot.objects.items() if each.held)


def _kind_unread(kind: Kind, *snapshots: Snapshot) -> bool:
    return any(kind in FILE_KINDS.get(name, ()) for snapshot in snapshots for name in snapshot.unknown)


FILE_KINDS: dict[str, tuple[Kind, ...]] = {
    "schemas": (Kind.SCHEMA,),
    "extensions": (Kind.EXTENSION,),
    "enums": (Kind.ENUM,),
    "domains": (Kind.DOMAIN,),
    "domain_constraints": (Kind.DOMAIN_CONSTRAINT,),
    "composites": (Kind.COMPOSITE,),
    "sequences": (Kind.SEQUENCE,),
    "functions": (Kind.FUNCTION, Kind.PROCEDURE),
    "aggregates": (Kind.AGGREGATE,),
    "tables": (Kind.TABLE,),
    "table_settings": (Kind.ROW_SECURITY, Kind.STORAGE, Kind.REPLICA_IDENTITY),
    "sequence_owners": (Kind.SEQUENCE_OWNER,),
    "views": (Kind.VIEW,),
    "materialized_views": (Kind.MATERIALIZED_VIEW,),
    "indexes": (Kind.INDEX,),
    "constraints": (Kind.CONSTRAINT, Kind.FOREIGN_KEY),
    "rules": (Kind.RULE,),
    "triggers": (Kind.TRIGGER,),
    "policies": (Kind.POLICY,),
    "grants": (Kind.GRANT, Kind.REVOKE),
    "default_privileges": (Kind.DEFAULT_PRIVILEGES,),
    "comments": (Kind.COMMENT,),
}
"""Which kinds each statement under sql/schema reads."""


def _compared(
    wanted: SchemaObject | None, found: SchemaObject | None, ours: Snapshot, theirs: Snapshot
) -> Iterator[Difference]:
    if wanted is None:
        assert found is not None  # noqa: S101  # for the type checker: a key comes from one of the two
        wholes = (theirs.objects.get((kind, found.parent)) for kind in Kind) if found.parent else ()
        # A table's row security is called like the table, and is not what holds its other parts.
        if all(whole is None or whole.parent == whole.name or whole.key in ours.objects for whole in wholes):
            yield Difference(found.kind, found.name, Change.EXTRA, None, _shown(found), parent=found.parent)
    elif found is None:
        yield Difference(wanted.kind, wanted.name, Change.MISSING, _shown(wanted), None, parent=wanted.parent)
    elif wanted.kind is Kind.TABLE:
        yield from _changed(wanted, found)
        yield from _columns(wanted, found)
    elif wanted.kind is Kind.ENUM and {name for name, _ in wanted.parts} != {name for name, _ in found.parts}:
        yield from _labels(wanted, found)
    else:
        yield from _changed(wanted, found)


def _changed(wanted: SchemaObject, found: SchemaObject) -> Iterator[Difference]:
    ours, theirs = wanted.definition, found.definition
    if wanted.kind is Kind.TABLE:
        ours, theirs = wanted.creates + ours, found.creates + theirs
    if ours != theirs:
        yield Difference(wanted.kind, wanted.name, Change.CHANGED, ours, theirs, parent=wanted.parent)


def _shown(one: SchemaObject) -> str:
    return one.text if one.kind is Kind.TABLE else one.definition


def _labels(wanted: SchemaObject, found: SchemaObject) -> Iterator[Difference]:
    ours, theirs = dict(wanted.parts), dict(found.parts)
    for name in (name for name in ours if name not in theirs):
        yield Difference(Kind.ENUM_LABEL, f"{wanted.name} {name}", Change.MISSING, name, None, parent=wanted.name)
    for name in (name for name in theirs if name not in ours):
        yield Difference(Kind.ENUM_LABEL, f"{wanted.name} {name}", Change.EXTRA, None, name, parent=wanted.name)


def _columns(wanted: SchemaObject, found: SchemaObject) -> Iterator[Difference]:
    ours = {column.name: column for column in wanted.columns}
    theirs = {column.name: column for column in found.columns}
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        one, other = ours.get(name), theirs.get(name)
        full = f"{wanted.name}.{name}"
        if one and other:
            for part, (left, right) in _parts(one, other).items():
                if left != right:
                    yield Difference(Kind.COLUMN, full, Change.CHANGED, left, right, part, wanted.name)
        elif one and one.local:
            yield Difference(Kind.COLUMN, full, Change.MISSING, one.words, None, parent=wanted.name)
        elif other and other.local:
            yield Difference(Kind.COLUMN, full, Change.EXTRA, None, other.words, parent=wanted.name)


def _parts(one: Column, other: Column) -> dict[str, tuple[str, str]]:
    return {
        "type": (one.type, other.type),
        "collation": (one.collation or "", other.collation or ""),
        "default": (one.default or "", other.default or ""),
        "not null": (_yes(one.not_null), _yes(other.not_null)),
        "identity": (one.numbering, other.numbering),
        "generated": (one.computed, other.computed),
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"
