"""What statements would open and close, tried on a copy of the schema. The target is only read.

There are no rows on the copy, so nothing is said of rows; what the copy has not is named.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from console.audit.access import Access
from console.audit.access_compare import AccessChange, compare_access
from console.audit.access_reading import read_access
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import MissingComponent
from console.schema.copying import Uncopied, run_all, schema_copy


@dataclass(frozen=True, slots=True)
class Simulated:
    """What changed on the copy. `refused` are statements that failed there: what they would do is not known.

    `left` is what the copy has not: rights on that are not compared.
    """

    changes: tuple[AccessChange, ...]
    refused: tuple[Uncopied, ...]
    left: tuple[Uncopied, ...]

    @property
    def widened(self) -> tuple[AccessChange, ...]:
        """What is let through afterwards and was not before, or may be."""
        return tuple(change for change in self.changes if change.widened)


async def simulate_access(
    database: Database, statements: Sequence[str], roles: Collection[str] = ()
) -> Simulated | Unknown:
    """Who may do what before and after these statements, which must run inside a transaction.

    `roles` are names; without any, those of `read_access`, and those that the statements make. Unknown where no
    Postgres is installed here to try it on. Raises Problem where the target is lost, UsageProblem for a role that is
    not there.
    """
    target = await read_access(database, roles)
    names = _names(target, () if roles else statements)
    try:
        async with schema_copy(database) as copy:
            before = await read_access(copy.scratch.database, names)
            refused = await run_all(copy.scratch.writer, statements)
            after = await read_access(copy.scratch.database)
            there = {role.name for role in after.roles.values()}
            made = () if roles else tuple(there - {role.name for role in before.roles.values()})
            kept = [name for name in (*names, *made) if name in there]
            after = await read_access(copy.scratch.database, kept)
            return Simulated(compare_access(before, after), tuple(refused), copy.left)
    except MissingComponent as problem:
        return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


def _names(access: Access, statements: Sequence[str]) -> tuple[str, ...]:
    """The roles that were judged, and those that a statement speaks of: one that has nothing yet may get something."""
    judged = [access.roles[oid].name for oid in access.wanted]
    spoken = [role.name for role in access.roles.values() if any(role.name in text for text in statements)]
    return tuple(dict.fromkeys((*judged, *spoken)))
