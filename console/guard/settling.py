"""Asked at the start, before anything else: how did what was begun and never seen to end, end?

A console that was killed, a network that was cut: the journal has an intent and no end. The server knows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from console.database.opening import Link
from console.guard.asking import Answer, Evidence, ask, settled
from console.guard.events import Document, End, Entry, Journal, Result
from console.guard.outcome import Outcome
from console.guard.rows import RowImage, from_payload, images_of

Way = Callable[[Entry], Awaitable[Link | None]]
"""The way to the database of an entry, or None where there is none any more."""


async def settle_unknown(
    journal: Journal, way: Way, *, only: Callable[[Entry], bool] = lambda entry: True, patience: float = 5.0
) -> tuple[Outcome, ...]:
    """Ask what became of every operation whose end is not known, and write it down. What is still open stays so.

    Not while an operation of this process runs: its end is not known yet either.
    """
    found: list[Outcome] = []
    for entry in await journal.unresolved():
        if not only(entry):
            continue
        link = await way(entry)
        answer = await _answer(entry, link, patience)
        if not (entry.end is not None and answer.end.result is Result.UNKNOWN):
            await journal.end(entry.id, answer.end)
        found.append(
            Outcome(
                operation=entry.intent.operation,
                title=entry.intent.title,
                target=entry.intent.target,
                entry=entry.id,
                end=answer.end,
                process=answer.process,
            )
        )
    return tuple(found)


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
    return await ask(link, entry.marks[-1], evidence_of(entry), patience=patience)


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
