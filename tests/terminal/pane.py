"""A real terminal for the tests: a pane of a tmux server of our own, typed into and read."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.components import require

ROOT = Path(__file__).parents[2]
GREENROOM = (sys.executable, "-m", "console")


class Pane:
    """A shell in a terminal. What runs in it is typed there, as a person would."""

    def __init__(self, socket: Path, size: tuple[int, int], environ: Mapping[str, str], folder: Path) -> None:
        self._socket = socket
        self._environ = dict(environ)
        columns, rows = size
        place = ["-x", str(columns), "-y", str(rows), "-c", str(folder)]
        self.tmux("-f", "/dev/null", "new-session", "-d", "-s", "test", *place, "sh")
        self.tmux("set-option", "-g", "remain-on-exit", "on")
        self.tmux("set-option", "-g", "escape-time", "0")

    def tmux(self, *words: str) -> str:
        """Tell the tmux server something; what it prints."""
        command = ["tmux", "-S", str(self._socket), *words]
        done = subprocess.run(command, env=self._environ, capture_output=True, text=True, timeout=20, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def type(self, text: str) -> None:
        """All of it at once, faster than anybody types."""
        self.tmux("send-keys", "-t", "test", "-l", text)

    def keys(self, *names: str) -> None:
        """Keys by name: Enter, Escape, C-q, Down."""
        self.tmux("send-keys", "-t", "test", *names)

    def run(self, *command: str) -> None:
        """Type a command and enter."""
        self.type(shlex.join(command))
        self.keys("Enter")

    def text(self) -> str:
        """What stands in the terminal now."""
        return self.tmux("capture-pane", "-p", "-t", "test")

    def lines(self) -> list[str]:
        return self.text().split("\n")

    def asked(self, variable: str) -> str:
        """What tmux knows of the pane: `pane_pid`, `mouse_any_flag`, `alternate_on`."""
        return self.tmux("display-message", "-p", "-t", "test", f"#{{{variable}}}").strip()

    def resize(self, columns: int, rows: int) -> None:
        self.tmux("resize-window", "-t", "test", "-x", str(columns), "-y", str(rows))

    def until(self, true: Callable[[], object], seconds: float = 30) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"It did not come to be so:\n{self.text()}"
            time.sleep(0.03)

    def shows(self, *words: str, seconds: float = 30) -> None:
        """Wait until all these words are there."""
        self.until(lambda: all(word in self.text() for word in words), seconds)


@contextmanager
def pane(
    folder: Path, environ: Mapping[str, str], size: tuple[int, int] = (80, 24), command: Sequence[str] = ()
) -> Iterator[Pane]:
    """A terminal in which `command` was typed."""
    require("tmux", shutil.which("tmux"), "Run: apt-get install tmux")
    opened = Pane(folder / "tmux", size, environ, ROOT)
    try:
        opened.until(lambda: opened.text().strip())
        if command:
            opened.run(*command)
        yield opened
    finally:
        opened.tmux("kill-server")
