"""A clock of our own: the server's time limits mean nothing where it, or the way to it, has gone silent.

A laptop that slept, a VPN that dropped and a server that hangs all look alike: bytes go out and none come back.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from console.errors import ConnectionProblem

SILENCE_SECONDS = 5.0
"""How long past the server's own limit an answer may take: the round trip, and what is under way on a slow line."""


@contextmanager
def answered_within(connection: psycopg.AsyncConnection[Any], seconds: float) -> Iterator[None]:
    """Hang up on a server that has not answered in `seconds`; ConnectionProblem then, and the connection is closed."""
    silent = False

    def hang_up() -> None:
        nonlocal silent
        silent = True
        # Not a cancelled task: to cancel asks the same silent server, and waits for it. A socket that is shut down
        # ends the driver's wait at once.
        with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)

    alarm = asyncio.get_running_loop().call_later(seconds, hang_up)
    try:
        yield
    except psycopg.Error:
        if not silent:
            raise
        raise ConnectionProblem(
            "The server stopped answering.",
            f"Nothing came from it for {seconds:.0f} s, so the connection was closed.",
            "Check the network or the VPN; a pooler without a free connection is silent too.",
        ) from None
    finally:
        alarm.cancel()
