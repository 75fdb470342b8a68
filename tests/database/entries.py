"""What one statement under sql/ is tried with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql


@dataclass(frozen=True, slots=True)
class Place:
    """What the binds speak of: the role that reads, and the oids of what is locked."""

    role: str
    oids: tuple[int, ...]
    free: int


def nothing(place: Place) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class File:
    """`binds` and `parts` as the console would fill them in.

    `waits` is for what looks into a relation by its nature: its own rows, or its definition right after them. It is
    tried on a relation that is free, and must be Unknown after the lock's time limit on one that is not. `refused` is
    for what the server keeps from a role that may do nothing.
    """

    binds: Callable[[Place], Mapping[str, Any]] = nothing
    parts: Mapping[str, sql.Composable] = field(default_factory=dict)
    waits: tuple[Mapping[str, Any], Mapping[str, sql.Composable]] | None = None
    refused: bool = False
