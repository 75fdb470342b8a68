"""Calls that may block for as long as they like (DNS, a keyring's prompt, a clipboard) off the event loop.

Not the loop's executor: asyncio waits for its threads at exit, so that one stuck look-up would hang the quit.
A daemon thread dies with the process.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_daemon(function: Callable[[], T], *, timeout: float) -> T:  # noqa: ASYNC109
    """The result of `function`, run in a daemon thread; TimeoutError after `timeout` seconds (the thread goes on)."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        try:
            result, error = function(), None
        except BaseException as raised:  # handed over whole, whatever it is
            result, error = None, raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, daemon=True, name="greenroom-blocking").start()
    return await asyncio.wait_for(future, timeout)
