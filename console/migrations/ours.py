"""What our own journal says of migrations: when each was applied and by whom, and which stopped half-way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from console.guard.events import Entry, Mark, Result
from console.migrations.status import Ours

if TYPE_CHECKING:
    from console.guard.journal import FileJournal
    from console.guard.journal_list import Line

KIND = "migration"
MOST = 500
"""Entries that are looked at, the newest ones."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that stopped half-way: how many of its segments are committed, and the digest of the file that ran."""

    segments: int
    digest: str


@dataclass(slots=True)
class Told:
    """What the journal tells of one target. `begun` is by version."""

    ours: dict[str, Ours] = field(default_factory=dict)
    begun: dict[str, Begun] = field(default_factory=dict)


async def read_told(journal: FileJournal, target: str) -> Told:
    """What was applied to a target from here. Nothing is decrypted."""
    from console.guard.journal_list import Filter

    told, before = Told(), None
    lines: list[Line] = []
    while len(lines) < MOST:
        page = await journal.entries(Filter(target=target, kind=KIND), older_than=before)
        lines += page
        if not page:
            break
        before = page[-1].id
    for line in reversed(lines[:MOST]):
        entry = await journal.shown(line.id)
        if isinstance(entry, Entry):
            tell(told, entry)
    return told


def tell(told: Told, entry: Entry) -> None:
    """Add what one entry says, later ones after earlier ones."""
    if entry.intent.operation == "migrations.rollback" and entry.end and entry.end.result is Result.DONE:
        told.ours.pop(entry.intent.key, None)
        told.begun.pop(entry.intent.key, None)
    if entry.intent.operation != "migrations.apply" or entry.end is None:
        return
    at = datetime.fromisoformat(entry.at).astimezone(UTC)
    by = f"{entry.writer.account}@{entry.writer.host}"
    done = entry.end.parts_done or 0
    committed = {mark.step: mark for mark in entry.marks if mark.step < done}
    for key, marks in _by_key(committed).items():
        if entry.end.result is Result.DONE or any(step > max(marks) for step in committed):
            told.ours[key] = Ours(at, by)
            told.begun.pop(key, None)
        else:
            _half(told, key, marks, at, by)


def _half(told: Told, key: str, marks: Mapping[int, Mark], at: datetime, by: str) -> None:
    """The last file of a run that did not end: all of it, or its first segments."""
    last = marks[max(marks)]
    number, count = _place(last.title)
    if number == count:
        told.ours[key] = Ours(at, by)
        told.begun.pop(key, None)
        return
    told.ours[key] = Ours(at, by, stopped=f"{number} of its {count} segments are committed")
    told.begun[key] = Begun(number, last.digest)


def _by_key(committed: Mapping[int, Mark]) -> dict[str, dict[int, Mark]]:
    found: dict[str, dict[int, Mark]] = {}
    for step, mark in committed.items():
        if mark.key:
            found.setdefault(mark.key, {})[step] = mark
    return found


def _place(title: str) -> tuple[int, int]:
    """Which segment of how many, from a part's title: `x.sql (2/3)`."""
    _, bracket, tail = title.rpartition(" (")
    number, slash, count = tail.removesuffix(")").partition("/")
    return (int(number), int(count)) if bracket and slash and number.isdigit() and count.isdigit() else (1, 1)
