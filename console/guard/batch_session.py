"""The session that a batch runs on: its beginning and end, its lock, its marks, and what is heard meanwhile.

What runs the parts stands in `batch_run`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.rows import DictRow

from console.core.present import visible
from console.core.target import Identity
from console.core.unknown import Unknown
from console.database.opening import Link
from console.guard.audit_row import Actor
from console.guard.batch_words import failure
from console.guard.connection import Lost, Patience, WriteConnection
from console.guard.events import End, Mark
from console.guard.operation import Batch, Part, Query, Requirement
from console.guard.plan import Plan
from console.guard.render import rendered
from console.guard.standing import watch
from console.guard.transaction import Progress, Stage, Stopped

_CLEAN = ("guard/reset_role", "guard/reset", "guard/forget_prepared", "guard/drop_temporary")
"""What one file must not leave to the next. Not DISCARD ALL: that would give the lock away."""

MarkWriter = Callable[[Mark], Awaitable[None]]
Hold = Callable[[bool], None]
"""Told true while COMMIT is on its way and cancel can do nothing, false when it is over."""


class BatchSession:
    """One connection for one batch."""

    def __init__(
        self,
        plan: Plan,
        batch: Batch,
        on: WriteConnection,
        link: Link,
        write: MarkWriter,
        cancelled: asyncio.Event,
        tell: Progress,
        patience: Patience,
        hold: Hold,
        actor: Actor,
    ) -> None:
        self._plan = plan
        self._actor = actor
        self._batch = batch
        self._on = on
        self._link = link
        self._write = write
        self._cancelled = cancelled
        self._tell = tell
        self._patience = patience
        self._hold = hold
        self._database_oid = 0
        self._theirs: Mark | None = None
        self._session: dict[str, Any] = {}
        self._waited = ""
        self._done = 0
        self._now: Part | None = None
        self._at = 0

    async def _begin(self) -> None:
        on = self._on
        await on.raw.set_autocommit(True)
        row = (await on.ask("guard/session_begin", {"lock_timeout": "4s"}))[0]
        if row["standby"] or row["read_only"]:
            raise Stopped("read_only", "The server takes no writes from this role.")
        identity = self._plan.identity
        if isinstance(identity, Identity):
            found = Identity((await on.ask("catalog/identity"))[0]["system_identifier"], row["database_oid"])
            if found != identity:
                raise Stopped("other_database", "The address leads to another database than when it was planned.")
        self._database_oid = row["database_oid"]
        self._session = (await on.ask("guard/mark_session"))[0]
        await self._take()
        await self._require(self._plan.operation.requirements)
        self._tell(Stage.BEGUN, "")

    async def _take(self) -> None:
        """The lock that everybody takes who does the like. Taken again where it is held, nothing changes."""
        if not (await self._on.ask("guard/exclusive", {"name": self._batch.exclusive}))[0]["taken"]:
            raise Stopped("busy", f"Somebody else is at it: {await self._holder()}")

    async def _holder(self) -> str:
        rows = await self._on.ask("guard/exclusive_holder", {"name": self._batch.exclusive})
        said = [visible(f"pid {row['pid']} {row['role']} {row['application']}".strip()) for row in rows]
        return f"{', '.join(said)} holds the lock." if said else "their session holds the lock."

    async def _require(self, requirements: tuple[Requirement, ...]) -> None:
        self._check(requirements, [await self._on.query(each.query) for each in requirements])

    def _check(self, requirements: tuple[Requirement, ...], answers: list[list[DictRow]]) -> None:
        for requirement, rows in zip(requirements, answers, strict=True):
            if not rows or next(iter(rows[0].values())) is not True:
                raise Stopped("requirement", f"Not so any more: {requirement.sentence}")

    def _left_over(self, number: int) -> tuple[str, ...]:
        """What to say ahead of a part, so that settings, roles and temporary tables reach to the end of a file only."""
        parts = self._batch.parts
        return _CLEAN if number and parts[number - 1].key and parts[number - 1].key != parts[number].key else ()

    async def _leave(self) -> None:
        """A pooler in session mode may give the connection to somebody else next."""
        if self._on.alive:
            with suppress(psycopg.Error, Lost):
                await self._on.raw.set_autocommit(True)
                await self._on.together(*_CLEAN, "guard/unlock")

    async def _mark(
        self, number: int, part: Part, question: Query | None, *, xid: bool = True, record: str = ""
    ) -> Mark:
        """By what the server can be asked later, written."""
        identity, timeline = self._plan.identity, self._plan.timeline
        mark = Mark(
            step=number,
            parts=len(self._batch.parts),
            key=part.key,
            title=part.title,
            digest=part.digest,
            xid=(await self._on.ask("guard/xid"))[0]["xid"] if xid else None,
            system_identifier=None if isinstance(identity, Unknown) else identity.system_identifier,
            timeline=None if isinstance(timeline, Unknown) else timeline,
            database_oid=self._database_oid,
            pid=self._session["pid"],
            backend_start=self._session["backend_start"],
            server_started=self._session["server_started"],
            settled=rendered(question, limit=None) if question is not None else None,
            record=record if part.record else "",
            repeatable=part.repeatable,
        )
        await self._write(mark)
        return mark

    def _stop_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise Stopped("cancelled", "It was cancelled.")

    def _failure(self, error: psycopg.Error, part: Part | None) -> End:
        end = failure(error, part, self._at)
        if error.sqlstate == "55P03" and self._waited:
            return replace(end, detail=f"{end.detail} {self._waited}.")
        return end

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        """Meanwhile: what the server says beside, and who is waited for."""

        def said(notice: psycopg.errors.Diagnostic) -> None:
            self._tell(Stage.NOTICE, visible(f"{notice.severity}: {notice.message_primary}"))

        def waits(stage: Stage, words: str) -> None:
            self._waited = words
            self._tell(stage, words)

        self._on.raw.add_notice_handler(said)
        watching = asyncio.create_task(watch(self._link.database, self._session["pid"], waits))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            self._on.raw.remove_notice_handler(said)
