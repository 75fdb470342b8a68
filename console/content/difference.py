"""Two sets of settings side by side: what is missing on one side, and what differs. Secrets are compared unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from console.content.settings import Setting


class Change(StrEnum):
    """How a setting differs."""

    LEFT = "only left"
    RIGHT = "only right"
    CHANGED = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is not the same on both sides. `fields` says in what."""

    name: str
    change: Change
    left: Setting | None
    right: Setting | None
    fields: tuple[str, ...] = ()


def diff(left: Iterable[Setting], right: Iterable[Setting]) -> tuple[Difference, ...]:
    """What differs between two sides, in the order of names. Times of change and problems do not count."""
    ours = {setting.name: setting for setting in left}
    theirs = {setting.name: setting for setting in right}
    found: list[Difference] = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if one is None or other is None:
            found.append(Difference(name, Change.RIGHT if one is None else Change.LEFT, one, other))
        elif fields := _fields(one, other):
            found.append(Difference(name, Change.CHANGED, one, other, fields))
    return tuple(found)


def _fields(one: Setting, other: Setting) -> tuple[str, ...]:
    pairs = {
        "value": one.same_value(other),
        "type": one.declared_type == other.declared_type,
        "group": one.group == other.group,
        "description": one.description == other.description,
        "public": one.public == other.public,
    }
    return tuple(name for name, same in pairs.items() if not same)
