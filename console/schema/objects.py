"""What a schema is made of: objects, columns and a snapshot of all of them. Values; nothing is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from console.core.unknown import Unknown


class Kind(StrEnum):
    """What an object is, in the order in which objects are made."""

    SCHEMA = "schema"
    EXTENSION = "extension"
    ENUM = "enum"
    ENUM_LABEL = "enum label"
    DOMAIN = "domain"
    DOMAIN_CONSTRAINT = "domain constraint"
    COMPOSITE = "composite type"
    SEQUENCE = "sequence"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    TABLE = "table"
    COLUMN = "column"
    SEQUENCE_OWNER = "sequence owner"
    STORAGE = "storage parameters"
    REPLICA_IDENTITY = "replica identity"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    INDEX = "index"
    CONSTRAINT = "constraint"
    FOREIGN_KEY = "foreign key"
    RULE = "rule"
    TRIGGER = "trigger"
    ROW_SECURITY = "row security"
    POLICY = "policy"
    REVOKE = "revoke"
    GRANT = "grant"
    COMMENT = "comment"
    DEFAULT_PRIVILEGES = "default privileges"

    @property
    def rank(self) -> int:
        """Where it stands in that order."""
        return _RANKS[self]

    @property
    def holds_data(self) -> bool:
        """Whether rows or values are gone for good when one is dropped."""
        return self in (Kind.TABLE, Kind.COLUMN, Kind.SEQUENCE, Kind.SCHEMA, Kind.EXTENSION)


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the server prints it. `name` is quoted where SQL needs it; `local` is false where it is inherited."""

    name: str
    number: int
    type: str
    collation: str | None
    default: str | None
    not_null: bool
    identity: str  # `a` always, `d` by default, or empty
    expression: str | None
    generated: str  # `s` stored, `v` virtual, or empty
    local: bool

    @property
    def numbering(self) -> str:
        """`always`, `by default`, or nothing where it does not number itself."""
        return {"a": "always", "d": "by default"}.get(self.identity, "")

    @property
    def computed(self) -> str:
        """Its expression and how it is kept, or nothing."""
        kept = {"s": "stored", "v": "virtual"}.get(self.generated, "")
        return f"({self.expression}) {kept}" if kept else ""

    @property
    def words(self) -> str:
        """The column as it stands in CREATE TABLE."""
        parts = [self.name, self.type]
        parts += ["collate", self.collation] if self.collation else []
        parts += ["default", self.default] if self.default is not None else []
        parts += ["generated", self.numbering, "as identity"] if self.numbering else []
        parts += ["generated always as", self.computed] if self.computed else []
        return " ".join(parts + (["not null"] if self.not_null else []))


@dataclass(frozen=True, slots=True)
class SchemaObject:
    """One object. `name` is as SQL writes it: schema and all, quoted where needed; a part of a table names it first.

    `definition` is what is compared. `creates`, `alters` and `drops` are statements; `alters` brings an object that is
    there to this definition, where `fixed` is the same. `parent` is the name of the object that it is a part of, and
    `address` how dependencies speak of it. `parts` are an enum's labels with the statement that adds each. `held` says
    that it could not be read because somebody holds or awaits its lock.
    """

    kind: Kind
    name: str
    definition: str
    creates: str
    drops: str
    parent: str = ""
    address: str = ""
    alters: str = ""
    fixed: str = ""
    revokes: str = ""
    columns: tuple[Column, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    partition: bool = False
    held: bool = False

    @property
    def key(self) -> Key:
        return (self.kind, self.name)

    @property
    def schema(self) -> str:
        """The schema that it is in, as SQL writes it."""
        return schema_of(self.parent or self.name)

    @property
    def text(self) -> str:
        """The statement that makes it, a table's columns among it."""
        if self.kind is not Kind.TABLE:
            return self.creates
        if self.partition:
            return self.creates + self.definition
        listed = ",\n    ".join(column.words for column in self.columns if column.local)
        return (
            f"{self.creates} (\n    {listed}\n){self.definition}" if listed else f"{self.creates} (){self.definition}"
        )


Key = tuple[Kind, str]


def schema_of(name: str) -> str:
    """The first part of a name as SQL writes it: `public` of `public.t`, `"a.b"` of `"a.b".t`."""
    if not name.startswith('"'):
        return name.partition(".")[0]
    end = 1
    while (end := name.index('"', end) + 1) < len(name) and name[end] == '"':
        end += 1
    return name[:end]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The schema of a database at one time.

    `needs` says for an address which others must be there first. `unknown` are the kinds (files under sql/schema)
    that could not be read at all, with the reason: nothing may be said of them.
    """

    version: int
    objects: Mapping[Key, SchemaObject]
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unknown: Mapping[str, Unknown] = field(default_factory=dict)

    @property
    def major(self) -> int:
        return self.version // 10_000

    def without(self, names: frozenset[str]) -> Snapshot:
        """The same without what has one of these names (`public.schema_migrations`) and its parts."""
        gone = {each.name for each in self.objects.values() if each.name in names or each.parent in names}
        kept = {key: each for key, each in self.objects.items() if each.name not in gone and each.parent not in gone}
        return Snapshot(self.version, kept, self.needs, self.unknown)

    def unfilled(self) -> Snapshot:
        """The same, its materialized views made empty.

        Filling one runs the queries and the functions of whoever made it: not as the owner of a server of ours.
        """
        made = {
            key: replace(each, creates=f"{each.creates}\nwith no data")
            for key, each in self.objects.items()
            if each.kind is Kind.MATERIALIZED_VIEW and each.creates
        }
        return Snapshot(self.version, {**self.objects, **made}, self.needs, self.unknown)
