"""A batch: parts that run one after another on one session, each committed by itself, up to the first that fails.

A part that is a transaction is tried again where a lock is in the way, because nothing of it is there then. Whatever
happens, what is said of the end is what was committed: all of it, none of it, or the first parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg

from console.core.present import visible
from console.core.target import Identity
from console.core.unknown import Unknown
from console.database.opening import Link
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.batch_words import failure, partly, stands
from console.guard.connection import Lost, Patience, WriteConnection
from console.guard.events import End, Mark, Result
from console.guard.operation import Batch, Part, Requirement
from console.guard.outcome import IDLE_SECONDS
from console.guard.plan import Plan
from console.guard.render import rendered
from console.guard.standing import last_word, stop_after, watch
from console.guard.transaction import Progress, Stage, Stopped

_AGAIN = {"55P03", "40P01", "40001"}

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
    ) -> None:
        self._plan = plan
        self._batch = batch
        self._on = on
        self._link = link
        self._write = write
        self._cancelled = cancelled
        self._tell = tell
        self._patience = patience
        self._hold = hold
        self._database_oid = 0
        self._done = 0
        self._now: Part | None = None
        self._at = 0

    async def ended(self) -> Answer:
        """How it ended. Raises Problem where the journal could not be written."""
        try:
            await self._begin()
            with self._notices():
                for number, part in enumerate(self._batch.parts):
                    self._stop_if_cancelled()
                    self._now = part
                    answer = await self._part(number, part)
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
            return self._answer(Answer(failure(error, self._now, self._at)))
        said = stands(self._batch.parts, self._done)
        return Answer(End(result=Result.DONE, how="committed", detail=said, parts_done=self._done))

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
        if not (await on.ask("guard/exclusive", {"name": self._batch.exclusive}))[0]["taken"]:
            raise Stopped("busy", f"Somebody else is at it: {await self._holder()}")
        await self._require(self._plan.operation.requirements)
        self._tell(Stage.BEGUN, "")

    async def _holder(self) -> str:
        rows = await self._on.ask("guard/exclusive_holder", {"name": self._batch.exclusive})
        said = [visible(f"pid {row['pid']} {row['role']} {row['application']}".strip()) for row in rows]
        return f"{', '.join(said)} holds the lock." if said else "their session holds the lock."

    async def _require(self, requirements: tuple[Requirement, ...]) -> None:
        for requirement in requirements:
            rows = await self._on.query(requirement.query)
            if not rows or next(iter(rows[0].values())) is not True:
                raise Stopped("requirement", f"Not so any more: {requirement.sentence}")

    # ---- one part

    async def _part(self, number: int, part: Part) -> Answer:
        if part.transactional and not part.authored:
            return await self._tries(number, part)
        return await self._standing(number, part)

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
                    return Answer(failure(error, part, self._at))
                self._tell(Stage.WAITING, f"{part.title}: somebody holds a lock on it; it is tried again.")
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._cancelled.wait(), pause)
                self._stop_if_cancelled()

    async def _transaction(self, number: int, part: Part) -> Answer:
        on = self._on
        await on.raw.set_autocommit(False)
        on.seconds = part.seconds
        limits = {
            "lock_timeout": f"{part.lock_seconds * 1000:.0f}ms",
            "statement_timeout": f"{part.seconds * 1000:.0f}ms",
            "idle_timeout": f"{IDLE_SECONDS}s",
        }
        await on.ask("guard/part_begin", limits)
        await self._require(part.requirements)
        await self._scripts(number, part)
        if not on.in_transaction:
            raise Stopped(
                "escaped", f"{part.title} ended its transaction by itself; what was behind that is committed."
            )
        await on.ask("guard/constraints")
        await on.ask("guard/reset_role")
        self._at = len(part.scripts)
        for query in part.record:
            await on.run(query)
        mark = await self._mark(number, part, standing=False)
        self._stop_if_cancelled()
        return await self._commit(mark)

    async def _commit(self, mark: Mark) -> Answer:
        self._hold(True)
        self._tell(Stage.COMMIT, mark.title)
        try:
            await self._on.commit(self._patience.commit)
        except Lost:
            self._tell(Stage.ASKING, "The connection ended in COMMIT.")
            answer = await ask(self._link, mark, Evidence(), patience=self._patience.asking)
            if answer.end.result is Result.DONE and mark.step + 1 < mark.parts:
                self._done = mark.step + 1
                return Answer(_not_done("lost", "The connection ended; that part was committed."))
            return answer
        finally:
            self._hold(False)
        await self._on.raw.set_autocommit(True)
        await self._on.ask("guard/reset")
        self._tell(Stage.COMMITTED, mark.title)
        return Answer(End(result=Result.DONE, how="committed", detail=""))

    async def _standing(self, number: int, part: Part) -> Answer:
        """A statement without a transaction, or a script with its own BEGIN and COMMIT: nothing takes it back."""
        on = self._on
        await on.raw.set_autocommit(True)
        concurrent = not part.authored
        await on.ask(
            "guard/session_begin", {"lock_timeout": "0" if concurrent else f"{part.lock_seconds * 1000:.0f}ms"}
        )
        await self._require(part.requirements)
        mark = await self._mark(number, part, standing=True)
        try:
            await self._watched(number, part, mark.pid)
        except Lost:
            self._tell(Stage.ASKING, "The connection ended while it ran.")
            return await self._without_record(
                part, await ask(self._link, mark, Evidence(), patience=self._patience.asking)
            )
        except psycopg.Error as error:
            await on.rollback()
            end = failure(error, part, self._at)
            interrupted = (error.sqlstate or "").startswith("57")
            return await self._without_record(part, await last_word(self._link, mark if interrupted else None, end))
        if on.in_transaction:
            await on.rollback()
            raise Stopped("unclosed", f"{part.title} began a transaction and never ended it: it was taken back.")
        await on.ask("guard/reset_role")
        await on.ask("guard/reset")
        if part.settled is not None and not part.authored:
            seen = await settled(self._link, rendered(part.settled, limit=None), patience=0.0)
            if seen.result is not Result.DONE:
                return Answer(End(result=seen.result, how="settled", detail=f"{part.title}: {seen.detail}"))
        return await self._recorded(number, part)

    async def _without_record(self, part: Part, answer: Answer) -> Answer:
        """What was found out about a statement whose record was not written, because the connection had gone."""
        if answer.end.result is not Result.DONE or not part.record:
            return answer
        detail = f"{part.title} took, but it was broken off before that was recorded."
        return Answer(_not_done("unrecorded", detail))

    async def _watched(self, number: int, part: Part, pid: int) -> None:
        """Run the scripts, say who they wait for, and stop them when their time is over."""
        on = self._on
        on.seconds = part.seconds + self._patience.grace
        beside = [
            asyncio.create_task(stop_after(on, part.seconds)),
            asyncio.create_task(watch(self._link.database, pid, self._tell)),
        ]
        try:
            await self._scripts(number, part)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _recorded(self, number: int, part: Part) -> Answer:
        if not part.record:
            return Answer(End(result=Result.DONE, how="answered", detail=""))
        await self._on.raw.set_autocommit(False)
        self._at = len(part.scripts)
        for query in part.record:
            await self._on.run(query)
        return await self._commit(await self._mark(number, part, standing=False))

    async def _scripts(self, number: int, part: Part) -> None:
        for at, script in enumerate(part.scripts):
            self._at = at
            self._stop_if_cancelled()
            where = f"{part.title} {at + 1}/{len(part.scripts)} {script.title}"
            self._tell(Stage.RUNNING, f"{number + 1}/{len(self._batch.parts)} {where}")
            await self._on.script(script.text)
        self._tell(Stage.RAN, f"{number + 1}/{len(self._batch.parts)}")

    async def _mark(self, number: int, part: Part, *, standing: bool) -> Mark:
        row = (await self._on.ask("guard/mark_session" if standing else "guard/mark"))[0]
        identity, timeline = self._plan.identity, self._plan.timeline
        question = part.settled if standing else part.recorded
        mark = Mark(
            step=number,
            parts=len(self._batch.parts),
            key=part.key,
            title=part.title,
            digest=part.digest,
            xid=row["xid"],
            system_identifier=None if isinstance(identity, Unknown) else identity.system_identifier,
            timeline=None if isinstance(timeline, Unknown) else timeline,
            database_oid=self._database_oid,
            pid=row["pid"],
            backend_start=row["backend_start"],
            server_started=row["server_started"],
            settled=rendered(question, limit=None) if question is not None else None,
        )
        await self._write(mark)
        return mark

    def _stop_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise Stopped("cancelled", "It was cancelled.")

    @contextmanager
    def _notices(self) -> Iterator[None]:
        def said(notice: psycopg.errors.Diagnostic) -> None:
            self._tell(Stage.NOTICE, visible(f"{notice.severity}: {notice.message_primary}"))

        self._on.raw.add_notice_handler(said)
        try:
            yield
        finally:
            self._on.raw.remove_notice_handler(said)


def _not_done(how: str, detail: str) -> End:
    return End(result=Result.NOT_DONE, how=how, detail=detail)
