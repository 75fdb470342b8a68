"""Starting, joining and leaving a local server: a throw-away one, or one whose data is kept and shared by consoles.

Whether a server runs is decided by asking it over its socket, never by a pid file. It ends with its last owner:
`watchdog.py` says how. A server's folder holds

    data/  run/     the server's, 0700: its data, and the folder of its socket
    log             what initdb, pg_ctl and the server said in this run
    *.lock          ours: who owns it, who is starting it, who watches it
    socket          where the socket is, when `run/` has too long a path for one
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from console.errors import ConfigurationProblem, Problem
from console.scratch import watchdog
from console.scratch.account import Account, current_account
from console.scratch.binaries import Binaries, reachable
from console.scratch.client import Client, clean_environment
from console.scratch.folders import forget, kept_place, make_folder, socket_folder, temporary_place
from console.scratch.watchdog import OWNERS, STARTING, Charge, open_lock, try_lock

SETTINGS = {"shared_buffers": "64MB", "max_connections": "40"}
FAST = {"fsync": "off", "full_page_writes": "off"}
START_SECONDS = 60


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """What the operating system refuses, as a Problem."""
    try:
        yield
    except OSError as error:
        raise Problem("The local Postgres could not be set up.", str(error)) from error


class Server(Client):
    """A running server of which this process is an owner, until `stop` or until the process ends.

    `host` and `port` are where to connect, `folder` is where it lives. `moved_from` is the folder that was asked for
    when the server's account could not reach it.
    """

    def __init__(
        self,
        binaries: Binaries,
        account: Account,
        folder: Path,
        *,
        port: int | None = None,
        password: str | None = None,
        user: str = "postgres",
        throw_away: bool,
    ) -> None:
        """Not for callers: use `start` or `keep`."""
        super().__init__(binaries, port=port, password=password, user=user)
        self.account = account
        self.folder = folder
        self.moved_from: Path | None = None
        self.data = folder / "data"
        self.log = folder / "log"
        self._charge = Charge(
            folder=str(folder),
            uid=account.uid if account.dropped else None,
            gid=account.gid if account.dropped else None,
            throw_away=throw_away,
        )
        self._owners: int | None = open_lock(folder, OWNERS)
        fcntl.flock(self._owners, fcntl.LOCK_SH)  # waits while a watchdog is ending the server

    @classmethod
    @_explained()
    def start(
        cls,
        binaries: Binaries,
        *,
        settings: Mapping[str, str] | None = None,
        fast: bool = False,
        tcp: bool = False,
        tls: tuple[Path, Path] | None = None,
        password: str | None = None,
        user: str = "postgres",
        create: Sequence[str] = (),
    ) -> Self:
        """A new server in a folder of its own, gone with its data when this process ends.

        `fast` gives up durability. `tcp` listens on 127.0.0.1 too. `tls` is a certificate and its key. With
        `password` every login needs it (scram-sha-256), without it none does. `user` is its superuser. `create` is
        a program of the installation and its arguments that fills the data folder in place of initdb, such as
        pg_basebackup.
        """
        account = current_account()
        binaries = reachable(binaries, account)
        folder = Path(tempfile.mkdtemp(prefix="greenroom-", dir=temporary_place(account)))
        if account.dropped:
            folder.chmod(0o711)
        port = free_port() if tcp else None
        server = cls(binaries, account, folder, port=port, password=password, user=user, throw_away=True)
        with server._entering():
            chosen = (FAST if fast else {}) | (server._with_tls(*tls) if tls else {}) | dict(settings or {})
            server._bring_up(chosen, create or server._initdb("--no-sync"))
            (folder / "password").unlink(missing_ok=True)
        return server

    @classmethod
    @_explained()
    def keep(cls, binaries: Binaries, folder: Path, *, settings: Mapping[str, str] | None = None) -> Self:
        """The server whose data is kept in `folder`: made if it is new, joined if it runs (then as it was started)."""
        account = current_account()
        place = kept_place(folder, account)
        make_folder(place, account)
        account = account.owning(place / "data")
        server = cls(reachable(binaries, account), account, place, throw_away=False)
        server.moved_from = folder if place != folder.resolve() else None
        with server._entering():
            server._refuse_other_major()
            server._bring_up(dict(settings or {}), server._initdb())
        return server

    def stop(self) -> None:
        """Stop being an owner. The last one waits until the server is down, and a throw-away deleted."""
        if self._owners is None:
            return
        with _exclusive(self.folder):
            if try_lock(self._owners):
                watchdog.end(self._charge)
            else:
                # Another owner has it, and this is granted at once; or the watchdog, and this waits for its end.
                fcntl.flock(self._owners, fcntl.LOCK_SH)
            os.close(self._owners)
            self._owners = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # ---- starting

    @contextlib.contextmanager
    def _entering(self) -> Iterator[None]:
        """One starts or joins at a time; whoever fails is no owner."""
        try:
            with _exclusive(self.folder):
                self.sockets = socket_folder(self.folder, self.account)
                yield
        except BaseException:
            self.stop()
            raise

    def _bring_up(self, settings: Mapping[str, str], create: Sequence[str]) -> None:
        """Join the server if it answers, else start it, else raise; somebody watches it afterwards."""
        deadline = time.monotonic() + START_SECONDS
        while (answer := self.answers()) is False and time.monotonic() < deadline:
            time.sleep(0.05)  # it recovers after a crash that also took its watchdog
        if answer:
            self._send_watchdog(self._charge)
            return
        if answer is False:
            raise Problem(
                "The local Postgres is busy starting or stopping.", f"Its log: {self.log}", "Try again later."
            )
        watchdog.stop(self.data)  # a server that does not answer: somebody swept its socket away
        for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)  # Postgres takes any living process of ours in there for a server
        self.log.unlink(missing_ok=True)
        self._send_watchdog(self._charge_to_start(settings, () if self.data.exists() else create))

    def _charge_to_start(self, settings: Mapping[str, str], create: Sequence[str]) -> Charge:
        if create:
            shutil.rmtree(self._charge.draft, ignore_errors=True)
            self._charge.draft.mkdir(mode=0o700)
            self.account.own(self._charge.draft)
        quoted = str(self.sockets).replace('"', '""')
        chosen = SETTINGS | dict(settings) | {"port": str(self.port), "unix_socket_directories": f'"{quoted}"'}
        chosen["listen_addresses"] = "127.0.0.1" if self.tcp else ""
        options = shlex.join(part for name, value in chosen.items() for part in ("-c", f"{name}={value}"))
        start = [str(self.binaries.program("pg_ctl")), "start", "-s", "-D", str(self.data), "-l", str(self.log), "-w"]
        start += ["-t", str(START_SECONDS), "-o", options]
        program, *arguments = create or [""]
        return Charge(
            folder=self._charge.folder,
            uid=self._charge.uid,
            gid=self._charge.gid,
            throw_away=self._charge.throw_away,
            create=(str(self.binaries.program(program)), *arguments) if create else (),
            start=tuple(start),
        )

    def _send_watchdog(self, charge: Charge) -> None:
        """Have the server started if the charge says so, and watched. It shares our ownership until it runs."""
        assert self._owners is not None  # noqa: S101
        if not self.log.exists():
            self._private(self.log)
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-S", watchdog.__file__, charge.text(), str(self._owners)],
                pass_fds=(self._owners,),
                start_new_session=True,
                cwd="/",
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
            )
        if done.returncode:
            where = "" if charge.throw_away else f"Its log: {self.log}"
            raise Problem("The local Postgres did not start.", _last_words(self.log), where)

    def _initdb(self, *more: str) -> list[str]:
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        command = ["initdb", "-U", self.user, "-E", "UTF8", f"--locale={locale}", *more]
        if self.password is None:
            return [*command, "-A", "trust"]
        secret = self._private(self.folder / "password", self.password.encode())
        return [*command, "-A", "scram-sha-256", f"--pwfile={secret}"]

    def _with_tls(self, certificate: Path, key: Path) -> dict[str, str]:
        return {
            "ssl": "on",
            "ssl_cert_file": str(self._private(self.folder / "server.crt", certificate.read_bytes())),
            "ssl_key_file": str(self._private(self.folder / "server.key", key.read_bytes())),
        }

    def _private(self, path: Path, content: bytes = b"") -> Path:
        """A new file that only the server's account can read; it goes with the folder that it is in."""
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        self.account.own(path)
        return path

    def _refuse_other_major(self) -> None:
        try:
            major = int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return
        if major != self.binaries.major:
            raise ConfigurationProblem(
                f"The data in {self.folder} was made by PostgreSQL {major}.",
                f"PostgreSQL {self.binaries.major} cannot read it.",
                f"Use --pg {major}, or --fresh to delete it and begin again.",
            )


@_explained()
def discard(folder: Path) -> None:
    """Delete the kept data of `folder`, stopping a server that nobody uses. Raises Problem if a console has it open."""
    place = kept_place(folder, current_account())
    if not place.exists():
        return
    owners = open_lock(place, OWNERS)
    try:
        with _exclusive(place):
            if not try_lock(owners):
                fcntl.flock(owners, fcntl.LOCK_SH)  # waits if it is a watchdog that is ending the server
                if not try_lock(owners):
                    raise Problem(
                        "The kept data was not deleted.",
                        f"Another console has the server in {place} open.",
                        "Quit that console, then try again.",
                    )
            watchdog.stop(place / "data")
            forget(place)
    finally:
        os.close(owners)


@contextlib.contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """One process at a time comes or goes. Owners alone take this lock: no watchdog ends the server meanwhile."""
    descriptor = open_lock(folder, STARTING)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return "\n".join(lines[-5:])
