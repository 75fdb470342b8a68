"""Running a plan of fixes on a target, as one guarded operation. It makes the operation and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console.audit.fix_file import default_name, sentences
from console.audit.fix_trial import Trial
from console.audit.fixes import Fix, FixPlan
from console.changesets.migration import Effect, Segment
from console.core.reports import count
from console.core.unknown import Unknown
from console.errors import UsageProblem
from console.guard.operation import Batch, Lock, Operation, Part, Risk, Script, no_reverse

EXCLUSIVE = "greenroom audit fix"
"""The name whose hash is the advisory lock of everybody who mends with greenroom."""
LOCK_SECONDS = 4.0


def fix_operation(plan: FixPlan, trial: Trial | Unknown) -> Operation:
    """Run the statements of the plan, each segment a transaction. UsageProblem where nothing can be run.

    Dangerous where a statement reads or writes whole tables under its lock, where the trial found more open than
    before, and where nothing was tried at all.
    """
    if not plan.fixes:
        raise UsageProblem("None of these findings has a fix that is a statement.", "", "greenroom audit says more.")
    if isinstance(trial, Trial) and trial.failed:
        raise UsageProblem("The plan does not run on a copy of the schema.", trial.failed.failure, "Choose fewer.")
    said = sentences(plan, trial)
    return Operation(
        name="audit.fix",
        title=plan.title or f"Mend {count(len(plan.findings), 'finding')}",
        subject=plan.title or (plan.checks[0] if len(plan.checks) == 1 else f"{len(plan.findings)} findings"),
        kind="findings",
        key=plan.title or " ".join(sorted(each.fingerprint for each in plan.findings)),
        risk=_risk(plan, trial),
        batch=Batch(parts=tuple(_parts(plan)), exclusive=EXCLUSIVE, fingerprint=plan.fingerprint),
        needs_reason=True,
        reverse=no_reverse("its reverse is a script: greenroom audit fix prints it before it runs"),
        consequence=said[0].rstrip("."),
        facts=tuple(("tried", each) for each in said),
        gentler="greenroom audit fix --write puts it into a migration file, which can be rolled back",
        event="audit.fixed",
    )


def _risk(plan: FixPlan, trial: Trial | Unknown) -> Risk:
    slow = any(lock.effect is not Effect.NONE for fix in plan.fixes for lock in fix.said.locks)
    blind = isinstance(trial, Unknown) or isinstance(trial.access, Unknown)
    return Risk.DANGEROUS if slow or blind or (isinstance(trial, Trial) and trial.widened) else Risk.CAREFUL


def _parts(plan: FixPlan) -> Iterator[Part]:
    done = 0
    segments = plan.segments
    for number, segment in enumerate(segments, 1):
        fixes = plan.fixes[done : done + len(segment.pieces)]
        done += len(segment.pieces)
        yield Part(
            key=plan.fingerprint,
            title=default_name(plan) + (f" ({number}/{len(segments)})" if len(segments) > 1 else ""),
            scripts=_scripts(segment, fixes),
            transactional=segment.transactional,
            locks=_locks(fixes),
            lock_seconds=LOCK_SECONDS if segment.transactional else 0,
            digest=plan.fingerprint,
        )


def _scripts(segment: Segment, fixes: Sequence[Fix]) -> tuple[Script, ...]:
    pairs = zip(segment.pieces, fixes, strict=True)
    return tuple(Script(piece.text, _title(fix), piece.line) for piece, fix in pairs)


def _title(fix: Fix) -> str:
    said = fix.said
    named = next((each.label for each in (*said.makes, *said.drops, *said.touches)), "")
    return f"{said.tag} {named}".strip().lower()


def _locks(fixes: Sequence[Fix]) -> tuple[Lock, ...]:
    """On what is there already and is named with its schema; nobody is in the way of the rest."""
    made = {each.label for fix in fixes for each in fix.said.makes}
    found = [
        Lock(lock.table.schema, lock.table.name, lock.mode)
        for fix in fixes
        for lock in fix.said.locks
        if lock.table.schema and lock.table.label not in made
    ]
    return tuple(dict.fromkeys(found))
