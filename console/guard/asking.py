"""Asking the server what became of an operation whose end was not seen. It is never guessed.

A transaction's number means something on one system and one timeline only. After a crash a number that never reached
the disk is given out again: `committed` is believed only where the rows, or the server's age, bear it out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from console.core.target import Identity
from console.core.unknown import Unknown
from console.database.opening import Link
from console.database.pool import Connection
from console.database.server import read_identity
from console.database.session import Database, ReadSession
from console.database.sql import typed
from console.errors import ConnectionProblem, GuardProblem, Problem, QueryProblem
from console.guard.events import End, Mark, Result
from console.guard.images import images, images_query
from console.guard.operation import Rows
from console.guard.outcome import Process
from console.guard.relations import read_relation
from console.guard.rows import RowImage

T = TypeVar("T")

_PAUSE_SECONDS = 0.25
_TRY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out, and the process of a transaction that is still open."""

    end: End
    process: Process | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows as they were before and after, by which an answer of the server's is checked."""

    before: Sequence[RowImage] = ()
    after: Sequence[RowImage] = ()


async def ask(link: Link, mark: Mark, evidence: Evidence, *, patience: float) -> Answer:
    """What became of the operation of that mark. Unknown where the server cannot be asked, or cannot tell."""
    deadline = time.monotonic() + patience
    answer = Answer(_unknown("lost", "The server could not be asked."))
    while True:
        try:
            answer = await _within(link, lambda database: _once(database, mark, evidence))
        except ConnectionProblem as problem:
            answer = Answer(_unknown("lost", f"The server could not be asked: {problem.what} {problem.why}".strip()))
            if problem.refused:
                return answer
        except TimeoutError:
            answer = Answer(_unknown("lost", "The server could not be asked: it does not answer."))
        except Problem as problem:
            answer = Answer(_unknown("lost", f"The server could not be asked: {problem.what} {problem.why}".strip()))
        final = answer.end.result is not Result.UNKNOWN or answer.end.how not in ("lost", "in_progress", "standby")
        if final or time.monotonic() > deadline:
            return answer
        await asyncio.sleep(_PAUSE_SECONDS)


async def _within(link: Link, work: Callable[[Database], Awaitable[T]], seconds: float = _TRY_SECONDS) -> T:
    """What `work` reads over a new connection: those that rest may lead nowhere any more.

    TimeoutError where it takes longer; the connection is cut then, because the driver would wait for its server.
    """
    opened: list[Connection] = []

    async def opener() -> Connection:
        opened.append(await link.connect())
        return opened[-1]

    database = Database(opener, connections=1)
    task = asyncio.ensure_future(work(database))
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if done:
            return task.result()
        raise TimeoutError
    finally:
        if not task.done():
            for connection in opened:
                connection.pgconn.finish()
            task.cancel()
            with suppress(Exception, asyncio.CancelledError):  # whatever it ends with, we have given it up
                await task
        await database.close()


async def _once(database: Database, mark: Mark, evidence: Evidence) -> Answer:
    if elsewhere := await _elsewhere(database, mark):
        return Answer(elsewhere)
    async with database.read() as session:
        binds = {"pid": mark.pid, "backend_start": mark.backend_start}
        there = (await session.mappings("guard/process", binds))[0]
    seen = Process(mark.pid, mark.backend_start, idles_out=there["idle"])
    process = seen if there["alive"] else None  # a prepared transaction is open without one
    same_run = there["server_started"] == mark.server_started
    if mark.xid is None:
        if there["alive"] and same_run:
            return Answer(_unknown("in_progress", f"It still runs on the server (pid {mark.pid})."), process)
        return Answer(await _settled(database, mark.settled))
    status = await _status(database, mark.xid)
    if status == "in progress":
        return Answer(_unknown("in_progress", f"Its transaction is still open (pid {mark.pid})."), process)
    return Answer(await _judged(database, mark, evidence, status, same_run))


async def _elsewhere(database: Database, mark: Mark) -> End | None:
    """Unknown, where the server that answers is not the one that had the transaction."""
    async with database.read() as session:
        here = (await session.mappings("guard/here"))[0]
    if here["standby"]:
        return _unknown("standby", "A standby answers: it cannot tell.")
    identifier = await database.ask(read_identity)
    if isinstance(identifier, Unknown) or mark.system_identifier is None:
        return _unknown("identity", "The server does not say which system it is, so its answer would prove nothing.")
    if Identity(identifier, here["database_oid"]) != Identity(mark.system_identifier, mark.database_oid):
        return _unknown("other_database", "Another system or database answers at that address.")
    if mark.timeline is not None:
        async with database.read() as session:
            timeline = (await session.mappings("guard/timeline"))[0]["timeline"]
        if timeline != mark.timeline:
            return _unknown(
                "other_timeline",
                f"The server was failed over (timeline {mark.timeline} to {timeline}): "
                "the transaction's number may mean another one there.",
            )
    return None


async def _status(database: Database, xid: str) -> str | None:
    try:
        async with database.read() as session:
            answer = await session.mappings("guard/transaction_status", {"xid": xid})
            status: str | None = answer[0]["status"]
            return status
    except QueryProblem as problem:
        if problem.sqlstate == "22023":
            return "in the future"
        raise


async def _judged(database: Database, mark: Mark, evidence: Evidence, status: str | None, same_run: bool) -> End:
    if status == "aborted":
        return End(result=Result.NOT_DONE, how="asked", detail="The server says that it was rolled back.")
    seen = await _seen(database, mark, evidence)
    if status == "committed":
        if mark.settled is not None:
            return await _settled(database, mark.settled)
        if seen == "after" or (seen != "before" and same_run):
            return End(result=Result.DONE, how="asked", detail="The server says that it was committed.")
        if seen == "before":
            return End(
                result=Result.NOT_DONE,
                how="asked",
                detail="The server was restarted, and the rows are as they were before.",
            )
        return _unknown("restarted", "The server was restarted since, and nothing shows whose number that is now.")
    if seen == "before":
        return End(result=Result.NOT_DONE, how="asked", detail="The rows are as they were before.")
    what = "has forgotten it" if status is None else "does not know it yet: it was restored or restarted"
    return _unknown("forgotten", f"The server {what}.")


async def _seen(database: Database, mark: Mark, evidence: Evidence) -> str:
    """`after` where a row shows the transaction's own hand, `before` where all are as they were, else `other`."""
    short = mark.short_xid
    looks: set[str] = set()
    before = {_place(image): image for image in evidence.before}
    after = {_place(image): image for image in evidence.after}
    async with database.read() as session:
        await session.mappings("guard/text_format")
        for place in {**before, **after}:
            image = await _now(session, after.get(place) or before[place])
            if image is None:
                looks.add("other")
            elif image.values is not None and image.version == short:
                return "after"
            else:
                looks.add(_like(image, before.get(place), after.get(place), absent=place not in before))
    return looks.pop() if len(looks) == 1 else "other"


def _like(image: RowImage, before: RowImage | None, after: RowImage | None, *, absent: bool) -> str:
    was_there = before is not None and before.values is not None
    if image.values is None:
        gone = after is None or after.values is None
        return "after" if was_there and gone else "before" if not was_there and (absent or not gone) else "other"
    if before is not None and was_there and image.version is not None:
        return "before" if image.version == before.version else "other"
    if after is not None and after.values is not None and image.version is None and image.values == after.values:
        return "after"
    return "other"


def _place(image: RowImage) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return (image.schema, image.relation, image.key)


async def _now(session: ReadSession, image: RowImage) -> RowImage | None:
    try:
        relation = await read_relation(session, image.schema, image.relation)
    except GuardProblem:
        return None
    names, values = zip(*image.key, strict=True)
    rows = Rows(schema=image.schema, relation=image.relation, key=names, values=(values,), masked=image.masked)
    query = images_query(relation, rows)
    return images(relation, rows, await session.mappings(query.text, query.binds))[0]


async def _settled(database: Database, text: str | None) -> End:
    """What the query of a step says that tells whether it took."""
    if text is None:
        return _unknown("unseen", "There is no way to see whether it took.")
    query = typed(text)  # our own, from the plan

    async def read(session: ReadSession) -> bool:
        rows: tuple[Mapping[str, object], ...] = await session.mappings(query)
        return bool(rows) and next(iter(rows[0].values())) is True

    took = await database.ask(read)
    if isinstance(took, Unknown):
        return _unknown("settled", f"Whether it took could not be read: {took.reason}")
    if took:
        return End(result=Result.DONE, how="settled", detail="It took: the server shows it.")
    return End(result=Result.NOT_DONE, how="settled", detail="It did not take: the server shows it.")


async def settled(link: Link, text: str, *, patience: float = 3.0) -> End:
    """What a `settled` query says, on a connection of its own: asked until it took, or patience is over (seconds)."""
    deadline = time.monotonic() + patience
    while True:
        try:
            end = await _within(link, lambda database: _settled(database, text))
        except (Problem, TimeoutError) as error:
            end = _unknown("lost", f"Whether it took could not be read: {error}")
        if end.result is Result.DONE or time.monotonic() > deadline:
            return end
        await asyncio.sleep(_PAUSE_SECONDS)


def _unknown(how: str, detail: str) -> End:
    return End(result=Result.UNKNOWN, how=how, detail=detail)
