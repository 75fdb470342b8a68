"""The terminal as Textual drives it, made to last: it may be closed, resized or stopped at any moment.

What Textual's own driver does there was seen to hang or to end in the middle of an operation (`tests/terminal`).
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import Any, cast

from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """Textual's driver for everything but Windows."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file = cast(Any, _Lasting(self._file))

    def _get_terminal_size(self) -> tuple[int, int]:
        """What the terminal says. Textual believes COLUMNS and LINES, which stay as they are when it is resized."""
        for descriptor in (self.fileno, 2, 1):
            with suppress(OSError):
                columns, rows = os.get_terminal_size(descriptor)
                if columns and rows:
                    return columns, rows
        return super()._get_terminal_size()

    def _sigcont_application(self, *_: object) -> None:
        """Come back only from where ctrl+z led. A closing terminal sends this signal too, right after SIGHUP."""
        if self._must_signal_resume:
            super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Read keys until the end; a terminal that cannot be read any more has gone, signal or not."""
        try:
            super().run_input_thread()
        except OSError:
            os.kill(os.getpid(), signal.SIGHUP)


class _Lasting:
    """A terminal's file. What is written after it was closed is lost, without an error: the thread that writes for
    Textual would end by it, and whoever paints next would wait for it for ever.
    """

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
