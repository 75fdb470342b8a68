"""An index on a partitioned table as operations: built on every partition, dropped with all. They run nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from console.core.qualified import qualified
from console.database.names import identifier, names
from console.database.sql import load
from console.errors import GuardProblem
from console.guard.operation import (
    Batch,
    Call,
    InFile,
    Lock,
    Operation,
    Part,
    Query,
    Requirement,
    Reverse,
    ReverseKind,
    Risk,
    Script,
    Step,
    no_reverse,
)
from console.guard.render import rendered
from console.health.things import GENTLE, HOUR, Thing, free_name, operation_of, query_of, queue_of


@dataclass(frozen=True, slots=True)
class Leaf:
    """A partitioned table or a partition in its tree, and the index that it has on the wanted columns, if one."""

    oid: int
    parent: int | None
    schema: str
    name: str
    kind: str
    octets: int
    index_oid: int | None
    index_name: str | None
    index_valid: bool | None
    index_above: int | None

    @property
    def key(self) -> str:
        return qualified(self.schema, self.name)


def index_everywhere(tree: Sequence[Leaf], columns: Sequence[str], called: str) -> Operation:
    """An index on a partitioned table: on it alone, then on each partition without stopping writes, then attached.

    What is there already is taken, so that a run which was broken off goes on where it stopped.
    """
    root = tree[0]
    parts = tuple(_parts(tree, columns, called))
    if not parts:
        raise GuardProblem(f"{root.key} has that index on all of its partitions.", f"It is {root.index_name}.")
    text = "\n".join(script.text for part in parts for script in part.scripts)
    built = sum(not part.transactional for part in parts)
    leaves = [each for each in tree if each.kind != "p"]
    return Operation(
        name="maintenance.create-index",
        title="Build an index on every partition",
        subject=root.name,
        kind="table",
        key=root.key,
        risk=Risk.CAREFUL,
        batch=Batch(
            parts=parts,
            exclusive=queue_of(root.schema, root.name),
            fingerprint=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        ),
        requirements=() if root.index_name else (free_name(root.schema, called),),
        reverse=Reverse(ReverseKind.CALL, call=Call("maintenance.drop-index", _above(root, called))),
        in_file=InFile((query_of("drop_index_now", index=identifier(root.schema, root.index_name or called)),)),
        consequence="writes go on; each partition waits for the transactions that are open then, one after another",
        facts=(
            ("index", f"{root.index_name or called} on {', '.join(columns)}"),
            ("partitions", f"{built} to build, {len(leaves) - built} there already"),
            ("broken off", "what is built stays, and the whole is not valid yet: do it again, and it goes on"),
        ),
        event="maintenance.done",
    )


def drop_everywhere(index: Thing) -> Operation:
    """Drop the index of a partitioned table with those of all partitions: only under an exclusive lock."""
    step = Step(
        title=f"Drop {index.key}",
        query=query_of("drop_index_now", index=identifier(index.schema, index.name)),
        utility=True,
        locks=(Lock(index.schema, index.of_table, "ACCESS EXCLUSIVE"),),
        seconds=60,
    )
    droppable = query_of("is_droppable", {"oid": index.oid})
    return operation_of(
        "drop-index",
        index,
        Risk.DANGEROUS,
        step,
        no_reverse("it is built again on each partition: greenroom do maintenance.create-index"),
        f"nobody reads or writes {index.of_table} or its partitions for a moment; queries plan without it from then on",
        requirements=(Requirement(f"{index.key} belongs to no constraint and to no index above", droppable),),
        in_file=InFile(),
    )


def _parts(tree: Sequence[Leaf], columns: Sequence[str], called: str) -> Iterator[Part]:
    root, known = tree[0], {each.oid: each for each in tree}
    numbers = {each.oid: number for number, each in enumerate(tree)}
    for each in tree:
        if each.kind == "p" and each.index_name is None:
            only = query_of(
                "create_index_only", **_named(each, _name(called, numbers[each.oid])), columns=names(columns)
            )
            yield _part(root, f"Index of {each.key} alone", only, Lock(each.schema, each.name, "SHARE"))
    for each in tree:
        if each.kind == "p" or each.index_valid:
            continue
        name = each.index_name or _name(called, numbers[each.oid])
        if each.index_name is not None:  # what a build that failed has left
            gone = query_of("drop_index", index=identifier(each.schema, name))
            yield _part(
                root, f"Drop what is left on {each.key}", gone, Lock(each.schema, each.name, GENTLE), alone=True
            )
        build = query_of("create_index", **_named(each, name), columns=names(columns))
        settled = Query(
            load("migrations/index_is_valid").with_identifiers(), {"name": name, "search_path": [each.schema]}
        )
        lock = Lock(each.schema, each.name, GENTLE)
        yield _part(root, f"Build on {each.key}", build, lock, alone=True, settled=settled)
    for each in reversed(tree):
        if each.parent is None or each.index_above is not None:
            continue
        above = known[each.parent]
        higher = above.index_name or _name(called, numbers[above.oid])
        mine = each.index_name or _name(called, numbers[each.oid])
        attach_it = query_of(
            "attach_index", above=identifier(above.schema, higher), index=identifier(each.schema, mine)
        )
        yield _part(root, f"Attach {each.key}", attach_it, Lock(each.schema, each.name, GENTLE))


def _part(
    root: Leaf, title: str, query: Query, lock: Lock, *, alone: bool = False, settled: Query | None = None
) -> Part:
    text = rendered(query, limit=None)
    return Part(
        key=root.key,
        title=title,
        scripts=(Script(text, title.lower()),),
        transactional=not alone,
        settled=settled,
        locks=(lock,),
        seconds=12 * HOUR,
        lock_seconds=0 if alone else 4,
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _named(leaf: Leaf, name: str) -> dict[str, Any]:
    return {"index": identifier(name), "relation": identifier(leaf.schema, leaf.name)}


def _name(called: str, number: int) -> str:
    """The index's name on the root, and with a number for each partition: cut to what a name may be."""
    return called if number == 0 else f"{called.encode()[:56].decode(errors='ignore')}_{number}"


def _above(root: Leaf, called: str) -> str:
    return qualified(root.schema, root.index_name or called)
