"""Who may do what: role, relation and command, with grants, memberships, views and policies taken together.

Pure values and rules, without a server. What the server itself decides (has_table_privilege and its like) is a fact
here; what it has no function for (another role's row security, a view's owner) is decided as its source does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from console.audit.access_asked import asked_beside, asked_directly
from console.audit.access_cells import Cell as Cell
from console.audit.access_cells import Verdict as Verdict
from console.audit.access_cells import for_columns, judged, together
from console.audit.access_definer import Definer
from console.audit.predicates import ROW_COMMANDS, Command, Policy, combine
from console.core.qualified import qualified
from console.core.unknown import Unknown

PUBLIC = 0
"""The role that everybody is, as grants and policies write it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the cluster. `connections` is -1 where there is no limit; `valid_for_seconds` None: for ever."""

    oid: int
    name: str
    superuser: bool = False
    inherits: bool = True
    login: bool = False
    bypasses: bool = False
    creates_roles: bool = False
    creates_databases: bool = False
    replicates: bool = False
    connections: int = -1
    valid_for_seconds: float | None = None
    settings: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """`member` is a member of `role`: has its rights (`inherits`), may become it (`becomes`)."""

    member: int
    role: int
    inherits: bool
    becomes: bool
    administers: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view, materialized view or foreign table. `bases` are what a view reads, `reads` its columns of each.

    `writable` is PostgreSQL's bits of what can be done through a view; None where it could not be asked. `instead`
    is set where a trigger or rule does it. `sample` is one of those with the same owner and the same grants.
    """

    oid: int
    schema_oid: int
    schema: str
    name: str
    kind: str
    owner: int
    secured: bool = False
    forced: bool = False
    partition: bool = False
    invoker: bool = False
    rows: float = -1
    by_column: bool = False
    sample: int = 0
    bases: tuple[int, ...] = ()
    reads: tuple[tuple[str, ...], ...] = ()
    writable: int | None = 0
    instead: bool = False

    @property
    def label(self) -> str:
        """`schema.name`."""
        return qualified(self.schema, self.name)


@dataclass(frozen=True, slots=True)
class Grant:
    """Privileges that stand in an ACL: on a table (`sample`), a column of one, or a schema."""

    kind: str
    object: int
    attribute: str
    grantee: int
    grantor: int
    privileges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Future:
    """What the next object is granted by itself. `schema` is empty for every schema, `kind` as pg_default_acl says."""

    maker: str
    schema: str
    kind: str
    grantee: str
    privileges: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """All that is known of one database. `wanted` are the roles that were asked for; more are known.

    `closed_calls` are functions that a policy calls and that a role may not run, by role and policy;
    in `unnamed_calls` one stands in a schema that the role may not use.
    `exposed` are the schemas that an API serves. `left_out` are names of roles that were not asked for.
    """

    version: int
    roles: Mapping[int, Role]
    wanted: tuple[int, ...]
    relations: Mapping[int, Relation]
    policies: Mapping[int, tuple[Policy, ...]] | Unknown
    rights: Mapping[tuple[int, int], int]
    column_rights: Mapping[tuple[int, int, str], tuple[str, ...]]
    schema_rights: frozenset[tuple[int, int]]
    closed_calls: Mapping[tuple[int, int], tuple[str, ...]]
    unnamed_calls: frozenset[tuple[int, int]]
    uses: frozenset[tuple[int, int]]
    becomes: frozenset[tuple[int, int]]
    memberships: tuple[Membership, ...] = ()
    grants: tuple[Grant, ...] = ()
    futures: tuple[Future, ...] | Unknown = ()
    exposed: tuple[str, ...] | Unknown = ()
    left_out: tuple[str, ...] = ()
    definers: tuple[Definer, ...] = ()
    _policies_of: dict[tuple[int, int], tuple[Policy, ...]] = field(default_factory=dict, repr=False, compare=False)
    _grants_on: dict[tuple[str, int], list[Grant]] = field(default_factory=dict, repr=False, compare=False)
    _views_of: dict[int, list[Relation]] = field(default_factory=dict, repr=False, compare=False)
    _definers_of: dict[int, list[Definer]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for grant in self.grants:
            self._grants_on.setdefault((grant.kind, grant.object), []).append(grant)
        for relation in self.relations.values():
            for base in relation.bases:
                self._views_of.setdefault(base, []).append(relation)
        for function in self.definers:
            for oid in function.touches:
                self._definers_of.setdefault(oid, []).append(function)

    def cell(self, role: int, relation: int, command: Command) -> Cell:
        """What that role gets on that relation. KeyError for an oid that is not known."""
        found = self.relations[relation]
        granted = self._granted(role, found, command)
        if not isinstance(granted, Cell) and (role, found.schema_oid) not in self.schema_rights:
            return Cell(Verdict.UNREACHABLE, f"granted, but it has no USAGE on the schema {found.schema}")
        return granted if isinstance(granted, Cell) else self._within(role, role, found, command, frozenset())

    def gets_nothing(self, role: int, relation: int) -> bool:
        """Whether nothing at all is granted to it there: the quick answer for most of a matrix."""
        found = self.relations[relation]
        return not found.by_column and not self.rights.get((role, found.sample), 0)

    def is_granted(self, role: int, relation: int, command: Command) -> bool:
        """Whether the command is granted there on some column, whatever the schema, policies and views make of it."""
        return not isinstance(self._granted(role, self.relations[relation], command), Cell)

    def can_name(self, role: int, policy: Policy) -> bool:
        """Whether the role may use the schemas of all that the policy reads and calls, as its text would want."""
        asked = (self.relations.get(oid) for oid in (*policy.using_asks, *policy.check_asks))
        schemas = {(role, each.schema_oid) for each in asked if each is not None}
        return (role, policy.oid) not in self.unnamed_calls and schemas <= self.schema_rights

    def grants_on(self, kind: str, oid: int) -> tuple[Grant, ...]:
        """What stands in the ACL of a table (its `sample`), of a table's columns, or of a schema."""
        return tuple(self._grants_on.get((kind, oid), ()))

    def views_of(self, relation: int) -> tuple[Relation, ...]:
        """The views that read it themselves."""
        return tuple(self._views_of.get(relation, ()))

    def definers_of(self, relation: int) -> tuple[Definer, ...]:
        """The functions with their owner's rights that name it."""
        return tuple(self._definers_of.get(relation, ()))

    def role_named(self, name: str) -> Role | None:
        """The role of that name."""
        return next((each for each in self.roles.values() if each.name == name), None)

    def relation_named(self, schema: str, name: str) -> Relation | None:
        """The relation of that name."""
        return next((each for each in self.relations.values() if (each.schema, each.name) == (schema, name)), None)

    def is_subject(self, role: int, relation: Relation) -> str | None:
        """None where row security binds that role there, else why it does not."""
        if not relation.secured:
            return "row security is off"
        who = self.roles[role]
        if who.superuser:
            return "a superuser passes row security"
        if not relation.forced and self.has_rights_of(role, relation.owner):
            return "it owns the table" if role == relation.owner else "it has the rights of the table's owner"
        return "it has BYPASSRLS" if who.bypasses else None

    def has_rights_of(self, role: int, other: int) -> bool:
        """Whether `role` is `other` or inherits from it, as the server says."""
        return role == other or (role, other) in self.uses

    def policies_for(self, role: int, relation: int) -> tuple[Policy, ...]:
        """The policies of a table that speak to that role; none where they are unknown."""
        if isinstance(self.policies, Unknown):
            return ()
        key = (role, relation)
        if key not in self._policies_of:
            self._policies_of[key] = tuple(
                each
                for each in self.policies.get(relation, ())
                if any(target == PUBLIC or self.has_rights_of(role, target) for target in each.roles)
            )
        return self._policies_of[key]

    def _within(self, asker: int, role: int, relation: Relation, command: Command, seen: frozenset[int]) -> Cell:
        """The same without the schema: behind a view nobody asks for it. `role` needs the grant, `asker` asked first.

        A security invoker is read as who asked first, whatever views it stands behind.
        """
        granted = self._granted(role, relation, command)
        if isinstance(granted, Cell):
            return granted
        if command in ROW_COMMANDS:
            if relation.kind == "v":
                return self._through(asker, relation, command, granted, seen)
            if relation.kind == "m" and command is not Command.SELECT:
                return Cell(Verdict.DENIED, "a materialized view is only refreshed")
            return self._rows(asker, role, relation, command, granted)
        if relation.kind in "vm" and command is Command.TRUNCATE:
            return Cell(Verdict.DENIED, "it is no table")
        return Cell(Verdict.OPEN, "granted; row security has no say in it", granted)

    def _granted(self, role: int, relation: Relation, command: Command) -> tuple[str, ...] | Cell | None:
        """The columns that are granted, None for all; a Cell where nothing is."""
        if self.rights.get((role, relation.sample), 0) & _BITS[command]:
            return None
        columns = self.column_rights.get((role, relation.oid, command.name))
        return columns or _NOT_GRANTED[command]

    def _rows(
        self, asker: int, role: int, relation: Relation, command: Command, columns: tuple[str, ...] | None
    ) -> Cell:
        """A table: what row security makes of what is granted."""
        free = self.is_subject(role, relation)
        if free is not None:
            return Cell(Verdict.OPEN, f"granted; {free}", columns)
        if isinstance(self.policies, Unknown):
            return Cell(Verdict.UNKNOWN, f"its policies could not be read: {self.policies.reason}", columns)
        policies = self.policies_for(role, relation.oid)
        speaking = [each for each in policies if each.speaks_of(command)]
        if any(each.held for each in speaking):
            return Cell(Verdict.UNKNOWN, "somebody holds a lock: its policies could not be read", columns)
        asked = asked_beside(self, asker, role, relation.oid, command)
        if asked.circle:
            way = " → ".join(self.relations[oid].label for oid in asked.circle)
            return Cell(Verdict.DENIED, f"granted, but its policies ask in a circle ({way}): an error", columns)
        using = None if command is Command.INSERT else combine(policies, command, checks=False)
        check = combine(policies, command, checks=True) if command in (Command.INSERT, Command.UPDATE) else None
        finds = combine(policies, Command.SELECT, checks=False) if using and command is not Command.SELECT else None
        cell = judged(Cell(Verdict.OPEN, "", columns, using, check, finds), bool(speaking))
        closed = [self.relations[oid].label for who, oid in asked.read if not self._reads(who, oid)]
        # A function runs as who asked first, also behind a view that lends its owner's rights to sub-selects.
        closed += [f"{name}()" for oid in asked.policies for name in self.closed_calls.get((asker, oid), ())]
        if not closed or cell.verdict is Verdict.OPEN:
            return cell
        if refused := self._refused(role, asked_directly(policies, command)):
            why = f"granted, but its policies ask {', '.join(refused)}, which it may not read: an error"
            return Cell(Verdict.DENIED, why, columns)
        why = f"{cell.why}; its policies ask {', '.join(closed)}, which it may not: mostly an error"
        return replace(cell, asks=tuple(dict.fromkeys(closed)), silent=False, why=why)

    def _refused(self, role: int, asked: Iterable[int]) -> list[str]:
        """Those of which it may read nothing: no statement that asks them even begins."""
        known = [self.relations[oid] for oid in asked if oid in self.relations]
        return [one.label for one in known if isinstance(self._granted(role, one, Command.SELECT), Cell)]

    def _reads(self, role: int, oid: int) -> bool:
        """Whether SELECT is granted on every column, or it is no relation that is known."""
        found = self.relations.get(oid)
        return found is None or self._granted(role, found, Command.SELECT) is None

    def _through(
        self, asker: int, view: Relation, command: Command, columns: tuple[str, ...] | None, seen: frozenset[int]
    ) -> Cell:
        """A view: what it reads is read as its owner, or as who asks where it is a security invoker."""
        if view.oid in seen:
            return Cell(Verdict.DENIED, "the view goes round in circles")
        if command is not Command.SELECT:
            if view.instead:
                return Cell(Verdict.UNKNOWN, "a trigger or a rule of the view does it", columns)
            if view.writable is None:
                return Cell(Verdict.UNKNOWN, "somebody holds a lock: the view could not be looked at", columns)
            if not view.writable & _UPDATABLE[command]:
                return Cell(Verdict.DENIED, f"the view takes no {command.name}")
            if len(view.bases) > 1:
                return Cell(Verdict.UNKNOWN, "the view asks several tables; which it changes is not known", columns)
        acting = asker if view.invoker else view.owner
        cells = []
        for place, oid in enumerate(view.bases):
            base = self.relations.get(oid)
            if base is None or acting not in self.roles:
                continue
            cell = self._within(asker, acting, base, command, seen | {view.oid})
            cells.append((base, for_columns(cell, command, view.reads[place] if view.reads else ())))
        return together(view, self.roles[acting].name if acting != asker else "", cells, columns)


_BITS = {command: 1 << place for place, command in enumerate(Command)}
_NOT_GRANTED = {command: Cell(Verdict.DENIED, f"{command.name} is not granted") for command in Command}
_UPDATABLE = {Command.UPDATE: 4, Command.INSERT: 8, Command.DELETE: 16}
"""1 << CmdType, as pg_relation_is_updatable gives them (nodes.h)."""
