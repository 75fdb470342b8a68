"""A real sshd on the loopback address, with keys made for the test."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.scratch.server import free_port
from tests.components import require


@dataclass(frozen=True, slots=True)
class Bastion:
    """`options` make ssh find it under the name `bastion`."""

    config: Path

    @property
    def options(self) -> tuple[str, ...]:
        return ("-F", str(self.config))


@contextlib.contextmanager
def sshd(folder: Path) -> Iterator[Bastion]:
    """An sshd that lets the user of this process in by a new key."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    require("sshd", program, "Run: apt-get install openssh-server")
    assert program
    if os.geteuid() == 0:
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # its privilege separation insists on it
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True, capture_output=True
        )
    port = free_port()
    (folder / "sshd_config").write_text(
        f"""Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/user.pub
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
"""
    )
    public = (folder / "host.pub").read_text().split()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {public[0]} {public[1]}\n")
    config = folder / "ssh_config"
    config.write_text(
        f"""Host bastion
  HostName 127.0.0.1
  Port {port}
  User {getpass.getuser()}
  IdentityFile {folder}/user
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known_hosts
"""
    )
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(folder / "sshd_config")], stdout=log, stderr=log)
    try:
        _await_port(port, process, folder / "sshd.log")
        yield Bastion(config)
    finally:
        process.terminate()
        process.wait(10)


def _await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 10
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline
        time.sleep(0.02)
