"""Maintenance of tables and indexes as operations: pure functions of what was read. They run nothing.

What is sent without a transaction has a query that says afterwards whether it took.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from console.core.present import size
from console.database.names import expression, identifier
from console.errors import GuardProblem, UsageProblem
from console.guard.operation import (
    Call,
    InFile,
    Lock,
    Operation,
    Reverse,
    ReverseKind,
    Risk,
    Step,
    no_reverse,
)
from console.health.things import GENTLE, HOUR, Thing, operation_of, query_of, standing, written_anew

_NOTHING = no_reverse("nothing that anybody reads is changed")
OPTIONS: Mapping[str, str] = {
    "autovacuum_enabled": "true|false",
    "autovacuum_vacuum_threshold": r"\d{1,9}",
    "autovacuum_vacuum_scale_factor": r"\d{1,2}(\.\d{1,6})?",
    "autovacuum_vacuum_insert_threshold": r"-1|\d{1,9}",
    "autovacuum_vacuum_insert_scale_factor": r"\d{1,2}(\.\d{1,6})?",
    "autovacuum_analyze_threshold": r"\d{1,9}",
    "autovacuum_analyze_scale_factor": r"\d{1,2}(\.\d{1,6})?",
    "autovacuum_vacuum_cost_delay": r"-1|\d{1,3}(\.\d{1,3})?",
    "autovacuum_freeze_max_age": r"\d{6,10}",
    "fillfactor": r"\d{2,3}",
}
"""Storage options that can be set, and what their values look like."""


def vacuum(table: Thing, *, analyze: bool = True, freeze: bool = False, truncate: bool = False) -> Operation:
    """Clean up a table. `truncate` gives the disk back what is empty at its end, for a moment's exclusive lock."""
    flags = {"analyze": analyze, "freeze": freeze, "truncate": truncate}
    parts = {name: expression("true" if flag else "false") for name, flag in flags.items()}
    step = standing(
        f"Vacuum {table.key}",
        query_of("vacuum", relation=identifier(table.schema, table.name), **parts),
        query_of("vacuumed_since", {"oid": table.oid, "since": table.now}),
        table,
    )
    return operation_of("vacuum", table, Risk.ROUTINE, step, _NOTHING, "reads and writes go on; it may be cancelled")


def vacuum_full(table: Thing) -> Operation:
    """Write a table anew. Dangerous: nobody can read it meanwhile."""
    if table.kind == "p":
        raise GuardProblem(f"{table.key} is partitioned.", "It holds no rows itself.", "Name one of its partitions.")
    step = standing(
        f"Write {table.key} anew",
        query_of("vacuum_full", relation=identifier(table.schema, table.name)),
        written_anew(table),
        table,
        "ACCESS EXCLUSIVE",
    )
    needs = size(table.octets + table.index_octets, estimate=True)
    return operation_of(
        "vacuum-full",
        table,
        Risk.DANGEROUS,
        step,
        no_reverse("the old file is gone; no row changes"),
        "nobody reads or writes the table until it has ended",
        facts=(("disk", f"{needs} more at most, until it has ended"),),
        gentler="pg_repack does the same without the lock; VACUUM makes the room usable again",
    )


def analyze(table: Thing) -> Operation:
    """Renew a table's statistics."""
    step = Step(
        title=f"Analyze {table.key}",
        query=query_of("analyze", relation=identifier(table.schema, table.name)),
        utility=True,
        locks=(Lock(table.schema, table.name, GENTLE),),
        seconds=HOUR,
    )
    return operation_of("analyze", table, Risk.ROUTINE, step, _NOTHING, "reads and writes go on")


def table_option(table: Thing, option: str, value: str) -> Operation:
    """Set a storage option; an empty value takes it back to the server's own. Taken back by what was there before."""
    if option not in OPTIONS or (value and not re.fullmatch(OPTIONS[option], value)):
        raise UsageProblem(
            f"{option} cannot be {value or 'taken back'}." if option in OPTIONS else f"{option} cannot be set here.",
            f"It must look like {OPTIONS[option]}." if option in OPTIONS else "",
            f"There are: {', '.join(OPTIONS)}.",
        )
    before = (table.options or {}).get(option, "")
    parts: dict[str, Any] = {"relation": identifier(table.schema, table.name), "option": identifier(option)}
    reset = query_of("reset_option", **parts)
    query = query_of("set_option", value=expression(value), **parts) if value else reset
    step = Step(
        title=f"{option} of {table.key}",
        query=query,
        utility=True,
        locks=(Lock(table.schema, table.name, GENTLE),),
        seconds=60,
    )
    back = Call("maintenance.table-option", table.key, {"option": option, "value": before})
    return operation_of(
        "table-option",
        table,
        Risk.CAREFUL,
        step,
        Reverse(ReverseKind.CALL, call=back),
        f"{option} becomes {value or 'the server’s own'}; it is {before or 'the server’s own'} now",
        in_file=InFile((query_of("set_option", value=expression(before), **parts),) if before else (reset,)),
    )


def replica_identity(table: Thing, wanted: str) -> Operation:
    """Say by what rows are told apart: full, default (the primary key) or nothing."""
    if wanted not in ("full", "default", "nothing"):
        raise UsageProblem(f"{wanted} is no replica identity.", "", "It is full, default or nothing.")
    relation = identifier(table.schema, table.name)
    step = Step(
        title=f"Replica identity of {table.key}",
        query=query_of("replica_identity", relation=relation, identity=expression(wanted)),
        utility=True,
        locks=(Lock(table.schema, table.name, "ACCESS EXCLUSIVE"),),
        seconds=60,
    )
    back = Call("maintenance.replica-identity", table.key, {"identity": table.identity})
    known = table.identity != "index"
    return operation_of(
        "replica-identity",
        table,
        Risk.CAREFUL,
        step,
        Reverse(ReverseKind.CALL, call=back) if known else no_reverse("it was an index: name it in a migration"),
        "full writes the whole old row into the WAL for each UPDATE and DELETE" if wanted == "full" else "",
        in_file=InFile((query_of("replica_identity", relation=relation, identity=expression(table.identity)),) * known),
    )


def publication(table: Thing, called: str, *, member: bool) -> Operation:
    """Add a table to a publication, or take it out."""
    parts = {"publication": identifier(called), "relation": identifier(table.schema, table.name)}
    step = Step(
        title=f"{'Publish' if member else 'Withdraw'} {table.key}",
        query=query_of("publish", **parts) if member else query_of("unpublish", **parts),
        utility=True,
        locks=(Lock(table.schema, table.name, GENTLE),),
        seconds=60,
    )
    name, back = ("publish", "unpublish") if member else ("unpublish", "publish")
    call = Call(f"maintenance.{back}", table.key, {"publication": called})
    words = "who reads it gets changes of the table" if member else "who reads it gets no more changes of the table"
    undone = InFile((query_of(back, **parts),))
    return operation_of(name, table, Risk.CAREFUL, step, Reverse(ReverseKind.CALL, call=call), words, in_file=undone)


def reset_statements(schema: str) -> Operation:
    """Set the counters of all statements back to nothing."""
    reset = identifier(schema, "pg_stat_statements_reset")
    return Operation(
        name="maintenance.reset-statements",
        title="Reset the counters of statements",
        subject="pg_stat_statements",
        kind="server",
        key="pg_stat_statements",
        risk=Risk.DANGEROUS,
        steps=(Step(title="Reset", query=query_of("reset_statements", reset=reset), expected=1, seconds=10),),
        reverse=no_reverse("the counters are gone"),
        consequence="everybody who looks at these counters starts from nothing",
        gentler="press z on statements: a look of ours subtracts the one before",
        event="maintenance.done",
    )
