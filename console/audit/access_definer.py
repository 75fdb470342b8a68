"""A function with its owner's rights, as the model of access knows it. A value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definer:
    """A function that runs as its owner. `callers` are roles that may call it, `touches` the relations that it names.

    It does touch them where that is `certain`; else its body is a text in which their names stand.
    """

    oid: int
    schema: str
    name: str
    owner: int
    certain: bool
    touches: tuple[int, ...]
    callers: frozenset[int]

    @property
    def label(self) -> str:
        """`schema.name(arguments)`."""
        return f"{self.schema}.{self.name}"
