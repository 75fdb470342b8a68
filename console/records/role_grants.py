"""Which rights each of greenroom's roles needs on a database, as its definitions say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from console.records.catalogue import Shape
from console.records.definition import MaskKind, Transition, Who
from console.records.resource import Resource

ROLES = {who: f"greenroom_{who.value}" for who in Who}

MEMBER_OF = ("pg_monitor", "pg_read_all_data", "pg_signal_backend", "pg_maintain")
"""What a database administrator is a member of, where the server has it: to watch, to read, to end a session, and to
clean up. None of them writes a row.
"""

_TOUCHED = ("updated_at", "modified_at", "updatedAt", "modifiedAt")


@dataclass(slots=True)
class Grants:
    """The rights of a role on one table. `locks` says that it only holds rows; `moves` are the transitions it makes,
    `free` that it changes rows in other ways too.
    """

    shape: Shape
    select: tuple[str, ...] = ()
    update: dict[str, None] = field(default_factory=dict)
    insert: tuple[str, ...] = ()
    delete: bool = False
    locks: bool = False
    free: bool = False
    state: str = ""
    moves: list[Transition] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`schema.table`."""
        return self.shape.relation.qualified

    @property
    def sources(self) -> tuple[str, ...]:
        """The states that it takes rows from; empty where that is any."""
        if self.free or not self.state or not all(each.sources for each in self.moves):
            return ()
        return tuple(dict.fromkeys(state for each in self.moves for state in each.sources))

    @property
    def targets(self) -> tuple[str, ...]:
        """The states that it takes rows to, or leaves them in."""
        return tuple(dict.fromkeys(state for each in self.moves for state in ((each.to,) if each.to else each.sources)))


def written_by(resource: Resource, transition: Transition) -> tuple[str, ...]:
    """The columns of a record that a transition sets."""
    states = resource.definition.states
    state = (states.column,) if states is not None and transition.to else ()
    reason = (transition.reason_column,) if transition.reason_column else ()
    return tuple(dict.fromkeys((*state, *transition.sets, *reason)))


def grants_of(who: Who, kinds: Sequence[Resource], shapes: Mapping[int, Shape]) -> tuple[Grants, ...]:
    """The rights of support or of an admin on every table that these kinds are about."""
    found = {each.relation.oid: Grants(each.shape) for each in kinds}
    by_name = {each.relation.qualified: each for each in kinds}
    for resource in kinds:
        given = found[resource.relation.oid]
        open_columns = [
            each for each in resource.shape.columns if resource.mask_of_path(each.name) is not MaskKind.SECRET
        ]
        given.select = tuple(each.name for each in open_columns)
        if who is Who.ADMIN and resource.relation.kind in "rp":
            writable = [each.name for each in open_columns if not each.generated]
            given.free = True
            given.update = {name: None for name in writable if name not in resource.key}
            given.insert = tuple(writable) if resource.definition.insert else ()
            given.delete = resource.definition.delete
    if who is Who.SUPPORT:
        for resource in kinds:
            _moves(resource, found, by_name, shapes)
    return tuple(found.values())


def _moves(
    resource: Resource, found: dict[int, Grants], by_name: Mapping[str, Resource], shapes: Mapping[int, Shape]
) -> None:
    """What the transitions of a kind that are for support need, on its own table and on others."""
    given = found[resource.relation.oid]
    states = resource.definition.states
    given.state = states.column if states else ""
    for transition in resource.definition.transitions:
        if transition.who is not Who.SUPPORT:
            continue
        given.moves.append(transition)
        given.update |= dict.fromkeys(written_by(resource, transition))
        for also in transition.also:
            other = by_name.get(also.table)
            if other is not None:
                found[other.relation.oid].update |= dict.fromkeys(also.sets)
                found[other.relation.oid].free = True
        for column in transition.locks:
            reference = resource.shape.reference(column)
            shape = shapes.get(reference.oid) if reference else None
            if shape is not None:
                _hold(found.setdefault(shape.relation.oid, Grants(shape)))


def _hold(given: Grants) -> None:
    """To lock a row one must be allowed to change one of its columns: the one that says least."""
    given.locks = True
    names = [each.name for each in given.shape.columns]
    touched = next((name for name in _TOUCHED if name in names), given.shape.key[0] if given.shape.key else names[0])
    given.update.setdefault(touched)


def open_to(kinds: Iterable[Resource], grants: Sequence[Grants], *, secured: Iterable[int]) -> tuple[str, ...]:
    """Transitions that are for somebody else, and that this role's grants cannot keep from it all the same:
    `kind.name`. In tables of `secured` its policy does, where that knows the states.
    """
    by_oid = {each.shape.relation.oid: each for each in grants}
    held = set(secured)
    found = []
    for resource in kinds:
        given = by_oid[resource.relation.oid]
        for each in resource.definition.transitions:
            wanted = set(written_by(resource, each))
            if each.who is Who.SUPPORT or not wanted <= set(given.update):
                continue
            to = (each.to,) if each.to else each.sources
            kept = resource.relation.oid in held and given.sources
            if kept and not (set(each.sources) & set(given.sources) and set(to) & set(given.targets)):
                continue
            found.append(f"{resource.name}.{each.name}")
    return tuple(found)
