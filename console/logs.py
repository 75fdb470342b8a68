"""The log of --debug: one private file, with everything that looks like a secret removed before it is written."""

from __future__ import annotations

import logging
import os
import re
import sys
from logging import Formatter, LogRecord

from console.core.places import private, state_dir

_SECRETS = (
    (re.compile(r"(?i)(\w+://[^\s:/@]*:)[^\s@]*(@)"), r"\1••••\2"),
    (
        re.compile(r"(?i)\b(password|passwd|pwd|secret|token|api_?key)(\s*[=:]\s*|\s+)('[^']*'|\"[^\"]*\"|\S+)"),
        r"\1\2••••",
    ),
    (re.compile(r"SCRAM-SHA-256\$\S+"), "SCRAM-SHA-256$••••"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]+"), "••••"),
)


def scrub(text: str) -> str:
    """The text without passwords in addresses or assignments, SCRAM verifiers and JSON web tokens."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


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
