"""What an operation would do, seen before anybody confirms it: values, their JSON, and the digest over them.

`guard.planning` reads what stands in one. The digest holds everything that matters to the decision, and nothing that
changes by itself (who is in the way, how long it may take). A secret is in neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.core.target import Identity, Target
from console.core.unknown import Unknown
from console.database.pooler import Pooler
from console.errors import GuardProblem
from console.guard.answers import Ask
from console.guard.audit_row import AuditRow
from console.guard.cascades import Cascade
from console.guard.events import Document
from console.guard.operation import MADE, Lock, Operation, ReverseKind, Risk
from console.guard.relations import Blocker, Relation
from console.guard.render import rendered
from console.guard.rows import RowImage


@dataclass(frozen=True, slots=True)
class Here:
    """Which server, database and role the plan was made on."""

    standby: bool
    database_oid: int
    role: str
    read_only_by_default: bool
    version: int


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement, whether it holds now, and the query that says so, with secrets as dots."""

    sentence: str
    holds: bool | Unknown
    query: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the operation cannot run as things are, and what to do."""

    what: str
    why: str = ""
    remedy: str = ""

    def problem(self) -> GuardProblem:
        return GuardProblem(self.what, self.why, self.remedy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is shown before an answer is asked for.

    `risk` is the effective one, `raised` why it is higher than the operation's. `statements` are the exact texts, with
    secrets as dots. `before` has an image for each row by key. `undo` says how it can be taken back, or why not
    (`undoable`). `later` are requirements that are asked behind the change: sentence and query. `version` says by what
    a row is known to be unchanged.
    """

    operation: Operation
    target: Target
    here: Here
    identity: Identity | Unknown
    timeline: int | Unknown
    made_at: datetime
    risk: Risk
    asks: tuple[Ask, ...]
    raised: str = ""
    statements: tuple[str, ...] = ()
    before: tuple[RowImage, ...] = ()
    relations: Mapping[tuple[str, str], Relation] = field(default_factory=dict)
    version: str = ""
    cascades: tuple[Cascade, ...] = ()
    triggers: tuple[str, ...] = ()
    locks: tuple[Lock, ...] = ()
    blockers: tuple[Blocker, ...] | Unknown = ()
    checks: tuple[Check, ...] = ()
    later: tuple[tuple[str, str], ...] = ()
    undoable: bool = False
    undo: str = ""
    hooks: tuple[str, ...] = ()
    audit: AuditRow | None = None
    audit_words: str = ""
    pooler: Pooler | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def estimate(self) -> float | None:
        """Seconds that it may take, where every step says so."""
        if self.operation.batch is not None:
            return self.operation.batch.estimate
        known = [step.estimate for step in self.operation.steps]
        return None if None in known else sum(each or 0.0 for each in known)

    @property
    def digest(self) -> str:
        """Twelve hex digits that change when anything changes that the answer depends on."""
        text = json.dumps(self._decided(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _decided(self) -> Document:
        images = [
            image.document() if image.version is not None or image.values is None else image.payload()
            for image in self.before
        ]
        return {
            "operation": [self.operation.name, self.operation.key, self.operation.subject, self.operation.title],
            "target": [self.target.name, self.target.environment.value],
            "identity": str(self.identity) if isinstance(self.identity, Identity) else None,
            "role": self.here.role,
            "risk": self.risk.value,
            "statements": self.statements,
            "batch": self.operation.batch.fingerprint if self.operation.batch else None,
            "expected": [step.expected for step in self.operation.steps],
            "before": images,
            "cascades": [[each.relation, each.effect, str(each.rows)] for each in self.cascades],
            "triggers": self.triggers,
            "locks": [[lock.schema, lock.relation, lock.mode] for lock in self.locks],
            "checks": [[check.sentence, check.holds is True, check.query] for check in self.checks],
            "later": self.later,
            "undo": [self.undoable, self.undo],
            "hooks": self.hooks,
            "audit": self.audit.name if self.audit else None,
            "external": self.operation.external,
            "refused": [refusal.what for refusal in self.refusals],
        }

    def changes(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """What changes, as (column, before, after), masked; with the row's key in front where there are several."""
        found: list[tuple[str, str | None, str | None]] = []
        images = {(image.schema, image.relation, image.key): image for image in self.before}
        several = len(self.before) > 1
        from console.guard.rows import key_of

        for rows in self.operation.rows:
            for values in rows.values or ((),):
                image = images.get((rows.schema, rows.relation, key_of(rows, values)))
                row = f"{', '.join(str(value) for value in values)} " if several else ""
                for column, after in rows.becomes.items():
                    has = image is not None and image.values is not None and column in image.values
                    before = image.shown(column) if image is not None and has else None
                    found.append((row + column, before, "••••" if column in rows.masked and after else after))
        return tuple(found)

    def document(self) -> Document:
        """The plan as JSON: for `--json`, and for the journal."""
        operation = self.operation
        return {
            "operation": operation.name,
            "title": operation.title,
            "subject": operation.subject,
            "target": self.target.name,
            "environment": self.target.environment.value,
            "role": self.here.role,
            "digest": self.digest,
            "risk": self.risk.value,
            "raised": self.raised,
            "consequence": operation.consequence,
            "statements": list(self.statements),
            "changes": [{"column": what, "before": before, "after": after} for what, before, after in self.changes()],
            "rows": [image.document() for image in self.before],
            "version": self.version,
            "cascades": [_cascade(each) for each in self.cascades],
            "triggers": list(self.triggers),
            "locks": [f"{lock.mode} on {lock.schema}.{lock.relation}" for lock in self.locks],
            "blocked_by": _blocked_by(self.blockers),
            "requirements": [_check(check) for check in self.checks],
            "required_afterwards": [{"sentence": sentence, "query": query} for sentence, query in self.later],
            "facts": [{"label": label, "text": text} for label, text in operation.facts],
            "instead": operation.gentler,
            "external": operation.external,
            "undo": {"possible": self.undoable, "how": self.undo},
            "hooks": list(self.hooks),
            "audit": self.audit.name if self.audit else self.audit_words or None,
            "estimate_seconds": self.estimate,
            "needs_reason": operation.needs_reason,
            "settled": rendered(operation.settled, limit=None) if operation.settled else None,
            "answers": [ask.phrase for ask in self.asks],
            "refused": [{"what": one.what, "why": one.why, "remedy": one.remedy} for one in self.refusals],
        }


def _cascade(cascade: Cascade) -> Document:
    rows = {"unknown": cascade.rows.reason} if isinstance(cascade.rows, Unknown) else cascade.rows
    return {"relation": cascade.relation, "effect": cascade.effect, "rows": rows, "more": cascade.capped}


def _check(check: Check) -> Document:
    holds = {"unknown": check.holds.reason} if isinstance(check.holds, Unknown) else check.holds
    return {"sentence": check.sentence, "holds": holds, "query": check.query}


def _blocked_by(blockers: tuple[Blocker, ...] | Unknown) -> Document | list[str]:
    if isinstance(blockers, Unknown):
        return {"unknown": blockers.reason}
    return [blocker_words(each) for each in blockers]


def cascade_words(cascade: Cascade) -> str:
    """`more than 1,000 rows of public.bookings deleted`."""
    if isinstance(cascade.rows, Unknown):
        return f"rows of {cascade.relation} {cascade.effect}: how many is unknown ({cascade.rows.reason})"
    more = "more than " if cascade.capped else ""
    return f"{more}{cascade.rows:,} row{'s' if cascade.rows != 1 else ''} of {cascade.relation} {cascade.effect}"


def blocker_words(blocker: Blocker) -> str:
    """`pid 21877 analytics, idle in transaction for 18 min, holds public.bookings`."""
    from console.core.present import duration

    who = " ".join(part for part in (blocker.role, blocker.application) if part) or "somebody"
    since = f" for {duration(blocker.seconds)}" if blocker.seconds is not None else ""
    state = f", {blocker.state}{since}" if blocker.state else ""
    mode = f" ({blocker.mode})" if blocker.mode else ""
    return f"pid {blocker.pid} {who}{state}, holds {blocker.held}{mode}"


def undo_words(operation: Operation) -> str:
    """What an undo of this operation is called, before it is looked at whether it can be."""
    match operation.reverse.kind:
        case ReverseKind.NONE:
            return f"none: {operation.reverse.why}" if operation.reverse.why else "none"
        case ReverseKind.ROWS:
            return "the rows are put back as they were"
        case ReverseKind.CALL:
            call = operation.reverse.call
            return f"by {call.name} {call.key.replace(MADE, 'KEY')}" if call else "none"
