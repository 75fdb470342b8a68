"""A way through a bastion with the system's ssh: one forward, private to us, that ends with us.

A target without TLS is reached by a Unix socket in a folder of ours. libpq has no TLS over Unix sockets, so that one
with TLS gets a port on the loopback address; its certificate says who answers there.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from console.core.blocking import in_daemon
from console.core.present import visible
from console.core.target import Target, Tls
from console.errors import ConnectionProblem, MissingComponent

if TYPE_CHECKING:
    from console.database.connect import Endpoint
    from console.database.opening import OpenTunnel

SECONDS = 20.0
"""How long ssh may take to log in and set up the forward."""

# Runs ssh and waits for either end: ours closes the pipe (also after kill -9), or ssh ends by itself.
_WATCH = """
import os, shutil, signal, subprocess, sys, threading
for name in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
    signal.signal(name, signal.SIG_IGN)
folder, *command = sys.argv[1:]
ssh = subprocess.Popen(command, stdin=subprocess.DEVNULL, restore_signals=True,
                       preexec_fn=lambda: [signal.signal(s, signal.SIG_DFL) for s in (2, 1, 15)])
def end():
    ssh.wait()
    os._exit(ssh.returncode if ssh.returncode > 0 else 1)
threading.Thread(target=end, daemon=True).start()
sys.stdin.buffer.read()
ssh.kill()
shutil.rmtree(folder, ignore_errors=True)
os._exit(0)
"""


class Tunnel:
    """The forward to a target behind its bastion. Open it with `with` or `async with`; dial `endpoint` meanwhile."""

    def __init__(self, target: Target, *, seconds: float = SECONDS, options: tuple[str, ...] = ()) -> None:
        """`options` are more of ssh's own, such as `-F FILE`."""
        assert target.ssh  # noqa: S101
        self.target = target
        self.by_port = target.tls in {Tls.VERIFIED, Tls.UNVERIFIED} and not target.is_socket
        self.port = _free_port() if self.by_port else target.port
        self._seconds = seconds
        self._options = options
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._abandoned = threading.Event()

    @property
    def endpoint(self) -> Endpoint:
        """Where to dial: with TLS the real host's name at a loopback port, so that its certificate can be checked."""
        from console.database.connect import Endpoint

        if self.by_port:
            return Endpoint(self.target.host, self.port, "127.0.0.1")
        return Endpoint(str(self._folder), self.port)

    @property
    def alive(self) -> bool:
        """Whether ssh still runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def last_words(self) -> str:
        """The last line that ssh printed, safe to show."""
        folder = self._folder  # another thread may be closing
        if folder is None:
            return ""
        with contextlib.suppress(OSError):
            lines = (folder / "log").read_text(errors="replace").strip().splitlines()
            return visible(lines[-1].strip()) if lines else ""
        return ""

    def open(self) -> None:
        """Start ssh and wait until a server answers through it. ConnectionProblem with ssh's last line otherwise."""
        if shutil.which("ssh") is None:
            raise MissingComponent("There is no ssh on this machine.", "", "Install OpenSSH's client.")
        try:
            self._start()
            self._await_answer()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End ssh and remove the folder. May be called more than once."""
        if self._process is not None:
            assert self._process.stdin  # noqa: S101
            self._process.stdin.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        try:
            await in_daemon(self.open, timeout=self._seconds + 5)
        except BaseException as error:
            self._abandoned.set()  # the thread sees it at its next look, and closes
            if isinstance(error, TimeoutError):
                raise self._problem("ssh took too long.", "Try ssh to that host in a terminal.") from None
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await in_daemon(self.close, timeout=10)

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="greenroom-ssh-", dir=_short_place()))  # made with mode 0700
        near = f"127.0.0.1:{self.port}" if self.by_port else str(self._folder / f".s.PGSQL.{self.port}")
        ready = self._folder / "ready"
        settings = {
            "ExitOnForwardFailure": "yes",
            "BatchMode": "yes",
            "StreamLocalBindMask": "0177",
            "ConnectTimeout": "10",
            "ServerAliveInterval": "15",
            "ControlMaster": "no",  # a shared connection would outlive us, and keep the forward
            "ControlPath": "none",
            "ClearAllForwardings": "no",
            "ForwardAgent": "no",
            "ForwardX11": "no",
            "LogLevel": "INFO",  # what a refused forward says is no error to ssh
            # Run when the forwards are set up: a port that answers before that is somebody else's.
            "PermitLocalCommand": "yes",
            "LocalCommand": f"touch {shlex.quote(str(ready))}".replace("%", "%%"),
        }
        command = ["ssh", "-N", "-T", *self._options]
        command += [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
        command += ["-L", f"{near}:{self._far()}", "--", self.target.ssh or ""]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", "-c", _WATCH, str(self._folder), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
            )

    def _far(self) -> str:
        target = self.target
        if target.is_socket:
            return f"{target.host}/.s.PGSQL.{target.port}"
        host = f"[{target.host}]" if ":" in target.host else target.host
        return f"{host}:{target.port}"

    def _await_answer(self) -> None:
        assert self._folder is not None  # noqa: S101
        deadline = time.monotonic() + self._seconds
        while not (self._folder / "ready").exists():
            if not self.alive:
                raise self._problem("ssh could not open the way.", "Try ssh to that host in a terminal.")
            if time.monotonic() > deadline or self._abandoned.is_set():
                raise self._problem("ssh took too long.", "Try ssh to that host in a terminal.")
            time.sleep(0.02)
        if not self._answers(max(1.0, deadline - time.monotonic())):
            raise self._problem(
                f"Nothing answers at {self.target.host}:{self.target.port} behind {self.target.ssh}.",
                "Check host and port as the bastion sees them.",
            )

    def _answers(self, seconds: float) -> bool:
        """Whether a PostgreSQL server is at the far end: it says yes or no to the question for TLS, one letter."""
        place: str | tuple[str, int] = ("127.0.0.1", self.port)
        family = socket.AF_INET
        if not self.by_port:
            place, family = str(self._folder) + f"/.s.PGSQL.{self.port}", socket.AF_UNIX
        with socket.socket(family) as probe:
            probe.settimeout(seconds)
            try:
                probe.connect(place)
                probe.sendall(bytes.fromhex("0000000804d2162f"))
                return probe.recv(1) in {b"S", b"N"}
            except OSError:
                return False

    def _problem(self, what: str, remedy: str) -> ConnectionProblem:
        return ConnectionProblem(
            what, f"{self.target.ssh}: {self.last_words or 'ssh said nothing'}", remedy, refused=True
        )


async def open_tunnel(target: Target) -> OpenTunnel:
    """The open way to a target behind its bastion. ConnectionProblem or MissingComponent if there is none."""
    from console.database.opening import OpenTunnel

    tunnel = Tunnel(target)
    await tunnel.__aenter__()

    async def close() -> None:
        await tunnel.__aexit__(None, None, None)

    return OpenTunnel(tunnel.endpoint, close, lambda: tunnel.alive)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _short_place() -> str:
    """A folder for temporary files whose name leaves room: a socket's path has about 100 characters."""
    place = tempfile.gettempdir()
    return place if len(os.fsencode(place)) < 60 else "/tmp"  # noqa: S108
