"""Several owners: they share one server, it ends with the last, and killing them in any moment leaves none behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from console.scratch.account import Account
from console.scratch.binaries import Binaries
from console.scratch.server import Server
from console.scratch.watchdog import OWNERS, postmaster
from tests.components import require
from tests.scratch.owners import PROJECT, eventually, gone, owner, processes_naming


def test_two_share_and_the_last_one_stops_it(eighteen: Binaries, kept: Path) -> None:
    with owner(18, kept) as other:
        other.answer()
        pid = postmaster(kept / "data")
        with Server.keep(eighteen, kept) as server:
            assert postmaster(kept / "data") == pid
            other.leave()
            other.answer()
            assert server.psql("postgres", sql="select 1") == "1\n"
        assert postmaster(kept / "data") is None


def test_a_killed_owner_leaves_no_server_and_loses_nothing(eighteen: Binaries, kept: Path) -> None:
    with owner(18, kept) as other:
        other.answer()
        client = Server.keep(eighteen, kept)
        client.psql("postgres", sql="create table kept as select generate_series(1, 1000) as x")
        client.stop()
        other.kill()
    gone(kept / "data")
    with Server.keep(eighteen, kept) as server:
        assert server.psql("postgres", sql="select count(*) from kept") == "1000\n"


def test_a_killed_owner_of_a_throw_away_leaves_no_folder() -> None:
    with owner(18, None) as other:
        folder = Path(other.answer()["folder"])
        assert folder.exists()
        other.kill()
        eventually(lambda: not folder.exists() and not processes_naming(folder), f"{folder} is still there")


def test_a_terminal_that_goes_away_takes_the_server_with_it(kept: Path) -> None:
    with owner(18, kept) as other:
        other.answer()
        os.killpg(other.process.pid, signal.SIGHUP)  # the watchdog is in a session of its own
        gone(kept / "data")


def test_the_next_console_adopts_a_server_that_lost_its_watchdog(kept: Path) -> None:
    with owner(18, kept) as other:
        other.answer()
        pid = postmaster(kept / "data")
        for process in set(processes_naming(kept)) - {pid, other.process.pid}:
            os.kill(process, signal.SIGKILL)
        other.kill()
    time.sleep(0.3)
    assert postmaster(kept / "data") == pid, "the watchdog was not killed, and this proves nothing"
    with owner(18, kept) as adopter:
        adopter.answer()
        assert postmaster(kept / "data") == pid
        adopter.kill()
    gone(kept / "data")


def test_the_postmaster_does_not_hold_the_lock(eighteen: Binaries, kept: Path) -> None:
    with Server.keep(eighteen, kept) as server:
        held = Path(f"/proc/{postmaster(server.data)}/fd")
        if held.exists():
            assert str(server.folder / OWNERS) not in {os.path.realpath(link) for link in held.iterdir()}


def test_two_start_the_same_new_server_at_once(place: Path) -> None:
    folder = place / "kept"
    with ExitStack() as stack:
        others = [stack.enter_context(owner(18, folder)) for _ in range(3)]
        assert len({str(other.answer()) for other in others}) == 1
        others[0].kill()
        assert postmaster(folder / "data")
        for other in others[1:]:
            other.leave()
        for other in others[1:]:
            other.answer()
        assert postmaster(folder / "data") is None, "the last of two that left at once did not wait"


@pytest.mark.parametrize(
    ("delay", "number"),
    [(0.1, signal.SIGKILL), (0.3, signal.SIGINT), (0.4, signal.SIGKILL), (0.7, signal.SIGINT)],
)
def test_dying_while_it_starts(place: Path, delay: float, number: signal.Signals) -> None:
    folder = place / "kept"
    with owner(18, folder) as other:
        time.sleep(delay)
        other.kill(number)
    eventually(lambda: not processes_naming(folder), "something still runs")


def test_a_half_made_folder_is_made_again(eighteen: Binaries, place: Path) -> None:
    folder = place / "kept"
    folder.mkdir()
    folder.chmod(0o711)
    (folder / "data.new").mkdir()
    (folder / "data.new" / "half").touch()
    with Server.keep(eighteen, folder) as server:
        assert server.psql("postgres", sql="select 1") == "1\n"


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become somebody else; all other tests are the ordinary user"
)
def test_an_ordinary_user(fifteen: Binaries, place: Path) -> None:
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin:/bin")
    require("A Python that others may run", python and _is_new_enough(python))
    entry = pwd.getpwnam("nobody")
    nobody = Account(entry.pw_name, entry.pw_uid, entry.pw_gid, dropped=True)
    shutil.copytree(PROJECT / "console", place / "code" / "console", ignore=shutil.ignore_patterns("__pycache__"))
    home = place / "home"
    home.mkdir(mode=0o700)
    nobody.own(home)
    with owner(15, home / "kept", account=nobody, python=str(python), code=place / "code") as other:
        assert other.answer()["folder"] == str(home / "kept")
        pid = postmaster(home / "kept/data")
        assert pid
        assert (home / "kept/data").stat().st_uid == nobody.uid
        assert (home / "kept").stat().st_mode & 0o077 == 0
        other.kill()
    gone(home / "kept/data")


def _is_new_enough(python: str) -> bool:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([python, "-c", check], check=False).returncode == 0
