"""What applying would do: each statement with its lock and its size, and one verdict with its reasons. Pure values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from console.audit.simulating import Simulated
from console.changesets.migration import Effect, Piece, Statement, TableLock
from console.core.finding import Finding, Level, Unchecked
from console.core.unknown import Unknown
from console.guard.plan import blocker_words
from console.guard.relations import Blocker
from console.migrations.apply import LONG_SECONDS, gone
from console.migrations.check_reading import line_of
from console.migrations.contents import Drift
from console.migrations.pending import Pending
from console.migrations.relations import Size, Sizes, quoted, seconds_of
from console.migrations.status import State, Version
from console.migrations.violations import Verdict, Violation

ON_STAGING = timedelta(hours=24)
"""A file should have run on staging for as long before it goes on."""

_READERS = ("ACCESS EXCLUSIVE",)
_DEFINES = ("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "SET")
_WRITERS = ("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE")
_ACCESS = ("POLICY", "GRANT", "REVOKE", "OWNER", "ROLE", "DEFAULT PRIVILEGES", "SECURITY DEFINER", "ROW LEVEL SECURITY")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is: a sentence, and the file and line that it is about."""

    verdict: Verdict
    sentence: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class PlannedStatement:
    """A statement, the heaviest lock that it takes on something that is there, and how long it may hold it (seconds).

    `seconds` is None where the size is not known, 0 where no row is touched. `measured` says that it is no estimate
    but was seen on scratch.
    """

    piece: Piece
    said: Statement
    lock: TableLock | None = None
    size: Size | None = None
    seconds: float | None = 0.0
    measured: bool = False

    @property
    def line(self) -> int:
        return line_of(self.piece)

    @property
    def grows(self) -> bool:
        """Whether its time grows with the rows of a table that is there: then a scratch database cannot tell it."""
        if self.lock is not None:
            return self.lock.effect is not Effect.NONE
        tag = self.said.tag
        return not tag.startswith(_DEFINES) or "MATERIALIZED" in tag or tag.endswith(" AS")

    @property
    def blocks(self) -> str:
        """`reads and writes`, `writes` or nothing: what others cannot do meanwhile."""
        mode = self.lock.mode if self.lock else ""
        return "reads and writes" if mode in _READERS else "writes" if mode in _WRITERS else ""

    @property
    def title(self) -> str:
        """`alter table public.bookings`."""
        return self.said.title


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that would be applied, in how many segments, what each statement does, and what a check found."""

    pending: Pending
    segments: tuple[tuple[PlannedStatement, ...], ...]
    findings: tuple[Finding, ...] = ()
    staged_at: datetime | Unknown | None = None

    @property
    def statements(self) -> tuple[PlannedStatement, ...]:
        return tuple(each for segment in self.segments for each in segment)

    @property
    def seconds(self) -> float | None:
        """How long it may take in all, None where something's size is not known."""
        known = [each.seconds for each in self.statements]
        return None if None in known else sum(each or 0.0 for each in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationPlan:
    """Everything that is known before files are applied. `reasons` are worst first."""

    target: str
    files: tuple[PlannedFile, ...]
    blockers: tuple[Blocker, ...] | Unknown = ()
    violations: tuple[Violation, ...] = ()
    unknown: tuple[Unchecked, ...] = ()
    reasons: tuple[Reason, ...] = ()
    access: Simulated | Unknown | None = None

    @property
    def verdict(self) -> Verdict:
        return max((reason.verdict for reason in self.reasons), key=lambda each: each.severity, default=Verdict.GO)

    @property
    def seconds(self) -> float | None:
        known = [each.seconds for each in self.files]
        return None if None in known else sum(each or 0.0 for each in known)


def touches_access(said: Statement) -> bool:
    """Whether a statement may change who may do what."""
    words = f"{said.tag} {' '.join(action for action, _ in said.actions)}"
    return any(word in words for word in _ACCESS)


def planned_file(
    pending: Pending, sizes: Sizes | None, findings: Iterable[Finding] = (), staged_at: datetime | Unknown | None = None
) -> PlannedFile:
    """A file with what each statement would hold, and for how long; `sizes` None where they could not be read."""
    parts = tuple(
        tuple(_planned(piece, said, sizes) for piece, said in zip(segment.pieces, kinds, strict=True))
        for segment, kinds in zip(pending.segments, pending.statements, strict=True)
    )
    return PlannedFile(pending, parts, tuple(findings), staged_at)


def _planned(piece: Piece, said: Statement, sizes: Sizes | None) -> PlannedStatement:
    if sizes is None:
        grows = any(lock.effect is not Effect.NONE for lock in said.locks)
        return PlannedStatement(piece, said, seconds=None if grows else 0.0)
    there = [lock for lock in said.locks if quoted(lock.table) in sizes]
    if not there:
        return PlannedStatement(piece, said)

    def weight(lock: TableLock) -> tuple[float, int]:
        seconds = seconds_of(lock, sizes)
        return (LONG_SECONDS * 10 if seconds is None else seconds, len(lock.mode))

    worst = max(there, key=weight)
    return PlannedStatement(piece, said, worst, sizes[quoted(worst.table)], seconds_of(worst, sizes))


def reasons_for(
    files: Sequence[PlannedFile],
    versions: Sequence[Version],
    blockers: tuple[Blocker, ...] | Unknown,
    violations: Sequence[Violation] | Unknown,
    *,
    production: bool,
    now: datetime,
) -> tuple[Reason, ...]:
    """Why to stop, or to look twice; worst first. Nothing where there is no reason not to go."""
    found = [*_of_status(versions), *_of_violations(violations), *_of_blockers(blockers)]
    for file in files:
        found += _of_file(file)
        found += _of_staging(file, now) if production else []
    unknown = next((file.staged_at for file in files if isinstance(file.staged_at, Unknown)), None)
    if production and unknown is not None:
        found.append(Reason(Verdict.REVIEW, f"whether it ran on staging is not known: {unknown.reason}"))
    return tuple(sorted(dict.fromkeys(found), key=lambda reason: -reason.verdict.severity))


def _of_status(versions: Sequence[Version]) -> list[Reason]:
    found = [Reason(Verdict.STOP, words, each.label) for each in versions if (words := _GAPS.get(each.state))]
    changed = [each.label for each in versions if each.drift is Drift.CHANGED]
    found += [
        Reason(Verdict.STOP, "it is not what was applied: its file was changed since", label) for label in changed
    ]
    return found


_GAPS: Mapping[State, str] = {
    State.MISSING: "it was applied and has no file here",
    State.OUT_OF_ORDER: "it is older than what is applied already",
    State.FAILED: "it stopped half-way",
    State.RENUMBERED: "it was applied under another version",
}


def _of_violations(violations: Sequence[Violation] | Unknown) -> list[Reason]:
    if isinstance(violations, Unknown):
        words = "How large the tables are, and which of their rows would be refused, is not known"
        return [Reason(Verdict.REVIEW, f"{words}: {violations.reason}")]
    return [Reason(each.verdict, each.sentence, each.file, each.line) for each in violations]


def _of_blockers(blockers: tuple[Blocker, ...] | Unknown) -> list[Reason]:
    if isinstance(blockers, Unknown):
        return [Reason(Verdict.REVIEW, f"Who is in the way is not known: {blockers.reason}")]
    return [Reason(Verdict.REVIEW, f"In the way right now: {blocker_words(each)}") for each in blockers]


def _of_file(file: PlannedFile) -> list[Reason]:
    name, found = file.pending.file.label, []
    for each in file.statements:
        line = each.line
        if each.said.loses:
            found.append(Reason(Verdict.STOP, f"{gone([each.said.loses])}; no backup is known", name, line))
        if each.blocks and each.lock and each.lock.effect is not Effect.NONE:
            found += _of_lock(each, name)
        if touches_access(each.said):
            found.append(Reason(Verdict.REVIEW, f"{each.title}: who may do what changes", name, line))
    if not file.pending.atomic:
        count = len(file.pending.segments)
        whole = f"it is cut into {count} segments" if count > 1 else "it is not one transaction"
        found.append(Reason(Verdict.REVIEW, f"{whole}: if it fails half-way, a part of it stays", name))
    for finding in file.findings:
        if finding.level is Level.ERROR and not finding.muted:
            found.append(Reason(Verdict.STOP, finding.title, name, finding.line))
    return found


def _of_lock(each: PlannedStatement, name: str) -> list[Reason]:
    place = each.size.label if each.size else ""
    effect = each.lock.effect if each.lock else Effect.NONE
    if each.seconds is None:
        words = f"nobody has analyzed {place}: how long {each.blocks} on it wait is not known"
        return [Reason(Verdict.REVIEW, words, name, each.line)]
    if each.seconds > LONG_SECONDS:
        words = f"{each.blocks} on {place} wait ~{each.seconds:,.0f} s while it is {_DOING[effect]}"
        return [Reason(Verdict.STOP, words, name, each.line)]
    return []


_DOING = {
    Effect.SCAN: "read whole",
    Effect.REWRITE: "written anew",
    Effect.BUILD: "indexed",
    Effect.ROWS: "changed",
    Effect.NONE: "held",
}


def _of_staging(file: PlannedFile, now: datetime) -> list[Reason]:
    name, at = file.pending.file.label, file.staged_at
    if isinstance(at, Unknown):
        return []
    if at is None:
        return [Reason(Verdict.REVIEW, "it never ran on staging", name)]
    if now - at < ON_STAGING:
        hours = max(0, int((now - at).total_seconds() // 3600))
        return [Reason(Verdict.REVIEW, f"it ran on staging {hours} h ago, less than a day", name)]
    return []


def document(plan: MigrationPlan) -> dict[str, Any]:
    """The plan as JSON."""
    return {
        "target": plan.target,
        "verdict": plan.verdict.value,
        "reasons": [
            {"verdict": each.verdict.value, "reason": each.sentence, "file": each.file, "line": each.line}
            for each in plan.reasons
        ],
        "estimate_seconds": plan.seconds,
        "blocked_by": {"unknown": plan.blockers.reason}
        if isinstance(plan.blockers, Unknown)
        else [blocker_words(each) for each in plan.blockers],
        "access": access_document(plan.access),
        "files": [_file_document(each) for each in plan.files],
    }


def access_document(access: Simulated | Unknown | None) -> Any:
    """What is opened and closed, as JSON; None where no file touches it."""
    if access is None or isinstance(access, Unknown):
        return {"unknown": access.reason} if access is not None else None
    return {
        "changes": [{"direction": each.direction.value, "change": each.text} for each in access.changes],
        "unknown": [{"what": each.what, "reason": each.why} for each in (*access.refused, *access.left)],
    }


def _file_document(file: PlannedFile) -> dict[str, Any]:
    staged = file.staged_at
    return {
        "version": file.pending.file.version,
        "name": file.pending.file.name,
        "path": str(file.pending.file.path),
        "atomic": file.pending.atomic,
        "done_segments": file.pending.done,
        "segments": [
            {
                "why": segment.why,
                "transactional": segment.transactional,
                "statements": [_statement_document(each) for each in statements],
            }
            for segment, statements in zip(file.pending.segments, file.segments, strict=True)
        ],
        "estimate_seconds": file.seconds,
        "staging": {"unknown": staged.reason} if isinstance(staged, Unknown) else staged and staged.isoformat(),
        "findings": [each.document() for each in file.findings],
    }


def _statement_document(each: PlannedStatement) -> dict[str, Any]:
    return {
        "line": each.line,
        "statement": each.title,
        "lock": each.lock.mode if each.lock else None,
        "on": each.size.label if each.size else None,
        "blocks": each.blocks or None,
        "effect": each.lock.effect.value if each.lock else None,
        "rows": each.size.rows if each.size and each.size.rows >= 0 else None,
        "octets": each.size.octets if each.size and each.size.rows >= 0 else None,
        "estimate_seconds": None if each.measured else each.seconds,
        "measured_seconds": each.seconds if each.measured else None,
        "loses": each.said.loses or None,
    }
