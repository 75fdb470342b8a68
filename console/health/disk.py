"""What the databases and tablespaces of a server take on its disk, as far as SQL can see. Facts only."""

from __future__ import annotations

from dataclasses import dataclass

from console.database.session import ReadSession


@dataclass(frozen=True, slots=True)
class Place:
    """A database or a tablespace. `octets` is None where this role may not measure it; `location`: of a tablespace."""

    kind: str
    name: str
    octets: int | None
    location: str


async def read_disk(session: ReadSession) -> tuple[Place, ...]:
    """Databases, then tablespaces, the biggest first. It looks at every file: seconds on a server with very many."""
    return await session.all("health/disk", Place)
