"""Where a server lives: the folder of its data, and the folder of its socket.

Folders that exist already are never changed. What the server's account cannot reach is put where it can, and a place
that others could tamper with is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from console.errors import ConfigurationProblem
from console.scratch.account import Account

SYSTEM_HOME = Path("/Library/Application Support/greenroom" if sys.platform == "darwin" else "/var/lib/greenroom")
"""Where root keeps what the server's account could not reach below root's own home."""

SOCKET_PORT = 5432  # only the name of the socket file
LONGEST_SOCKET_PATH = 103  # octets; macOS has the shortest limit


def kept_place(folder: Path, account: Account) -> Path:
    """Where data that should be kept in `folder` is kept: there, or below SYSTEM_HOME if `account` cannot go there."""
    folder = folder.resolve()
    if account.reaches(folder):
        return folder
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    return SYSTEM_HOME / f"{folder.name}-{mark}"


def make_folder(folder: Path, account: Account) -> None:
    """Make the folder that a server lives in, and what is missing above it; it stays ours.

    The account may pass through what we make (0711) when it is not us, nobody else may look inside (0700). A folder
    that exists is left as it is, and refused if others could put something into it.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
        if account.dropped:
            path.chmod(0o711)
    found = folder.stat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise ConfigurationProblem(
            f"{folder} is not a safe place for a server.",
            "It is no folder, or it belongs to another user, or others may write in it.",
            "Name a folder of your own, or remove it.",
        )


def socket_folder(folder: Path, account: Account) -> Path:
    """The 0700 folder of the server's socket: `run/`, or a short-named one that the file `socket` remembers."""
    place = folder / "run"
    if len(os.fsencode(place / f".s.PGSQL.{SOCKET_PORT}")) > LONGEST_SOCKET_PATH:
        record = folder / "socket"
        with contextlib.suppress(FileNotFoundError):
            place = Path(record.read_text())
        if place.parent == folder or not place.exists():
            place = Path(tempfile.mkdtemp(prefix="greenroom-", dir=temporary_place(account)))
            account.own(place)
            record.write_text(str(place))
    elif not place.exists():
        place.mkdir(mode=0o700)
        account.own(place)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise ConfigurationProblem(
            f"{place} is not a safe place for a socket.",
            "Somebody else owns it or could enter it, and could pose as the server.",
            "Remove it, then try again.",
        )
    return place


def temporary_place(account: Account) -> Path:
    """The folder for temporary files, or /tmp where that is closed to the account or too long for a socket."""
    place = Path(tempfile.gettempdir())
    inside = place / "greenroom-12345678" / "run" / f".s.PGSQL.{SOCKET_PORT}"
    fits = len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH
    return place if fits and account.reaches(place) else Path("/tmp")  # noqa: S108


def forget(folder: Path) -> None:
    """Delete all that a server left in its folder but for the locks, which others may be waiting for."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree((folder / "socket").read_text(), ignore_errors=True)
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != ".lock":
            path.unlink()
