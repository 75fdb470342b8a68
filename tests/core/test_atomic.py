"""Files are replaced whole and private; two who hold one lock come one after the other."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from console.core.atomic import locked, write_private


def test_a_file_is_written_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "targets.toml"
    old = os.umask(0)
    try:
        write_private(path, "first ü\n")
        path.chmod(0o644)
        write_private(path, "second\r\nline\n")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"second\r\nline\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_when_it_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "targets.toml"
    write_private(path, "first")
    with pytest.raises(UnicodeEncodeError):
        write_private(path, "half \udcff")
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(FileNotFoundError):
        write_private(tmp_path / "nowhere" / "file", "x")


def test_two_threads_come_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("0")

    def add() -> None:
        for _ in range(20):
            with locked(path):
                write_private(path, str(int(path.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() == "80"


def test_a_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    path = tmp_path / "file"
    program = f"""
import pathlib, time
from console.core.atomic import locked
with locked(pathlib.Path({str(path)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        got = threading.Event()

        def wait() -> None:
            with locked(path):
                got.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not got.wait(0.2)
        holder.kill()
        assert got.wait(5)
        waiting.join()
