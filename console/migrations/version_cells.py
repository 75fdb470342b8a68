"""How a version looks: as a row of the list, and whole, with its file, what was found in it, and what was applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from console.core.finding import Finding, Level, worst
from console.core.present import ago, size
from console.core.unknown import Unknown
from console.migrations.contents import Drift
from console.migrations.pending import Pending
from console.migrations.status import State, Version
from console.widgets.blocks import Block, Facts, Heading, Section, Source, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join

COLUMNS = (
    Column("mark", "", least=1, most=1),
    Column("version", "version", least=6, most=16),
    Column("name", "name", least=10, most=60, grow=True),
    Column("state", "state", least=8, most=16),
    Column("file", "its file", most=10, rank=3),
    Column("check", "check", most=11, rank=1),
    Column("when", "applied", align="right", most=12, rank=2),
    Column("by", "by", most=18, rank=4),
    Column("size", "size", align="right", most=8, rank=5),
)

_TONES: dict[State, Tone] = {
    State.APPLIED: Tone.FINE,
    State.PENDING: Tone.FAINT,
    State.MISSING: Tone.LOOK,
    State.OUT_OF_ORDER: Tone.LOOK,
    State.FAILED: Tone.WRONG,
    State.RENUMBERED: Tone.LOOK,
    State.UNKNOWN: Tone.UNKNOWN,
}
_LEVELS = {Level.ERROR: Tone.WRONG, Level.WARNING: Tone.LOOK, Level.INFO: Tone.DIM}
_DRIFTS = {
    Drift.EXACT: cell("the same", Tone.DIM),
    Drift.COSMETIC: cell("respaced", Tone.DIM),
    Drift.CHANGED: cell("changed", Tone.WRONG),
    Drift.UNKNOWN: cell("unknown", Tone.UNKNOWN),
}
_DRIFT_WORDS = {
    Drift.EXACT: "the file is what was applied",
    Drift.COSMETIC: "the file differs in line ends and spaces only",
    Drift.CHANGED: "the file is not what was applied: it was changed since",
    Drift.UNKNOWN: "the history keeps nothing to compare with",
}


def version_row(key: str, version: Version, findings: Sequence[Finding]) -> Row:
    """The version as one line. Findings count where it is still to be applied: what is applied is what it is."""
    level = worst(each for each in findings if not each.muted) if version.state is not State.APPLIED else None
    when = version.applied_at
    drift = cell("no file", Tone.LOOK) if version.file is None else _DRIFTS[version.drift] if version.drift else ()
    return Row(
        key,
        (
            glyph(_tone(version)),
            cell(version.version or "–"),
            cell(version.name),
            cell(version.state.value, _tone(version) if version.state is not State.APPLIED else Tone.DIM),
            drift,
            cell(level.value, _LEVELS[level]) if level else (),
            cell(_since(when), Tone.DIM) if when else (),
            cell(version.by, Tone.DIM) if version.by else (),
            cell(size(version.size), Tone.FAINT) if version.size is not None else (),
        ),
        (
            version.state.value,
            version.version,
            version.name,
            version.state.value,
            version.drift.value if version.drift else None,
            level.value if level else None,
            when,
            version.by,
            version.size,
        ),
    )


def _tone(version: Version) -> Tone:
    return Tone.WRONG if version.drift is Drift.CHANGED else _TONES[version.state]


def _since(when: datetime) -> str:
    return ago(max(0.0, (datetime.now(UTC) - when).total_seconds()))


def version_blocks(
    version: Version,
    findings: Sequence[Finding],
    pending: Pending | None,
    text: str | Unknown | None,
    applied: str | None,
) -> list[Block]:
    """The version whole. `text` is its file's; `applied` what the history keeps, where that is something else."""
    blocks: list[Block] = [
        Heading(join(cell(version.label, bold=True), (*glyph(_tone(version)), Span(" "), *cell(version.state.value))))
    ]
    blocks.append(Facts(_facts(version, pending)))
    if findings:
        blocks += [Section("check"), *(_finding(each) for each in findings)]
    if isinstance(text, Unknown):
        blocks += [Section("file"), Words((cell(text),))]
    elif text is not None:
        cuts = [part.pieces[0].line for part in pending.segments[1:] if part.pieces] if pending else []
        marks = {each.line: _LEVELS[each.level] for each in findings if each.line and not each.muted}
        blocks += [Section("file"), Source(text, marks, cuts, "a new segment begins")]
    if applied is not None:
        blocks += [Section("what was applied"), Source(applied)]
    return blocks


def _facts(version: Version, pending: Pending | None) -> list[tuple[str | Line, Line]]:
    facts: list[tuple[str | Line, Line]] = []
    if version.note:
        facts.append(("note", cell(version.note, Tone.LOOK if version.state is not State.APPLIED else Tone.DIM)))
    if version.applied_at is not None:
        facts.append(("applied", join(cell(_since(version.applied_at)), cell(version.applied_at, Tone.DIM))))
    elif version.row is not None:
        facts.append(("applied", cell(Unknown("the history keeps no time"))))
    if version.by:
        facts.append(("by", cell(version.by)))
    if version.drift is not None:
        tone = (
            Tone.WRONG
            if version.drift is Drift.CHANGED
            else Tone.UNKNOWN
            if version.drift is Drift.UNKNOWN
            else Tone.INK
        )
        facts.append(("its file", cell(_DRIFT_WORDS[version.drift], tone)))
    if pending is not None:
        facts.append(("atomic", _atomic(pending)))
    if version.file is not None:
        facts.append(("path", cell(str(version.file.path), Tone.DIM)))
        back = version.file.reverse.name if version.file.reverse else None
        back = back or ("a block in the file" if pending and pending.script.down else None)
        facts.append(("reverse", cell(back, Tone.DIM)))
    return facts


def _atomic(pending: Pending) -> Line:
    if pending.atomic:
        return cell("yes: it is there wholly, or not at all")
    count = len(pending.segments)
    words = f"no: {count} segments, each committed by itself" if count > 1 else "no: it does not run as one transaction"
    why = next((part.why for part in pending.segments if part.why), "")
    return join(cell(words, Tone.LOOK), cell(why, Tone.DIM))


def _finding(finding: Finding) -> Words:
    tone = Tone.FAINT if finding.muted else _LEVELS[finding.level]
    head = join(
        glyph(tone), cell(f"line {finding.line}" if finding.line else "file", Tone.DIM), cell(finding.title, tone)
    )
    lines = [head]
    lines += [
        join((Span("   "),), cell(words, Tone.DIM, limit=600), gap="") for words in (finding.why, finding.fix) if words
    ]
    if finding.muted:
        lines.append(join((Span("   "),), cell(f"muted: {finding.muted}", Tone.FAINT), gap=""))
    return Words(lines)
