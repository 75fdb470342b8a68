"""A new password for a target's role, in an order that a crash cannot break: the keyring always holds what works.

    pending = new   before the server is told
    the server      is given the verifier, by the guard
    a login         with the new one proves it
    previous = old, current = new, pending and previous forgotten

Whoever comes back after a crash finds a pending password and asks the server which one it takes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.errors import ConnectionProblem, OutcomeUnknown, Problem, Unfinished, UsageProblem
from console.targets import secrets
from console.targets.secrets import Slot
from console.targets.verifier import new_password, scram_verifier

LogIn = Callable[[Secret], Awaitable[bool]]
"""Whether the server takes this password. Raises Problem where it cannot be said."""

SetPassword = Callable[[str], Awaitable[None]]
"""Gives the server a verifier. Problem: it was not done; OutcomeUnknown: perhaps it was."""

PATIENCE = 2.0
"""Seconds before the one more try that a pooler gets to notice."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What happened: when the password in use was set, and whether it was an interrupted change that was finished."""

    changed_at: datetime
    finished_earlier: bool


def check(target: Target) -> None:
    """UsageProblem for a target whose password is not ours to change."""
    if target.secret is not SecretSource.KEYRING:
        raise UsageProblem(
            f"The password of {target.name} cannot be changed here.",
            f"Its source is {target.secret.value}, which greenroom only reads.",
            "Change it where it is kept, or keep it in the keyring: "
            f"greenroom targets edit {target.name} --secret keyring.",
        )


async def settle(target: Target, log_in: LogIn) -> Rotation | None:
    """Finish or undo a change that was interrupted. The rotation if it had reached the server, else None."""
    check(target)
    pending = await secrets.read_async(target, Slot.PENDING)
    if pending is None:
        return None
    if await log_in(pending):
        return await _promote(target, pending, finished_earlier=True)
    current = await _current(target)
    if not await log_in(current):
        raise ConnectionProblem(
            f"Neither password of {target.name} is taken.",
            "A change was interrupted, and the server knows neither the old nor the new password.",
            f"Somebody else changed it: greenroom targets edit {target.name} --password-stdin keeps the right one.",
            refused=True,
        )
    await secrets.delete_async(target, Slot.PENDING)
    return None


async def rotate(target: Target, *, set_password: SetPassword, log_in: LogIn, fresh: Secret | None = None) -> Rotation:
    """Change the password, to `fresh` or to a random one, and prove it. Where a Problem is raised, the keyring still
    holds the one that works.
    """
    check(target)
    current = await _current(target)
    if not await log_in(current):
        raise ConnectionProblem(
            f"The password of {target.name} is not taken.", "So it cannot be changed with it.", "", refused=True
        )
    fresh = fresh or new_password()
    await secrets.write_async(target, fresh, Slot.PENDING)
    try:
        await set_password(scram_verifier(fresh))
    except OutcomeUnknown:
        finished = await settle(target, log_in)
        if finished is None:
            raise Problem(
                "The password was not changed.", "The connection was lost, and the old one is still in use."
            ) from None
        return finished
    except Problem:
        await secrets.delete_async(target, Slot.PENDING)
        raise
    if not await _taken(fresh, log_in):
        raise Unfinished(
            "The server has the new password, but this address does not take it.",
            "What stands in between (a pooler) may keep its own list of passwords. Both are kept.",
            f"Give the pooler the new one, then run greenroom targets rotate {target.name} again: it finishes.",
        )
    return await _promote(target, fresh, finished_earlier=False)


async def _promote(target: Target, fresh: Secret, *, finished_earlier: bool) -> Rotation:
    old = await secrets.read_async(target)
    if old is not None and old != fresh:
        await secrets.write_async(target, old, Slot.PREVIOUS)
    await secrets.write_async(target, fresh)  # it is read again there: a keyring that lost it would raise
    await secrets.delete_async(target, Slot.PENDING, Slot.PREVIOUS)
    return Rotation(datetime.now(UTC).replace(microsecond=0), finished_earlier)


async def _taken(fresh: Secret, log_in: LogIn) -> bool:
    if await log_in(fresh):
        return True
    await asyncio.sleep(PATIENCE)
    return await log_in(fresh)


async def _current(target: Target) -> Secret:
    current = await secrets.read_async(target)
    if current is None:
        raise ConnectionProblem(
            f"The keyring has no password for {target.address}.",
            "",
            f"greenroom targets edit {target.name} --password-stdin keeps it.",
            refused=True,
        )
    return current
