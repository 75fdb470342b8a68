"""What a check is told that the server itself cannot say: the pooler's pools, and what was there at an earlier look.

It goes into the check's statement as JSON, so that every verdict is made in one place and in one way.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from console.core.unknown import Unknown
from console.database.pooler_console import Pool
from console.database.session import Database, ReadSession


@dataclass(frozen=True, slots=True)
class Gone:
    """A standby or a slot that was there at an earlier look and is not now: `kind` is one of these two words.

    `seconds` is how long ago it was last seen.
    """

    kind: str
    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Given:
    """`pools` is None where no pooler stands in between. `gone` comes from the local record, where there is one."""

    pools: tuple[Pool, ...] | Unknown | None = None
    gone: Sequence[Gone] = ()

    @property
    def binds(self) -> dict[str, Any]:
        """For the checks that ask for them."""
        pools = self.pools if isinstance(self.pools, tuple) else ()
        return {
            "pools": json.dumps([asdict(each) for each in pools]),
            "gone": json.dumps([asdict(each) for each in self.gone]),
        }


async def read_given(database: Database, gone: Sequence[Gone] = ()) -> Given:
    """What can be asked: the pooler is only where the server's process is not the one that answered our connecting."""
    if database.console is None:
        return Given(None, gone)
    pooled = await database.ask(_pooled)
    if isinstance(pooled, Unknown):
        return Given(pooled, gone)
    return Given(await database.console.read_pools() if pooled else None, gone)


async def _pooled(session: ReadSession) -> bool:
    rows = await session.mappings("catalog/backend_pid")
    return bool(rows[0]["pid"] != session.connection_info.backend_pid)
