"""`greenroom settings` as it is typed, with what it writes, on a real server and with a journal of the test's own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from console.cli import main
from tests.servers import Database

SECRET = "MARKED-81c2"


def address(database: Database, user: str | None = None) -> str:
    """The database as --url takes it."""
    params = database.params
    return f"host={params['host']} port={params['port']} user={user or database.server.user} dbname={database.name}"


class Run:
    """What a command printed and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        try:
            self.status = main(list(words))
        except SystemExit as end:
            self.status = int(end.code or 0)
        self.out, self.err = capsys.readouterr()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Typed:
    """`greenroom settings …` on one database that is local and may be written to."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], database: Database, *, user: str | None = None, url: str = ""
    ) -> None:
        self._capsys = capsys
        self._url = url or address(database, user)

    def plan(self, *words: str) -> Run:
        """The command without an answer: it must not write."""
        return Run(self._capsys, "settings", *words, *self.here)

    def do(self, command: str, *words: str) -> Run:
        """The command with the answer that its plan asks for."""
        return Run(self._capsys, "settings", command, *self.here, "--confirm", "y", *words)

    def other(self, *words: str) -> Run:
        """Another command of greenroom here."""
        return Run(self._capsys, *words, *self.here)

    @property
    def here(self) -> tuple[str, ...]:
        """The options that say where, and that it may be written to."""
        return ("--url", self._url, "--environment", "local", "--access", "guarded")


def journalled(folder: Path) -> bytes:
    """Every byte that the journal has on the disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def entry_of(run: Run) -> str:
    """The journal's id of what was done."""
    found = re.search(r"Journal (\d+)\.", run.err)
    assert found, run.err
    return found[1]
