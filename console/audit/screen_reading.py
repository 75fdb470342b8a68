"""What the screen of the audit reads: the findings of every check, with those that were accepted marked, and kept."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

from console.audit.muting import load_mutes, mute_on
from console.audit.run_difference import compare_runs
from console.audit.running import run_checks
from console.audit.runs import Run, keep_run, last_run, scrubbed
from console.core.finding import Findings
from console.database.session import Database
from console.errors import ConfigurationProblem


async def look(database: Database, target: str, server: str) -> Findings:
    """Every check, once. Raises Problem where the server is lost or the file of mutes cannot be used."""
    mutes = load_mutes()
    found = await run_checks(database)
    judged = await mute_on(database, found, mutes, target=target, today=datetime.now().astimezone().date())
    await asyncio.to_thread(_keep, Run(target=target, taken=datetime.now(UTC), findings=judged, server=server))
    return judged


def _keep(run: Run) -> None:
    """Keep it, if it is another than the one before: looking twice must not push older runs out."""
    with suppress(ConfigurationProblem):  # a folder that cannot be written takes nothing from what is seen
        before = last_run(run.target)
        if before is None or compare_runs(before.looked, scrubbed(run).looked).differs:
            keep_run(run)
