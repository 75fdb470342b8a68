"""The log of --debug: one private file, with everything that looks like a secret removed before it is written."""

from __future__ import annotations

import logging
import os
import sys
from logging import Formatter, LogRecord

from console.core.places import private, state_dir
from console.core.scrub import scrub


class ScrubbingFormatter(Formatter):
    """Removes secrets from the whole record, its traceback included."""

    def format(self, record: LogRecord) -> str:
        return scrub(super().format(record))


def log_failure(error: BaseException) -> None:
    """A mistake of ours, for the log alone: without --debug it goes nowhere, never to the terminal."""
    logging.lastResort = None
    logging.getLogger("console").error("unexpected failure", exc_info=error)


def start_log() -> None:
    """Write the log to the state folder (mode 0600) and say on standard error where it is."""
    path = private(state_dir()) / "greenroom.log"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    handler = logging.StreamHandler(os.fdopen(descriptor, "a", encoding="utf-8"))
    handler.setFormatter(ScrubbingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    print(f"greenroom: the log is {path}", file=sys.stderr)
