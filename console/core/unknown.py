"""A fact that could not be read. It is never an empty list, a zero or a green tick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why a fact is missing and what would make it known."""

    reason: str
    remedy: str = ""

    def __bool__(self) -> bool:
        return False


def known(fact: T | Unknown, default: T) -> T:
    """The fact, or `default` where it is unknown: for sums and sorting only, never for showing."""
    return default if isinstance(fact, Unknown) else fact
