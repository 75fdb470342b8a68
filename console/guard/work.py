"""One operation from its intent to its end: tries, waits for locks, commits, and asks where an answer was not seen."""

from __future__ import annotations

import asyncio
import socket

import psycopg

from console.core.unknown import Unknown
from console.database.explain import query_problem
from console.database.opening import Link
from console.errors import Problem
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.audit_row import Actor
from console.guard.batch_rehearsal import BatchRehearsal
from console.guard.batch_run import BatchRun
from console.guard.connection import Lost, Patience, WriteConnection
from console.guard.events import End, Journal, Mark, Result
from console.guard.journal_writer import account
from console.guard.operation import Batch, Change
from console.guard.plan import Plan, blocker_words
from console.guard.planning import blockers_now
from console.guard.render import rendered
from console.guard.rows import RowImage
from console.guard.standing import run_standing
from console.guard.transaction import CannotLock, Progress, Stage, Stopped, Transaction

_AGAIN = {"55P03", "40P01", "40001"}
"""Locked, deadlock, serialization failure: nothing was done, and it is tried again from the start."""


class Work:
    """One operation from its intent to its end: tries, waits, commits, asks."""

    def __init__(self, plan: Plan, link: Link, journal: Journal, tell: Progress, patience: Patience) -> None:
        self._plan = plan
        self._link = link
        self._journal = journal
        self._tell = tell
        self._patience = patience
        self._entry = ""
        self._actor = Actor("", "", "")
        self._connection: WriteConnection | None = None
        self._cancelled = asyncio.Event()
        self._sent = False
        self.committing = False
        self.after: tuple[RowImage, ...] = ()

    async def cancel(self) -> None:
        """Stop at the next chance, and ask the server to stop what it is doing for us."""
        self._cancelled.set()
        if self._connection is not None:
            await self._connection.cancel()

    async def ended(self, entry: str, reason: str) -> Answer:
        """How it ended. Never raises what a server, a network or a journal can do."""
        self._entry = entry
        self._actor = Actor(account(), socket.gethostname(), reason)
        try:
            connection = await self._link.connect()
        except Problem as problem:
            return Answer(_not_done("not_sent", f"{problem.what} {problem.why}".strip()))
        seconds = max((step.seconds for step in self._plan.operation.steps), default=60.0)
        on = self._connection = WriteConnection(connection, seconds=seconds, grace=self._patience.grace)
        try:
            self._tell(Stage.CONNECTED, str(on.told_pid))
            if batch := self._plan.operation.batch:
                return await self._batch(batch, on)
            if not self._plan.operation.transactional:
                return await run_standing(
                    self._plan, on, self._link, self._mark, self._cancelled, self._tell, self._patience
                )
            return await self._tries(on)
        except Problem as problem:  # the journal could not be written
            await on.rollback()
            return Answer(_not_done("journal", f"{problem.what} {problem.why}".strip()))
        finally:
            self._connection = None
            await on.close()

    async def _batch(self, batch: Batch, on: WriteConnection) -> Answer:
        def hold(sent: bool) -> None:
            self.committing = sent

        kind = BatchRehearsal if batch.rehearsal else BatchRun
        run = kind(
            self._plan,
            batch,
            on,
            self._link,
            self._mark,
            self._cancelled,
            self._tell,
            self._patience,
            hold,
            self._actor,
        )
        return await run.ended()

    async def _mark(self, mark: Mark) -> None:
        await self._journal.mark(self._entry, mark)
        self._tell(Stage.MARKED, mark.xid or "")

    async def _tries(self, on: WriteConnection) -> Answer:
        lockable = all(
            self._plan.relations[rows.schema, rows.relation].lockable
            for rows in self._plan.operation.rows
            if rows.change is not Change.INSERT
        )
        snapshot = not lockable
        pauses = iter(self._patience.pauses)
        while True:
            try:
                return await self._once(on, snapshot=snapshot)
            except CannotLock:
                await on.rollback()
                if snapshot or not on.alive:
                    return Answer(_not_done("refused", "The rows can neither be locked nor compared."))
                snapshot = True
            except Stopped as stopped:
                await on.rollback()
                return await self._taken_back(
                    End(
                        result=Result.NOT_DONE,
                        how=stopped.how,
                        detail=stopped.detail,
                        difference=stopped.difference,
                    )
                )
            except Lost as lost:
                return await self._taken_back(_not_done("lost", f"The connection ended before COMMIT was sent: {lost}"))
            except psycopg.Error as error:
                await on.rollback()
                if self._cancelled.is_set():
                    return await self._taken_back(_not_done("cancelled", "It was cancelled and taken back."))
                pause = next(pauses, None)
                if error.sqlstate not in _AGAIN or pause is None or not on.alive:
                    return await self._taken_back(await self._failed(error))
                await self._wait(pause)

    async def _taken_back(self, end: End) -> Answer:
        """The end of a transaction that was rolled back: unless a step of it works outside of transactions."""
        query = self._plan.operation.settled
        if query is None or not self._sent:
            return Answer(end)
        return Answer(await settled(self._link, rendered(query, limit=None)))

    async def _wait(self, pause: float) -> None:
        self._tell(Stage.WAITING, await self._held() or "Somebody holds a lock on it.")
        try:
            await asyncio.wait_for(self._cancelled.wait(), pause)
        except TimeoutError:
            return

    async def _held(self) -> str:
        """Who holds the lock, as a sentence; empty where nobody is seen any more."""
        try:
            blockers = await blockers_now(self._link.database, self._plan)
        except Problem as problem:
            blockers = Unknown(problem.what)
        if isinstance(blockers, Unknown):
            return f"Somebody holds a lock on it. Who: ? UNKNOWN {blockers.reason}"
        return "; ".join(blocker_words(each) for each in blockers)

    async def _failed(self, error: psycopg.Error) -> End:
        problem = query_problem(error)
        held = ""
        if error.sqlstate == "55P03":
            held = f" {await self._held()}"
        detail = f"{problem.what} {problem.why}{held}".strip()
        return _not_done("refused", detail, sqlstate=error.sqlstate)

    async def _once(self, on: WriteConnection, *, snapshot: bool) -> Answer:
        self._stop_if_cancelled()
        transaction = Transaction(self._plan, on, self._tell, self._actor, snapshot=snapshot)
        await transaction.prepare()
        self._stop_if_cancelled()
        self._sent = True
        await transaction.change()
        self._stop_if_cancelled()
        mark = await transaction.mark()
        await self._mark(mark)
        self._stop_if_cancelled()
        self.committing = True
        self.after = transaction.after
        self._tell(Stage.COMMIT, mark.xid or "")
        try:
            await on.commit(self._patience.commit)
        except Lost:
            self._tell(Stage.ASKING, "The connection ended in COMMIT.")
            evidence = Evidence(self._plan.before, self.after)
            return await ask(self._link, mark, evidence, patience=self._patience.asking)
        except psycopg.Error as error:
            return Answer(await self._failed(error))
        self._tell(Stage.COMMITTED, "")
        if mark.settled is not None:
            await on.close()
            return Answer(await settled(self._link, mark.settled))
        return Answer(End(result=Result.DONE, how="committed", detail="It was committed."))

    def _stop_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise Stopped("cancelled", "It was cancelled and taken back.")


def _not_done(how: str, detail: str, *, sqlstate: str | None = None) -> End:
    return End(result=Result.NOT_DONE, how=how, detail=detail, sqlstate=sqlstate)
