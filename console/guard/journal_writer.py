"""Who writes into the journal, and whether a console that wrote is still there.

Each process that writes holds the lock of a file of its own for as long as it lives; the system lets go of it however
the process ends. A pid alone would not do: it is given to others, and means nothing outside of its container.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import re
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from console import __version__
from console.guard.events import Writer

FOLDER = "consoles"


class Presence:
    """This process among those that share a journal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._pid = 0
        self._descriptor: int | None = None
        self._writer: Writer | None = None

    def writer(self) -> Writer:
        """Who we are. From the first call on others see that we are here. Raises OSError."""
        if self._writer is None or self._pid != os.getpid():
            self._pid = os.getpid()
            self._writer = Writer(account(), socket.gethostname(), self._pid, now(), __version__)
            self._descriptor = self._hold(self._path(self._writer))
        return self._writer

    def elsewhere(self, writer: Writer) -> bool:
        """Whether another process wrote that, and is still there."""
        if writer == self._writer:
            return False
        return _is_held(self._path(writer))

    def leave(self) -> None:
        """We are not here any more."""
        if self._descriptor is not None and self._writer is not None and self._pid == os.getpid():
            with suppress(OSError):
                self._path(self._writer).unlink()
            os.close(self._descriptor)
        self._descriptor = self._writer = None

    def _path(self, writer: Writer) -> Path:
        return self._folder / (f"{writer.pid}-{re.sub(r'[^0-9A-Za-z]', '', writer.started)[:40]}" + ".lock")

    def _hold(self, path: Path) -> int:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for left in self._folder.glob("*.lock"):
            _is_held(left)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Somebody who looked whether we are here may have taken it away between the two lines above.
            with suppress(FileNotFoundError):
                if os.stat(path).st_ino == os.fstat(descriptor).st_ino:
                    return descriptor
            os.close(descriptor)


def _is_held(path: Path) -> bool:
    """Whether a process holds that file's lock. One that nobody holds was left by a process that is gone: it goes."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def account() -> str:
    """The account of this process, and through sudo the one behind it: `root (sudo by ann)`."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    behind = os.environ.get("SUDO_USER", "")
    return f"{name} (sudo by {behind})" if behind and behind != name else name


def now() -> str:
    """The time in UTC as every event has it, so that it sorts as text."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
