"""One statement that cannot run in a transaction (VACUUM, CONCURRENTLY): nothing takes it back once it is sent.

The server sets no limit on it: our own clock asks it to stop. Whatever is seen of its end, its `settled` query has the
last word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg

from console.core.present import visible
from console.core.target import Identity
from console.core.unknown import Unknown
from console.database.explain import query_problem
from console.database.opening import Link
from console.database.session import Database
from console.errors import Problem
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.connection import Lost, Patience, WriteConnection
from console.guard.events import End, Mark, Result
from console.guard.plan import Plan, blocker_words
from console.guard.relations import read_waiting
from console.guard.render import rendered
from console.guard.transaction import LOCK_MILLISECONDS, Progress, Stage

_WATCH_SECONDS = 1.0

MarkWriter = Callable[[Mark], Awaitable[None]]


async def run_standing(
    plan: Plan,
    on: WriteConnection,
    link: Link,
    write: MarkWriter,
    cancelled: asyncio.Event,
    tell: Progress,
    patience: Patience,
) -> Answer:
    """How the plan's only step ended. Raises Problem where the journal could not be written: nothing was sent then."""
    step = plan.operation.steps[0]
    sent: Mark | None = None
    try:
        await on.raw.set_autocommit(True)
        refusal, mark = await _begin(plan, on)
        if refusal is not None or mark is None:
            return Answer(refusal or _not_done("refused", "It was not begun."))
        tell(Stage.BEGUN, "")
        if refusal := await _turn(plan, on, cancelled, tell):
            return Answer(refusal)
        await write(mark)
        if cancelled.is_set():
            return Answer(_not_done("cancelled", "It was cancelled before it was sent."))
        tell(Stage.RUNNING, step.title)
        sent = mark
        on.seconds = step.seconds
        await _send(plan, on, link, mark.pid, tell, patience)
        tell(Stage.RAN, "1/1")
        end = End(result=Result.DONE, how="answered", detail="The server says that it is done.")
        await on.ask("guard/reset")
    except Lost as lost:
        if sent is None:
            return Answer(_not_done("lost", f"The connection ended before it was sent: {lost}"))
        tell(Stage.ASKING, "The connection ended while it ran.")
        return await ask(link, sent, Evidence(), patience=patience.asking)
    except psycopg.Error as error:
        problem = query_problem(error)
        detail = f"{problem.what} {problem.why}".strip()
        if cancelled.is_set():
            detail = "It was cancelled."
        end = _not_done("cancelled" if cancelled.is_set() else "refused", detail, error.sqlstate)
    await on.close()  # a pooler in session mode may have no other one for the question
    return await last_word(link, sent, end)


async def _turn(plan: Plan, on: WriteConnection, cancelled: asyncio.Event, tell: Progress) -> End | None:
    """Wait until it is its turn, which ends with the connection; why not, where it was cancelled or changed meanwhile.

    Asked again and again rather than waited for in the server: a statement that waits holds a snapshot, and the one
    that it waits for may wait for all snapshots to end.
    """
    name, said = {"name": plan.operation.queue}, ""
    if not plan.operation.queue or (await on.ask("guard/exclusive", name))[0]["taken"]:
        return None
    while True:
        holders = await on.ask("guard/exclusive_holder", name)
        who = ", ".join(visible(f"pid {row['pid']} {row['role']}".strip()) for row in holders)
        if who and who != said:
            tell(Stage.WAITING, f"Its turn comes after other maintenance of the same table: {who}.")
            said = who
        with suppress(TimeoutError):
            await asyncio.wait_for(cancelled.wait(), _WATCH_SECONDS)
        if cancelled.is_set():
            return _not_done("cancelled", "It was cancelled before it was sent.")
        if (await on.ask("guard/exclusive", name))[0]["taken"]:
            break
    for each in plan.operation.requirements:
        rows = await on.query(each.query)
        if not rows or next(iter(rows[0].values())) is not True:
            return _not_done("requirement", f"Not so any more: {each.sentence}")
    return None


async def _send(plan: Plan, on: WriteConnection, link: Link, pid: int, tell: Progress, patience: Patience) -> None:
    """Run the step, say who it waits for, and ask the server to stop it when its time is over."""
    step = plan.operation.steps[0]
    beside = [
        asyncio.create_task(stop_after(on, step.seconds)),
        asyncio.create_task(watch(link.database, pid, tell)),
    ]
    on.seconds = step.seconds + patience.grace
    try:
        await on.run(step.query, utility=step.utility)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def stop_after(on: WriteConnection, seconds: float) -> None:
    """Ask the server to stop what runs once its time (seconds) is over."""
    await asyncio.sleep(seconds)
    await on.cancel()


async def watch(database: Database, pid: int, tell: Progress) -> None:
    """Say it whenever the statement waits for somebody else than a moment ago."""
    said: tuple[int, ...] = ()
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        with suppress(Problem):
            found = await database.ask(read_waiting, pid)
            blockers = () if isinstance(found, Unknown) else found
            pids = tuple(each.pid for each in blockers)
            if pids and pids != said:
                tell(Stage.WAITING, "; ".join(blocker_words(each) for each in blockers))
            said = pids


async def _begin(plan: Plan, on: WriteConnection) -> tuple[End | None, Mark | None]:
    """A refusal, or by what the server can be asked later."""
    concurrent = any(" concurrently " in f"{text.lower()} " for text in plan.statements)
    # A lock_timeout would leave an invalid index behind.
    binds = {"lock_timeout": "0" if concurrent else f"{LOCK_MILLISECONDS}ms"}
    row = (await on.ask("guard/session_begin", binds))[0]
    if row["standby"] or row["read_only"]:
        return _not_done("read_only", "The server takes no writes from this role."), None
    identity, timeline = plan.identity, plan.timeline
    if isinstance(identity, Identity):
        found = Identity((await on.ask("catalog/identity"))[0]["system_identifier"], row["database_oid"])
        if found != identity:
            return _not_done("other_database", "The address leads to another database than when it was planned."), None
    marked = (await on.ask("guard/mark_session"))[0]
    question = plan.operation.settled
    return None, Mark(
        step=0,
        xid=None,
        system_identifier=None if isinstance(identity, Unknown) else identity.system_identifier,
        timeline=None if isinstance(timeline, Unknown) else timeline,
        database_oid=row["database_oid"],
        pid=marked["pid"],
        backend_start=marked["backend_start"],
        server_started=marked["server_started"],
        settled=rendered(question, limit=None) if question else None,
    )


async def last_word(link: Link, mark: Mark | None, end: End) -> Answer:
    """The end as it was seen, unless the `settled` query says otherwise.

    An error that is no interruption is the server's own word: what it refused it has not done, whatever is there.
    """
    interrupted = end.result is Result.NOT_DONE and (end.sqlstate or "").startswith("57")
    if mark is None or mark.settled is None or not (interrupted or end.result is Result.DONE):
        return Answer(end)
    seen = await settled(link, mark.settled, patience=0.0)
    if seen.result is Result.UNKNOWN or seen.result is end.result:
        return Answer(end)
    words = "It took nevertheless." if seen.result is Result.DONE else "And yet it did not take."
    return Answer(End(result=seen.result, how="settled", detail=f"{end.detail} {words}", sqlstate=end.sqlstate))


def _not_done(how: str, detail: str, sqlstate: str | None = None) -> End:
    return End(result=Result.NOT_DONE, how=how, detail=detail, sqlstate=sqlstate)
