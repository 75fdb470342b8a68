"""What maintenance is done to, and the parts that every operation of it is made of. Nothing here runs anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.core.qualified import qualified
from console.database.sql import load
from console.guard.operation import Lock, Operation, Query, Requirement, Reverse, Risk, Step

HOUR = 3_600.0
GENTLE = "SHARE UPDATE EXCLUSIVE"


@dataclass(frozen=True, slots=True)
class Thing:
    """A table or an index, as it was when it was looked at. Octets are estimates; `definition` is None if locked."""

    oid: int
    schema: str
    name: str
    kind: str
    octets: int
    index_octets: int
    file: int
    attached: bool
    of_table: str
    of_constraint: bool
    excludes: bool
    valid: bool
    definition: str | None
    identity: str
    options: Mapping[str, str] | None
    now: str

    @property
    def key(self) -> str:
        return qualified(self.schema, self.name)

    @property
    def is_index(self) -> bool:
        return self.kind in ("i", "I")


_TITLES = {
    "vacuum": "Vacuum a table",
    "add-partition": "Add a partition",
    "attach-partition": "Attach a partition",
    "detach-partition": "Detach a partition",
    "check-index": "Check an index",
    "vacuum-full": "Write a table anew",
    "analyze": "Analyze a table",
    "reindex": "Build an index anew",
    "create-index": "Build an index",
    "drop-index": "Drop an index",
    "table-option": "Set a table's option",
    "replica-identity": "Set a replica identity",
    "publish": "Publish a table",
    "unpublish": "Take a table out of a publication",
}


def query_of(name: str, binds: Mapping[str, Any] | None = None, /, **parts: Any) -> Query:
    """The statement of that name under sql/maintenance, its parts filled in."""
    return Query(load(f"maintenance/{name}").with_identifiers(**parts), binds or {})


def written_anew(thing: Thing) -> Query:
    """Whether it has another file than it had, and is whole."""
    return query_of("written_anew", {"schema": thing.schema, "name": thing.name, "file": thing.file})


def standing(title: str, query: Query, settled: Query, thing: Thing, mode: str = GENTLE) -> Step:
    """A statement without a transaction."""
    return Step(
        title=title,
        query=query,
        utility=True,
        transactional=False,
        locks=(Lock(thing.schema, thing.of_table, mode),),
        settled=settled,
        seconds=12 * HOUR,
    )


def operation_of(
    name: str, thing: Thing, risk: Risk, step: Step, reverse: Reverse, consequence: str, **more: Any
) -> Operation:
    """An operation on a table or an index; `name` is without `maintenance.`."""
    return Operation(
        name=f"maintenance.{name}",
        title=_TITLES[name],
        subject=thing.name,
        kind="index" if thing.is_index else "table",
        key=thing.key,
        risk=risk,
        steps=(step,),
        reverse=reverse,
        consequence=consequence,
        event="maintenance.done",
        queue=queue_of(thing.schema, thing.of_table),
        **more,
    )


def queue_of(schema: str, table: str) -> str:
    """What maintenance of one table is queued by: two would wait for each other's locks, or break off."""
    return f"greenroom maintenance {qualified(schema, table)}"


def free_name(schema: str, name: str) -> Requirement:
    """Nothing in that schema is called so."""
    free = query_of("is_free_name", {"schema": schema, "name": name})
    return Requirement(f"no relation is called {qualified(schema, name)} yet", free)
