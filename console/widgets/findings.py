"""Findings as rows of a list and as a detail: the same in every area that has some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.core.finding import Confidence, Finding, Findings, Level, Unchecked
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.rows import Column, Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join, paragraphs

TONES = {Level.ERROR: Tone.WRONG, Level.WARNING: Tone.LOOK, Level.INFO: Tone.DIM}

COLUMNS: tuple[Column, ...] = (
    Column("level", "", least=1, most=1),
    Column("object", "object", least=16, most=36),
    Column("sub", "part", most=24, rank=2),
    Column("detail", "what was found", least=20, most=110, grow=True),
    Column("proof", "proof", most=8, rank=1),
)

_PROOF = {
    Confidence.PROVEN: "proven: it was tried",
    Confidence.OBSERVED: "observed: the server says so",
    Confidence.STATIC: "static: it follows from a text, a name or an estimate",
}


def mark(level: Level) -> Line:
    """The glyph of a level in its tone."""
    return (Span("•", Tone.DIM),) if level is Level.INFO else glyph(TONES[level])


def ordered(findings: Findings) -> list[Finding]:
    """Worst first, muted ones last; of one level by check and object."""
    return sorted(findings.findings, key=lambda one: (bool(one.muted), -one.level.severity, one.check, one.object))


def finding_key(finding: Finding) -> str:
    """By what a row finds its finding again."""
    return f"{finding.fingerprint} {finding.line}"


def unknown_key(unknown: Unchecked) -> str:
    """The same of a check that could not be made."""
    return f"? {unknown.check} {unknown.reason}"


def finding_rows(findings: Findings) -> list[Row]:
    """The findings below their checks, worst first; then what could not be checked, then what is muted."""
    rows: list[Row] = []
    for each in ordered(findings):
        if each.muted:
            break
        rows += _headed(rows, each.check, each.title)
        rows.append(finding_row(each))
    if findings.unknown:
        rows.append(Row("group unknown", group=cell("Not checked", Tone.UNKNOWN, bold=True)))
        rows += [unknown_row(each) for each in findings.unknown]
    muted = [each for each in ordered(findings) if each.muted]
    if muted:
        rows.append(Row("group muted", group=cell("Muted", Tone.FAINT, bold=True)))
        rows += [finding_row(each) for each in muted]
    return rows


def _headed(rows: Sequence[Row], check: str, title: str) -> list[Row]:
    """The heading of a check, unless the rows end below it already."""
    last = next((row.key for row in reversed(rows) if row.group), "")
    return [] if last == f"group {check}" else [Row(f"group {check}", group=cell(title, Tone.DIM, bold=True))]


def finding_row(finding: Finding) -> Row:
    """One finding as a line; a muted one is faint and says why."""
    tone = Tone.FAINT if finding.muted else Tone.INK
    said = f"{finding.title}: {finding.muted}" if finding.muted else finding.detail or finding.title
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    certain = finding.confidence is not Confidence.STATIC
    proof = finding.confidence.value
    return Row(
        finding_key(finding),
        (
            glyph(Tone.FAINT) if finding.muted else mark(finding.level),
            cell(place, tone),
            cell(finding.sub, Tone.FAINT if finding.muted else Tone.DIM),
            cell(said, Tone.FAINT if finding.muted else Tone.DIM),
            cell(proof, Tone.FINE if certain and not finding.muted else Tone.FAINT),
        ),
        (finding.level.value, place, finding.sub, f"{finding.title}: {said}", proof),
    )


def unknown_row(unknown: Unchecked) -> Row:
    """One check that could not be made."""
    return Row(
        unknown_key(unknown),
        (glyph(Tone.UNKNOWN), cell(unknown.check, Tone.UNKNOWN), (), cell(unknown.reason, Tone.UNKNOWN), ()),
        ("unknown", unknown.check, "", unknown.reason, ""),
    )


def counts(findings: Findings) -> Line:
    """`3 errors   11 warnings   2 unknown   4 muted`."""
    said: list[Line] = []
    for level, word in ((Level.ERROR, "error"), (Level.WARNING, "warning"), (Level.INFO, "info")):
        if count := findings.count(level):
            said.append(
                cell(f"{count} {word}{'s' if count > 1 else ''}", TONES[level] if level is not Level.INFO else Tone.DIM)
            )
    if findings.unknown:
        said.append(cell(f"{len(findings.unknown)} unknown", Tone.UNKNOWN))
    if muted := len(findings.findings) - len(findings.open):
        said.append(cell(f"{muted} muted", Tone.FAINT))
    fine = len(findings.checks) - len(
        {each.check for each in findings.open} | {each.check for each in findings.unknown}
    )
    said.append(cell(f"{fine} checks passed", Tone.FINE if not findings.open and not findings.unknown else Tone.DIM))
    return join(*said, gap="   ")


def finding_blocks(finding: Finding, more: Iterable[tuple[str, Line]] = ()) -> list[Block]:
    """One finding whole: what it is on, why it matters, what mends it. `more` are further facts."""
    tone = Tone.FAINT if finding.muted else TONES[finding.level]
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    head = join((*mark(finding.level), Span(" "), *cell(finding.level.value, tone)), cell(place, bold=True))
    blocks: list[Block] = [Heading(head), Words((cell(finding.title, bold=True), ()))]
    if finding.detail:
        blocks.append(Words((*paragraphs(finding.detail, limit=4_000), ())))
    facts: list[tuple[str | Line, Line]] = []
    if finding.sub:
        facts.append(("part", cell(finding.sub)))
    if finding.why:
        facts.append(("why", cell(finding.why, limit=2_000)))
    if finding.muted:
        facts.append(("muted", cell(finding.muted, Tone.LOOK)))
    facts += more
    facts.append(("check", cell(finding.check, Tone.DIM)))
    facts.append(("proof", cell(_PROOF[finding.confidence], Tone.DIM)))
    blocks.append(Facts(facts))
    if finding.fix:
        blocks += [Section("fix"), Code(finding.fix)]
    return blocks


def unknown_blocks(unknown: Unchecked) -> Sequence[Block]:
    """Why a check could not be made, and what would let it."""
    return (
        Heading(
            join((*glyph(Tone.UNKNOWN), Span(" "), *cell("unknown", Tone.UNKNOWN)), cell(unknown.check, bold=True))
        ),
        Facts((("because", cell(unknown.reason, limit=2_000)), ("to do", cell(unknown.remedy or None, limit=2_000)))),
    )
