"""How the console is left from outside: the terminal goes away, or somebody asks the process to end."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from console.errors import Problem

if TYPE_CHECKING:
    from console.app import GreenroomApp


def watch_signals(app: GreenroomApp) -> None:
    """On SIGHUP and SIGTERM, what is being written ends and is journalled; then we leave."""
    # Not on every system, and not outside the main thread.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, partial(_terminal_gone, app))
        loop.add_signal_handler(signal.SIGTERM, partial(_leave, app, 143))


def _terminal_gone(app: GreenroomApp) -> None:
    """Nobody reads what is painted from now on. Writing to a closed terminal fails or blocks, so it goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
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
