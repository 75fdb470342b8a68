"""A process that runs one operation and is killed at a stage of it: started by the tests, never imported by them.

python -m tests.faults.victim '{"params": …, "identity": […], "folder": …, "number": 1, "stage": "ran"}'
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from console.core.target import Identity
from console.database.opening import Link
from console.guard.journal import FileJournal
from console.guard.planning import make_plan
from console.guard.runner import Runner
from console.guard.transaction import Stage
from tests.faults.ground import IMPATIENT, build_index, set_value
from tests.guard.console import no_secret, no_tunnel, target_of


async def run(wanted: dict[str, Any]) -> None:
    target = target_of(wanted["params"], identity=Identity(*wanted["identity"]))
    link = Link(target, no_secret, no_tunnel)
    journal = FileJournal(Path(wanted["folder"]))
    runner = Runner(target, link, journal, patience=IMPATIENT)
    made = build_index() if wanted.get("standing") else set_value(wanted["number"])
    plan = await make_plan(made, link, target)

    def progress(stage: Stage, _: str) -> None:
        if stage.value == wanted["stage"]:
            os.kill(os.getpid(), signal.SIGKILL)

    await runner.run(plan, [ask.phrase for ask in plan.asks], "", progress)
    await link.close()
    journal.close()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
