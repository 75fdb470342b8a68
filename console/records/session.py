"""A read of records: values come as the same text everywhere, whatever a role or a database has set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from console.database.session import INTERACTIVE, Database, Identity, Limits, ReadSession


@asynccontextmanager
async def record_session(
    database: Database, limits: Limits = INTERACTIVE, *, identity: Identity | None = None
) -> AsyncIterator[ReadSession]:
    """A read-only transaction in which times are ISO and in UTC. Raises Problem."""
    async with database.read(limits, identity=identity) as session:
        await session.mappings("guard/text_format")
        yield session
