"""Building, rebuilding and dropping indexes as operations: pure functions of what was read. They run nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from console.core.present import size
from console.core.qualified import qualified
from console.database.names import Part, expression, identifier, names
from console.database.sql import load
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import (
    Call,
    InFile,
    Lock,
    Operation,
    Query,
    Requirement,
    Reverse,
    ReverseKind,
    Risk,
    Step,
    no_reverse,
)
from console.health.things import HOUR, Thing, operation_of, query_of, standing, written_anew

_INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)[^;]+", re.DOTALL)


def reindex(index: Thing) -> Operation:
    """Build an index anew beside the old one."""
    if not index.is_index or index.excludes:
        what = "is no index" if not index.is_index else "belongs to an exclusion constraint"
        raise GuardProblem(f"{index.key} {what}.", "REINDEX CONCURRENTLY cannot build it anew.")
    step = standing(
        f"Build {index.key} anew",
        query_of("reindex", index=identifier(index.schema, index.name)),
        written_anew(index),
        index,
    )
    return operation_of(
        "reindex",
        index,
        Risk.CAREFUL,
        step,
        no_reverse("the old copy is gone; it holds the same"),
        "it waits for every transaction that is open now; broken off it leaves an invalid copy, called _ccnew",
        facts=(("disk", f"{size(index.octets, estimate=True)} more, until the old copy is gone"),),
    )


def check_index(index: Thing, schema: str) -> Operation:
    """Look whether a B-tree is whole, with amcheck, which is in that schema. It reads the index and its table."""
    if index.kind != "i" or not (index.definition or "").partition(" USING ")[2].startswith("btree"):
        why = "It is locked, so that it cannot be looked at." if index.definition is None else ""
        raise GuardProblem(f"{index.key} is no B-tree with rows of its own.", why, "amcheck looks at B-trees only.")
    check = identifier(schema, "bt_index_check")
    step = Step(
        title=f"Check {index.key}",
        query=query_of("check_index", {"oid": index.oid, "rows": True}, check=check),
        expected=1,
        locks=(Lock(index.schema, index.of_table, "ACCESS SHARE"),),
        seconds=12 * HOUR,
    )
    return operation_of(
        "check-index",
        index,
        Risk.ROUTINE,
        step,
        no_reverse("nothing is changed"),
        "reads and writes go on; it reads the whole index and its table, and may be cancelled",
        facts=(
            (
                "what fails",
                "it is not done where something is wrong: the server's word says what, and REINDEX mends it",
            ),
        ),
    )


def create_index(table: Thing, columns: Sequence[str], name: str = "") -> Operation:
    """Build an index on columns without stopping writes; it is taken back by dropping it."""
    called = name or index_name(table.name, columns)
    there = {"name": called, "search_path": [table.schema]}
    step = standing(
        f"Build {called}",
        query_of(
            "create_index",
            index=identifier(called),
            relation=identifier(table.schema, table.name),
            columns=names(columns),
        ),
        Query(load("migrations/index_is_valid").with_identifiers(), there),
        table,
    )
    free = query_of("is_free_name", {"schema": table.schema, "name": called})
    return operation_of(
        "create-index",
        table,
        Risk.CAREFUL,
        step,
        Reverse(ReverseKind.CALL, call=Call("maintenance.drop-index", qualified(table.schema, called))),
        "writes go on; it waits for every transaction that is open now, and broken off leaves an invalid index",
        facts=(("index", f"{called} on {', '.join(columns)}"),),
        in_file=InFile((query_of("drop_index", index=identifier(table.schema, called)),)),
        requirements=(Requirement(f"no relation is called {qualified(table.schema, called)} yet", free),),
    )


def drop_index(index: Thing) -> Operation:
    """Drop an index; it is taken back by building it again as it was written."""
    if not index.is_index:
        raise GuardProblem(f"{index.key} is no index.")
    again = _definition(index.definition)
    back = (query_of("restore_index", definition=_concurrently(again)),) if again else ()
    reverse = no_reverse("how it is written could not be read: it is locked" if index.definition is None else "")
    if again:
        arguments = {"definition": again}
        reverse = Reverse(ReverseKind.CALL, call=Call("maintenance.restore-index", index.key, arguments))
    gone = {"name": index.name, "search_path": [index.schema]}
    step = standing(
        f"Drop {index.key}",
        query_of("drop_index", index=identifier(index.schema, index.name)),
        Query(load("migrations/index_is_gone").with_identifiers(), gone),
        index,
    )
    droppable = query_of("is_droppable", {"oid": index.oid})
    return operation_of(
        "drop-index",
        index,
        Risk.CAREFUL if again else Risk.DANGEROUS,
        step,
        reverse,
        f"queries on {index.of_table} plan without it from then on",
        in_file=InFile(back),
        facts=(("written", index.definition or "not known: it is locked"), ("size", size(index.octets, estimate=True))),
        requirements=(Requirement(f"{index.key} belongs to no constraint and to no partitioned index", droppable),),
    )


def restore_index(schema: str, name: str, definition: str) -> Operation:
    """Build an index as it was written. UsageProblem for what is not the text of one index."""
    text = _definition(definition)
    if text is None:
        raise UsageProblem(
            "That is not how an index is written.", "It must be one CREATE INDEX, without a semicolon.", ""
        )
    there = {"name": name, "search_path": [schema]}
    key = qualified(schema, name)
    step = Step(
        title=f"Build {key} again",
        query=query_of("restore_index", definition=_concurrently(text)),
        utility=True,
        transactional=False,
        settled=Query(load("migrations/index_is_valid").with_identifiers(), there),
        seconds=12 * HOUR,
    )
    return Operation(
        name="maintenance.restore-index",
        title="Build a dropped index again",
        subject=name,
        kind="index",
        key=key,
        risk=Risk.CAREFUL,
        steps=(step,),
        requirements=(
            Requirement(f"no relation is called {key} yet", query_of("is_free_name", {"schema": schema, "name": name})),
        ),
        reverse=Reverse(ReverseKind.CALL, call=Call("maintenance.drop-index", key)),
        consequence="writes go on; it waits for every transaction that is open now",
        in_file=InFile((query_of("drop_index", index=identifier(schema, name)),)),
        event="maintenance.done",
    )


def _definition(text: str | None) -> str | None:
    """The text of one CREATE INDEX, None for anything else: it is sent as it stands."""
    return text if text is not None and _INDEX.fullmatch(text) else None


def _concurrently(text: str) -> Part:
    at = text.index("INDEX ") + len("INDEX ")
    return expression(f"{text[:at]}CONCURRENTLY {text[at:]}")


def index_name(table: str, columns: Sequence[str]) -> str:
    """What PostgreSQL would call it, cut to what a name may be. UsageProblem where no column is named."""
    if not columns:
        raise UsageProblem("No column is named.", "", "--set columns=page_id")
    return "_".join((table, *columns)).encode()[:59].decode(errors="ignore") + "_idx"
