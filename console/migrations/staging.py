"""When files ran on staging: from the history of the staging target, or from our own journal. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from console.core.target import Environment
from console.core.unknown import Unknown
from console.guard.journal import FileJournal
from console.migrations.ours import read_told
from console.targets.store import TargetStore


async def read_staged(wanted: str | None = None) -> Mapping[str, datetime] | Unknown:
    """When each version was applied on staging from here. Unknown where no target, or no one target, is staging.

    `wanted` names the staging target; else it is the only saved one. A history that keeps no times cannot tell: what
    counts is our own journal.
    """
    saved = TargetStore().readable()[0]
    stages = [each.name for each in saved if each.environment is Environment.STAGING]
    if wanted is None and len(stages) != 1:
        why = "no target is saved as staging" if not stages else f"several are staging: {', '.join(stages)}"
        return Unknown(why, "greenroom targets add NAME --environment staging")
    name = wanted or stages[0]
    if name not in [each.name for each in saved]:
        return Unknown(f"no target {name} is saved")
    journal = FileJournal()
    try:
        told = await read_told(journal, name)
    finally:
        journal.close()
    return {version: ours.at for version, ours in told.ours.items() if not ours.stopped}
