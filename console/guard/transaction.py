"""One try of an operation as one transaction, up to the moment before COMMIT. It commits nothing itself.

Stopped says that nothing is to be done and why; psycopg's errors and Lost go to the runner, which rolls back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

import psycopg
from psycopg import IsolationLevel

from console.core.target import Identity
from console.core.unknown import Unknown
from console.database.sql import load
from console.guard.audit_row import Actor, audit_queries
from console.guard.cascades import Cascade, cascade_differences, count_again, reaches_others
from console.guard.connection import WriteConnection
from console.guard.events import Document, Mark
from console.guard.images import images, images_query, lock_query
from console.guard.operation import Change, Query, Requirement, Rows, Step
from console.guard.outcome import IDLE_SECONDS
from console.guard.plan import Plan
from console.guard.relations import Relation
from console.guard.render import reasoned, rendered
from console.guard.rows import RowImage, differences, key_text, payload_of

LOCK_MILLISECONDS = 2_000


class Stage(StrEnum):
    """Where a run is: told to `progress` when it is reached."""

    INTENT = "intent"  # journalled, nothing sent
    CONNECTED = "connected"
    BEGUN = "begun"
    LOCKED = "locked"
    COMPARED = "compared"
    WAITING = "waiting"  # somebody holds a lock; it is tried again
    RUNNING = "running"  # a step is sent
    RAN = "ran"  # it answered
    NOTICE = "notice"  # the server said something beside
    CHECKED = "checked"  # constraints, requirements and the after-image
    MARKED = "marked"  # journalled by what it can be asked for
    COMMIT = "commit"  # COMMIT is sent now: there is no cancel any more
    COMMITTED = "committed"  # the server has answered it
    ASKING = "asking"  # the answer was not seen: the server is asked
    ENDED = "ended"  # the outcome is journalled
    HOOKS = "hooks"


_CANNOT_LOCK = {"42501", "0A000", "42809"}
"""No right to lock rows, or not this kind of relation (a view with GROUP BY)."""

Progress = Callable[[Stage, str], None]


class Stopped(Exception):  # a decision, not a mistake
    """Nothing is to be done. `how` and `detail` as in `End`."""

    def __init__(self, how: str, detail: str, difference: tuple[Document, ...] = ()) -> None:
        super().__init__(detail)
        self.how = how
        self.detail = detail
        self.difference = difference


class CannotLock(Exception):  # the runner goes another way
    """The server does not let this role lock the rows: the whole is tried again under a snapshot."""


class Transaction:
    """One try. `snapshot` runs it under REPEATABLE READ, for rows that this role cannot lock."""

    def __init__(
        self, plan: Plan, connection: WriteConnection, progress: Progress, actor: Actor, *, snapshot: bool
    ) -> None:
        self._plan = plan
        self._operation = plan.operation
        self._on = connection
        self._progress = progress
        self._actor = actor
        self._snapshot = snapshot
        self._database_oid = 0
        self.after: tuple[RowImage, ...] = ()

    async def prepare(self) -> None:
        """Begin, make sure where we are, lock the rows, and compare them with the plan."""
        await self._begin()
        self._progress(Stage.BEGUN, "")
        if not self._snapshot:
            await self._lock()
        self._progress(Stage.LOCKED, "")
        now = [requirement for requirement in self._operation.requirements if not requirement.after]
        found = await self._look(self._operation.rows, now)
        planned = self._plan.before
        changed = tuple(
            each for before, image in zip(planned, found, strict=True) for each in differences(before, image)
        )
        if changed:
            rows = len({str(each["row"]) for each in changed})
            raise Stopped("changed", f"Somebody changed {rows} of its rows since the plan was made.", changed)
        await self._count_again()
        self._progress(Stage.COMPARED, "")

    async def change(self) -> None:
        """Run the steps, check the constraints, and read the rows as they are now."""
        touched: list[Rows] = []
        for number, step in enumerate(self._operation.steps):
            self._progress(Stage.RUNNING, step.title)
            touched += await self._step(step)
            self._progress(Stage.RAN, f"{number + 1}/{len(self._operation.steps)}")
        after = [requirement for requirement in self._operation.requirements if requirement.after]
        self.after = await self._look(tuple(touched), after, first=("guard/constraints",))
        if self._plan.audit is not None:
            for query in audit_queries(self._plan.audit, self._operation, self._plan.before, self.after, self._actor):
                await self._on.run(query)
        self._progress(Stage.CHECKED, "")

    async def mark(self) -> Mark:
        """By what the server can be asked what became of this transaction."""
        row = (await self._on.ask("guard/mark"))[0]
        identity, timeline = self._plan.identity, self._plan.timeline
        settled = self._operation.settled
        return Mark(
            step=0,
            xid=row["xid"],
            system_identifier=None if isinstance(identity, Unknown) else identity.system_identifier,
            timeline=None if isinstance(timeline, Unknown) else timeline,
            database_oid=self._database_oid,
            pid=row["pid"],
            backend_start=row["backend_start"],
            server_started=row["server_started"],
            settled=rendered(settled, limit=None) if settled else None,
            after=tuple(image.document() for image in self.after),
            payload=payload_of(self.after) if self._plan.undoable else {},
        )

    async def _begin(self) -> None:
        # Plain BEGIN, never READ WRITE: a role that is read-only by default stays so.
        level = IsolationLevel.REPEATABLE_READ if self._snapshot else None
        await self._on.raw.set_isolation_level(level)
        identity, timeline = self._plan.identity, self._plan.timeline
        limits = {
            "lock_timeout": f"{LOCK_MILLISECONDS}ms",
            "statement_timeout": f"{self._on.seconds * 1000:.0f}ms",
            "idle_timeout": f"{IDLE_SECONDS}s",
        }
        asked: list[str | Query] = [Query(load("guard/begin").with_identifiers(), limits)]
        asked += ["catalog/identity"] if isinstance(identity, Identity) else []
        asked += ["guard/timeline"] if not isinstance(timeline, Unknown) else []
        (row,), *more = await self._on.together(*asked)
        if row["standby"]:
            raise Stopped("standby", "The server is a standby now: it takes no writes.")
        if row["read_only"]:
            raise Stopped("read_only", f"The role {row['role']} is read-only on this server.")
        if row["role"] != self._plan.here.role:
            raise Stopped("role", f"The server says that this is {row['role']}, not {self._plan.here.role}.")
        self._database_oid = row["database_oid"]
        said = {name: value for rows in more for name, value in rows[0].items()}
        self._same_database(said.get("system_identifier"), said.get("timeline"))

    def _same_database(self, system_identifier: str | None, timeline: int | None) -> None:
        planned = self._plan.identity
        same = self._database_oid == self._plan.here.database_oid
        if isinstance(planned, Identity):
            same = same and system_identifier == planned.system_identifier
        if not same:
            raise Stopped("other_database", "The address leads to another database than when the plan was made.")
        if not isinstance(self._plan.timeline, Unknown) and timeline != self._plan.timeline:
            raise Stopped("other_timeline", "The server was failed over since the plan was made.")

    async def _lock(self) -> None:
        for rows in self._operation.rows:
            if rows.change is Change.INSERT or not rows.values:
                continue
            try:
                await self._on.query(lock_query(self._relation(rows), rows))
            except psycopg.Error as error:
                if error.sqlstate in _CANNOT_LOCK:
                    raise CannotLock from None
                raise

    async def _count_again(self) -> None:
        """What goes along with the rows: somebody may have added to it since the plan was shown."""
        reaching = [rows for rows in self._operation.rows if reaches_others(self._relation(rows), rows)]
        found: list[Cascade] = []
        for rows in reaching:
            found += await count_again(self._on, self._relation(rows), rows, self._plan.cascades)
        if changed := cascade_differences(self._plan.cascades, found) if reaching else ():
            raise Stopped("changed", "Other rows would go along with it than the plan said.", changed)

    def _relation(self, rows: Rows) -> Relation:
        return self._plan.relations[rows.schema, rows.relation]

    async def _look(
        self, wanted: tuple[Rows, ...], requirements: list[Requirement], *, first: tuple[str, ...] = ()
    ) -> tuple[RowImage, ...]:
        """The images of rows and whether requirements hold, while the transaction is held to reading.

        In one round trip, behind `first`: queries of our own.
        """
        keyed = [rows for rows in wanted if rows.values]
        relations = [self._relation(rows) for rows in keyed]
        reads = [images_query(relation, rows) for relation, rows in zip(relations, keyed, strict=True)]
        opened = ("guard/savepoint", "guard/read_only")
        asked: list[str | Query] = [
            *first,
            *opened,
            *(each.query for each in requirements),
            "guard/text_format",
            *reads,
        ]
        answers = (await self._on.together(*asked, "guard/rollback_to", "guard/release"))[len(first) + len(opened) :]
        for requirement, rows in zip(requirements, answers, strict=False):
            if not rows or next(iter(rows[0].values())) is not True:
                raise Stopped("requirement", f"Not so: {requirement.sentence}")
        found: dict[object, RowImage] = {}
        for relation, one, rows in zip(relations, keyed, answers[len(requirements) + 1 :], strict=False):
            for image in images(relation, one, rows):
                found.setdefault((image.schema, image.relation, image.key), image)
        return tuple(found.values())

    async def _step(self, step: Step) -> list[Rows]:
        answer, count = await self._on.run(reasoned(step.query, self._actor.reason), utility=step.utility)
        if step.expected is not None and count != step.expected:
            if step.must:
                raise Stopped("requirement", f"Not so: {step.must}")
            raise Stopped(
                "row_count", f"“{step.title}” touched {count} rows instead of {step.expected}: it was taken back."
            )
        return [_after(rows, step, answer) for rows in step.rows]


def _after(rows: Rows, step: Step, answer: list[dict[str, object]]) -> Rows:
    """The rows as they are found afterwards: by the key that the server made, or by the one that they were given."""
    if step.returns_key and not rows.values:
        return replace(rows, values=tuple(tuple(key_text(row[name]) for name in rows.key) for row in answer))
    if not set(rows.key) & set(rows.becomes):
        return rows
    return replace(
        rows,
        values=tuple(
            tuple(rows.becomes.get(name, value) for name, value in zip(rows.key, values, strict=True))
            for values in rows.values
        ),
    )
