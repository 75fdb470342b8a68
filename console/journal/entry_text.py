"""An entry of the journal as lines of text, for the command line. Every value goes through core/present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from console.core.present import ABSENT, ago, duration, present, visible
from console.core.unknown import Unknown
from console.guard.journal_list import moment
from console.journal.row_changes import row_changes

if TYPE_CHECKING:
    from console.guard.events import Entry, HookResult
    from console.guard.journal_entry import Noted

_LABEL = 12
_NONE = object()


def entry_text(entry: Entry, undone_by: str | None) -> str:
    """An operation: what, who, when, how it ended, the SQL, before and after, hooks."""
    difference = entry.end.difference if entry.end else ()
    return "\n".join(
        [
            f"Entry {entry.id}: {visible(entry.intent.title)} {visible(entry.intent.subject)}".rstrip(),
            *(_fact(label, text) for label, text in _facts(entry, undone_by) if text),
            *_section("SQL", [line for text in entry.intent.statements for line in _lines(text)]),
            *_section("before → after", list(_changes(entry))),
            *_section("had changed meanwhile", [_difference(each) for each in difference]),
            *_section("hooks", [_hook(each) for each in entry.hooks]),
        ]
    )


def note_text(noted: Noted) -> str:
    """Something that was seen or opened, and is no operation."""
    facts = [("when", when(noted.at)), ("who", visible(f"{noted.writer.account} on {noted.writer.host}"))]
    facts += [("target", visible(noted.note.target))]
    facts += [(visible(str(name)), present(value)) for name, value in noted.note.document.items()]
    return "\n".join([f"Entry {noted.id}: {visible(noted.note.kind)}", *(_fact(*fact) for fact in facts)])


def when(at: str) -> str:
    """A time of the journal, and how long ago that was."""
    past = ago(max(0.0, (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()))
    return f"{moment(at)}, {past}"


def _facts(entry: Entry, undone_by: str | None) -> list[tuple[str, str]]:
    intent, end = entry.intent, entry.end
    ended = f"{end.result.value.replace('_', ' ')}. {visible(end.detail)}" if end else "no end yet"
    return [
        ("outcome", ended),
        ("when", when(entry.at)),
        ("took", duration(end.seconds) if end and end.seconds else ""),
        ("who", visible(f"{entry.writer.account} on {entry.writer.host}, as {intent.role}")),
        ("target", visible(f"{intent.target}, {intent.environment.upper()}, {intent.address}")),
        ("operation", visible(f"{intent.operation}, {intent.risk}")),
        ("reason", visible(intent.reason)),
        ("takes back", f"entry {visible(intent.undo_of)}" if intent.undo_of else ""),
        ("undo", _undo(entry, undone_by)),
        ("transaction", ", ".join(f"{mark.xid} of process {mark.pid}" for mark in entry.marks if mark.xid)),
        ("plan", intent.digest),
    ]


def _undo(entry: Entry, undone_by: str | None) -> str:
    if undone_by is not None:
        return f"entry {undone_by} took it back"
    if entry.end is None or entry.end.result.value != "done":
        return ""
    for values in (entry.before, entry.after):
        if isinstance(values, Unknown):
            return visible(f"not any more. {values.reason}")
    why = visible(str(entry.intent.reverse.get("why", "")))
    if not entry.intent.reverse.get("possible"):
        return why or "none"
    return f"greenroom journal undo {entry.id}"


def _changes(entry: Entry) -> Iterator[str]:
    """The columns that are another afterwards, masked as the journal has them; without an after, as they were."""
    for row in row_changes(entry):
        yield visible(row.name)
        for column in row.columns():
            was = _shown(row.was(column, _NONE))
            yield f"  {visible(column)}: {was}" + (
                "" if row.after is None else f" → {_shown(row.became(column, _NONE))}"
            )


def _shown(value: Any) -> str:
    return ABSENT if value is _NONE else present(value)


def _difference(document: Mapping[str, Any]) -> str:
    place = " ".join(visible(str(document[name])) for name in ("row", "column") if name in document)
    return f"{place}: {present(document.get('planned'))} → {present(document.get('found'))}"


def _hook(hook: HookResult) -> str:
    said = hook.problem or hook.output
    status = "" if hook.status is None else f" (status {hook.status})"
    return visible(f"{hook.command}{status}, {duration(hook.seconds)}" + (f": {said}" if said else ""))


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"  {title}", *(f"    {line}" for line in lines)] if lines else []


def _lines(text: str) -> list[str]:
    return visible(text, limit=20_000, lines=True).splitlines()


def _fact(label: str, text: str) -> str:
    return f"  {label:<{_LABEL}}{text}"
