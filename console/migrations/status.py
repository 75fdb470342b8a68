"""Every version of a folder and of a history, and how it stands with each. `merge` is pure; `read_status` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from console.changesets.migration import Folder, MigrationFile, Tool
from console.core.unknown import Unknown
from console.migrations.contents import Comparison, Contents, Drift
from console.migrations.history import Applied, History, absent, read_histories, read_statements
from console.migrations.known_histories import WAYS_ON, file_key, key_of, sorting

if TYPE_CHECKING:
    from console.database.session import Database


class State(StrEnum):
    """How one version stands."""

    APPLIED = "applied"
    PENDING = "pending"
    MISSING = "missing locally"
    OUT_OF_ORDER = "out of order"
    FAILED = "failed"
    RENUMBERED = "renumbered"
    UNKNOWN = "unknown"

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be applied."""
        return self in (State.PENDING, State.OUT_OF_ORDER)


@dataclass(frozen=True, slots=True)
class Ours:
    """What our own journal says of a version: when it was applied and by whom, or where it stopped half-way."""

    at: datetime
    by: str
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version, here or there or both.

    `drift` is None where there is nothing to compare. `other` is the version under which the same content was
    applied. `applied_at` and `by` are None and empty where nobody kept them. `note` is a sentence for people.
    """

    version: str
    name: str
    state: State
    file: MigrationFile | None = None
    row: Applied | None = None
    drift: Drift | None = None
    applied_at: datetime | None = None
    by: str = ""
    other: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """`20240101120000_bookings`, as people speak of it."""
        return f"{self.version}_{self.name}" if self.version and self.name else self.version or self.name

    @property
    def size(self) -> int | None:
        """Bytes of the file, None where there is none."""
        return self.file.size if self.file else None


@dataclass(frozen=True, slots=True)
class Status:
    """A folder on a target. `others` are histories that are not this folder's: other tools', and the platform's."""

    folder: Folder
    history: History
    versions: tuple[Version, ...] | Unknown
    others: tuple[History, ...] = ()
    remarks: tuple[str, ...] = ()

    def version(self, version: str) -> Version | None:
        """The first of that version, or None."""
        versions = () if isinstance(self.versions, Unknown) else self.versions
        return next((each for each in versions if version in (each.version, each.label)), None)


def counts(versions: Sequence[Version]) -> Mapping[State, int]:
    """How many there are of each state that occurs."""
    return {state: count for state in State if (count := sum(each.state is state for each in versions))}


async def read_status(database: Database, folder: Folder, ours: Mapping[str, Ours] | None = None) -> Status:
    """How a folder stands on a target. Problem where the target cannot be reached."""
    histories = await read_histories(database)
    if isinstance(histories, Unknown):
        return Status(folder, absent(folder.tool), histories)
    history = history_of(folder, histories)
    others = tuple(each for each in histories if each is not history)
    remarks = _remarks(folder, history, others)
    if isinstance(history.rows, Unknown):
        return Status(folder, history, history.rows, others, remarks)
    contents = await read_contents(database, folder, history)
    return Status(folder, history, merge(folder, history, contents, ours or {}), others, remarks)


async def read_contents(database: Database, folder: Folder, history: History) -> Contents:
    """How the files differ from what the history keeps of them; a few megabytes in memory at a time."""
    comparison = Comparison(folder, history)
    async for found in read_statements(database, history):
        if not isinstance(found, Unknown):  # its versions stay without a comparison: UNKNOWN
            comparison.add(*found)
    return comparison.contents()


def history_of(folder: Folder, histories: Sequence[History]) -> History:
    """The history that belongs to a folder: its tool's, else the one that the tool would make.

    Of several the one that knows most of the folder's versions; of one tool in many schemas that is its project's.
    """
    keys = {file_key(folder.tool, file) for file in folder.files}
    own = [each for each in histories if each.tool is folder.tool and not each.platform]

    def known(history: History) -> int:
        rows = () if isinstance(history.rows, Unknown) else history.rows
        return sum(key_of(folder.tool, row.version, row.name) in keys for row in rows)

    if own:
        return max(own, key=known)
    from console.migrations.known_histories import SUPABASE_SCHEMA

    return absent(folder.tool, schema_exists=any(each.schema == SUPABASE_SCHEMA for each in histories))


def _remarks(folder: Folder, history: History, others: Sequence[History]) -> tuple[str, ...]:
    found = []
    if not history.exists:
        found.append(f"{history.place} is not there: nothing was applied by {folder.tool.value} yet.")
    found += [f"There is a history of {each.title} in {each.place} too." for each in others if not each.platform]
    if not folder.tool.driven:
        found.append(f"{folder.tool.value} is shown only: go on with {WAYS_ON[folder.tool]}.")
    return tuple(found)


def merge(
    folder: Folder,
    history: History,
    contents: Contents | None = None,
    ours: Mapping[str, Ours] | None = None,
) -> tuple[Version, ...]:
    """Every version in the tool's order. `contents` is what comparing gave, `ours` what our journal says, by version.

    Rows that are Unknown are as none: ask `history.rows` first.
    """
    return _Merge(folder, history, contents or Contents(), ours or {}).versions()


@dataclass(slots=True)
class _Merge:
    folder: Folder
    history: History
    contents: Contents
    ours: Mapping[str, Ours]
    rows: dict[str, Applied] = field(default_factory=dict)
    last: str | None = None
    baseline: str | None = None

    def __post_init__(self) -> None:
        for row in self._own_rows():
            key = self._key(row)
            if row.undone:
                if self.folder.tool is Tool.FLYWAY:
                    self.rows.pop(key, None)
                continue
            if row.baseline:
                self.baseline = key
            before = self.rows.get(key)
            if before is None or before.failed:  # one that failed and was done again is done
                self.rows[key] = row
        there = [key for key, row in self.rows.items() if not row.failed and row.version]
        self.last = max(there, key=self._sort, default=None)

    def _own_rows(self) -> Sequence[Applied]:
        rows = () if isinstance(self.history.rows, Unknown) else self.history.rows
        app = self.folder.path.parent.name if self.folder.tool is Tool.DJANGO else ""
        return [row for row in rows if row.package == app] if app else rows

    def _key(self, row: Applied) -> str:
        return key_of(self.folder.tool, row.version, row.name)

    def _sort(self, key: str) -> tuple[tuple[int, str], ...]:
        return sorting(self.folder.tool)(key)

    def versions(self) -> tuple[Version, ...]:
        taken = set(self.contents.moved.values())
        found: list[tuple[str, Version]] = []
        seen: set[str] = set()
        for place, file in enumerate(self.folder.files):
            key = file_key(self.folder.tool, file)
            found.append((key, self._of_file(file, key, place, again=key in seen)))
            seen.add(key)
        missing = [(key, self._of_row(row)) for key, row in self.rows.items() if key not in seen and key not in taken]
        if self.folder.tool in (Tool.ALEMBIC, Tool.SQITCH):  # whose order is that of a chain, which a row does not tell
            return tuple(version for _, version in (*missing, *found))
        if self.folder.tool is Tool.GOLANG_MIGRATE and missing and int(missing[0][0] or 0) == 0:
            missing = []
        ordered = sorted((*found, *missing), key=lambda each: (not each[1].version, self._sort(each[0])))
        return tuple(version for _, version in ordered)

    def _of_row(self, row: Applied) -> Version:
        at, by = self._when(row, row.version)
        state = State.FAILED if row.failed else State.MISSING
        note = "the baseline" if row.baseline else ""
        return Version(row.version, row.name, state, row=row, applied_at=at, by=by, note=note)

    def _of_file(self, file: MigrationFile, key: str, place: int, *, again: bool) -> Version:
        row = self.rows.get(key)
        if again:
            note = "another file has this version too"
            return Version(file.version, file.name, State.UNKNOWN, file=file, row=row, note=note)
        if row is not None:
            return self._applied(file, key, row)
        if moved := self.contents.moved.get(key):
            row = self.rows.get(moved)
            at, by = self._when(row, moved)
            note = f"the same content was applied as {moved}"
            return Version(
                file.version, file.name, State.RENUMBERED, file, row, applied_at=at, by=by, other=moved, note=note
            )
        ours = self.ours.get(file.version)
        if ours is not None and ours.stopped:
            return Version(
                file.version, file.name, State.FAILED, file, applied_at=ours.at, by=ours.by, note=ours.stopped
            )
        state, note = self._not_there(key, place)
        return Version(file.version, file.name, state, file, note=note)

    def _applied(self, file: MigrationFile, key: str, row: Applied) -> Version:
        at, by = self._when(row, file.version)
        drift = self.contents.drift.get(key, Drift.UNKNOWN)
        note = ""
        if row.name and row.name != file.name and self.folder.tool is Tool.SUPABASE:
            note = f"applied as {row.name}"
            drift = Drift.COSMETIC if drift is Drift.EXACT else drift
        state = State.FAILED if row.failed else State.APPLIED
        return Version(file.version, file.name, state, file, row, drift, at, by, note=note)

    def _when(self, row: Applied | None, version: str) -> tuple[datetime | None, str]:
        """When and by whom: the tool's own columns first, else our journal."""
        ours = self.ours.get(version)
        at = row.applied_at if row else None
        return at or (ours.at if ours else None), (row.by if row else "") or (ours.by if ours else "")

    def _not_there(self, key: str, place: int) -> tuple[State, str]:
        """How a file stands that no row names."""
        tool = self.folder.tool
        if tool is Tool.GOLANG_MIGRATE and self.rows:
            current = max(self.rows, key=self._sort)
            below = self._sort(key) < self._sort(current)
            return (State.APPLIED, f"golang-migrate counts all up to {current}") if below else (State.PENDING, "")
        if tool is Tool.ALEMBIC and self.rows:
            return self._by_heads(place)
        if tool is Tool.FLYWAY and self.baseline and self._sort(key) <= self._sort(self.baseline):
            return State.APPLIED, f"below the baseline {self.baseline}"
        if tool is Tool.SQITCH:
            later = self.folder.files[place + 1 :]
            return (State.OUT_OF_ORDER if any(file.version in self.rows for file in later) else State.PENDING), ""
        if self.last is not None and self._sort(key) < self._sort(self.last):
            return State.OUT_OF_ORDER, f"older than {self.last}, which is applied"
        return State.PENDING, ""

    def _by_heads(self, place: int) -> tuple[State, str]:
        """Alembic keeps the heads of its chain only: what stands before the one head was applied on the way."""
        heads = [number for number, file in enumerate(self.folder.files) if file.version in self.rows]
        if len(self.rows) == 1 and heads:
            return (State.APPLIED, "before the head that Alembic keeps") if place < heads[0] else (State.PENDING, "")
        return State.UNKNOWN, "Alembic keeps its heads only, and there are several or one that is not here"
