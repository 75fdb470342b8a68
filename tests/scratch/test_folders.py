"""Where servers live: never by changing a folder that is not ours, never where others could meddle."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from console.errors import ConfigurationProblem
from console.scratch import account, folders
from console.scratch.account import current_account
from console.scratch.binaries import Binaries
from console.scratch.folders import make_folder, socket_folder, temporary_place
from console.scratch.server import Server, discard
from console.scratch.watchdog import postmaster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has a server run by another account")


@as_root
def test_data_below_a_closed_home_is_kept_elsewhere(
    eighteen: Binaries, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "SYSTEM_HOME", place / "system")
    home = place / "home"
    home.mkdir(mode=0o700)
    asked = home / "data" / "demo"
    with Server.keep(eighteen, asked) as server:
        assert server.moved_from == asked
        assert server.folder.parent == place / "system"
        assert server.folder.name.startswith("demo-")
        with Server.keep(eighteen, asked) as second:
            assert second.folder == server.folder
    assert home.stat().st_mode & 0o777 == 0o700
    assert not list(home.iterdir())
    discard(asked)
    assert not server.data.exists()


@as_root
def test_data_stays_with_the_account_that_made_it(
    eighteen: Binaries, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(account, "ACCOUNTS", ("nobody",))
        Server.keep(eighteen, place / "kept").stop()
    with Server.keep(eighteen, place / "kept") as server:
        assert server.account.name == "nobody"
        assert server.data.stat().st_uid == server.account.uid


def test_a_long_path_has_its_socket_elsewhere(eighteen: Binaries, place: Path) -> None:
    folder = place / ("long" * 25)
    with Server.keep(eighteen, folder) as server, Server.keep(eighteen, folder) as second:
        assert server.psql("postgres", sql="select 1") == "1\n"
        assert second.host == server.host
        assert not server.sockets.is_relative_to(place)
        assert server.sockets.stat().st_mode & 0o777 == 0o700
    with Server.keep(eighteen, folder) as again:
        assert again.host == server.host
    discard(folder)
    assert not server.sockets.exists()


def test_a_socket_folder_that_others_could_enter_is_refused(place: Path) -> None:
    runner = current_account()
    sockets = socket_folder(place, runner)
    assert socket_folder(place, runner) == sockets
    sockets.chmod(0o755)
    with pytest.raises(ConfigurationProblem, match="not a safe place for a socket"):
        socket_folder(place, runner)
    sockets.rename(place / "elsewhere")
    sockets.symlink_to(place / "elsewhere")
    with pytest.raises(ConfigurationProblem, match="not a safe place for a socket"):
        socket_folder(place, runner)


def test_a_folder_that_others_can_write_is_refused(place: Path) -> None:
    (place / "open").mkdir()
    (place / "open").chmod(0o777)
    with pytest.raises(ConfigurationProblem, match="not a safe place"):
        make_folder(place / "open", current_account())
    assert (place / "open").stat().st_mode & 0o777 == 0o777


def test_a_closed_or_long_temporary_folder_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = current_account()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert temporary_place(runner) == place
    (place / ("long" * 25)).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place / ("long" * 25)))
    assert temporary_place(runner) == Path("/tmp")
    if runner.dropped:
        (place / "closed").mkdir(mode=0o700)
        monkeypatch.setattr(tempfile, "tempdir", str(place / "closed"))
        assert temporary_place(runner) == Path("/tmp")


@pytest.mark.parametrize("content", ["", "nonsense", "1\n", "-1\n", "999999999\n", "ours"])
def test_a_pid_file_alone_is_no_server(tmp_path: Path, content: str) -> None:
    assert postmaster(tmp_path) is None
    (tmp_path / "postmaster.pid").write_text(content.replace("ours", str(os.getpid())))
    assert postmaster(tmp_path) is None
