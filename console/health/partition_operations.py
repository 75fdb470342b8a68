"""Partitions as operations: attaching, detaching, and an index on all of them. They run nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from console.core.present import size
from console.core.qualified import qualified
from console.database.names import expression, identifier, names
from console.database.sql import load
from console.errors import GuardProblem, UsageProblem
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
from console.health.things import GENTLE, HOUR, Thing, operation_of, query_of, standing

_LITERAL = r"(?:'(?:[^'\\]|'')*'|-?\d+(?:\.\d+)?|true|false|null|minvalue|maxvalue)"
_LIST = rf"\(\s*{_LITERAL}(?:\s*,\s*{_LITERAL})*\s*\)"
_BOUND = re.compile(
    rf"default|for values (?:from {_LIST} to {_LIST}|in {_LIST}|with \(\s*modulus \d+\s*,\s*remainder \d+\s*\))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Membership:
    """A table as a partition. `bound` is None where it was locked; `pending`: a detaching was broken off."""

    parent_schema: str
    parent: str
    pending: bool
    is_default: bool
    parent_has_default: bool
    bound: str | None


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


def attach(table: Thing, parent: Thing, bound: str) -> Operation:
    """Make a table a partition. `bound` is FOR VALUES … or DEFAULT, of literals alone: UsageProblem else."""
    if parent.kind != "p":
        raise GuardProblem(f"{parent.key} is not partitioned.", "Nothing can be attached to it.")
    if not _BOUND.fullmatch(bound.strip()):
        raise UsageProblem(
            f"{bound} is no bound of a partition.",
            "It is made of literals: no expression is sent.",
            "for values from ('2026-01-01') to ('2026-02-01'); for values in ('a', 'b'); default",
        )
    parts = {"parent": identifier(parent.schema, parent.name), "relation": identifier(table.schema, table.name)}
    step = Step(
        title=f"Attach {table.key}",
        query=query_of("attach_partition", bound=expression(bound.strip()), **parts),
        utility=True,
        locks=(Lock(table.schema, table.name, "ACCESS EXCLUSIVE"), Lock(parent.schema, parent.name, GENTLE)),
        seconds=HOUR,
    )
    return operation_of(
        "attach-partition",
        table,
        Risk.CAREFUL,
        step,
        Reverse(ReverseKind.CALL, call=Call("maintenance.detach-partition", table.key)),
        f"its rows are seen in {parent.key} from then on; nobody reads or writes it until it has ended",
        facts=(
            ("reads", f"all of it ({size(table.octets, estimate=True)}), unless a CHECK says what the bound says"),
            ("builds", f"each index of {parent.key} that it lacks, under the same lock: build them before"),
        ),
        requirements=(_alone(table),),
        in_file=InFile((query_of("detach_partition", **parts),)),
        gentler="a CHECK constraint of the same meaning, NOT VALID and then validated, spares it the reading",
    )


def detach(table: Thing, member: Membership | None) -> Operation:
    """Take a partition out, gently where that is possible; a detaching that was broken off is finished."""
    if member is None:
        raise GuardProblem(f"{table.key} is no partition.", "Nothing is to be detached.")
    parts = {
        "parent": identifier(member.parent_schema, member.parent),
        "relation": identifier(table.schema, table.name),
    }
    settled = query_of("is_no_partition", {"oid": table.oid})
    parent = Lock(member.parent_schema, member.parent, "ACCESS EXCLUSIVE" if member.parent_has_default else GENTLE)
    if member.parent_has_default and not member.pending:
        mine = Lock(table.schema, table.name, "ACCESS EXCLUSIVE")
        step = Step(
            title=f"Detach {table.key}",
            query=query_of("detach_partition_now", **parts),
            utility=True,
            locks=(parent, mine),
            seconds=60,
        )
        words = "there is a default partition, so nobody reads or writes the whole table for a moment"
    else:
        name = "finalize_partition" if member.pending else "detach_partition"
        step = standing(f"Detach {table.key}", query_of(name, **parts), settled, table)
        step = replace(step, locks=(parent, Lock(table.schema, table.name, GENTLE)))
        words = "it waits for every transaction that uses the whole; broken off it is pending: do it again to finish"
    above = qualified(member.parent_schema, member.parent)
    reverse, back = no_reverse("its bounds could not be read: it is locked"), tuple[Query, ...]()
    if member.bound is not None:
        arguments = {"parent": above, "bound": member.bound}
        back = (query_of("attach_partition", bound=expression(member.bound), **parts),)
        reverse = Reverse(ReverseKind.CALL, call=Call("maintenance.attach-partition", table.key, arguments))
    return operation_of(
        "detach-partition",
        table,
        Risk.CAREFUL if member.bound is not None else Risk.DANGEROUS,
        step,
        reverse,
        f"its rows are no longer seen in {above}; {words}",
        facts=(("bound", member.bound or "not known: it is locked"),),
        in_file=InFile(back),
    )


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
            exclusive=f"greenroom maintenance {root.oid}",
            fingerprint=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        ),
        requirements=() if root.index_name else (_free(root.schema, called),),
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


def _alone(table: Thing) -> Requirement:
    return Requirement(f"{table.key} is no partition yet", query_of("is_no_partition", {"oid": table.oid}))


def _free(schema: str, name: str) -> Requirement:
    free = query_of("is_free_name", {"schema": schema, "name": name})
    return Requirement(f"no relation is called {qualified(schema, name)} yet", free)
