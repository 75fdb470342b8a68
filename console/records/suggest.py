"""What a table without a definition probably holds, by its shape. Two passes, people first: a foreign key to a person
is evidence of everything else. Pure: whoever asks has read the shapes.

A wrong sure answer is worse than none, so a name alone never makes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.records.catalogue import Shape
from console.records.suggest_kinds import KINDS, PERSON, Kind
from console.records.suggest_roles import Roles, roles_of
from console.records.words import words


class Sureness(StrEnum):
    """Sure is used, likely is offered, none is a plain record."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a table probably holds, and why: `reasons` are sentences, best first."""

    sureness: Sureness
    archetype: str
    reasons: tuple[str, ...]
    roles: Roles


@dataclass(frozen=True, slots=True)
class _Score:
    kind: Kind
    named: bool
    needs: int
    reasons: tuple[str, ...]
    helps: int
    labels: int
    against: bool

    @property
    def whole(self) -> bool:
        return self.needs == len(self.kind.needs)

    @property
    def sure(self) -> bool:
        return self.named and self.whole and not self.against and (self.helps > 0 or self.labels > 1)

    @property
    def likely(self) -> bool:
        shaped = self.whole and (self.labels > 1 or self.helps > 2)
        return not self.against and ((self.named and self.needs > 0) or (shaped and len(self.kind.needs) > 1))

    @property
    def weight(self) -> int:
        return 4 * self.sure + 3 * self.named + 2 * self.whole + min(self.labels, 3) + min(self.helps, 3)


def people_among(shapes: Iterable[Shape]) -> frozenset[int]:
    """The tables that surely hold persons: the first pass."""
    nobody: frozenset[int] = frozenset()
    return frozenset(
        each.relation.oid for each in shapes if each.key and _scored(PERSON, each, roles_of(each, nobody)).sure
    )


def suggest(shape: Shape, shapes: Mapping[int, Shape]) -> Suggestion:
    """What a table probably holds. `shapes` are those of the tables that its foreign keys lead to."""
    around = [shape, *(shapes[each.oid] for each in shape.references_out if each.oid in shapes)]
    people = people_among(around)
    roles = roles_of(shape, people)
    if not shape.key or shape.relation.kind not in ("r", "p"):
        return Suggestion(Sureness.NONE, "", ("it is no table with a key",), roles)
    if _joins(shape):
        return Suggestion(Sureness.NONE, "", ("it only joins others",), roles)
    scores = sorted((_scored(kind, shape, roles) for kind in (PERSON, *KINDS)), key=lambda one: -one.weight)
    best, second = scores[0], scores[1]
    if best.sure and not (second.sure and second.weight == best.weight):
        return Suggestion(Sureness.SURE, best.kind.archetype, best.reasons, roles)
    if roles.parent is not None:
        place = roles.columns["position"]
        said = f"a unique constraint orders its rows by {place} below {', '.join(roles.parent.columns)}"
        return Suggestion(Sureness.SURE, "ordered child", (said,), roles)
    likely = [one for one in scores if one.likely]
    if likely:
        return Suggestion(Sureness.LIKELY, likely[0].kind.archetype, likely[0].reasons, roles)
    return Suggestion(Sureness.NONE, "", ("nothing of it says what it is",), roles)


def _joins(shape: Shape) -> bool:
    """Whether it has foreign keys and times alone: it says which belongs to which."""
    keyed = {name for each in shape.references_out for name in each.columns}
    rest = [each for each in shape.columns if each.name not in keyed and not each.temporal]
    return len(shape.references_out) >= 2 and all(each.name in shape.key for each in rest)


def _scored(kind: Kind, shape: Shape, roles: Roles) -> _Score:
    head = words(shape.relation.name)[-1:]
    named = bool(kind.heads & set(head))
    reasons = [f"it is called {shape.relation.name}"] if named else []
    met = 0
    for need in kind.needs:
        found = next((said for role in sorted(need) if (said := _said(role, roles))), "")
        met += bool(found)
        reasons += [found] if found else []
    helped = {role: said for role in sorted(kind.helps) if (said := _said(role, roles)) and said not in reasons}
    common = sorted(roles.labels & kind.labels)
    reasons += helped.values()
    reasons += [f"its states are like {', '.join(common[:3])}"] if len(common) > 1 else []
    against = any(_said(role, roles) for role in kind.against)
    return _Score(kind, named, met, tuple(dict.fromkeys(reasons)), len(helped), len(common), against)


def _said(role: str, roles: Roles) -> str:
    """The sentence for a role that is there; empty where it is not."""
    if "+" in role:
        both = [_said(each, roles) for each in role.split("+")]
        return " and ".join(both) if all(both) else ""
    match role:
        case "person":
            return f"{', '.join(roles.people[0].columns)} leads to a person" if roles.people else ""
        case "thing":
            return f"{', '.join(roles.things[0].columns)} leads to what it is about" if roles.things else ""
        case "parent":
            return "its rows stand in an order" if roles.parent is not None else ""
        case _:
            return f"{roles.columns[role]} is {_ROLES.get(role, role)}" if role in roles.columns else ""


_ROLES = {
    "money": "an amount",
    "start": "when it begins",
    "end": "when it ends",
    "due": "when it is due",
    "made": "when it happened",
    "state": "a state",
    "number": "a number that people know",
    "quantity": "how many",
    "capacity": "how many fit",
    "email": "an e-mail address",
    "sku": "a stock number",
    "body": "a text",
    "changes": "what changed",
    "entity": "what it happened to",
    "action": "what was done",
    "mime": "a type of file",
    "url": "where it lies",
    "external": "a processor's reference",
    "method": "how it was paid",
}
