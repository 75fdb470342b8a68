"""A write that is tried on a target itself: one guarded operation that is taken back. It makes it and runs nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from console.audit.access import Relation
from console.audit.asking import Who
from console.audit.predicates import Command
from console.audit.why import Explanation
from console.audit.write_answer import Beside, WriteAnswer, judge, tried_of
from console.audit.write_statement import TRIED, TRY, become, named, staying
from console.database.sql import load
from console.guard.batch_rehearsal import SECONDS
from console.guard.operation import Batch, Lock, Operation, Part, Query, Risk, Script, no_reverse
from console.guard.render import rendered

EXCLUSIVE = "greenroom probe"


def write_operation(
    relation: Relation,
    who: Who,
    command: Command,
    statement: str,
    *,
    beside: Sequence[Beside] = (),
    why: Explanation | None = None,
) -> Operation:
    """Run the statement (of `write_text`) as that identity on the target, and take it back.

    Dangerous: it takes real locks for up to five seconds, and what functions do outside of the database stays.
    """

    def heard(row: Mapping[str, Any]) -> str:
        return answer_words(judge(tried_of(json.loads(row["said"])), command, why, beside))

    scripts = (
        Script(rendered(become(who), limit=None), f"become {who.role}"),
        Script(rendered(named(statement), limit=None), f"name the {command.value}"),
        Script(load(TRY).text, f"try the {command.value}"),
    )
    part = Part(
        key=relation.label,
        title=f"{command.value} on {relation.label} as {who.label}",
        scripts=scripts,
        locks=(Lock(relation.schema, relation.name, "ROW EXCLUSIVE"),),
        seconds=SECONDS,
        lock_seconds=1,
    )
    return Operation(
        name="audit.probe-write",
        title=f"Try: {command.value} on {relation.label} as {who.label}",
        subject=relation.label,
        kind="table",
        key=relation.label,
        risk=Risk.DANGEROUS,
        batch=Batch(
            parts=(part,),
            exclusive=EXCLUSIVE,
            fingerprint=hashlib.sha256("\n".join(each.text for each in scripts).encode()).hexdigest(),
            estimate=SECONDS,
            rehearsal=True,
            asks=Query(load(TRIED).with_identifiers()),
            heard=heard,
        ),
        reverse=no_reverse("nothing of it is kept"),
        consequence=f"real locks on real rows, for up to {SECONDS:.0f} s",
        facts=(
            ("kept", "nothing: the transaction is taken back"),
            *(("stays", each) for each in staying(beside, command)),
        ),
        gentler="without --on-target it is tried on a copy of the schema, on this machine",
    )


def answer_words(answer: WriteAnswer) -> str:
    """`refused by policy WITH CHECK (own rows): new row violates …`."""
    by = f" by {answer.by.value}" if answer.by else ""
    names = f" ({', '.join(answer.names)})" if answer.names else ""
    return f"{answer.result.value}{by}{names}: {answer.sentence.rstrip('.')}."
