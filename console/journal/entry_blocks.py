"""How an entry of the journal looks: as a row, and whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from console.core.present import ago, duration
from console.core.unknown import Unknown
from console.guard.journal_list import moment
from console.journal.plan_facts import planned_facts
from console.journal.row_changes import RowChange, row_changes
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.rows import Row
from console.widgets.text import Line, Span, Tone, cell, environment_word, glyph, join

if TYPE_CHECKING:
    from console.guard.events import Entry
    from console.guard.journal_entry import Noted
    from console.guard.journal_list import Line as JournalLine

_MOST = 60
"""Columns that are listed before "and more"."""
_NONE = object()
_STATES = {
    "done": (Tone.FINE, "done"),
    "not_done": (Tone.LOOK, "not done"),
    "unknown": (Tone.UNKNOWN, "UNKNOWN"),
    "open": (Tone.MOVING, "no end yet"),
    "note": (Tone.FAINT, "note"),
}


def journal_row(line: JournalLine) -> Row:
    """An entry as one line."""
    tone, words = _STATES[line.state.value]
    undo = ""
    if line.undone_by:
        undo = f"by entry {line.undone_by}"
    elif line.undo_of:
        undo = f"of entry {line.undo_of}"
    what = f"{line.title} {line.subject}".strip()
    return Row(
        line.id,
        (
            glyph(tone),
            cell(when(line.at)),
            cell(line.account, Tone.DIM),
            join(cell(line.target), environment_word(line.environment), gap=" · "),
            cell(what, bold=line.risk == "dangerous"),
            cell(words, tone),
            cell(undo, Tone.DIM),
        ),
        (line.state.value, line.at, line.account, line.target, what, words, undo),
    )


def when(at: str) -> str:
    """How long ago, from the journal's UTC text."""
    moment = datetime.fromisoformat(at)
    return ago(max(0.0, (datetime.now(UTC) - moment).total_seconds()))


def blocks_of(shown: Entry | Noted) -> list[Block]:
    """Whatever stands under an id of the journal, whole."""
    entry = entry_in(shown)
    return entry_blocks(entry) if entry is not None else note_blocks(cast("Noted", shown))


def entry_in(shown: Entry | Noted) -> Entry | None:
    """The operation, where it is one."""
    from console.guard.events import Entry as Operated

    return shown if isinstance(shown, Operated) else None


def entry_blocks(entry: Entry) -> list[Block]:
    """An operation: what, how it ended, the SQL, before and after, hooks."""
    intent, end = entry.intent, entry.end
    tone, words = _STATES[end.result.value if end else "open"]
    blocks: list[Block] = [
        Heading(join(glyph(tone), cell(f"{intent.title} {intent.subject}", bold=True), cell(words, tone))),
    ]
    if end is not None:
        blocks.append(Words((cell(end.detail), ())))
    if entry.unresolved:
        way = "o asks the server again, ends its process there, or says how it ended"
        blocks.append(Words((cell(way, Tone.DIM), ())))
    blocks.append(Facts(_facts(entry)))
    changes = _changes(entry)
    if changes:
        blocks += [Section("before → after"), Facts(changes, label=22)]
    planned = planned_facts(intent)
    if planned:
        blocks += [Section("planned"), Facts(planned)]
    if end is not None and end.difference:
        blocks += [
            Section("what had changed meanwhile"),
            Facts([_difference(each) for each in end.difference], label=22),
        ]
    blocks += [Section("SQL"), *(Code(statement, "sql") for statement in intent.statements)]
    if entry.hooks:
        blocks += [Section("hooks"), Facts([_hook(hook) for hook in entry.hooks], label=22)]
    return blocks


def note_blocks(noted: Noted) -> list[Block]:
    """Something that was noted and is no operation."""
    facts = [(str(name), cell(str(value))) for name, value in noted.note.document.items()]
    return [
        Heading(cell(noted.note.kind, bold=True)),
        Facts(
            [
                ("when", cell(moment(noted.at))),
                ("who", cell(noted.writer.account)),
                ("target", cell(noted.note.target)),
                *facts,
            ]
        ),
    ]


def _facts(entry: Entry) -> list[tuple[str | Line, Line]]:
    intent = entry.intent
    facts: list[tuple[str | Line, Line]] = [
        ("when", join(cell(when(entry.at)), cell(moment(entry.at), Tone.DIM))),
        ("who", cell(f"{entry.writer.account} on {entry.writer.host}, as {intent.role}")),
        ("target", join(cell(intent.target), environment_word(intent.environment), cell(intent.address, Tone.DIM))),
        ("operation", join(cell(intent.operation), cell(intent.risk, Tone.DIM))),
    ]
    if intent.reason:
        facts.append(("reason", cell(intent.reason)))
    if entry.end is not None and entry.end.seconds:
        facts.append(("took", cell(duration(entry.end.seconds))))
    if intent.undo_of:
        facts.append(("takes back", cell(f"entry {intent.undo_of}")))
    for mark in entry.marks:
        if mark.xid:
            facts.append(("transaction", cell(f"{mark.xid}, backend {mark.pid}", Tone.DIM)))
    facts.append(("plan", cell(intent.digest, Tone.FAINT)))
    return facts


def _changes(entry: Entry) -> list[tuple[str | Line, Line]]:
    """Columns that are another afterwards, masked as the journal shows them; with the row in front where it matters."""
    rows = list(row_changes(entry))
    found: list[tuple[str | Line, Line]] = []
    for row in rows:
        front = f"{row.name} " if len(rows) > 1 else ""
        found += [(front + column, _change(row, column)) for column in row.columns()]
    changes = found[:_MOST]
    if len(found) > _MOST:
        changes.append(("", cell(f"and {len(found) - _MOST:,} more", Tone.FAINT)))
    if isinstance(entry.before, Unknown):
        changes.append(("undo", cell(entry.before)))
    return changes


def _change(row: RowChange, column: str) -> Line:
    was = _value(row.was(column, _NONE), Tone.DIM)
    if row.after is None:
        return was
    return join(was, (Span("→", Tone.FAINT),), _value(row.became(column, _NONE), Tone.INK))


def _value(value: Any, tone: Tone) -> Line:
    return cell(None if value is _NONE else value, tone)


def _difference(document: Mapping[str, Any]) -> tuple[str, Line]:
    words = join(
        cell(document.get("planned"), Tone.DIM), (Span("→", Tone.FAINT),), cell(document.get("found"), Tone.LOOK)
    )
    return str(document.get("column") or document.get("row") or "row"), words


def _hook(hook: Any) -> tuple[str, Line]:
    tone = Tone.FINE if hook.status == 0 else Tone.WRONG
    said = hook.problem or hook.output or ("fine" if hook.status == 0 else f"exit {hook.status}")
    return hook.event, join(glyph(tone), cell(hook.command, Tone.DIM), cell(said), gap=" ")
