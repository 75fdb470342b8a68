"""A batch: parts that run one after another on one session, each committed by itself, up to the first that fails.

A part that is a transaction is tried again where a lock is in the way, because nothing of it is there then. Whatever
happens, what is said of the end is what was committed: all of it, none of it, or the first parts.
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
from console.database.sql import load
from console.errors import Problem
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.audit_row import Actor, audit_query
from console.guard.batch_words import failure, judged, partly, stands
from console.guard.connection import Lost, Patience, WriteConnection
from console.guard.events import End, Mark, Result
from console.guard.operation import Batch, Part, Query, Requirement
from console.guard.outcome import IDLE_SECONDS
from console.guard.plan import Plan
from console.guard.render import rendered
from console.guard.standing import last_word, stop_after, watch
from console.guard.transaction import Progress, Stage, Stopped

_AGAIN = {"55P03", "40P01", "40001"}
_CLEAN = ("guard/reset_role", "guard/reset", "guard/forget_prepared", "guard/drop_temporary")
"""What one file must not leave to the next. Not DISCARD ALL: that would give the lock away."""

MarkWriter = Callable[[Mark], Awaitable[None]]
Hold = Callable[[bool], None]
"""Told true while COMMIT is on its way and cancel can do nothing, false when it is over."""


class BatchRun:
    """One run of a batch on one connection."""

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

    async def ended(self) -> Answer:
        """How it ended. Raises Problem where the journal could not be written."""
        try:
            await self._begin()
            async with self._listening():
                for number, part in enumerate(self._batch.parts):
                    self._stop_if_cancelled()
                    self._now, self._at, self._waited, self._theirs = part, 0, "", None
                    run = self._tries if part.transactional and not part.authored else self._standing
                    answer = await run(number, part)
                    if answer.end.result is not Result.DONE:
                        return self._answer(answer)
                    self._done = number + 1
        except Stopped as stopped:
            await self._on.rollback()
            return self._answer(Answer(_not_done(stopped.how, stopped.detail)))
        except Lost as lost:
            return self._answer(Answer(_not_done("lost", f"The connection ended: {lost}")))
        except psycopg.Error as error:
            await self._on.rollback()
            return self._answer(Answer(self._failure(error, self._now)))
        except Problem as problem:  # the journal could not be written
            await self._on.rollback()
            return self._answer(Answer(_not_done("journal", f"{problem.what} {problem.why}".strip())))
        finally:
            await self._leave()
        return Answer(self._whole(answer))

    def _whole(self, last: Answer) -> End:
        """The end where nothing failed."""
        said = stands(self._batch.parts, self._done)
        return End(result=Result.DONE, how="committed", detail=said, parts_done=self._done)

    def _answer(self, answer: Answer) -> Answer:
        return Answer(partly(self._batch.parts, self._done, answer.end), answer.process)

    # ---- before the first part

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

    # ---- one part

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

    async def _tries(self, number: int, part: Part) -> Answer:
        """A transaction; again where a lock is in the way."""
        pauses = iter(self._patience.pauses)
        while True:
            try:
                return await self._transaction(number, part)
            except psycopg.Error as error:
                await self._on.rollback()
                if self._cancelled.is_set():
                    raise Stopped("cancelled", f"{part.title} was cancelled and taken back.") from None
                pause = next(pauses, None)
                if error.sqlstate not in _AGAIN or pause is None or not self._on.alive:
                    return Answer(self._failure(error, part))
                who = self._waited or "somebody holds a lock on it"
                self._tell(Stage.WAITING, f"{part.title}: {who}; it is tried again.")
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._cancelled.wait(), pause)
                self._stop_if_cancelled()

    async def _transaction(self, number: int, part: Part) -> Answer:
        await self._run_part(number, part)
        await self._record(part)
        mark = await self._mark(number, part, part.recorded)
        self._stop_if_cancelled()
        return await self._commit(mark)

    async def _run_part(self, number: int, part: Part) -> None:
        """All of it but its record and its COMMIT."""
        on = self._on
        await on.raw.set_autocommit(False)
        on.seconds = part.seconds
        limits = {
            "lock_timeout": f"{part.lock_seconds * 1000:.0f}ms",
            "statement_timeout": f"{part.seconds * 1000:.0f}ms",
            "idle_timeout": f"{IDLE_SECONDS}s",
        }
        begin = Query(load("guard/part_begin").with_identifiers(), limits)
        asked = [each.query for each in part.requirements]
        answers = await on.together(*self._left_over(number), begin, *asked, alone=0)
        self._check(part.requirements, answers[len(answers) - len(asked) :])
        await self._scripts(number, part)
        if not on.in_transaction:
            raise Stopped(
                "escaped", f"{part.title} ended its transaction by itself; what was behind that is committed."
            )

    async def _record(self, part: Part) -> None:
        """What is deferred is checked; then its row in the history, and in the target's own audit table.

        The rows are written by whoever logged in, whatever role the file has taken.
        """
        queries: list[str | Query] = ["guard/constraints"]
        if part.record:
            queries += ["guard/as_login", *part.record]
            if self._plan.audit is not None and part.recorded is not None:
                queries.append(audit_query(self._plan.audit, self._plan.operation, part.key, self._actor))
        try:
            await self._on.together(*queries, alone=0)
        except psycopg.Error:
            if self._on.answered:
                self._at = len(part.scripts)
            raise

    async def _commit(self, mark: Mark) -> Answer:
        self._hold(True)
        self._tell(Stage.COMMIT, mark.title)
        try:
            await self._on.commit(self._patience.commit)
        except Lost:
            self._tell(Stage.ASKING, "The connection ended in COMMIT.")
            return self._lost(await ask(self._link, mark, Evidence(), patience=self._patience.asking), mark.step)
        finally:
            self._hold(False)
        await self._on.raw.set_autocommit(True)
        self._tell(Stage.COMMITTED, mark.title)
        return Answer(End(result=Result.DONE, how="committed", detail=""))

    async def _standing(self, number: int, part: Part) -> Answer:
        """A statement without a transaction, or a script with its own BEGIN and COMMIT: nothing takes it back."""
        on = self._on
        await on.raw.set_autocommit(True)
        if left_over := self._left_over(number):
            await on.together(*left_over)
        await on.ask("guard/session_begin", {"lock_timeout": f"{part.lock_seconds * 1000:.0f}ms"})
        await self._require(part.requirements)
        part = await self._placed(part)
        mark = await self._mark(number, part, part.settled, xid=False, record="ahead")
        try:
            await self._timed(number, part)
            if not on.in_transaction:
                await self._take()  # DISCARD ALL has given it away
        except Lost:
            self._tell(Stage.ASKING, "The connection ended while it ran.")
            mark = self._theirs or mark
            answer = await ask(self._link, mark, Evidence(), patience=self._patience.asking)
            return await self._with_left(part, self._lost(Answer(judged(mark, answer.end), answer.process), number))
        except psycopg.Error as error:
            await on.rollback()
            interrupted = (error.sqlstate or "").startswith("57")
            answer = await last_word(self._link, mark if interrupted else None, self._failure(error, part))
            return await self._with_left(part, Answer(judged(mark, answer.end), answer.process))
        if on.in_transaction:
            await on.rollback()
            raise Stopped("unclosed", f"{part.title} began a transaction and never ended it: it was taken back.")
        if part.settled is not None:
            seen = await settled(self._link, rendered(part.settled, limit=None), patience=0.0)
            if seen.result is not Result.DONE:
                return await self._with_left(part, Answer(replace(seen, detail=f"{part.title}: {seen.detail}")))
        return await self._recorded(number, part)

    def _lost(self, answer: Answer, number: int) -> Answer:
        """The answer of a part whose connection is gone: although it is done, nothing can follow on it."""
        if answer.end.result is not Result.DONE or number + 1 == len(self._batch.parts):
            return answer
        self._done = number + 1
        return Answer(_not_done("lost", "The connection ended; that part was committed."))

    async def _placed(self, part: Part) -> Part:
        """The part, its question asked of the schemas that its file has set: who asks later has another path."""
        if part.settled is None or "search_path" not in part.settled.binds or part.settled.binds["search_path"]:
            return part
        path = (await self._on.ask("guard/search_path"))[0]["schemas"]
        query = Query(part.settled.text, {**part.settled.binds, "search_path": path})
        return replace(part, settled=query)

    async def _with_left(self, part: Part, answer: Answer) -> Answer:
        """The answer, with what a statement that failed has left behind."""
        if answer.end.result is Result.DONE or part.left is None:
            return answer
        left = await part.left(self._link.database)
        return Answer(replace(answer.end, detail=f"{answer.end.detail} {left}".strip()), answer.process)

    async def _timed(self, number: int, part: Part) -> None:
        """Run the scripts, and stop them when their time is over."""
        on = self._on
        on.seconds = part.seconds + self._patience.grace
        clock = asyncio.create_task(stop_after(on, part.seconds))
        try:
            await self._scripts(number, part)
        finally:
            clock.cancel()
            await asyncio.gather(clock, return_exceptions=True)

    async def _recorded(self, number: int, part: Part) -> Answer:
        """Its record, in a transaction of its own. Whatever becomes of that, what ran is committed."""
        if not part.record:
            return Answer(End(result=Result.DONE, how="answered", detail=""))
        try:
            await self._on.raw.set_autocommit(False)
            await self._record(part)
            answer = await self._commit(await self._mark(number, part, part.recorded, record="now"))
        except psycopg.Error as error:
            await self._on.rollback()
            answer = Answer(self._failure(error, part))
        except Lost as lost:
            answer = Answer(_not_done("lost", f"{part.title} took, but the connection ended before its record: {lost}"))
        if answer.end.result is Result.NOT_DONE and self._done <= number:
            return Answer(replace(answer.end, unrecorded=True), answer.process)
        return answer

    async def _scripts(self, number: int, part: Part) -> None:
        for at, script in enumerate(part.scripts):
            self._at = at
            self._stop_if_cancelled()
            where = f"{part.title} {at + 1}/{len(part.scripts)} {script.title}"
            self._tell(Stage.RUNNING, f"{number + 1}/{len(self._batch.parts)} {where}")
            if part.authored and at and at == len(part.scripts) - 1 and self._on.in_transaction:
                self._theirs = await self._mark(number, part, None, record="ahead")  # their COMMIT may be lost too
            await self._on.script(script.text)
        self._tell(Stage.RAN, f"{number + 1}/{len(self._batch.parts)}")

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


def _not_done(how: str, detail: str) -> End:
    return End(result=Result.NOT_DONE, how=how, detail=detail)
