"""Processes that own a server, for tests that kill them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from console.scratch.account import Account, current_account
from console.scratch.folders import temporary_place
from console.scratch.watchdog import postmaster
from tests.servers import binaries_of

PROJECT = Path(__file__).parents[2]
OWNER = """
import json, sys
from pathlib import Path
from console.errors import Problem
from console.scratch.binaries import find_binaries
from console.scratch.server import Server

major, folder = int(sys.argv[1]), sys.argv[2]
try:
    server = Server.keep(find_binaries(major), Path(folder)) if folder else Server.start(find_binaries(major))
except Problem as problem:
    print(json.dumps({"problem": str(problem)}), flush=True)
    sys.exit(1)
print(json.dumps({"folder": str(server.folder), "params": server.params()}), flush=True)
sys.stdin.readline()
server.stop()
print(json.dumps({"folder": str(server.folder)}), flush=True)
"""


@dataclass
class Owner:
    """Another console: it owns the server in `folder` until it is told to leave, or killed."""

    process: subprocess.Popen[str]

    def answer(self) -> dict[str, str]:
        """What it says next: once when its server runs, once when it has left."""
        assert self.process.stdout
        answer: dict[str, str] = json.loads(self.process.stdout.readline())
        assert "problem" not in answer, answer
        return answer

    def leave(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        self.process.wait(10)


@contextmanager
def owner(
    major: int,
    folder: Path | None,
    *,
    account: Account | None = None,
    python: str = sys.executable,
    code: Path = PROJECT,
) -> Iterator[Owner]:
    """A process that keeps the server in `folder`, or a throw-away one; killed when the test is through."""
    binaries_of(major)  # skips where there is none
    process = subprocess.Popen(
        [python, "-c", OWNER, str(major), str(folder or "")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{code}:{os.environ.get('PYTHONPATH', '')}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        start_new_session=True,
        **(account.process if account else {}),
    )
    with process:
        try:
            yield Owner(process)
        finally:
            process.kill()


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that the server's account can pass through; pytest's own are closed to it when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="gr-", dir=temporary_place(current_account()))).resolve()
    folder.chmod(0o711)
    yield folder
    for data in folder.rglob("PG_VERSION"):
        if data.parent.name == "data":
            gone(data.parent)
    shutil.rmtree(folder)


def gone(data: Path) -> None:
    """Wait until no server runs on a data folder."""
    eventually(lambda: postmaster(data) is None, f"a server still runs on {data}")


def eventually(true: Callable[[], bool], message: str, seconds: float = 15) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{message} after {seconds} s"
        time.sleep(0.02)


def processes_naming(folder: Path) -> list[int]:
    """Every process whose command line names the folder: its server, its programs, its watchdog."""
    if Path("/proc/self").exists():
        lines = [f"{path.parent.name} {_content(path)}" for path in Path("/proc").glob("[0-9]*/cmdline")]
    else:
        listing = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True)
        lines = listing.stdout.splitlines()
    found = (line.split(maxsplit=1) for line in lines if str(folder) in line)
    return [int(pid) for pid, _ in found if int(pid) != os.getpid()]


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:  # it has gone meanwhile
        return ""
