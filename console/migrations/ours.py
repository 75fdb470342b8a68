"""What our own journal says of migrations: when each was applied and by whom, and which stopped half-way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from console.guard.events import Entry, Mark, Result
from console.migrations.status import Ours

if TYPE_CHECKING:
    from console.core.target import Identity
    from console.guard.journal import FileJournal
    from console.guard.journal_list import Line

KIND = "migration"
_BACK = ("migrations.rollback", "migrations.mark-reverted")
"""What makes a version one that was never applied."""

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


async def read_told(journal: FileJournal, target: str, identity: Identity | None = None) -> Told:
    """What was applied to a target from here. Nothing is decrypted.

    With `identity` only what was done to that very database: one that was made anew under the old name has none of it.
    """
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
        if isinstance(entry, Entry) and not (identity and _elsewhere(entry, identity)):
            tell(told, entry)
    return told


def _elsewhere(entry: Entry, identity: Identity) -> bool:
    """Whether its marks say that it ran on another database."""
    seen = {(mark.system_identifier, mark.database_oid) for mark in entry.marks if mark.system_identifier}
    return bool(seen) and (identity.system_identifier, identity.database_oid) not in seen


def tell(told: Told, entry: Entry) -> None:
    """Add what one entry says, later ones after earlier ones."""
    if entry.intent.operation in _BACK and entry.end and entry.end.result is Result.DONE:
        for version in entry.intent.key.split():
            told.ours.pop(version, None)
            told.begun.pop(version, None)
    if entry.intent.operation != "migrations.apply":
        return
    at = datetime.fromisoformat(entry.at).astimezone(UTC)
    by = f"{entry.writer.account}@{entry.writer.host}"
    done = (entry.end.parts_done or 0) if entry.end else 0
    committed = {mark.step: mark for mark in entry.marks if mark.step < done}
    for key, marks in _by_key(committed).items():
        if (entry.end and entry.end.result is Result.DONE) or any(step > max(marks) for step in committed):
            told.ours[key] = Ours(at, by)
            told.begun.pop(key, None)
        else:
            _half(told, key, marks[max(marks)], at, by)
    for mark in entry.marks[-1:]:
        if entry.end and entry.end.unrecorded:
            _half(told, mark.key, mark, at, by, recorded=False)
        elif mark.key and (entry.end is None or entry.end.result is Result.UNKNOWN):
            number, count = _place(mark.title)
            what = f"segment {number} of {count}" if count > 1 else "it"
            told.ours[mark.key] = Ours(at, by, stopped=f"whether {what} was committed is not known (yet)")
            told.begun.pop(mark.key, None)


def _half(told: Told, key: str, last: Mark, at: datetime, by: str, *, recorded: bool = True) -> None:
    """The last file of a run that did not end: all of it, or its first segments, or all but its row."""
    number, count = _place(last.title)
    if number == count and recorded:
        told.ours[key] = Ours(at, by)
        told.begun.pop(key, None)
        return
    said = (
        f"{number} of its {count} segments {'is' if number == 1 else 'are'} committed"
        if recorded
        else "all of it ran, but it is not recorded"
    )
    told.ours[key] = Ours(at, by, stopped=said)
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
