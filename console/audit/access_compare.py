"""What a change opens and closes: who may do what before and after it, compared by name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from console.audit.access import Access, Cell, Future, Verdict
from console.audit.predicates import Command, Predicate, Term
from console.core.unknown import Unknown


class Direction(StrEnum):
    """Whether more is let through than before."""

    WIDENED = "widened"
    NARROWED = "narrowed"
    CHANGED = "changed"  # other rows: whether they are more cannot be told from the text
    UNKNOWN = "unknown"  # one side could not be read


@dataclass(frozen=True, slots=True)
class AccessChange:
    """One answer that is another now. `relation` is `schema.name`; None where the relation or the role is not there.

    What the next object will be granted is a change too: `relation` is then `next tables in public`, say.
    """

    role: str
    relation: str
    command: str
    before: Cell | None
    after: Cell | None
    direction: Direction

    @property
    def widened(self) -> bool:
        """Whether more is let through, or may be: what somebody must look at."""
        return self.direction is not Direction.NARROWED

    @property
    def text(self) -> str:
        """`anon: select on public.t was denied, is open`."""
        was, now = (_words(cell) for cell in (self.before, self.after))
        return f"{self.role}: {self.command} on {self.relation} was {was}, is {now}"


def _words(cell: Cell | None) -> str:
    if cell is None:
        return "not there"
    columns = f" ({', '.join(cell.columns)})" if cell.columns else ""
    rows = [each.text for each in (cell.predicate, cell.check) if each is not None and not each.always]
    return cell.verdict.value + columns + (f" [{'; '.join(dict.fromkeys(rows))}]" if rows else "")


def compare_access(
    before: Access, after: Access, *, commands: Iterable[Command] = tuple(Command)
) -> tuple[AccessChange, ...]:
    """Every answer that is not the same, those that are wider first. Roles and relations are known by their names.

    Roles are those that were asked for on either side. What one side does not have is denied there.
    """
    asked = tuple(commands)
    roles = {one.roles[oid].name for one in (before, after) for oid in one.wanted}
    sides = [_by_name(one) for one in (before, after)]
    labels = {label: None for side in sides for label in side[1]}
    found: list[AccessChange] = []
    for role in sorted(roles):
        for label in labels:
            if all(_nothing(one, side, role, label) for one, side in zip((before, after), sides, strict=True)):
                continue
            cells = [_cells(one, side, role, label, asked) for one, side in zip((before, after), sides, strict=True)]
            for command, was, now in zip(asked, *cells, strict=True):
                direction = None if was == now else direction_of(was, now)
                if direction is not None:
                    found.append(AccessChange(role, label, command.value, was, now, direction))
    found += _of_futures(before.futures, after.futures)
    return tuple(sorted(found, key=lambda each: (list(Direction).index(each.direction), each.relation, each.role)))


Side = tuple[dict[str, int], dict[str, int]]


def _by_name(access: Access) -> Side:
    return (
        {role.name: role.oid for role in access.roles.values()},
        {relation.label: relation.oid for relation in access.relations.values()},
    )


def _nothing(access: Access, side: Side, role: str, label: str) -> bool:
    oid, relation = side[0].get(role), side[1].get(label)
    if oid is None or relation is None:
        return True
    return oid in access.wanted and access.gets_nothing(oid, relation)


def _cells(access: Access, side: Side, role: str, label: str, commands: tuple[Command, ...]) -> list[Cell | None]:
    oid, relation = side[0].get(role), side[1].get(label)
    # A role that is there and was not read on this side (it was made meanwhile, or left out) is not known.
    if oid is None or relation is None:
        return [None] * len(commands)
    if oid not in access.wanted:
        return [Cell(Verdict.UNKNOWN, "the role was not asked for on this side")] * len(commands)
    return [access.cell(oid, relation, command) for command in commands]


def direction_of(before: Cell | None, after: Cell | None) -> Direction | None:
    """Which way one answer went; None where nothing that can be told has changed."""
    was, now = (Verdict.DENIED if cell is None else cell.verdict for cell in (before, after))
    if Verdict.UNKNOWN in (was, now):
        return None if was is now else Direction.UNKNOWN
    if was.rank != now.rank:
        return Direction.WIDENED if now.rank > was.rank else Direction.NARROWED
    if before is None or after is None or now.rank == 0:
        return None
    parts = {
        _of_columns(before.columns, after.columns),
        *(_of_rows(getattr(before, name), getattr(after, name)) for name in ("predicate", "check", "finds")),
    } - {None}
    if not parts:
        return None
    return parts.pop() if len(parts) == 1 else Direction.CHANGED


def _of_columns(before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> Direction | None:
    if before == after or (before and after and set(before) == set(after)):
        return None
    if after is None or (before is not None and set(before) < set(after)):
        return Direction.WIDENED
    return Direction.NARROWED if before is None or set(before) > set(after) else Direction.CHANGED


def _of_rows(before: Predicate | None, after: Predicate | None) -> Direction | None:
    """By the texts of the policies: one more permissive widens, one more restrictive narrows, any other is a change."""
    free, bound = (one is None or one.always for one in (before, after))
    if before is None or after is None or (free and bound):
        return None if free is bound else Direction.NARROWED if free else Direction.WIDENED
    either = _of_terms(before.permissive, after.permissive)
    every = _of_terms(after.restrictive, before.restrictive)  # the other way round: more of them let less through
    parts = {either, every} - {None}
    if not parts:
        return None
    return parts.pop() if len(parts) == 1 else Direction.CHANGED


def _of_terms(before: tuple[Term, ...], after: tuple[Term, ...]) -> Direction | None:
    was, now = ({term.text for term in terms} for terms in (before, after))
    if was == now:
        return None
    if was < now:
        return Direction.WIDENED
    return Direction.NARROWED if now < was else Direction.CHANGED


_KINDS = {"r": "tables", "S": "sequences", "f": "functions", "T": "types", "n": "schemas", "L": "large objects"}


def _of_futures(before: tuple[Future, ...] | Unknown, after: tuple[Future, ...] | Unknown) -> Iterator[AccessChange]:
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        return
    was, now = (
        {
            (each.grantee, f"next {_KINDS.get(each.kind, each.kind)}{_place(each)}", privilege)
            for each in side
            for privilege in each.privileges
        }
        for side in (before, after)
    )
    given = Cell(Verdict.OPEN, "granted by itself to whatever is made next")
    for role, relation, privilege in sorted(was ^ now):
        new = (role, relation, privilege) in now
        direction = Direction.WIDENED if new else Direction.NARROWED
        yield AccessChange(role, relation, privilege, None if new else given, given if new else None, direction)


def _place(future: Future) -> str:
    return (f" in {future.schema}" if future.schema else "") + f" of {future.maker}"
