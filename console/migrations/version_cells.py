"""How a version looks: as a row of the list, and whole, with its file, what was found in it, and what was applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from console.changesets.migration import Tool
from console.core.finding import Finding, Level, worst
from console.core.present import ago, size
from console.core.unknown import Unknown
from console.migrations.contents import Drift
from console.migrations.pending import Pending
from console.migrations.screen_facts import Facts as Shown
from console.migrations.status import State, Version, counts
from console.widgets.blocks import Block, Facts, Heading, Section, Source, Words
from console.widgets.rows import Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join

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


OWN_COMMANDS = {
    Tool.FLYWAY: "flyway migrate",
    Tool.ALEMBIC: "alembic upgrade head",
    Tool.GOLANG_MIGRATE: "migrate up",
    Tool.DJANGO: "python manage.py migrate",
    Tool.RAILS: "rails db:migrate",
    Tool.SQITCH: "sqitch deploy",
    Tool.PGROLL: "pgroll migrate",
}
"""How to go on with what is shown only."""
MOST_FINDINGS = 30
"""So many are shown with their reasons; a file of data may have thousands."""


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
            cell(version.state.value, _word_tone(version)),
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


def _state(version: Version) -> str:
    changed = version.drift is Drift.CHANGED
    return f"{version.state.value}, changed since" if changed else version.state.value


def _tone(version: Version) -> Tone:
    return Tone.WRONG if version.drift is Drift.CHANGED else _TONES[version.state]


def _word_tone(version: Version) -> Tone:
    quiet = {State.APPLIED: Tone.DIM, State.PENDING: Tone.INK}
    return quiet.get(version.state) or _TONES[version.state]


def _since(when: datetime) -> str:
    return ago(max(0.0, (datetime.now(UTC) - when).total_seconds()))


def version_blocks(
    version: Version,
    findings: Sequence[Finding],
    pending: Pending | None,
    text: str | Unknown | None,
    applied: str | None,
    tool: Tool = Tool.SUPABASE,
) -> list[Block]:
    """The version whole. `text` is its file's; `applied` what the history keeps, where that is something else."""
    blocks: list[Block] = [
        Heading(join(cell(version.label, bold=True), (*glyph(_tone(version)), Span(" "), *cell(_state(version)))))
    ]
    blocks.append(Facts(_facts(version, pending, tool)))
    if findings:
        blocks += [Section("check"), Facts([_finding(each) for each in findings[:MOST_FINDINGS]], label=12)]
        if (more := len(findings) - MOST_FINDINGS) > 0:
            blocks.append(Words((cell(f"and {more:,} more: greenroom migrations check shows all", Tone.DIM),)))
    if isinstance(text, Unknown):
        blocks += [Section("file"), Words((cell(text),))]
    elif text is not None:
        cuts = [part.pieces[0].line for part in pending.segments[1:] if part.pieces] if pending else []
        marks = {each.line: _LEVELS[each.level] for each in findings if each.line and not each.muted}
        blocks += [Section("file"), Source(text, marks, cuts, "a new segment begins")]
    if applied is not None:
        blocks += [Section("what was applied"), Source(applied)]
    return [*blocks, *_reasons(findings)]


def _facts(version: Version, pending: Pending | None, tool: Tool) -> list[tuple[str | Line, Line]]:
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
        if (how := OWN_COMMANDS.get(tool)) and version.state is not State.APPLIED:
            facts.append(("to apply it", cell(how)))
        facts.append(("path", cell(place_of(version.file.path), Tone.DIM)))
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


def _finding(finding: Finding) -> tuple[str | Line, Line]:
    """Where and what, on one line; why stands below the file."""
    tone = Tone.FAINT if finding.muted else _LEVELS[finding.level]
    mark = glyph(tone if tone is not Tone.DIM else Tone.FAINT)
    where = join(mark, cell(f"line {finding.line}" if finding.line else "file", Tone.DIM), gap=" ")
    muted = cell(f"muted: {finding.muted}", Tone.FAINT) if finding.muted else ()
    return where, join(cell(finding.title, tone), muted)


def _reasons(findings: Sequence[Finding]) -> list[Block]:
    """Each kind of finding once: why it matters, and what to do."""
    kinds = {each.title: each for each in reversed(findings) if not each.muted}
    if not kinds:
        return []
    blocks: list[Block] = [Section("why, and what to do")]
    for title, each in list(reversed(kinds.items()))[:MOST_FINDINGS]:
        lines = [cell(title, _LEVELS[each.level]), cell(each.why, Tone.DIM, limit=600)]
        blocks.append(Words([*lines, cell(f"→ {each.fix}", limit=600) if each.fix else (), ()]))
    return blocks


def heading_parts(facts: Shown) -> list[Line]:
    """Where the folder is, how many versions stand how, and what else is worth a word."""
    status, versions = facts.status, facts.versions
    if status is None:
        return []
    said = counts(versions)
    parts = [cell(f"{status.folder.tool.value}  {_short(status.folder.path)}", Tone.DIM)]
    for state, count in said.items():
        tone = Tone.DIM if state in (State.APPLIED, State.PENDING) else _TONES[state]
        parts.append(cell(f"{count} {state.value}", tone))
    if changed := sum(each.drift is Drift.CHANGED for each in versions):
        parts.append(cell(f"✖ {changed} changed since", Tone.WRONG))
    if not status.folder.tool.driven:
        parts.append(cell("shown only", Tone.LOOK))
    if facts.findings is None:
        parts.append(cell("↻ checking", Tone.MOVING))
    elif isinstance(facts.findings, Unknown):
        parts.append(cell(Unknown(f"not checked: {facts.findings.reason}"), limit=120))
    return parts


def _short(path: Path) -> str:
    """The path below the working folder, or its end."""
    place = place_of(path)
    return place if place != str(path) or len(path.parts) < 4 else f"…/{'/'.join(path.parts[-2:])}"


def place_of(path: Path) -> str:
    """The path below the working folder, or the whole one."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return str(path)
