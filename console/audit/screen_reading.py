"""What the screen of the audit reads: the findings of every check, with those that were accepted marked."""

from __future__ import annotations

from datetime import datetime

from console.audit.muting import load_mutes, mute
from console.audit.running import run_checks
from console.core.finding import Findings
from console.database.session import Database


async def look(database: Database, target: str) -> Findings:
    """Every check, once. Raises Problem where the server is lost or the file of mutes cannot be used."""
    mutes = load_mutes()
    found = await run_checks(database)
    return mute(found, mutes, target=target, today=datetime.now().astimezone().date())
