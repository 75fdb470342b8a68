"""What a target adds to the preflight check: what is applied, its version and project, what uses dropped things."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from console.changesets.migration import Folder, MigrationFile
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.target import Target
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.migrations.check import Asked, is_sql
from console.migrations.check_reading import read_file
from console.migrations.contents import Drift
from console.migrations.rules_tables import Dropped, drops
from console.migrations.status import Status, read_status
from console.targets.supabase import recognise

if TYPE_CHECKING:
    from console.database.session import Database, ReadSession

_AT_ONCE = 500


async def read_asked(database: Database, target: Target, folder: Folder, status: Status | None = None) -> Asked:
    """All that the check can be told by a target. `status` where it is read already. Problem without a connection."""
    status = status or await read_status(database, folder)
    major = await database.ask(read_major)
    asked = Asked(ref=project_of(target), major=major if isinstance(major, int) else 17)
    if isinstance(status.versions, Unknown):
        return replace(asked, applied=status.versions)
    here = [(each, each.file.path) for each in status.versions if each.file]
    applied = frozenset(path for each, path in here if not each.state.is_pending)
    changed = frozenset(path for each, path in here if each.drift is Drift.CHANGED)
    asked = replace(asked, applied=applied, changed=changed)
    if not is_sql(folder):
        return asked
    pending = [file for file in folder.files if file.path not in applied]
    gone = await asyncio.to_thread(_gone, pending, folder)  # files may be large, and a screen goes on meanwhile
    uses = await read_uses(database, tuple(gone))
    return replace(asked, uses=lambda dropped: uses.get(dropped, ()))


def _gone(pending: Sequence[MigrationFile], folder: Folder) -> set[Dropped]:
    return {dropped for file in pending for dropped, _ in drops(read_file(file, folder.tool))}


async def read_uses(database: Database, dropped: Sequence[Dropped]) -> Mapping[Dropped, tuple[str, ...] | Unknown]:
    """What uses each of them: `view public.report`. What is not on the server is used by nothing."""
    found: dict[Dropped, tuple[str, ...] | Unknown] = {}
    for start in range(0, len(dropped), _AT_ONCE):
        some = dropped[start : start + _AT_ONCE]
        users = await database.ask(partial(_read_uses, some))
        for at, each in enumerate(some):
            found[each] = users if isinstance(users, Unknown) else tuple(users.get(at, ()))
    return found


def project_of(target: Target) -> str:
    """The reference of a target's Supabase project, empty where it is none."""
    try:
        found = recognise(target.host, target.port, target.user)
    except UsageProblem:  # a pooler's address without a project: connecting says so
        return ""
    return found.ref if found else ""


async def read_major(session: ReadSession) -> int:
    """The target's major version."""
    return session.version // 10_000


async def _read_uses(dropped: Sequence[Dropped], session: ReadSession) -> dict[int, list[str]]:
    wanted = [
        {
            "place": place,
            "schema": each.table.schema or "public",
            "relation": each.table.name,
            "attribute": each.column,
        }
        for place, each in enumerate(dropped)
    ]
    rows = await session.mappings(
        "migrations/uses",
        {
            "dropped": json.dumps(wanted),
            "platform_schemas": list(PLATFORM_SCHEMAS),
        },
    )
    users: dict[int, list[str]] = {}
    for row in rows:
        users.setdefault(row["place"], []).append(row["label"])
    return users
