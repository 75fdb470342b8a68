"""A person at a prompt who works on records of one database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keyring.core
import pytest

from console.cli import main
from tests.servers import Database


class InMemory:
    """A keyring that lasts as long as a test: what undo needs of masked columns is kept."""

    priority = 1

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._kept[service, username]


class Shell:
    """Runs commands on it, guarded and local."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        user: str = "",
    ) -> None:
        monkeypatch.setenv("GREENROOM_STATE_DIR", str(folder / "state"))
        monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(folder / "config"))
        monkeypatch.setattr(keyring.core, "_keyring_backend", InMemory())
        self.database = database
        self._more = (folder, monkeypatch, capsys)
        self._capsys = capsys
        self.user = user

    def as_user(self, user: str) -> Shell:
        """The same, as another login."""
        return Shell(self.database, *self._more, user=user)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, standard output and standard error."""
        uri = self.database.uri.replace("//postgres@", f"//{self.user}@") if self.user else self.database.uri
        status = main(["--url", uri, "--environment", "local", "--access", "guarded", *words])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str) -> tuple[int, Any]:
        """Exit status and the document."""
        status, out, err = self.run(*words, "--json")
        assert out, err
        return status, json.loads(out)

    def done(self, *words: str) -> str:
        """The journal's entry of an operation that is done."""
        status, document = self.json("do", *words)
        assert (status, document["outcome"]) == (0, "done"), document
        return str(document["journal"])
