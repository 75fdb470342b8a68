"""How the console is left from outside: the terminal goes away, or somebody asks the process to end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from console.errors import Problem

if TYPE_CHECKING:
    from console.app import GreenroomApp


def watch_signals(app: GreenroomApp) -> Callable[[], None]:
    """On SIGHUP and SIGTERM, what is being written ends and is journalled; then we leave. Gives back how to stop.

    Not the loop's own signal handlers: they hear of a signal through a socket, and lose it while that is full of keys.
    """
    loop = asyncio.get_running_loop()
    ways = {"SIGHUP": partial(_terminal_gone, app), "SIGTERM": partial(_leave, app, 143)}
    before: dict[int, Any] = {}

    def heard(number: int, _: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(ways[signal.Signals(number).name])

    for name in ways:
        with suppress(AttributeError, ValueError):  # not on every system, and not outside the main thread
            number = getattr(signal, name)
            before[number] = signal.signal(number, heard)

    def stop() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is heard:
                signal.signal(number, handler)

    return stop


def _terminal_gone(app: GreenroomApp) -> None:
    """Nobody reads what is painted from now on. Writing to a closed terminal fails or blocks, so it goes nowhere.

    Nothing more is read either: an end that is always ready to be read again would keep the reader busy for nothing.
    """
    silent, _ = os.pipe()
    os.set_blocking(silent, False)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor, to in ((0, silent), (1, nowhere), (2, nowhere)):
        os.dup2(to, descriptor)
    _leave(app, 129)


def _leave(app: GreenroomApp, status: int) -> None:
    async def when_idle() -> None:
        await app.carrier.finished()
        app.exit(return_code=status)

    app.run_worker(when_idle(), group="leave", exit_on_error=False)


def closing_words(app: GreenroomApp) -> Problem | None:
    """What is said after a mistake of ours closed the console; None where there was none."""
    if app.failure is None:
        return None
    fate = "nothing was written"
    if app.carrier.wrote:
        fate = "an operation was begun, and greenroom journal list says how it ended"
    return Problem(
        "greenroom had to close.",
        f"{type(app.failure).__name__} in its own code; {fate}.",
        "Start it with --debug: the log says where.",
    )
