"""A folder with a file of each kind, what each of them leaves in a database, and a process that is killed in it.

python -m tests.faults.migrating '{"params": …, "identity": […], "folder": …, "migrations": …, "event": 7}'
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from console.changesets.folders import read_folder
from console.core.target import Identity
from console.guard.operation import Operation
from console.guard.transaction import Stage
from console.migrations.ours import read_told
from console.migrations.preparing import prepare
from console.migrations.status import State, Version, read_status
from tests.faults.ground import Ground, Person
from tests.guard.console import target_of

FILES = {
    "1_plain.sql": "create table t (id int);\ninsert into t values (1);",
    "2_index.sql": "insert into t values (2);\ncreate index concurrently i on t (id);\ninsert into t values (22);",
    "3_own.sql": "begin;\ninsert into t values (3);\ncommit;",
    "4_last.sql": "create index concurrently last on t (id);",
    "5_vacuum.sql": "vacuum t;\ninsert into t values (5);\nvacuum t;",
}
EVENTS = 58
"""How often a run of all of them tells where it is; a test counts."""

_ROW = "select count(*) from t where id = {}"
_INDEX = "select count(*) from pg_index where indexrelid = to_regclass('{}') and indisvalid"
EFFECTS = {
    "1": (_ROW.format(1),),
    "2": (_ROW.format(2), _INDEX.format("i"), _ROW.format(22)),
    "3": (_ROW.format(3),),
    "4": (_INDEX.format("last"),),
    "5": (_ROW.format(5),),
}
"""Questions about what each file has done, each answered with 0 or 1."""


def effects(ground: Ground) -> dict[str, list[str]]:
    """What is there of each file."""
    if ground.psql("select to_regclass('t') is null") == "t":
        return {version: ["0"] * len(asked) for version, asked in EFFECTS.items()}
    return {version: [ground.psql(question) for question in asked] for version, asked in EFFECTS.items()}


def recorded(ground: Ground) -> list[str]:
    """What the history has."""
    history = "supabase_migrations.schema_migrations"
    if ground.psql(f"select to_regclass('{history}') is null") == "t":
        return []
    return ground.psql(f"select version from {history} order by 1").split()


async def pending(one: Person, migrations: Path) -> Operation:
    """Applying what is to be applied by now."""
    told = await read_told(one.journal, one.target.name)
    return (await prepare(one.link.database, one.target, read_folder(migrations), told)).operation()


async def versions(one: Person, migrations: Path) -> dict[str, Version]:
    """How each file stands, as `greenroom migrations status` says it."""
    told = await read_told(one.journal, one.target.name)
    status = await read_status(one.link.database, read_folder(migrations), told.ours)
    assert isinstance(status.versions, tuple)
    return {each.version: each for each in status.versions}


def assert_true(found: dict[str, Version], ground: Ground) -> None:
    """What the status says is what the database has."""
    there, rows = effects(ground), recorded(ground)
    for version, done in there.items():
        state = found[version].state
        assert set(done) <= {"0", "1"}, f"{version} was done twice: {done}"
        if version in rows:
            assert set(done) == {"1"}, f"{version} is recorded, and {done}"
            assert state is State.APPLIED
        elif "1" in done:
            assert (state, bool(found[version].note)) == (State.FAILED, True), f"{version}: {done}"
        elif version != "5":  # of a VACUUM nothing is seen
            assert state is State.PENDING, f"{version}: {done}, {found[version].note}"


async def run(wanted: dict[str, Any]) -> None:
    target = target_of(wanted["params"], identity=Identity(*wanted["identity"]))
    one = Person(wanted["params"], Path(wanted["folder"]), target)
    events = 0

    def progress(stage: Stage, _: str) -> None:
        nonlocal events
        events += 1
        if events == wanted["event"]:
            os.kill(os.getpid(), signal.SIGKILL)

    await one.do(await pending(one, Path(wanted["migrations"])), progress)
    await one.close()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))
