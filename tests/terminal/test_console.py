"""The console in a real terminal: it starts, takes keys as fast as they come, hands the terminal over, and leaves it
as it was, whatever ends it."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from console.core.target import SecretSource
from console.scratch.server import Server
from console.targets.store import TargetStore
from tests.components import require
from tests.screens.consoles import nowhere
from tests.servers import Database, Servers, binaries_of
from tests.targets.keyrings import session
from tests.terminal.conftest import environment
from tests.terminal.pane import GREENROOM, ROOT, pane

MODES = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
HARMLESS = {7, 25, 2026}
"""Lines that wrap and a cursor that is seen are as it should be; 2026 is set around each paint."""


def spawn(environ: Mapping[str, str], *words: str, size: tuple[int, int] = (24, 80)) -> pexpect.spawn[bytes]:
    """The console in a terminal whose bytes we read ourselves."""
    return pexpect.spawn(
        GREENROOM[0], [*GREENROOM[1:], *words], env=dict(environ), cwd=str(ROOT), dimensions=size, timeout=30
    )


def left_on(output: bytes) -> set[int]:
    """The terminal's modes that were turned on and not off again."""
    on: set[int] = set()
    for numbers, way in MODES.findall(output):
        for number in map(int, numbers.split(b";")):
            (on.add if way == b"h" else on.discard)(number)
    return on - HARMLESS


def read_to_end(child: pexpect.spawn[bytes]) -> bytes:
    child.expect(pexpect.EOF)
    return bytes(child.before or b"")


def server_pids(home: Path) -> set[int]:
    """The servers that have this home's demo open."""
    listing = subprocess.run(["ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in listing.splitlines() if str(home) in line and "postgres" in line}


def test_the_demo_in_a_terminal(demo_home: Path) -> None:
    """Started, looked at, filtered at full speed, resized, psql and back, left; and the terminal is as it was."""
    require("psql", shutil.which("psql"), "Run: apt-get install postgresql-client")
    with pane(demo_home, environment(demo_home)) as opened:
        opened.run("stty", "-a")
        opened.shows("speed")
        before = re.findall(r"-?\w+", opened.text()[opened.text().index("speed") :])
        opened.keys("C-l")
        opened.run("clear")
        opened.run(*GREENROOM, "demo")
        opened.shows(" LOCAL ", "event-cms", "booking_fee_percent", "1 Home", seconds=120)
        assert len(opened.lines()) >= 24
        assert max(len(line) for line in opened.lines()) <= 80

        opened.type("/currency")
        opened.shows("1 of ", "default_currency")
        assert "booking_fee_percent" not in opened.text()
        opened.keys("Escape")
        opened.shows("booking_fee_percent")

        opened.resize(120, 32)
        opened.shows("found by")
        opened.resize(80, 24)
        opened.until(lambda: "found by" not in opened.text())

        opened.type("!")
        opened.shows("psql on event-cms (LOCAL", "event_cms=")
        opened.type("select 'came ' || 'through';\n")
        opened.shows("came through")
        opened.type("\\q\n")
        opened.shows("booking_fee_percent", " LOCAL ")
        opened.type("t")
        opened.shows("environment", "address")

        opened.keys("C-q")
        opened.until(lambda: opened.asked("alternate_on") == "0")
        opened.until(lambda: not server_pids(demo_home))
        opened.run("clear")
        opened.run("stty", "-a")
        opened.shows("speed")
        assert re.findall(r"-?\w+", opened.text()[opened.text().index("speed") :]) == before
        assert opened.asked("mouse_any_flag") == "0"
        assert opened.asked("cursor_flag") == "1"
        assert opened.asked("bracket_paste_flag") in {"0", ""}


def test_psql_on_a_read_only_target_is_read_only(servers: Servers, home: Path, environ: dict[str, str]) -> None:
    """A target that is named by a URL: production, read-only, and so is psql on it."""
    require("psql", shutil.which("psql"), "Run: apt-get install postgresql-client")
    database = servers.new_database(servers.of_major(18))
    database.psql(
        "create table site_settings (key text primary key, value text, type text, description text, is_public boolean);"
        "insert into site_settings values ('a_key', E'the \\x1b[31mvalue', 'TEXT', 'one'), ('b_key', '2', 'NUMBER', '')"
    )
    with pane(home, environ, command=[*GREENROOM, "--url", database.uri]) as opened:
        opened.shows(" PRODUCTION ", "read-only", "a_key", "b_key")
        opened.type("jkj")
        opened.type("!")
        opened.shows("(PRODUCTION, read-only)", "test_")
        opened.type("create table t (); show transaction_read_only;\n")
        opened.shows("cannot execute CREATE TABLE in a read-only transaction", "on")
        opened.type("\\q\n")
        opened.shows("a_key", " PRODUCTION ")
        opened.keys("C-q")
        opened.until(lambda: opened.asked("alternate_on") == "0")


def test_what_psql_starts_does_not_see_the_password(home: Path, environ: dict[str, str]) -> None:
    require("psql", shutil.which("psql"), "Run: apt-get install postgresql-client")
    folder = home / "runtime"
    folder.mkdir(mode=0o700)
    with Server.start(binaries_of(15), fast=True, password="MARKED:pass\\word") as server:
        url = f"postgres://postgres:MARKED%3Apass%5Cword@/postgres?host={server.sockets}&port={server.port}"
        environ |= {"GREENROOM_URL": url, "XDG_RUNTIME_DIR": str(folder)}
        with pane(home, environ, (140, 32), command=GREENROOM) as opened:
            opened.shows(" PRODUCTION ", "primary", "No table here")
            opened.type("!")
            opened.shows("(PRODUCTION, read-only)", "postgres=")
            opened.type("select 'logged ' || 'in' where current_user = 'postgres';\n")
            opened.shows("logged in")
            opened.type("\\! stat -c 'mode %a' $(dirname $PGPASSFILE) $PGPASSFILE; env | grep -c MARKED\n")
            opened.shows("mode 700\nmode 600\n0\n")
            opened.type("\\q\n")
            opened.shows(" PRODUCTION ")
            opened.until(lambda: not list(folder.iterdir()))
            opened.keys("C-q")
            opened.until(lambda: opened.asked("alternate_on") == "0")


@pytest.mark.parametrize("way", ["quit", "terminated", "hung up"])
def test_the_terminal_is_left_as_it_was(way: str, database18: Database, environ: dict[str, str]) -> None:
    child = spawn(environ, "--url", database18.uri)
    child.logfile_read = seen = io.BytesIO()
    child.expect(b"seen ")
    if way == "quit":
        child.send(b"\x11")
    elif way == "terminated":
        child.kill(signal.SIGTERM)
    else:
        child.kill(signal.SIGHUP)
    read_to_end(child)
    child.close()
    if way == "quit":
        assert child.exitstatus == 0
        assert left_on(seen.getvalue()) == set()
        assert b"Traceback" not in seen.getvalue()
    elif way == "hung up":
        assert child.exitstatus == 129
    assert child.signalstatus in {None, signal.SIGTERM}


@pytest.mark.parametrize("keys", [b"", b"tj1jt1" * 50, b"8/word\r?jk\x1b" * 20], ids=["none", "areas", "filter"])
def test_a_terminal_that_goes_away_while_keys_pour_in(keys: bytes, environ: dict[str, str]) -> None:
    """The kernel sends SIGHUP and then SIGCONT, reads end, writes fail: all at once, and in the middle of anything."""
    pid, descriptor = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve(GREENROOM[0], [*GREENROOM, "--url", "postgres://x@127.0.0.1:1/x"], dict(environ))  # noqa: S606
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    painted, deadline = b"", time.monotonic() + 20
    while b"listens" not in painted:
        assert time.monotonic() < deadline, painted[-500:]
        painted += os.read(descriptor, 65536)
    os.write(descriptor, keys)
    time.sleep(0.05)
    os.close(descriptor)
    deadline = time.monotonic() + 10
    while not (ended := os.waitpid(pid, os.WNOHANG))[0]:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            pytest.fail("it hangs")
        time.sleep(0.02)
    assert os.waitstatus_to_exitcode(ended[1]) == 129


def test_a_terminal_is_resized_whatever_columns_says(environ: dict[str, str], database18: Database) -> None:
    child = spawn(environ | {"COLUMNS": "80", "LINES": "24"}, "--url", database18.uri, size=(24, 80))
    child.expect(b"seen ")
    child.setwinsize(32, 130)
    child.expect(rb"\x1b\[32;", timeout=10)
    child.send(b"\x11")
    read_to_end(child)
    child.close()
    assert child.exitstatus == 0


def test_kill_leaves_no_server(demo_home: Path) -> None:
    child = spawn(environment(demo_home), "demo")
    child.expect(b"booking_fee_percent", timeout=120)
    assert server_pids(demo_home)
    child.kill(signal.SIGKILL)
    read_to_end(child)
    child.close()
    deadline = time.monotonic() + 20
    while server_pids(demo_home):
        assert time.monotonic() < deadline, "a server is left"
        time.sleep(0.05)


def test_closing_the_window_leaves_nothing(demo_home: Path) -> None:
    with pane(demo_home, environment(demo_home), command=[*GREENROOM, "demo"]) as opened:
        opened.shows("booking_fee_percent", seconds=120)
        shell = int(opened.asked("pane_pid"))
    deadline = time.monotonic() + 20
    while server_pids(demo_home) or os.path.exists(f"/proc/{shell}"):
        assert time.monotonic() < deadline, "something is left"
        time.sleep(0.05)


@pytest.mark.parametrize("mood", ["blocked", "mute"])
def test_a_keyring_that_never_answers_holds_up_nothing(tmp_path: Path, mood: str) -> None:
    """A real Secret Service that waits for somebody: the screen lives, and ctrl+q leaves at once."""
    with session(tmp_path, mood) as desk:
        environ = environment(tmp_path) | desk.environ
        del environ["PYTHON_KEYRING_BACKEND"]
        store = TargetStore(Path(environ["GREENROOM_CONFIG_DIR"]) / "targets.toml")
        store.add(nowhere("shop", secret=SecretSource.KEYRING))
        child = spawn(environ, "--target", "shop")
        child.expect(b"connecting")
        time.sleep(0.5)
        child.send(b"?")
        child.expect(b"in the list")
        child.send(b"\x1b")
        time.sleep(0.3)
        left = time.monotonic()
        child.send(b"\x11")
        read_to_end(child)
        assert time.monotonic() - left < 3
        child.close()
        assert child.exitstatus == 0


def test_a_password_command_that_sleeps_does_not_hold_up_the_exit(home: Path, environ: dict[str, str]) -> None:
    store = TargetStore(home / "config" / "targets.toml")
    store.add(nowhere("shop", secret=SecretSource.COMMAND, password_command=("sleep", "30")))
    child = spawn(environ, "--target", "shop")
    child.expect(b"connecting")
    time.sleep(0.5)
    left = time.monotonic()
    child.send(b"\x11")
    read_to_end(child)
    assert time.monotonic() - left < 3
    child.close()
    assert child.exitstatus == 0


def test_a_password_is_in_no_byte_of_the_terminal_and_in_no_file(
    home: Path, environ: dict[str, str], database18: Database
) -> None:
    store = TargetStore(home / "config" / "targets.toml")
    store.add(nowhere("shop", secret=SecretSource.COMMAND, password_command=("echo", "MARKED-secret")))
    child = spawn(environ, "--debug", "--target", "shop", size=(40, 140))
    child.logfile_read = seen = io.BytesIO()
    child.expect(b"Nothing listens")
    child.send(b"t")
    child.expect(b"address")
    child.send(b"x")
    child.expect(b"network")
    time.sleep(0.5)
    child.send(b"\x11")
    read_to_end(child)
    child.close()
    assert b"network" in seen.getvalue()
    assert b"MARKED" not in seen.getvalue()
    written = [path for path in home.rglob("*") if path.is_file()]
    # The command itself stands in the file of targets: that is where the user put it.
    assert all(b"MARKED" not in path.read_bytes() for path in written if path.name != "targets.toml")
