"""Which tables are published, and what is wrong with how: facts, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from console.core.qualified import split_qualified
from console.core.schemas import PLATFORM_SCHEMAS
from console.database.session import ReadSession


@dataclass(frozen=True, slots=True)
class Published:
    """One table. `identity` is default, nothing, full or index; `sends_changes` that UPDATE or DELETE is published.

    `missing` are publications that should have it and do not, `unexpected` those that have it and should not; both are
    empty of publications of which nobody said what they should hold. `there` is false of a table that is expected only.
    """

    oid: int
    schema: str
    name: str
    publications: Sequence[str]
    sends_changes: bool
    identity: str
    has_key: bool
    row_security: bool
    is_partition: bool = False
    missing: Sequence[str] = ()
    unexpected: Sequence[str] = ()
    there: bool = True

    @property
    def identified(self) -> bool:
        """Whether the other side can tell which row was changed."""
        return self.identity in ("full", "index") or (self.identity == "default" and self.has_key)

    @property
    def fails(self) -> bool:
        """Whether the server refuses UPDATE and DELETE of it."""
        return bool(self.publications) and self.sends_changes and not self.identified


async def read_published(session: ReadSession) -> tuple[Published, ...]:
    """Every table of the user's own schemas, published or not."""
    return await session.all("health/publications", Published, {"platform_schemas": list(PLATFORM_SCHEMAS)})


def against(tables: Sequence[Published], expected: Mapping[str, Sequence[str]]) -> tuple[Published, ...]:
    """The tables with what is expected of them, tables by publication; those that are not there come last.

    A partition is published by what publishes the whole: nobody has to name it.
    """
    wanted: dict[tuple[str, str], set[str]] = {}
    for publication, names in expected.items():
        for name in names:
            wanted.setdefault(split_qualified(name), set()).add(publication)
    judged = []
    for each in tables:
        here = wanted.pop((each.schema, each.name), set())
        extra = (
            () if each.is_partition else tuple(one for one in each.publications if one in expected and one not in here)
        )
        judged.append(replace(each, missing=tuple(sorted(here - set(each.publications))), unexpected=extra))
    gone = [
        Published(0, schema, name, (), False, "default", False, False, missing=tuple(sorted(names)), there=False)
        for (schema, name), names in sorted(wanted.items())
    ]
    return (*judged, *gone)
