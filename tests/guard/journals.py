"""Events for the tests of the journal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from console.core.target import Environment, Identity, Target
from console.guard.events import End, Intent, Mark, Result

SHOP = Target(
    name="shop",
    host="db.example.org",
    database="shop",
    user="clerk",
    environment=Environment.STAGING,
    identity=Identity("7123456789", 16384),
)

INTENT = Intent(
    operation="settings.set",
    title="Set maintenance_mode",
    kind="setting",
    key="maintenance_mode",
    subject="maintenance_mode",
    risk="careful",
    target="shop",
    environment="staging",
    address=SHOP.address,
    role="clerk",
    identity=SHOP.identity,
    reason="The ticket shop moves",
    digest="d1",
    plan={"rows": 1},
    statements=("update public.site_settings set value = $1 where key = $2",),
    before=({"value": "••••"},),
    event="settings.changed",
)

MARK = Mark(
    step=0,
    xid="5501",
    system_identifier="7123456789",
    timeline=1,
    database_oid=16384,
    pid=77,
    backend_start="2026-03-01 10:00:00+00",
    after=({"value": "••••"},),
)

DONE = End(result=Result.DONE, how="committed", detail="One row was changed.", seconds=0.02)
UNKNOWN = End(result=Result.UNKNOWN, how="lost", detail="The connection died in COMMIT.")


def intent(**changed: Any) -> Intent:
    """The intent of the tests, with other values."""
    return replace(INTENT, **changed)


def octets(folder: Path) -> bytes:
    """Everything that stands in the journal's folder: the file, its log, its shared memory and what else there is."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
