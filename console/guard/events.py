"""What the journal is told, in the order in which it happens, and what the runner wants of a journal and of hooks.

Pure values. Whatever stands in one is safe to keep in clear, but for `payload`: that holds real values (JSON-able:
texts, numbers, lists, mappings), which the journal encrypts whole. The journal adds the id, the time and the writer.

    intent      before anything is sent; without it nothing is
    mark        before COMMIT (or before a statement without a transaction is sent); without it, rollback
    end         what happened; for one entry there may be several, the last one counts (unknown → done)
    hook        what a hook said
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from console.core.target import Identity, Target
from console.core.unknown import Unknown

Document = Mapping[str, Any]
"""JSON-able: texts, numbers, booleans, None, lists and mappings."""


class Result(StrEnum):
    """How an operation ended."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote an entry: the account, host and process. `started` tells a process from a later one with its pid."""

    account: str
    host: str
    pid: int
    started: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What is about to be done. `plan`, `statements` and `before` are masked; `payload` has the real before-image.

    `reverse` says how it may be undone (`guard.undo` wrote it and reads it). `transactional` is false for VACUUM and
    the like.
    """

    operation: str
    title: str
    kind: str
    key: str
    subject: str
    risk: str
    target: str
    environment: str
    address: str
    role: str
    identity: Identity | None
    reason: str
    digest: str
    plan: Document
    statements: tuple[str, ...]
    before: tuple[Document, ...] = ()
    reverse: Document = field(default_factory=dict)
    call: Document | None = None
    event: str = ""
    undo_of: str | None = None
    transactional: bool = True
    payload: Document = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """By what the server can be asked later what became of it, written before that can be in doubt.

    `xid` is None for a step without a transaction; `settled` is then the query that tells. `pid` and `backend_start`
    are the server process's; times are seconds since 1970. `after` is masked, `payload` has the real after-image.
    In a batch, `step` is the number of the part, from 0, of `parts`, and `key`, `title` and `digest` are the part's.
    `record` is `ahead` where the part is recorded behind this, in a transaction of its own, and `now` where this is
    that transaction; `repeatable` is the part's.
    """

    step: int
    xid: str | None
    system_identifier: str | None
    timeline: int | None
    database_oid: int
    pid: int
    backend_start: str
    server_started: str = ""
    settled: str | None = None
    parts: int = 1
    key: str = ""
    title: str = ""
    digest: str = ""
    record: str = ""
    repeatable: bool = False
    after: tuple[Document, ...] = ()
    payload: Document = field(default_factory=dict)

    @property
    def short_xid(self) -> str | None:
        """The transaction's number as rows and processes have it: without its epoch."""
        return None if self.xid is None else str(int(self.xid) % 2**32)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What happened. `how` is one word of ours (`committed`, `rolled_back`, `not_sent`, `changed`, `asked`, `lost`);
    `said` is a person's word.

    `detail` is a sentence for people. `difference` is what had changed meanwhile: mappings of row, column, planned
    and found, masked. `parts_done` is how many parts of a batch are committed, None where that is not known;
    `unrecorded` says that the one behind them is too, and only its record is not.
    """

    result: Result
    how: str
    detail: str
    sqlstate: str | None = None
    difference: tuple[Document, ...] = ()
    seconds: float = 0.0
    parts_done: int | None = None
    unrecorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HookResult:
    """What a hook's command said. `status` is None where it could not be started or did not end in time."""

    event: str
    command: str
    status: int | None
    seconds: float
    output: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something journalled that is no operation: a target opened for writing, masked data revealed, by key only."""

    kind: str
    target: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation as the journal has it. `before` and `after` payloads are Unknown where the key or the text is gone.

    `end` is the last one written, None while there is none. `marks` are in the order of the steps.
    """

    id: str
    at: str
    writer: Writer
    intent: Intent
    marks: tuple[Mark, ...] = ()
    end: End | None = None
    hooks: tuple[HookResult, ...] = ()
    before: Document | Unknown = field(default_factory=dict)
    after: Document | Unknown = field(default_factory=dict)

    @property
    def unresolved(self) -> bool:
        """Whether what happened still has to be asked."""
        return self.end is None or self.end.result is Result.UNKNOWN


class Journal(Protocol):
    """What the guard wants of a journal. Each write is on the disk (fsync) when it returns; else it raises Problem."""

    async def intent(self, intent: Intent) -> str:
        """Write it and give back the new entry's id."""
        ...

    async def mark(self, entry: str, mark: Mark) -> None:
        """Write it. Must raise Problem if the entry has an end already: another console has settled it meanwhile."""
        ...

    async def end(self, entry: str, end: End) -> None:
        """Write it."""
        ...

    async def settle(self, entry: str, end: End) -> bool:
        """Write it unless it is known by now how the entry ended, and say whether it was written."""
        ...

    async def hook(self, entry: str, result: HookResult) -> None:
        """Write it."""
        ...

    async def note(self, note: Note) -> str:
        """Write it and give back its id."""
        ...

    async def entry(self, entry: str) -> Entry:
        """One entry, its payloads decrypted. Raises Problem if there is none."""
        ...

    async def unresolved(self) -> tuple[Entry, ...]:
        """Every entry whose end is missing or unknown, oldest first, payloads decrypted where that can be.

        Without those that another console, which is still there, has not ended: it is at work on them.
        """
        ...


class Hooks(Protocol):
    """What the guard wants of hooks."""

    def commands(self, event: str, target: Target) -> tuple[str, ...]:
        """The commands that would run for an event, as the plan shows them."""
        ...

    async def run(self, event: str, target: Target, document: Document) -> tuple[HookResult, ...]:
        """Run them with the document on their standard input. Never raises: a failure is a result."""
        ...


class NoHooks:
    """No hooks are configured."""

    def commands(self, event: str, target: Target) -> tuple[str, ...]:
        return ()

    async def run(self, event: str, target: Target, document: Document) -> tuple[HookResult, ...]:
        return ()
