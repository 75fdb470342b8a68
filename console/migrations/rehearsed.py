"""Trying what is pending on the target itself: one transaction that is taken back, guarded as dangerous."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from console.errors import UsageProblem
from console.guard.batch_rehearsal import SECONDS
from console.guard.operation import Batch, Operation, Part, Risk, no_reverse
from console.migrations.apply import EXCLUSIVE, fingerprint, locks_there, script_of, unchanged
from console.migrations.history import History
from console.migrations.pending import Pending
from console.migrations.relations import Sizes

_ESCAPES = (
    "numbers that sequences gave out, and whatever a function does outside of the database (another server, a file, "
    "a message that is sent at once)"
)


def tried_back(rollback: Operation) -> Operation:
    """Taking a version back, tried on the target and taken back itself. UsageProblem where it is no one transaction."""
    batch = rollback.batch
    if batch is None or len(batch.parts) != 1 or not batch.parts[0].transactional or batch.parts[0].authored:
        raise UsageProblem("It cannot be tried.", "Its reverse is not one transaction.", "greenroom migrations test")
    part = replace(batch.parts[0], record=(), recorded=None, seconds=SECONDS, lock_seconds=1)
    return replace(
        rollback,
        name="migrations.dry-run",
        title="Try taking a migration back",
        batch=replace(batch, parts=(part,), rehearsal=True),
        reverse=no_reverse("nothing of it is kept"),
        consequence=f"real locks on real tables, for up to {SECONDS:.0f} s",
        facts=(("kept", "nothing: the transaction is taken back"), ("stays", _ESCAPES), *rollback.facts),
        event="",
    )


def rehearsal(pending: Sequence[Pending], history: History, sizes: Sizes) -> Operation:
    """Run every statement that a transaction takes, in one, and take it back. UsageProblem where there is none."""
    scripts, left = [], []
    for each in pending:
        for segment, said in zip(each.segments[each.done :], each.statements[each.done :], strict=True):
            if segment.transactional and not segment.authored:
                scripts += [script_of(piece, one) for piece, one in zip(segment.pieces, said, strict=True)]
            else:
                left.append(f"{each.file.label} line {segment.pieces[0].line}")
    if not scripts:
        raise UsageProblem("There is nothing to try.", "No pending statement runs inside a transaction.")
    said_all = [one for each in pending for one in each.all_statements]
    part = Part(
        key=pending[-1].file.version or pending[-1].file.name,
        title=f"{len(pending)} files" if len(pending) > 1 else pending[0].file.path.name,
        scripts=tuple(scripts),
        locks=locks_there(said_all, sizes),
        seconds=SECONDS,
        lock_seconds=1,
    )
    facts = [("kept", "nothing: the transaction is taken back"), ("stays", _ESCAPES)]
    facts += [("left out", f"{', '.join(left)}: no transaction takes it back")] if left else []
    return Operation(
        name="migrations.dry-run",
        title="Dry run on the target",
        subject=part.key,
        kind="migration",
        key=part.key,
        risk=Risk.DANGEROUS,
        batch=Batch(
            parts=(part,), exclusive=EXCLUSIVE, fingerprint=fingerprint(pending), estimate=SECONDS, rehearsal=True
        ),
        requirements=(unchanged(history),),
        reverse=no_reverse("nothing of it is kept"),
        consequence=f"real locks on real tables, for up to {SECONDS:.0f} s",
        facts=tuple(facts),
        gentler="greenroom migrations plan --dry-run tries it on a scratch server",
    )
