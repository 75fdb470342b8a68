"""Running the one piece of asynchronous work of a command, whatever its result weighs."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

R = TypeVar("R")


def run(work: Coroutine[Any, Any, R]) -> R:
    """`asyncio.run`, without what that does to a large result.

    When it is done it gives the interrupt back, and the standard library makes the repr of the handler on the way, of
    the task that is in it, and of the task's result: a second for 20,000 findings. So the task has none.
    """
    found: list[R] = []

    async def keep() -> None:
        found.append(await work)

    asyncio.run(keep())
    return found[0]
