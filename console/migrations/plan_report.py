"""The plan as people read it: a table for a terminal, and Markdown for a change request. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from console.audit.simulating import Simulated
from console.core.present import duration, size, visible
from console.core.reports import prose, row
from console.core.table import table
from console.core.unknown import Unknown
from console.guard.plan import blocker_words
from console.migrations.contents import Drift
from console.migrations.dry_run import DryRun
from console.migrations.dry_run_report import dry_run_markdown, dry_run_text, lines_of
from console.migrations.plan import MigrationPlan, PlannedFile, PlannedStatement
from console.migrations.preparing import Prepared
from console.migrations.status import State
from console.migrations.violations import Verdict

WORDS = {
    Verdict.GO: "GO      nothing speaks against it",
    Verdict.REVIEW: "REVIEW  somebody should look at it first",
    Verdict.STOP: "STOP    not as it is",
}


def plan_text(prepared: Prepared, run: DryRun | None = None) -> str:
    """The plan for a terminal: what each statement holds and for how long, a dry run, the reasons, the verdict."""
    plan = prepared.plan
    parts = [f"{len(plan.files)} to apply on {visible(plan.target)}"]
    for file in plan.files:
        parts += ["", *_file_lines(file)]
    parts.append("")
    if run is not None:
        parts += [dry_run_text(run), ""]
    if isinstance(plan.blockers, Unknown):
        parts.append(f"in the way     ? UNKNOWN {visible(plan.blockers.reason)}")
    else:
        parts += [f"in the way     {visible(blocker_words(each))}" for each in plan.blockers]
    parts.append(f"may take       {took(plan.seconds)}")
    parts += [
        f"{reason.verdict.value.upper():<14} {_where(reason.file, reason.line)}{visible(reason.sentence)}"
        for reason in plan.reasons
    ]
    parts += ["", f"verdict        {WORDS[plan.verdict]}"]
    return "\n".join(parts)


def _file_lines(file: PlannedFile) -> Iterator[str]:
    whole = "one transaction" if file.pending.atomic else f"{len(file.segments)} segments"
    yield f"{visible(file.pending.file.path.name)}   {whole}   {took(file.seconds)}"
    for number, (segment, statements) in enumerate(zip(file.pending.segments, file.segments, strict=True)):
        if len(file.segments) > 1:
            done = "   committed already" if number < file.pending.done else ""
            yield f"  segment {number + 1}: {segment.why or 'a transaction'}{done}"
        rows = [_row(each) for each in alike(statements)]
        yield from (
            f"  {line}"
            for line in table(
                rows, ("LINE", "STATEMENT", "LOCK", "BLOCKS", "ROWS", "SIZE", "~TIME"), "rlllrrr"
            ).splitlines()
        )
    for finding in file.findings:
        where = f"line {finding.line}" if finding.line else "the file"
        yield f"  {finding.level.value:<8} {where}: {visible(finding.title)}"


@dataclass(frozen=True, slots=True)
class Alike:
    """Statements behind one another that do the same, told once: the first, how many, the line of the last."""

    first: PlannedStatement
    count: int
    last_line: int
    seconds: float | None

    @property
    def lines(self) -> str:
        """`3`, or `3–900`."""
        return lines_of(self.first.piece, self.last_line if self.count > 1 else 0)

    @property
    def title(self) -> str:
        """`insert public.a`, or `insert public.a × 898`."""
        return self.first.title if self.count == 1 else f"{self.first.title} × {self.count:,}"

    @property
    def took(self) -> str:
        """How long: estimated, measured on scratch, or a dash where it holds nothing that is there."""
        if self.first.measured:
            return duration(self.seconds or 0.0)
        return took(self.seconds) if self.first.lock else "–"


def alike(statements: Iterable[PlannedStatement]) -> list[Alike]:
    """The statements; those behind one another that do the same to the same thing are one."""

    def kind(each: PlannedStatement) -> object:
        return (each.title, each.lock, each.size, each.measured, each.said.loses)

    found = []
    for _, group in groupby(statements, key=kind):
        same = list(group)
        known = [each.seconds for each in same]
        seconds = None if None in known else sum(each or 0.0 for each in known)
        found.append(Alike(same[0], len(same), same[-1].piece.line, seconds))
    return found


def _row(same: Alike) -> tuple[str, ...]:
    each = same.first
    lock = each.lock
    known = each.size
    return (
        same.lines,
        same.title,
        lock.mode if lock else "–",
        each.blocks or "–",
        f"~{known.rows:,.0f}" if known and known.rows >= 0 else "?" if known else "–",
        size(known.octets) if known and known.rows >= 0 else "?" if known else "–",
        same.took,
    )


def took(seconds: float | None) -> str:
    """`~3 min`, or that it is not known."""
    if seconds is None:
        return "? UNKNOWN"
    return "~0 s" if seconds < 1 else f"~{duration(seconds)}"


def _where(file: str, line: int) -> str:
    return f"{visible(file)} line {line}: " if line else f"{visible(file)}: " if file else ""


def markdown(prepared: Prepared, run: DryRun | None = None) -> str:
    """The change request: what would run, why it is advised or not, how to verify it and how to take it back."""
    plan = prepared.plan
    lines = [f"# Migrations for {prose(plan.target)}", "", f"**Verdict: {plan.verdict.value.upper()}**", ""]
    lines += [
        f"- {reason.verdict.value.upper()}: {prose(_where(reason.file, reason.line) + reason.sentence)}"
        for reason in plan.reasons
    ]
    lines += ["", "## Where it stands", "", *_standing(prepared)]
    lines += ["", "## Steps", ""]
    for file in plan.files:
        lines += [*_steps(file), ""]
    if run is not None:
        lines += [*dry_run_markdown(run), ""]
    if plan.access is not None:
        lines += ["## Access", "", *access_lines(plan.access), ""]
    lines += ["## Verification", "", *_verification(prepared)]
    lines += ["", "## Rollback", "", *_rollback(prepared)]
    lines += ["", "## Checklist", "", *_checklist(plan)]
    return "\n".join(lines)


def access_lines(access: Simulated | Unknown) -> Iterator[str]:
    """Who gets more and who less, and what of that is not known."""
    if isinstance(access, Unknown):
        yield f"Not known: {prose(access.reason)}"
        return
    unseen = (*access.refused, *access.left)
    if not access.changes:
        but = ", as far as it could be compared" if unseen else ""
        yield f"Nobody gets more or less than before, on a copy of the schema{but}."
    for one in unseen:
        yield f"- not known: {prose(one.what)}: {prose(one.why)}"
    for each in access.changes:
        yield f"- {each.direction.value}: {prose(each.text)}"


def _standing(prepared: Prepared) -> Iterator[str]:
    versions = prepared.status.versions
    if isinstance(versions, Unknown):
        yield f"- what is applied is not known: {prose(versions.reason)}"
        return
    applied = sum(each.state is State.APPLIED for each in versions)
    yield f"- {applied} applied, {len(prepared.pending)} to apply"
    for each in versions:
        if each.drift is Drift.CHANGED:
            yield f"- {prose(each.label)} was changed since it was applied"
        elif each.state not in (State.APPLIED, State.PENDING):
            yield f"- {prose(each.label)}: {each.state.value}"


def _steps(file: PlannedFile) -> Iterator[str]:
    whole = "one transaction" if file.pending.atomic else f"{len(file.segments)} segments, each committed by itself"
    yield f"### {prose(file.pending.file.path.name)}"
    yield ""
    yield f"{whole}; {took(file.seconds)}"
    yield ""
    yield "| line | statement | lock | blocks | rows | size | time |"
    yield "|---:|---|---|---|---:|---:|---:|"
    for each in alike(file.statements):
        yield row(*(prose(part) for part in _row(each)))
    for finding in file.findings:
        where = f"line {finding.line}" if finding.line else "the file"
        yield f"- {finding.level.value}, {where}: {prose(finding.title)}"


def _verification(prepared: Prepared) -> Iterator[str]:
    queries = [(each.file.path.name, piece) for each in prepared.pending for piece in each.script.verify]
    if not queries:
        yield "No file has a `-- VERIFY` block."
    for name, piece in queries:
        yield f"- {prose(name)} line {piece.line}: {prose(piece.text)}"


def _rollback(prepared: Prepared) -> Iterator[str]:
    for each in reversed(prepared.pending):
        name = prose(each.file.path.name)
        if each.file.reverse is not None:
            yield f"- {name}: {prose(each.file.reverse.name)}"
        elif each.script.down:
            yield f"- {name}: its own block, line {each.script.down_line}"
        else:
            yield f"- {name}: **no reverse**"


def _checklist(plan: MigrationPlan) -> Iterator[str]:
    yield "- [ ] reviewed by somebody else"
    yield "- [ ] it ran on staging for a day"
    yield f"- [ ] whoever is affected for {took(plan.seconds)} knows"
    if any(said.said.loses for file in plan.files for said in file.statements):
        yield "- [ ] a backup was taken and its restore was tried"
    yield "- [ ] the reverse was tried"
