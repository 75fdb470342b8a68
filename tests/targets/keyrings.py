"""Real keyrings for the tests: a D-Bus session of our own with GNOME's Secret Service on it, in several moods."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import keyring
import keyring.core

from tests.components import require

# Takes the name that prompts are sent to, and never answers one.
MUTE = """
import sys
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
connection = open_dbus_connection("SESSION")
bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
connection.send_and_get_reply(new_method_call(bus, "RequestName", "su", (sys.argv[1], 4)))
print("ready", flush=True)
while True:
    connection.receive()
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """The environment of a person's session."""

    environ: dict[str, str]

    def python(self, program: str, *arguments: str, timeout: float = 30) -> subprocess.CompletedProcess[str]:
        """Run a Python program in this session, with the source tree importable."""
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


@contextmanager
def session(home: Path, mood: str) -> Iterator[Desk]:
    """A session whose keyring is `unlocked`, `locked`, `blocked` (its prompt never answers), `mute` or `absent`."""
    for program in ("dbus-daemon", "gnome-keyring-daemon"):
        require(program, shutil.which(program), "Run: apt-get install dbus gnome-keyring")
    (home / "run").mkdir(mode=0o700)
    environ = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    environ |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"), "PYTHONPATH": str(Path(__file__).parents[2])}
    environ |= {f"GREENROOM_{kind}_DIR": str(home / "greenroom") for kind in ("CONFIG", "DATA", "STATE")}
    if mood == "absent":
        yield Desk(environ | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
        return
    started: list[subprocess.Popen[str]] = []

    def start(*command: str, words: str = "", wait: bool = True) -> str:
        process = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        assert process.stdin
        assert process.stdout
        process.stdin.write(words)
        process.stdin.close()
        return process.stdout.readline().strip() if wait else ""

    try:
        address = start("dbus-daemon", "--session", "--nofork", "--print-address")
        environ["DBUS_SESSION_BUS_ADDRESS"] = address
        if mood == "mute":
            start(sys.executable, "-c", MUTE, "org.freedesktop.secrets")
        else:
            _keyring(home, mood, start)
        if mood == "blocked":
            start(sys.executable, "-c", MUTE, "org.gnome.keyring.SystemPrompter")
        yield Desk(environ)
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(10)
            assert process.stdout
            process.stdout.close()


def _keyring(home: Path, mood: str, start: object) -> None:
    assert callable(start)
    command = ("gnome-keyring-daemon", "--foreground", "--components=secrets")
    if mood == "unlocked":
        start(*command, "--unlock", words="ci-pass\n", wait=False)
    else:
        start(*command, wait=False)
    deadline = time.monotonic() + 10
    while not (home / "run" / "keyring" / "control").exists():
        assert time.monotonic() < deadline, "gnome-keyring-daemon did not start"
        time.sleep(0.02)
    time.sleep(0.3)


@contextmanager
def chosen(backend: str) -> Iterator[None]:
    """This process uses that backend. keyring itself looks for one once, and keeps what it finds for good."""
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.core.load_keyring(f"{backend}.Keyring"))
    try:
        yield
    finally:
        keyring.set_keyring(before)
