"""A batch: parts that run one after another on one session, each committed by itself, up to the first that fails.

A part that is a transaction is tried again where a lock is in the way, because nothing of it is there then. Whatever
happens, what is said of the end is what was committed: all of it, none of it, or the first parts.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import psycopg

from console.database.sql import load
from console.errors import Problem
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.audit_row import audit_query
from console.guard.batch_session import BatchSession
from console.guard.batch_words import judged, partly, stands
from console.guard.connection import Lost
from console.guard.events import End, Mark, Result
from console.guard.operation import Part, Query
from console.guard.outcome import IDLE_SECONDS
from console.guard.render import rendered
from console.guard.standing import last_word, stop_after
from console.guard.transaction import Stage, Stopped

_AGAIN = {"55P03", "40P01", "40001"}


class BatchRun(BatchSession):
    """One run of a batch on one connection."""

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
                    if said := await self._looked(part):
                        return self._answer(Answer(_not_done("verification", said)))
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

    async def _looked(self, part: Part) -> str:
        """Why not to go on, from what is seen of a part that is committed; it ends well where nothing is behind it."""
        said = await part.look(self._link.database) if part.look is not None else ""
        return said if self._done < len(self._batch.parts) else ""

    def _whole(self, last: Answer) -> End:
        """The end where nothing failed."""
        said = stands(self._batch.parts, self._done)
        return End(result=Result.DONE, how="committed", detail=said, parts_done=self._done)

    def _answer(self, answer: Answer) -> Answer:
        return Answer(partly(self._batch.parts, self._done, answer.end), answer.process)

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
        """The part, its question asked of the schemas that its file has set: who asks later has another path.

        What it needs to know of how things were before is read too.
        """
        if part.settled is None:
            return part
        binds = dict(part.settled.binds)
        if binds.get("search_path") == []:
            binds["search_path"] = (await self._on.ask("guard/search_path"))[0]["schemas"]
        if part.ahead is not None:
            for row in await self._on.query(part.ahead):
                binds.update(row)
        return replace(part, settled=Query(part.settled.text, binds))

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
            self._tell(Stage.COMMITTED, part.title)
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


def _not_done(how: str, detail: str) -> End:
    return End(result=Result.NOT_DONE, how=how, detail=detail)
