"""Which tables are published, and what is wrong with how: facts, and what follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.core.schemas import PLATFORM_SCHEMAS
from console.database.session import ReadSession


@dataclass(frozen=True, slots=True)
class Published:
    """One table. `identity` is default, nothing, full or index; `sends_changes` that UPDATE or DELETE is published."""

    oid: int
    schema: str
    name: str
    publications: Sequence[str]
    sends_changes: bool
    identity: str
    has_key: bool
    row_security: bool

    @property
    def identified(self) -> bool:
        """Whether the other side can tell which row was changed."""
        return self.identity in ("full", "index") or (self.identity == "default" and self.has_key)

    @property
    def fails(self) -> bool:
        """Whether the server refuses UPDATE and DELETE of it."""
        return bool(self.publications) and self.sends_changes and not self.identified


async def read_published(session: ReadSession) -> tuple[Published, ...]:
    """Every table of the user's own schemas, published or not."""
    return await session.all("health/publications", Published, {"platform_schemas": list(PLATFORM_SCHEMAS)})
