"""What a plan, a drift, a dry run and a matrix look like on a page: the verdict first, then why, then all of it."""

from __future__ import annotations

from collections.abc import Sequence

from console.core.present import duration, size
from console.core.unknown import Unknown
from console.guard.plan import blocker_words
from console.migrations.contents import Drift as FileDrift
from console.migrations.drift import Drift
from console.migrations.drift import Verdict as DriftVerdict
from console.migrations.dry_run import DryRun
from console.migrations.dry_run_report import NO_ROWS
from console.migrations.dry_run_report import Alike as Ran
from console.migrations.dry_run_report import alike as ran_alike
from console.migrations.matrix import Matrix
from console.migrations.plan import MigrationPlan, PlannedFile
from console.migrations.plan_report import Alike, alike, took
from console.migrations.preparing import Prepared
from console.migrations.status import State, Version
from console.migrations.violations import Verdict
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.text import Line, Tone, cell, glyph, join

MOST_STATEMENTS = 100
"""So many lines a file; what repeats is one line already."""
MOST_VERSIONS = 300
_TONES = {Verdict.GO: Tone.FINE, Verdict.REVIEW: Tone.LOOK, Verdict.STOP: Tone.WRONG}
_SAID = {
    Verdict.GO: "nothing speaks against it",
    Verdict.REVIEW: "somebody should look at it first",
    Verdict.STOP: "not as it is",
}


def plan_blocks(prepared: Prepared) -> list[Block]:
    """The verdict, its reasons, who is in the way, and each file with its statements."""
    plan = prepared.plan
    if not plan.files:
        return [
            Heading(cell("Nothing is pending.", bold=True)),
            Words((cell("Every file is in the history.", Tone.DIM),)),
        ]
    tone = _TONES[plan.verdict]
    head = join(glyph(tone), cell(plan.verdict.value.upper(), tone, bold=True), cell(_SAID[plan.verdict]))
    blocks: list[Block] = [Heading(head), Facts(_facts(plan))]
    if plan.reasons:
        blocks.append(Section("because"))
        for reason in plan.reasons:
            where = f"{reason.file} line {reason.line}" if reason.line else reason.file
            said = join(cell(where, Tone.DIM), cell(reason.sentence, limit=600))
            blocks.append(Facts([(glyph(_TONES[reason.verdict]), said)], label=3))
    for file in plan.files:
        blocks += _file_blocks(file)
    return blocks


def _facts(plan: MigrationPlan) -> list[tuple[str | Line, Line]]:
    facts: list[tuple[str | Line, Line]] = [
        ("files", cell(len(plan.files))),
        ("may take", cell(took(plan.seconds), Tone.INK if plan.seconds is not None else Tone.UNKNOWN)),
    ]
    if isinstance(plan.blockers, Unknown):
        facts.append(("in the way", cell(plan.blockers)))
    else:
        facts += [("in the way", cell(blocker_words(each), Tone.LOOK)) for each in plan.blockers]
        facts += [] if plan.blockers else [("in the way", cell("nobody, right now", Tone.DIM))]
    return facts


def _file_blocks(file: PlannedFile) -> list[Block]:
    whole = "one transaction" if file.pending.atomic else f"{len(file.segments)} segments, each committed by itself"
    tone = Tone.DIM if file.pending.atomic else Tone.LOOK
    blocks: list[Block] = [
        Section(file.pending.file.path.name),
        Words((join(cell(whole, tone), cell(took(file.seconds), Tone.DIM)),)),
    ]
    for number, (segment, statements) in enumerate(zip(file.pending.segments, file.segments, strict=True)):
        if len(file.segments) > 1:
            done = cell("committed already", Tone.FINE) if number < file.pending.done else ()
            blocks.append(Words((join(cell(f"segment {number + 1}", Tone.FAINT), cell(segment.why, Tone.DIM), done),)))
        told = alike(statements)
        lines = [_statement(each) for each in told[:MOST_STATEMENTS]]
        blocks.append(Facts(list(zip([_lines(each) for each in told], lines, strict=False)), label=12))
        blocks += _more(len(told), "greenroom migrations plan shows all")
    return blocks


def _lines(each: Alike | Ran) -> str:
    return f"{'line' if each.count == 1 else 'lines'} {each.lines}"


def _more(count: int, where: str) -> list[Block]:
    left = count - MOST_STATEMENTS
    return [Words((cell(f"and {left:,} more: {where}", Tone.DIM),))] if left > 0 else []


def _statement(same: Alike) -> Line:
    each = same.first
    known = each.size
    if each.lock is None or known is None:
        return join(cell(same.title), cell(same.took, Tone.FAINT) if each.measured else ())
    large = f"~{known.rows:,.0f} rows, {size(known.octets)}" if known.rows >= 0 else "? rows"
    blocks = cell(f"{each.blocks} wait", Tone.LOOK) if each.blocks else ()
    return join(
        cell(same.title),
        cell(each.lock.mode if known.label in same.title else f"{each.lock.mode} on {known.label}", Tone.DIM),
        blocks,
        cell(large, Tone.FAINT),
        cell(same.took, Tone.LOOK if (same.seconds or 0) >= 1 else Tone.FAINT),
    )


_DRIFTS = {
    DriftVerdict.CLEAN: (Tone.FINE, "CLEAN", "the schema is what the files make"),
    DriftVerdict.DIFFERENT: (Tone.WRONG, "DIFFERENT", "the schema is not what the files make"),
    DriftVerdict.NOT_CHECKED: (Tone.UNKNOWN, "NOT CHECKED", "it could not be compared"),
}


def drift_blocks(drift: Drift) -> list[Block]:
    """Clean, different or not checked; each difference; what could not be compared; the SQL that evens it out."""
    tone, word, said = _DRIFTS[drift.verdict]
    head = join(glyph(tone), cell(word, tone, bold=True), cell(f"{said} ({drift.files} files)"))
    blocks: list[Block] = [Heading(head)]
    if drift.differences:
        count = len(drift.differences)
        legend = "extra: on the target alone; missing: in the files alone"
        blocks.append(Section(f"{count} {'difference' if count == 1 else 'differences'}   {legend}"))
        blocks += [Words((join(glyph(Tone.LOOK), cell(each.sentence, limit=600)),)) for each in drift.differences]
    if drift.doubts:
        blocks.append(Section("not compared"))
        for doubt in drift.doubts:
            blocks.append(Words((join(cell(doubt.what), cell(doubt.unknown), cell(doubt.unknown.remedy, Tone.DIM)),)))
    if drift.adopt.strip():
        title = "a new migration that makes the files what the target is: n writes it"
        blocks += [Section(title), Code(drift.adopt)]
    if drift.undo.strip():
        blocks += [Section("what makes the target what the files are"), Code(drift.undo)]
    return blocks


def dry_run_blocks(run: DryRun) -> list[Block]:
    """Whether all ran, and each statement with its time, its locks and what it wrote anew."""
    tone, word = (Tone.FINE, "RAN") if run.ok else (Tone.WRONG, "FAILED")
    place = f"on a scratch PostgreSQL {run.major}, {duration(run.seconds)} in all; {NO_ROWS}"
    blocks: list[Block] = [Heading(join(glyph(tone), cell(word, tone, bold=True), cell(place)))]
    if run.before is not None:
        words = f"{run.before.path.name} line {run.before.line}: {run.before.failure.message}"
        blocks += [Section("what is applied could not be replayed"), Words((cell(words, Tone.WRONG, limit=600),))]
    for path, told in ran_alike(run):
        blocks.append(Section(path.name))
        for each in told[:MOST_STATEMENTS]:
            pairs: list[tuple[str | Line, Line]] = [(_lines(each), _measured(each))]
            pairs += [("", cell(f"notice: {notice}", Tone.DIM, limit=600)) for notice in each.first.notices]
            blocks.append(Facts(pairs, label=12))
            if each.first.broken:
                blocks.append(Code(each.first.broken.caret, indent=12))
        blocks += _more(len(told), "greenroom migrations plan --dry-run shows all")
    if run.left:
        blocks.append(Section("left out"))
        blocks += [
            Words((cell(f"{one.path.name} line {one.line}: {one.why}", Tone.UNKNOWN, limit=600),)) for one in run.left
        ]
    return blocks


def _measured(same: Ran) -> Line:
    each = same.first
    if each.skipped:
        return join(cell(same.title), cell(Unknown(each.skipped)))
    if each.broken is not None:
        return join(cell(same.title), cell(f"✖ {each.broken.failure.message}", Tone.WRONG, limit=600))
    locks = ", ".join(f"{lock.mode} on {lock.relation}" for lock in each.locks)
    rewritten = f"writes {', '.join(each.rewritten)} anew" if each.rewritten else ""
    emptied = f"empties {', '.join(each.truncated)}" if each.truncated else ""
    return join(
        cell(same.title),
        cell(duration(same.seconds), Tone.DIM),
        cell(locks, Tone.DIM, limit=600),
        cell(rewritten, Tone.LOOK),
        cell(emptied, Tone.WRONG),
    )


def matrix_blocks(matrix: Matrix) -> list[Block]:
    """The versions, those that differ first, with a word for each target."""
    differing = [line for line in matrix.lines if line.differs]
    head = f"{len(differing)} of {len(matrix.lines)} versions differ between {len(matrix.targets)} targets"
    blocks: list[Block] = [Heading(cell(head, bold=True))]
    for name, status in zip(matrix.targets, matrix.statuses, strict=True):
        unknown = status if isinstance(status, Unknown) else status.versions
        if isinstance(unknown, Unknown):
            blocks.append(Facts([(name, cell(unknown))]))
    same = [line for line in matrix.lines if not line.differs]
    for title, lines in (("differ", differing), ("the same everywhere", same)):
        if lines:
            blocks.append(Section(title))
            shown = lines[:MOST_VERSIONS]
            blocks.append(Facts([(line.label, _cells(matrix.targets, line.cells)) for line in shown], label=34))
            if len(lines) > len(shown):
                more = f"and {len(lines) - len(shown):,} more: greenroom migrations status --matrix shows all"
                blocks.append(Words((cell(more, Tone.DIM),)))
    return blocks


def _cells(targets: Sequence[str], cells: Sequence[Version | Unknown | None]) -> Line:
    return join(*(join(cell(name, Tone.FAINT), _cell(one), gap=" ") for name, one in zip(targets, cells, strict=True)))


def _cell(one: Version | Unknown | None) -> Line:
    if one is None or isinstance(one, Unknown):
        return cell(one)
    if one.drift is FileDrift.CHANGED:
        return cell("✖ changed", Tone.WRONG)
    return cell(one.state.value, Tone.FINE if one.state is State.APPLIED else Tone.LOOK)
