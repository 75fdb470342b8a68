"""How did what was begun and never seen to end, end? Asked at the start, before anything else; or said by a person.

A console that was killed, a network that was cut: the journal has an intent and no end. The server knows. Where it
cannot tell any more, a person looks and says it; what is known is never overridden.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable

from console.core.target import Environment, Target
from console.database.opening import Link
from console.errors import GuardProblem
from console.guard.after_outcome import run_hooks, thing_of
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.batch_words import of_batch
from console.guard.events import Document, End, Entry, Hooks, Journal, NoHooks, Result
from console.guard.journal import FileJournal
from console.guard.journal_writer import account
from console.guard.outcome import Outcome
from console.guard.rows import RowImage, from_payload, images_of

ENTRY = "entry"
"""The kind of thing of an operation on an entry of the journal: what is in doubt is asked again behind it."""

Way = Callable[[Entry], Awaitable[Link | None]]
"""The way to the database of an entry, or None where there is none any more."""


async def settle_unknown(
    journal: Journal,
    way: Way,
    *,
    hooks: Hooks | None = None,
    only: Callable[[Entry], bool] = lambda entry: True,
    patience: float = 5.0,
) -> tuple[Outcome, ...]:
    """Ask what became of every operation whose end is not known, and write it down. What is still open stays so.

    What turns out to be done has its hooks run then. What somebody else has settled meanwhile is not told. `only` must
    leave out what this process is still at: its end is not known yet either.
    """
    found: list[Outcome] = []
    for entry in await journal.unresolved():
        if not only(entry):
            continue
        answer = await _answer(entry, await way(entry), patience)
        outcome = await _written(journal, hooks or NoHooks(), entry, answer)
        if outcome is not None:
            found.append(outcome)
    return tuple(found)


def is_of(entry: Entry, target: Target) -> bool:
    """Whether an entry is of that target's database, as far as both know it."""
    if entry.intent.identity is not None and target.identity is not None:
        return entry.intent.identity == target.identity
    return entry.intent.target == target.name


async def doubtful(journal: FileJournal, number: str) -> Entry:
    """The entry of that id, if it is not known how it ended. GuardProblem if it is, or if a console is still at it."""
    entry = await journal.entry(number)
    if not entry.unresolved:
        ended = entry.end.result.value.replace("_", " ") if entry.end else ""
        raise GuardProblem(f"It is known how entry {number} ended: {ended}.", entry.end.detail if entry.end else "")
    if journal.is_elsewhere(entry):
        raise GuardProblem(f"Another console is at work on entry {number}.", "", "Wait for its end.")
    return entry


async def say(journal: FileJournal, number: str, result: Result, reason: str, hooks: Hooks | None = None) -> Outcome:
    """Write how an entry ended because a person has looked: who, and why. GuardProblem where the server still can tell.

    Never over an end that is known. What was done has its hooks run then.
    """
    entry = await doubtful(journal, number)
    if not reason.strip():
        raise GuardProblem("A reason is wanted.", "The journal keeps what you have seen.", "--reason TEXT")
    if entry.end is None or entry.end.how == "in_progress":
        raise GuardProblem(
            f"The server has not been asked how entry {number} ended."
            if entry.end is None
            else f"Entry {number} was still open when the server was asked.",
            "",
            f"Ask it: greenroom journal settle {number}",
        )
    was = "done" if result is Result.DONE else "not done"
    detail = f"{account()} on {socket.gethostname()} says that it was {was}: {reason.strip()}"
    end = End(result=result, how="said", detail=detail)
    if entry.marks:
        end = of_batch(entry.marks[-1], end)
    outcome = await _written(journal, hooks or NoHooks(), entry, Answer(end))
    if outcome is None:
        raise GuardProblem(f"It is known by now how entry {number} ended.", "", f"greenroom journal show {number}")
    return outcome


async def _written(journal: Journal, hooks: Hooks, entry: Entry, answer: Answer) -> Outcome | None:
    """The outcome, once it is journalled and its hooks have run. None where somebody else has settled it meanwhile."""
    end, intent = answer.end, entry.intent
    news = entry.end is None or end.result is not Result.UNKNOWN or end.how != entry.end.how
    if news and not await journal.settle(entry.id, end):
        return None
    shown = entry.marks[-1].after if entry.marks and end.result is Result.DONE else ()
    outcome = Outcome(
        operation=intent.operation,
        title=intent.title,
        subject=intent.subject,
        target=intent.target,
        entry=entry.id,
        end=end,
        after=tuple(from_payload(document) for document in shown),
        process=answer.process,
    )
    if not (outcome.done and intent.event and intent.plan.get("hooks")):
        return outcome
    # The target as it was then: its name decides which hooks are meant.
    target = Target(
        name=intent.target, host="", database="", user=intent.role, environment=Environment(intent.environment)
    )
    thing = thing_of(intent.kind, intent.key, intent.subject, intent.before, shown)
    return await run_hooks(journal, hooks, intent.event, target, outcome, thing)


async def _answer(entry: Entry, link: Link | None, patience: float) -> Answer:
    if not entry.marks:
        # COMMIT is sent only behind a mark: whatever was open ended with the connection.
        text = entry.intent.plan.get("settled")
        if text is None:
            detail = "greenroom ended before COMMIT was sent."
            return Answer(End(result=Result.NOT_DONE, how="not_sent", detail=detail))
        return Answer(await settled(link, str(text), patience=0.0) if link else _no_way(entry))
    if link is None:
        return Answer(_no_way(entry))
    answer = await ask(link, entry.marks[-1], evidence_of(entry), patience=patience)
    return Answer(of_batch(entry.marks[-1], answer.end), answer.process)


def evidence_of(entry: Entry) -> Evidence:
    """The rows before and after, with their real values where they can still be read."""
    shown = entry.marks[-1].after if entry.marks else ()
    return Evidence(_images(entry.before, entry.intent.before), _images(entry.after, shown))


def _images(payload: object, shown: tuple[Document, ...]) -> tuple[RowImage, ...]:
    if isinstance(payload, dict) and payload.get("rows"):
        return images_of(payload)
    return tuple(from_payload(document) for document in shown)


def _no_way(entry: Entry) -> End:
    detail = f"There is no target {entry.intent.target} any more to ask."
    return End(result=Result.UNKNOWN, how="no_way", detail=detail)
