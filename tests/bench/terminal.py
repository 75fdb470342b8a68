"""A program in a pseudo-terminal: what it paints is read as bytes, and each byte has a time.

It draws nothing and knows no program. Escape sequences are taken out before a text is looked for.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, ROWS = 160, 45
ESCAPES = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]")
ANSWERS = {  # what a terminal would answer; who asks and hears nothing may wait
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
}


class Silent(Exception):
    """A program did not paint what it was waited for. Holds the last that it said."""


class Terminal:
    """A program that runs in a terminal of 160 by 45 from the moment this is made."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        words = list(command)
        self.started = time.perf_counter()
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:  # the child: nothing but the program may happen here
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.chdir(folder)
                os.execve(words[0], words, dict(environment))  # noqa: S606
            finally:
                os._exit(127)
        self._seen = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def wait_for(self, text: str, *, seconds: float = 30.0) -> float:
        """Read until the text was painted since the last `forget`; when that was, on `time.perf_counter`'s clock."""
        wanted, deadline = text.encode(), time.perf_counter() + seconds
        while True:
            if wanted in ESCAPES.sub(b"", bytes(self._seen)):
                return self._read_at
            if not self._read(deadline - time.perf_counter()):
                raise Silent(f"{text!r} was not painted in {seconds:g} s. {self.tail()}")

    _read_at = 0.0

    def settle(self, quiet: float, *, longest: float = 5.0) -> float:
        """Read until nothing was painted for `quiet` seconds; when the last bytes came, 0 if none did."""
        deadline = time.perf_counter() + longest
        last = 0.0
        while time.perf_counter() < deadline and self._read(quiet):
            last = self._read_at
        return last

    def listen(self, seconds: float) -> None:
        """Read what is painted for so long."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._read(left)

    def press(self, keys: bytes) -> float:
        """Forget what was painted and type; when that was."""
        self.forget()
        pressed = time.perf_counter()
        os.write(self._descriptor, keys)
        return pressed

    def forget(self) -> None:
        """Look only for what is painted from now on."""
        self._seen.clear()

    def tail(self) -> str:
        """The end of what was painted, readable."""
        return ESCAPES.sub(b" ", bytes(self._seen)).decode(errors="replace")[-600:]

    def resident(self) -> float:
        """Resident memory of the program and all its children, in MiB."""
        listing = subprocess.run(["ps", "-axo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
        rows = [tuple(map(int, line.split())) for line in listing.splitlines()]
        tree = {self.pid}
        while more := {pid for pid, parent, _ in rows if parent in tree and pid not in tree}:
            tree |= more
        return sum(kibibytes for pid, _, kibibytes in rows if pid in tree) / 1024

    def close(self) -> None:
        """End the program and everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self._descriptor)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._descriptor], [], [], max(0.0, seconds))[0]:
            return False
        try:
            chunk = os.read(self._descriptor, 1 << 16)
        except OSError:  # Linux says so when the program has gone
            return False
        self._read_at = time.perf_counter()
        self._seen += chunk
        for question, answer in ANSWERS.items():
            if question in chunk:
                os.write(self._descriptor, answer)
        return bool(chunk)
