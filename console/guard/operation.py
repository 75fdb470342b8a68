"""An operation is data: what it would do, to what, how bad that is, and how it is taken back.

Areas make operations with pure functions; `guard.plan` reads what one would touch, and only `guard.runner` runs it.
Nothing here talks to a server or keeps a file.

A bind whose value is a `Secret` is shown nowhere: not in the plan, the journal, a log or an error. One that is
`THE_REASON` gets the reason that is given when it is confirmed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import sql

    from console.core.target import Identity
    from console.database.session import Database
    from console.guard.outcome import Outcome
    from console.guard.rows import RowImage

Left = Callable[["Database"], Awaitable[str]]
"""Looks what a statement that failed has left behind, and says it in a sentence; empty where that is nothing."""

Run = Callable[[], Awaitable["Outcome"]]
Around = Callable[[Run], Awaitable["Outcome"]]
"""Runs it, with what must be kept outside of the database before it is sent and after it has ended (a password).

Raises Problem where it was not run, or where what is kept outside does not fit what the server has now.
"""


class Risk(StrEnum):
    """How bad a mistake would be. Ordered from least to most by `severity`."""

    ROUTINE = "routine"  # one row, can be undone
    CAREFUL = "careful"  # several rows, money, a state that others see, additive DDL
    DANGEROUS = "dangerous"  # cannot be undone, long exclusive lock, drops or rewrites

    @property
    def severity(self) -> int:
        return list(Risk).index(self)

    @property
    def raised(self) -> Risk:
        """One risk higher, as outside of a change window; dangerous stays what it is."""
        return list(Risk)[min(self.severity + 1, len(Risk) - 1)]


class Change(StrEnum):
    """What happens to rows."""

    UPDATE = "update"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class TheReason:
    """Stands in a query for the reason that somebody will give."""

    def __str__(self) -> str:
        return "the reason"


THE_REASON = TheReason()


@dataclass(frozen=True, slots=True)
class Query:
    """A statement from a file under sql/, its identifiers filled in (`Statement.with_identifiers`), and its binds."""

    text: sql.Composed
    binds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows that a step changes, named by key: they are read before, locked, compared, and read again after.

    `key` are the key's columns, `values` their values, one tuple a row. Of rows to be inserted whose key the server
    makes, `values` is empty and the step gives the key back (`Step.returns_key`). `columns` are those that the step
    sets: an undo puts these back. `masked` columns are shown as dots; their values are kept encrypted. `becomes` is
    what columns will hold, where that is known beforehand: it is shown in the plan, and a row whose key changes is
    found again by it.
    """

    schema: str
    relation: str
    key: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...] = ()
    columns: tuple[str, ...] = ()
    change: Change = Change.UPDATE
    masked: frozenset[str] = frozenset()
    becomes: Mapping[str, str | None] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """`schema.relation`, as people write it."""
        return f"{self.schema}.{self.relation}"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that a statement takes on a relation: PostgreSQL's words without `LOCK`, such as `ACCESS EXCLUSIVE`."""

    schema: str
    relation: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One statement.

    `expected` is how many rows it must report, or None where it reports none. A `utility` statement (ALTER ROLE,
    VACUUM) takes no binds: its values are written into it as literals. `transactional` is false for VACUUM and
    CONCURRENTLY: such a step is an operation of its own, and `settled` is a read-only query that gives one boolean:
    did it take? A step whose effect no rollback takes back (ending a session) has one too. `seconds` is how long it
    may run, `estimate` how long it is thought to take. `must` is the sentence that is not so where it reports another
    number of rows than `expected`.
    """

    title: str
    query: Query
    expected: int | None = None
    utility: bool = False
    transactional: bool = True
    returns_key: bool = False
    rows: tuple[Rows, ...] = ()
    locks: tuple[Lock, ...] = ()
    settled: Query | None = None
    must: str = ""
    seconds: float = 60
    estimate: float | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """A sentence that must be true, and the read-only query that says so with one boolean.

    Asked in the plan, and again under the lock before the steps; with `after`, once more behind them only.
    """

    sentence: str
    query: Query
    after: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A statement as somebody wrote it into a file: sent as it stands, without binds. `line` is one-based in the file.

    `title` is what it is called while it runs: its command and what it names.
    """

    text: str
    title: str
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a batch that stands or falls as one: a transaction, or one statement without.

    `key` is what it belongs to (a migration's version), `title` what it is called, `digest` changes with every byte of
    the file that it is a part of. `record` is run behind the statements: in their transaction, or in one of its own
    once `settled` has said that they took; `recorded` is a query that says with one boolean whether it is. A bind of
    `settled` that is called `search_path` and empty gets the schemas that the session has set by then; the row that
    `ahead` gives right before the part runs is bound to it too, where there is one. An `authored` part brings its own
    BEGIN and COMMIT. `requirements` must hold when it begins. `seconds` is how long one statement may run,
    `lock_seconds` how long it waits for a lock (0: as long as it takes). `repeatable` says that running it
    again does no harm where nobody saw how it ended. `left` says what it leaves behind when it fails. `look` is
    asked once it is committed: a sentence from it says why not to go on to what is behind it.
    """

    key: str
    title: str
    scripts: tuple[Script, ...]
    transactional: bool = True
    authored: bool = False
    record: tuple[Query, ...] = ()
    recorded: Query | None = None
    requirements: tuple[Requirement, ...] = ()
    settled: Query | None = None
    ahead: Query | None = None
    locks: tuple[Lock, ...] = ()
    seconds: float = 3600
    lock_seconds: float = 4
    digest: str = ""
    repeatable: bool = False
    left: Left | None = field(default=None, repr=False, compare=False)
    look: Left | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Parts that run one after another on one session, up to the first that fails; what was committed stays.

    `exclusive` names the advisory lock that the session holds meanwhile: of two that hold the same, one is refused.
    `fingerprint` changes with every byte of what would be sent. A `rehearsal` takes everything back again;
    what `asks` gives before it does, `heard` puts in words, which are how it ended.
    """

    parts: tuple[Part, ...]
    exclusive: str
    fingerprint: str
    estimate: float | None = None
    rehearsal: bool = False
    asks: Query | None = None
    heard: Callable[[Mapping[str, Any]], str] | None = field(default=None, repr=False, compare=False)


class ReverseKind(StrEnum):
    """How an operation is taken back."""

    NONE = "none"  # it cannot be; `why` says so
    ROWS = "rows"  # its rows are put back as they were
    CALL = "call"  # another operation does it


MADE = "{made}"
"""Stands in the key of a reverse for the key of the row that the operation adds."""


@dataclass(frozen=True, slots=True)
class Call:
    """An operation by name, as `greenroom do NAME KEY --set k=v` writes it: enough to make it again later."""

    name: str
    key: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reverse:
    """How an inverse is made. `why` is the reason where there is none, `call` the operation where it is another."""

    kind: ReverseKind
    why: str = ""
    call: Call | None = None


RESTORE_ROWS = Reverse(ReverseKind.ROWS)


def no_reverse(why: str) -> Reverse:
    """There is no way back, for this reason."""
    return Reverse(ReverseKind.NONE, why)


@dataclass(frozen=True, slots=True)
class InFile:
    """A change of the schema as a migration file: the statements that take it back there, none where nothing does."""

    back: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What an admin is about to do.

    `name` is that of `greenroom do` (`settings.set`), `kind` and `key` say which thing it is done to (`setting`,
    `maintenance_mode`), `subject` is what must be typed. `consequence` stands beside the risk in the dialog, `facts`
    are further lines of it (label, sentence), `gentler` is a way that hurts less, `external` what happens outside of
    the database. `event` is the hook's event. `in_file` says that it is a change of the
    schema, which a migration file can do as well. Of those with the same `queue` one runs at a time, whoever began
    them: a statement without a transaction waits its turn. `undo_of` is the journal's id of what this takes back,
    `only_on` the database that it must be, `unless_changed` the images that the rows must still have. What has a
    `batch` has no steps.
    """

    name: str
    title: str
    subject: str
    kind: str
    key: str
    risk: Risk
    steps: tuple[Step, ...] = ()
    batch: Batch | None = None
    requirements: tuple[Requirement, ...] = ()
    needs_reason: bool = False
    reverse: Reverse = RESTORE_ROWS
    consequence: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    gentler: str = ""
    external: str = ""
    event: str = ""
    call: Call | None = None
    undo_of: str | None = None
    in_file: InFile | None = None
    queue: str = ""
    only_on: Identity | None = None
    unless_changed: tuple[RowImage, ...] = ()
    around: Around | None = field(default=None, repr=False, compare=False)
    """What runs it, where something outside of the database goes with it."""

    @property
    def transactional(self) -> bool:
        """Whether all of it is one transaction."""
        return self.batch is None and all(step.transactional for step in self.steps)

    @property
    def rows(self) -> tuple[Rows, ...]:
        """The rows of every step, in their order."""
        return tuple(rows for step in self.steps for rows in step.rows)

    @property
    def settled(self) -> Query | None:
        """The query that tells whether it took, where a step has one: it counts more than the transaction's end."""
        return next((step.settled for step in self.steps if step.settled is not None), None)
