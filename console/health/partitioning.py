"""Tables that might be partitioned: which, why, and what it would change. Advice from what was read, never a change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from console.health.tables import Tree

LARGE = 50 * 1024**3
ROWS = 100_000_000
"""From here on VACUUM, index builds and the removal of old rows take hours: PostgreSQL's own advice is larger than the
memory of the machine, which no server tells."""
_APPENDED = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table worth the thought. `appended` says that its rows are hardly ever changed: by time is the usual way."""

    tree: Tree
    appended: bool

    @property
    def why(self) -> str:
        """Why it is on the list."""
        table = self.tree.table
        words = "It is larger than most memories" if table.octets >= LARGE else "It has very many rows"
        return words + (", and rows are hardly ever changed." if self.appended else ".")


def partitioning(trees: Iterable[Tree], *, memory: int | None = None) -> tuple[Candidate, ...]:
    """The user's own tables that are larger than the memory, or than 50 GB or 100 million rows; the largest first."""
    large = memory or LARGE
    found = [
        Candidate(each, each.table.updates < _APPENDED * max(1, each.table.live))
        for each in trees
        if each.table.kind == "r"
        and not each.table.group
        and not each.partitions
        and (each.octets >= large or (each.rows or 0) >= ROWS)
    ]
    return tuple(sorted(found, key=lambda one: -one.tree.octets))


CHANGES = (
    "Old rows go by dropping a partition: in a moment, and without a VACUUM.",
    "VACUUM, ANALYZE and index builds work on one partition at a time.",
    "A query that does not name the partition key looks into every partition.",
    "Every unique constraint must contain the partition key; foreign keys to it must too.",
    "Rows have to be moved: into a new table beside it, in batches, then the names are exchanged.",
)
"""What it would change, good and bad."""
