"""Partitions as operations: attaching, detaching, and an index on all of them. They run nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from console.core.present import size
from console.core.qualified import qualified
from console.database.names import expression, identifier
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
from console.health.things import GENTLE, HOUR, Thing, free_name, operation_of, query_of, standing

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


def attach(table: Thing, parent: Thing, bound: str) -> Operation:
    """Make a table a partition. `bound` is FOR VALUES … or DEFAULT, of literals alone: UsageProblem else."""
    _check_bound(parent, bound)
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


def add(parent: Thing, called: str, bound: str) -> Operation:
    """A new, empty partition beside the others: a table like the parent, attached in the same transaction."""
    _check_bound(parent, bound)
    relation, above = identifier(parent.schema, called), identifier(parent.schema, parent.name)
    make = Step(
        title=f"Create {qualified(parent.schema, called)}",
        query=query_of("table_like", relation=relation, parent=above),
        utility=True,
        locks=(Lock(parent.schema, parent.name, "ACCESS SHARE"),),
        seconds=60,
    )
    attach_it = Step(
        title="Attach it",
        query=query_of("attach_partition", relation=relation, parent=above, bound=expression(bound.strip())),
        utility=True,
        locks=(Lock(parent.schema, parent.name, GENTLE),),
        seconds=60,
    )
    back = (query_of("detach_partition_now", relation=relation, parent=above),)
    operation = operation_of(
        "add-partition",
        parent,
        Risk.CAREFUL,
        make,
        Reverse(ReverseKind.CALL, call=Call("maintenance.detach-partition", qualified(parent.schema, called))),
        "reads and writes go on; rows of its bound go there from then on. Taken back it stands alone, with its rows",
        facts=(("partition", f"{called} {bound.strip()}"),),
        requirements=(free_name(parent.schema, called),),
        in_file=InFile(back),
    )
    return replace(operation, steps=(make, attach_it))


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


def _check_bound(parent: Thing, bound: str) -> None:
    if parent.kind != "p":
        raise GuardProblem(f"{parent.key} is not partitioned.", "Nothing can be attached to it.")
    if not _BOUND.fullmatch(bound.strip()):
        raise UsageProblem(
            f"{bound} is no bound of a partition.",
            "It is made of literals: no expression is sent.",
            "for values from ('2026-01-01') to ('2026-02-01'); for values in ('a', 'b'); default",
        )


def _alone(table: Thing) -> Requirement:
    return Requirement(f"{table.key} is no partition yet", query_of("is_no_partition", {"oid": table.oid}))
