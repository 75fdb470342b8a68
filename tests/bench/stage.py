"""What the measurements stand on: a throw-away server with the sample system, and greenroom's own folders beside it.

Everything is below one temporary folder and one local server, gone at the end. No file of the user is read or written.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.demo.loading import load
from console.scratch.binaries import find_binaries
from console.scratch.server import Server
from console.targets.store import TargetStore
from tests.bench.measure import tell
from tests.bench.peers import ROOT, program
from tests.bench.terminal import Terminal

SAMPLE, MANY = "bench_sample", "bench_many"
COMMAND = "import sys; from console.cli import main; sys.exit(main())"
"""What stands in the script `greenroom` that an installation makes."""
ANCHOR = date(2026, 6, 1)
CONTENT_TARGET, HOME_TARGET = "sample-target", "many-target"
"""The first opens at its settings, the second on Home. No other text on the screen is like these names."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A running server with the databases `SAMPLE` and `MANY`, and a folder to be at home in."""

    server: Server
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every program that is measured: a terminal, a home of its own, and nothing else."""
        home = {name: str(self.folder / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        places = {f"GREENROOM_{kind}_DIR": str(self.folder / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **home,
            **places,
        }

    def greenroom(self, *words: str) -> Terminal:
        """The console in a terminal."""
        return Terminal([sys.executable, "-c", COMMAND, *words], self.environment, ROOT)

    def pgcli(self) -> Terminal:
        """pgcli on the sample."""
        return Terminal([str(program("pgcli")), self.server.uri(SAMPLE)], self.environment, self.folder)

    def harlequin(self) -> Terminal:
        """harlequin on the sample."""
        command = [str(program("harlequin")), "-a", "postgres", self.server.uri(SAMPLE)]
        return Terminal(command, self.environment, self.folder)

    def python(self, *words: str | Path) -> Terminal:
        """A program of ours that is no part of greenroom."""
        return Terminal([sys.executable, *map(str, words)], self.environment, ROOT)


@contextmanager
def stage() -> Iterator[Stage]:
    """Start the server, load it, save the targets; take it all away at the end."""
    with tempfile.TemporaryDirectory(prefix="greenroom-bench-") as name:
        folder = Path(name)
        for place in ("home", "config", "data", "state"):
            (folder / place).mkdir(mode=0o700)
        tell("Starting a server")
        with Server.start(find_binaries(), fast=True) as server:
            tell("Loading the sample system")
            load(server, SAMPLE, "event_cms", anchor=ANCHOR)
            server.create_database(MANY)
            server.psql(MANY, Path(__file__).with_name("settings_500.sql"))
            store = TargetStore(folder / "config" / "targets.toml")
            store.add(target(server, CONTENT_TARGET, SAMPLE, "content"))
            store.add(target(server, HOME_TARGET, MANY, "home"))
            yield Stage(server, folder)


def target(server: Server, name: str, database: str, area: str) -> Target:
    """A target on the server, to be saved."""
    return Target(
        name=name,
        host=server.host,
        port=server.port,
        database=database,
        user=server.user,
        environment=Environment.LOCAL,
        access=Access.READ_ONLY,
        secret=SecretSource.NONE,
        tls=Tls.OFF,
        default_area=area,
    )
