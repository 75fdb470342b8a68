"""Stops a server when its last owner has gone, however it went: by leaving, by a crash, by kill -9.

Every owner holds a shared lock on `owners.lock` in the server's folder; the kernel frees it when the process ends.
This process waits for the exclusive lock, so it wakes when nobody is left. Whoever wants to start or join a server
takes the shared lock first and thus waits until an ending server is down. `watchdog.lock` says that a watchdog is here.

It also starts the server, holding the owner's lock meanwhile: an owner killed in the middle leaves nothing half done.

    python -I -S watchdog.py CHARGE OWNERS_FD

It is run by its path and imports the standard library only. `console.scratch.server` imports it for what both do.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

OWNERS, STARTING, WATCHDOG = "owners.lock", "start.lock", "watchdog.lock"
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """The server that is watched: where it is, as whom it runs, and what to do in the end.

    `create` fills the new data folder, which is given to it as -D; `start` starts the server. Both may be empty.
    """

    folder: str
    uid: int | None  # None: as ourselves
    gid: int | None
    throw_away: bool
    create: tuple[str, ...] = ()
    start: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return Path(self.folder, "data")

    @property
    def draft(self) -> Path:
        """Where a data folder is made: it becomes `data` when it is complete."""
        return Path(self.folder, "data.new")

    def text(self) -> str:
        return json.dumps(asdict(self))

    def run(self, *command: str | Path) -> bool:
        """Run one program as the server's account and wait for it; whether it succeeded. Its output is the log's."""
        account: dict[str, Any] = {}
        if self.uid is not None:
            account = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(command, cwd="/", umask=0o077, check=False, **account).returncode == 0  # noqa: S603


def open_lock(folder: Path, name: str) -> int:
    """A descriptor of a lock file. It is not inherited by programs: an inherited one would keep the lock."""
    return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def try_lock(descriptor: int) -> bool:
    """Take the exclusive lock if nobody has one. A shared lock held before is lost either way."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def postmaster(data: Path) -> int | None:
    """The process that runs a server on this data folder now, None if there is none.

    `postmaster.pid` alone says nothing: after a reboot its number may be anybody's.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    program, _, arguments = _command_line(pid).partition(" -D ") if pid > 0 else ("", "", "")
    runs_postgres = os.path.basename(program) in {"postgres", "postmaster"}
    return pid if runs_postgres and f"{arguments} ".startswith(f"{data} ") else None


def _command_line(pid: int) -> str:
    """The command line of a process, empty if it is gone. From /proc, else from ps."""
    if os.path.exists("/proc/self/cmdline"):
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
        except OSError:
            return ""
    command = ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def end(charge: Charge) -> None:
    """Stop the server if it runs, and delete its folder if it is a throw-away. The caller holds the exclusive lock."""
    stop(charge.data)
    if charge.throw_away:
        shutil.rmtree(charge.folder, ignore_errors=True)


def stop(data: Path) -> None:
    """Stop the server on this data folder if there is one, and wait until it is down. What was committed stays.

    Fast first; if sessions hold it up for STOP_SECONDS, at once: the next start then recovers.
    """
    for request in (signal.SIGINT, signal.SIGQUIT):
        deadline = time.monotonic() + STOP_SECONDS
        if pid := postmaster(data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, request)
        while pid and time.monotonic() < deadline and postmaster(data) == pid:
            time.sleep(0.01)


def _raise_server(charge: Charge) -> bool:
    """Make the data folder and start the server, as far as the charge says so; whether that went well."""
    if charge.create:
        if not charge.run(*charge.create, "-D", charge.draft):
            return False
        with contextlib.suppress(FileNotFoundError):  # whoever wanted it has given up and deleted it
            charge.draft.rename(charge.data)
    return not charge.start or charge.run(*charge.start)


def _watch(charge: Charge, inherited: int, report: int) -> None:
    folder = Path(charge.folder)
    owners, watchdog = open_lock(folder, OWNERS), open_lock(folder, WATCHDOG)
    watching = try_lock(watchdog)
    raised = _raise_server(charge)
    os.close(inherited)
    with contextlib.suppress(BrokenPipeError):  # nobody reads it any more: all the more reason to watch
        os.write(report, b"0" if raised else b"1")
    os.close(report)
    if watching:
        fcntl.flock(owners, fcntl.LOCK_EX)
        end(charge)
        os.close(watchdog)  # before the owners' lock: who waits for that one must see that we have gone
        os.close(owners)


def main() -> None:
    """Go into the background; exit 0 as soon as somebody watches and the server runs, 1 if it could not be started."""
    charge, inherited = Charge(**json.loads(sys.argv[1])), int(sys.argv[2])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    ready, report = os.pipe()
    if os.fork():
        os.close(report)
        os._exit(int(os.read(ready, 1) or b"1"))
    os.close(ready)
    _watch(charge, inherited, report)


if __name__ == "__main__":
    main()
