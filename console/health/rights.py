"""What this role may see of a server's health, and what is installed there. Every section asks this first."""

from __future__ import annotations

from dataclasses import dataclass

from console.core.unknown import Unknown
from console.database.session import ReadSession


@dataclass(frozen=True, slots=True)
class Rights:
    """The role, the server's version, and what there is. An extension's field is its schema, empty without it.

    `cron_here`: the jobs of pg_cron are in this database; `cron_database` is where the server has them, if it has some.
    """

    role: str
    version: int
    standby: bool
    superuser: bool
    all_sessions: bool
    reads_all: bool
    counts: bool
    statements_schema: str
    statements_version: str
    hypopg_schema: str
    pgstattuple_schema: str
    amcheck_schema: str
    cron_here: bool
    cron_database: str

    @property
    def own_sessions_only(self) -> tuple[str, str]:
        """Reason and remedy where other sessions cannot be seen."""
        return "this role sees its own sessions only", f"give {self.role} pg_read_all_stats, or pg_monitor"

    @property
    def statements(self) -> Unknown | None:
        """Why statements are not known, if it is so."""
        if self.statements_schema:
            return None
        return Unknown(
            "the extension pg_stat_statements is not in this database",
            "add it to shared_preload_libraries, restart, then: create extension pg_stat_statements",
        )


async def read_rights(session: ReadSession) -> Rights:
    """What this role may see."""
    return await session.one("health/rights", Rights)
