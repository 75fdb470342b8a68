"""The index that a search went without, as the operation that builds it: a call by name, for the screen and for
`greenroom do`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from console.core.qualified import qualified, split_qualified
from console.database.names import identifier
from console.database.sql import load
from console.errors import GuardProblem
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
)
from console.records.arms import Skipped
from console.records.catalogue import Catalogue, Reference, Shape
from console.records.opened import Records
from console.records.sources import place_of

_NAME = 59
"""Bytes of a name, before what says its kind."""
_CLASS = "gin_trgm_ops"
WAYS = {"inside": "trgm", "beginning": "beginning", "words": "words"}
"""How a text is looked for, and how an index for it is called at its end."""


def index_call(records: Records, skipped: Skipped) -> Call | None:
    """The operation that makes a skipped arm quick; None where none is known."""
    resource = records.known(skipped.kind)
    if resource is None:
        return None
    place = place_of(records.catalogue, resource.shape, skipped.column)
    if "foreign key" in skipped.why:
        return _key_without_index(records.catalogue, resource.shape, place.hops)
    table = place.shape.relation.qualified
    for word, way in (("trigram", "inside"), ("beginning", "beginning"), ("words", "words")):
        if word in skipped.why:
            return Call("records.index", table, {"column": place.column.name, "for": way})
    return _plain(table, (place.column.name,))


def _plain(table: str, columns: tuple[str, ...]) -> Call:
    return Call("maintenance.create-index", table, {"columns": json.dumps(columns)})


def _key_without_index(catalogue: Catalogue, shape: Shape, hops: Sequence[Reference]) -> Call | None:
    for hop in hops:
        if not (shape.relation.small or shape.leads(*hop.columns)):
            return _plain(shape.relation.qualified, tuple(hop.columns))
        shape = catalogue.shapes[hop.oid]
    return None


def command_of(call: Call) -> str:
    """The call as it is typed."""
    from console.guard.answers import quoted

    words = [f"--set {quoted(f'{name}={value}')}" for name, value in call.arguments.items()]
    return " ".join(["greenroom do", call.name, quoted(call.key), *words])


def make_index(table: str, kind: str, column: str, way: str, trigrams: str | None) -> Operation:
    """Build an index on a column without stopping writes. GuardProblem where this database cannot have it."""
    schema, name = split_qualified(table)
    if kind not in ("r", "m"):
        raise GuardProblem(
            f"{table} is no plain table.", "An index is built on it without stopping writes only there.", ""
        )
    if way == "inside" and trigrams is None:
        raise GuardProblem(
            "This database has no trigrams.",
            "They come with the extension pg_trgm.",
            "A superuser adds it: create extension pg_trgm",
        )
    called = f"{name}_{column}".encode()[: _NAME - 10].decode(errors="ignore") + f"_{WAYS[way]}"
    parts = {
        "index": identifier(called),
        "relation": identifier(schema, name),
        "text": identifier(column),
        "trigrams": identifier(trigrams or "", _CLASS) if way == "inside" else identifier(_CLASS),
    }
    statement = load(f"records/index_{way}")
    step = Step(
        title=f"build {called}",
        query=Query(statement.with_identifiers(**{each: parts[each] for each in _WANTS[way]})),
        utility=True,
        transactional=False,
        locks=(Lock(schema, name, "SHARE UPDATE EXCLUSIVE"),),
        settled=Query(load("migrations/index_is_valid").with_identifiers(), {"name": called, "search_path": [schema]}),
        seconds=12 * 3600,
    )
    back = Query(load("maintenance/drop_index").with_identifiers(index=identifier(schema, called)))
    free = Query(load("maintenance/is_free_name").with_identifiers(), {"schema": schema, "name": called})
    return Operation(
        name="records.index",
        title="Build index",
        subject=name,
        kind="table",
        key=table,
        risk=Risk.CAREFUL,
        steps=(step,),
        requirements=(Requirement(f"no relation is called {qualified(schema, called)} yet", free),),
        reverse=Reverse(ReverseKind.CALL, call=Call("maintenance.drop-index", qualified(schema, called))),
        consequence="writes go on; it waits for every transaction that is open now",
        facts=(("for", f"finding what is {way} of {column}" if way != "inside" else f"finding a part of {column}"),),
        event="maintenance.done",
        in_file=InFile((back,)),
        queue=f"greenroom maintenance {qualified(schema, name)}",
        call=Call("records.index", table, {"column": column, "for": way}),
    )


_WANTS = {
    "inside": ("index", "relation", "text", "trigrams"),
    "beginning": ("index", "relation", "text"),
    "words": ("index", "relation", "text"),
}
