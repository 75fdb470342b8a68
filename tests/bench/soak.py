"""`python -m tests.bench.soak`: the console and the recorder on a busy server for an hour, and what they cost it.

Prints memory at the beginning and the end, connections, and the processor time of the server's processes that serve
them. Exits 1 where memory grows, where connections come and go, or where the load reaches 1 % of a core.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.scratch.binaries import find_binaries
from console.scratch.server import Server
from console.targets.store import TargetStore
from tests.bench.measure import tell
from tests.bench.stage import Stage
from tests.bench.terminal import Terminal

DATABASE = "soak"
CONSOLE, RECORDER = "soak_console", "soak_recorder"
MOST_CONNECTIONS = {CONSOLE: 3, RECORDER: 1}
MOST_CORE_PERCENT = 1.0
MOST_GROWTH = 1.10
"""Memory of the last quarter by that of the second: in the first everything is still being imported and filled."""

SETTLE_SECONDS = 15.0
_SESSIONS = "select usename, pid from pg_stat_activity where usename like 'soak\\_%'"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """What one program of ours took: MiB and connections at each sample, processor seconds of each server process."""

    name: str
    memory: list[float] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    spent: dict[int, float] = field(default_factory=dict)
    at_first: dict[int, float] = field(default_factory=dict)

    @property
    def server_seconds(self) -> float:
        """Since the first sample; of a process that came later all of it."""
        return sum(spent - self.at_first.get(pid, 0.0) for pid, spent in self.spent.items())

    @property
    def early(self) -> float:
        """MiB in the second quarter."""
        quarter = max(1, len(self.memory) // 4)
        return statistics.median(self.memory[quarter : 2 * quarter] or self.memory)

    @property
    def late(self) -> float:
        """MiB in the last quarter."""
        return statistics.median(self.memory[-max(1, len(self.memory) // 4) :])

    def faults(self, seconds: float) -> Iterator[str]:
        if self.late > self.early * MOST_GROWTH:
            yield f"{self.name}: memory grew from {self.early:.0f} to {self.late:.0f} MiB"
        most = max(self.connections, default=0)
        if not 1 <= most <= MOST_CONNECTIONS[self.name] or min(self.connections[1:], default=most) < 1:
            yield f"{self.name}: {min(self.connections)} to {most} connections"
        if self.core_percent(seconds) >= MOST_CORE_PERCENT:
            yield f"{self.name}: {self.core_percent(seconds):.2f} % of a core of the server"

    def core_percent(self, seconds: float) -> float:
        return 100 * self.server_seconds / seconds

    def document(self, seconds: float) -> dict[str, object]:
        return {
            "name": self.name,
            "memory_early_mib": round(self.early, 1),
            "memory_late_mib": round(self.late, 1),
            "connections": [min(self.connections, default=0), max(self.connections, default=0)],
            "server_seconds": round(self.server_seconds, 3),
            "core_percent": round(self.core_percent(seconds), 3),
        }


def main(argv: Sequence[str] | None = None) -> int:
    """Soak; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long; 60")
    parser.add_argument("--rate", type=int, default=200, help="transactions a second of pgbench; 200")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args(argv)
    with _stage() as stage, _busy(stage.server, asked.minutes, asked.rate):
        costs, seconds, looks = _soak(stage, asked.minutes)
    faults = [fault for cost in costs for fault in cost.faults(seconds)]
    if looks < seconds / 10 * 0.8:
        faults.append(f"{looks} looks were recorded in {seconds:.0f} s")
    if asked.json:
        items = [cost.document(seconds) for cost in costs]
        print(json.dumps({"seconds": round(seconds), "looks": looks, "items": items, "faults": faults}, indent=2))
    else:
        _print(costs, seconds, looks, faults)
    return 1 if faults else 0


def _soak(stage: Stage, minutes: float) -> tuple[list[Cost], float, int]:
    costs = {name: Cost(name) for name in (CONSOLE, RECORDER)}
    with (
        stage.greenroom("health", "--record", "--target", RECORDER) as recorder,
        stage.greenroom("--target", CONSOLE) as console,
    ):
        terminals = {CONSOLE: console, RECORDER: recorder}
        _wait(terminals, SETTLE_SECONDS)
        before, started = _looks(stage), time.monotonic()
        every = max(2.0, min(30.0, minutes * 60 / 40))
        tell(f"Soaking for {minutes:g} minutes")
        while time.monotonic() < started + minutes * 60:
            _sample(stage.server, costs, terminals)
            _wait(terminals, every)
        _sample(stage.server, costs, terminals)
        return list(costs.values()), time.monotonic() - started, _looks(stage) - before


def _wait(terminals: dict[str, Terminal], seconds: float) -> None:
    """Read what they paint, as a terminal does, and keep none of it."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        for terminal in terminals.values():
            terminal.listen(min(0.5, left))
            terminal.forget()


def _sample(server: Server, costs: dict[str, Cost], terminals: dict[str, Terminal]) -> None:
    sessions = [line.split("|") for line in server.psql("postgres", sql=_SESSIONS).splitlines() if line]
    for name, cost in costs.items():
        pids = [int(pid) for role, pid in sessions if role == name]
        first = not cost.memory
        cost.memory.append(terminals[name].resident())
        cost.connections.append(len(pids))
        for pid in pids:
            cost.spent[pid] = max(cost.spent.get(pid, 0.0), _processor_seconds(pid))
            if first:
                cost.at_first[pid] = cost.spent[pid]


def _processor_seconds(pid: int) -> float:
    """Of a server process so far; 0 where it has ended. Linux alone has this file."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / _TICKS


def _looks(stage: Stage) -> int:
    """How many looks the record has."""
    import sqlite3
    from contextlib import closing

    path = stage.folder / "state" / "health.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select count(*) from sample where step = 0").fetchone()[0])


@contextmanager
def _stage() -> Iterator[Stage]:
    """A server of Debian's PostgreSQL 15 with pgbench's tables, and two targets, each with a role of its own."""
    binaries = find_binaries(15)
    with tempfile.TemporaryDirectory(prefix="greenroom-soak-") as name:
        folder = Path(name)
        for place in ("home", "config", "data", "state"):
            (folder / place).mkdir(mode=0o700)
        settings = {"shared_preload_libraries": "pg_stat_statements", "track_io_timing": "on"}
        tell("Starting a server")
        with Server.start(binaries, settings=settings, fast=True) as server:
            server.create_database(DATABASE)
            server.psql(DATABASE, sql="create extension pg_stat_statements")
            store = TargetStore(folder / "config" / "targets.toml")
            for role in (CONSOLE, RECORDER):
                server.psql(DATABASE, sql=f"create role {role} login in role pg_monitor, pg_read_all_data")
                store.add(_target(server, role))
            yield Stage(server, folder)


def _target(server: Server, role: str) -> Target:
    return Target(
        name=role,
        host=server.host,
        port=server.port,
        database=DATABASE,
        user=role,
        environment=Environment.LOCAL,
        access=Access.READ_ONLY,
        secret=SecretSource.NONE,
        tls=Tls.OFF,
        default_area="health",
    )


@contextmanager
def _busy(server: Server, minutes: float, rate: int) -> Iterator[None]:
    """pgbench on the server for as long as the block lasts."""
    program = str(server.binaries.program("pgbench"))
    where = ["-h", server.host, "-p", str(server.port), "-U", server.user]
    tell("Filling pgbench's tables")
    subprocess.run([program, *where, "-i", "-s", "5", "-q", DATABASE], check=True, capture_output=True)
    seconds = str(int(minutes * 60 + SETTLE_SECONDS + 120))
    words = [program, *where, "-n", "-c", "4", "-T", seconds, "-R", str(rate), DATABASE]
    working = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        if working.poll() is not None:
            raise SystemExit("pgbench has ended before the soak: nothing was measured.")
    finally:
        working.terminate()
        working.wait()


def _print(costs: Sequence[Cost], seconds: float, looks: int, faults: Sequence[str]) -> None:
    print(f"{seconds / 60:.1f} minutes, {looks} looks recorded.")
    print(f"{'':15} {'memory':>18} {'connections':>13} {'of the server':>28}")
    for cost in costs:
        memory = f"{cost.early:.0f} -> {cost.late:.0f} MiB"
        connections = f"{min(cost.connections)} to {max(cost.connections)}"
        load = f"{cost.server_seconds:.2f} s, {cost.core_percent(seconds):.2f} % of a core"
        print(f"{cost.name:15} {memory:>18} {connections:>13} {load:>28}")
    for fault in faults:
        print(f"MISSED: {fault}")


if __name__ == "__main__":
    sys.exit(main())
