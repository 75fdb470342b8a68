"""What follows once it is known that an operation was done: its event's hooks, once, and what they said, journalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from console.core.target import Target
from console.errors import Problem
from console.guard.events import Document, Hooks, Journal
from console.guard.outcome import Outcome


async def run_hooks(
    journal: Journal, hooks: Hooks, event: str, target: Target, outcome: Outcome, thing: Document
) -> Outcome:
    """The outcome with what the hooks said. Whoever calls has written its end, and is the only one who has.

    `thing` is what they are told beside the outcome (`thing_of`).
    """
    results = await hooks.run(event, target, {**outcome.document(), **thing})
    journalled = outcome.journalled
    for result in results:
        try:
            await journal.hook(outcome.entry, result)
        except Problem:
            journalled = False
    return replace(outcome, hooks=results, journalled=journalled)


def thing_of(kind: str, key: str, subject: str, before: Sequence[Document], after: Sequence[Document]) -> Document:
    """What an operation was done to, and its rows before and after, masked."""
    return {"kind": kind, "key": key, "subject": subject, "before": list(before), "after": list(after)}
