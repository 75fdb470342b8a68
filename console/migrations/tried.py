"""A plan and what really happened when its files ran on scratch: measured times, what failed there, what was left out.

Nothing is sent to the target but reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from console.core.unknown import Unknown
from console.database.session import Database
from console.migrations.check_reading import line_of
from console.migrations.check_target import read_major
from console.migrations.drift import read_roles
from console.migrations.dry_run import DryRun, Measured, dry_run
from console.migrations.plan import MigrationPlan, PlannedFile, PlannedStatement, Reason
from console.migrations.preparing import Prepared
from console.migrations.status import State
from console.migrations.violations import Verdict

_APPLIED = (State.APPLIED, State.RENUMBERED)


@dataclass(frozen=True, slots=True)
class Tried:
    """The plan, measured where it could be, and the dry run that it comes from."""

    prepared: Prepared
    run: DryRun


async def tried(database: Database, prepared: Prepared, watch: Callable[[str], None] = lambda word: None) -> Tried:
    """Run what is pending on scratch, on top of what is applied. Raises as `dry_run`."""
    run = await try_on_scratch(database, prepared, watch)
    return Tried(replace(prepared, plan=with_measured(prepared.plan, run)), run)


async def try_on_scratch(
    database: Database, prepared: Prepared, watch: Callable[[str], None] = lambda word: None
) -> DryRun:
    """What the pending files do on a scratch server of the target's version, with the target's roles."""
    known = prepared.status.versions
    applied = (
        () if isinstance(known, Unknown) else [each.file for each in known if each.file and each.state in _APPLIED]
    )
    major, roles = await database.ask(read_major), await database.ask(read_roles)
    return await dry_run(
        prepared.status.folder,
        [each.file for each in prepared.pending],
        applied=applied,
        major=None if isinstance(major, Unknown) else major,
        roles=() if isinstance(roles, Unknown) else roles,
        watch=watch,
    )


def with_measured(plan: MigrationPlan, run: DryRun) -> MigrationPlan:
    """The plan with the measured time where a statement has one, and a reason for each that did not run.

    An estimate stays where the time grows with the target's rows: scratch has none of them.
    """
    found = {(each.path, each.piece.start): each for each in run.statements}
    files = tuple(_measured_file(file, found) for file in plan.files)
    reasons = sorted((*plan.reasons, *_reasons(run)), key=lambda reason: -reason.verdict.severity)
    return replace(plan, files=files, reasons=tuple(dict.fromkeys(reasons)))


def _measured_file(file: PlannedFile, found: Mapping[tuple[Path, int], Measured]) -> PlannedFile:
    path = file.pending.file.path
    parts = tuple(
        tuple(_measured(each, found.get((path, each.piece.start))) for each in segment) for segment in file.segments
    )
    return replace(file, segments=parts)


def _measured(each: PlannedStatement, seen: Measured | None) -> PlannedStatement:
    if seen is None or seen.broken or seen.skipped or each.grows:
        return each
    return replace(each, seconds=seen.seconds, measured=True)


def _reasons(run: DryRun) -> list[Reason]:
    found = []
    if run.before is not None:
        words = f"nothing could be tried: what is applied does not run from zero: {run.before.failure.message}"
        found.append(Reason(Verdict.REVIEW, words, run.before.path.stem, run.before.line))
    for each in run.statements:
        if each.broken is not None:
            words = f"it fails on scratch: {each.broken.failure.message}"
            found.append(Reason(Verdict.STOP, words, each.path.stem, each.broken.line))
        elif each.skipped:
            found.append(
                Reason(Verdict.REVIEW, f"it could not be tried: {each.skipped}", each.path.stem, line_of(each.piece))
            )
    return found


def dry_run_document(run: DryRun) -> dict[str, Any]:
    """The dry run as JSON has it."""
    return {
        "ok": run.ok,
        "postgres": run.major,
        "seconds": run.seconds,
        "replay_error": run.before and run.before.sentence,
        "statements": [_statement(each) for each in run.statements],
        "unknown": [
            {"file": str(each.path), "line": each.line, "reason": each.why, "remedy": each.remedy or None}
            for each in run.left
        ],
    }


def _statement(each: Measured) -> dict[str, Any]:
    broken = each.broken
    return {
        "file": str(each.path),
        "line": line_of(each.piece),
        "statement": each.title,
        "seconds": each.seconds,
        "locks": [{"mode": lock.mode, "on": lock.relation, "kind": lock.kind} for lock in each.locks]
        if each.seen
        else {"unknown": "it ran without a transaction: its locks are gone when it ends"},
        "rewritten": list(each.rewritten),
        "truncated": list(each.truncated),
        "notices": list(each.notices),
        "error": broken
        and {
            "message": broken.failure.message,
            "sqlstate": broken.failure.sqlstate or None,
            "line": broken.line,
            "at": broken.caret,
        },
        "unknown": each.skipped or None,
    }
