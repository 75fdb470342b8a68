"""Indexes that CREATE INDEX CONCURRENTLY left behind: which there are, what is said of them, and dropping one."""

from __future__ import annotations

from dataclasses import dataclass

from console.core.nearest import nearest
from console.core.present import visible
from console.core.qualified import qualified
from console.core.unknown import Unknown
from console.database.names import identifier
from console.database.session import Database, ReadSession
from console.database.sql import load
from console.errors import NotPermitted, UsageProblem
from console.guard.operation import Lock, Operation, Query, Requirement, Risk, Step, no_reverse

DROP = "migrations.drop-invalid-index"
_MOST = 3


@dataclass(frozen=True, slots=True)
class InvalidIndex:
    """An index that is there, and not valid."""

    schema: str
    name: str
    of_table: str

    @property
    def label(self) -> str:
        """`schema.name`."""
        return qualified(self.schema, self.name)


async def read_invalid(database: Database) -> tuple[InvalidIndex, ...] | Unknown:
    """Every index that is there and not valid, but for those that are being built."""

    async def ask(session: ReadSession) -> tuple[InvalidIndex, ...]:
        return await session.all("migrations/invalid_indexes", InvalidIndex)

    return await database.ask(ask)


async def left_behind(database: Database) -> str:
    """A sentence on the indexes that are not valid, and how one is dropped; empty where there is none."""
    found = await read_invalid(database)
    if isinstance(found, Unknown):
        return f"Whether an index was left invalid could not be read: {found.reason}"
    if not found:
        return ""
    named = ", ".join(visible(each.label) for each in found[:_MOST])
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    verb = "is" if len(found) == 1 else "are"
    return f"Index {named}{more} {verb} there and not valid: greenroom do {DROP} {visible(found[0].label)} drops it."


async def drop_invalid(database: Database, key: str) -> Operation:
    """Drop the invalid index of that name, with or without its schema. UsageProblem where none is called so."""
    found = await read_invalid(database)
    if isinstance(found, Unknown):
        raise NotPermitted("Which indexes are invalid cannot be read.", found.reason, found.remedy)
    named = [each for each in found if key in (each.label, f"{each.schema}.{each.name}")]
    named = named or [each for each in found if key == each.name]
    if len(named) > 1:
        raise UsageProblem(
            f"There are several invalid indexes {visible(key)}.", ", ".join(visible(each.label) for each in named)
        )
    if not named:
        labels = [each.label for each in found]
        raise UsageProblem(
            f"No invalid index is called {visible(key)}.",
            f"Invalid are: {', '.join(map(visible, labels))}." if labels else "No index is invalid.",
            nearest(key, labels),
        )
    return drop_operation(named[0])


def drop_operation(index: InvalidIndex) -> Operation:
    """Drop it without a lock that anybody would notice."""
    binds = {"name": index.name, "search_path": [index.schema]}
    invalid = Query(load("migrations/index_is_invalid").with_identifiers(), binds)
    step = Step(
        title=f"Drop {index.label}",
        query=Query(load("migrations/drop_index").with_identifiers(index=identifier(index.schema, index.name))),
        utility=True,
        transactional=False,
        locks=(Lock(index.schema, index.of_table, "SHARE UPDATE EXCLUSIVE"),),
        settled=Query(load("migrations/index_is_gone").with_identifiers(), binds),
        seconds=3600,
    )
    return Operation(
        name=DROP,
        title="Drop an invalid index",
        subject=index.name,
        kind="index",
        key=index.label,
        risk=Risk.CAREFUL,
        steps=(step,),
        requirements=(Requirement(f"{index.label} is not valid, and is not being built", invalid),),
        reverse=no_reverse("it served no read; CREATE INDEX CONCURRENTLY builds it anew"),
        consequence=f"{index.of_table} loses an index that no query uses",
    )
