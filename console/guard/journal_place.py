"""Where the journal may stand: not on a network file system, and not where others may put another file in its place.

SQLite's log is shared memory between processes: on a network file system two computers do not share it, and both
believe their locks (https://www.sqlite.org/wal.html). There the journal would be lost without a word.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

from console.core.present import visible
from console.errors import GuardProblem

# fmt: off
_NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "9p", "afs", "afpfs", "auristorfs", "ceph", "glusterfs",
    "lustre", "gfs", "gfs2", "ocfs2", "gpfs", "beegfs", "orangefs", "pvfs2", "coda", "davfs", "webdav", "vboxsf",
    "virtiofs", "vmhgfs", "prl_fs", "acfs", "panfs",
})
# What is a FUSE file system may be anywhere. These are known to be on this machine.
_LOCAL_FUSE = frozenset({
    "fuseblk", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.encfs", "fuse.ntfs-3g", "fuse.lxcfs",
})
# fmt: on
_MACOS = re.compile(r"^.+? on (?P<point>/.*) \((?P<kind>\w+)[,)]")
_OCTAL = re.compile(r"\\([0-7]{3})")


class JournalProblem(GuardProblem):
    """The journal cannot be written or read; nothing may be sent without it (exit 4)."""


class Ended(JournalProblem):
    """The entry has an end that must not be overridden."""


class NoEntry(JournalProblem):
    """There is no entry of that id (exit 2)."""

    exit_status = 2


def prepare(path: Path) -> None:
    """Make the journal's folder (0700) and file (0600) if they are not there. JournalProblem where it must not stand.

    A folder that is there keeps its mode, but one that others may write to is refused.
    """
    folder = path.parent
    try:
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.stat()
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not status.st_mode & stat.S_ISVTX:
            raise JournalProblem(
                "The journal cannot be kept here.",
                f"Others may write to {visible(str(folder))}, and put another file in its place.",
                f"chmod go-w {visible(str(folder))}",
            )
        refuse_network(folder)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
            if mode & 0o077:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise JournalProblem(
            "The journal cannot be written.",
            f"{visible(str(path))}: {error.strerror or error}.",
            "Make room or mend its mode, or set GREENROOM_STATE_DIR to another folder of yours.",
        ) from None


def refuse_network(folder: Path) -> None:
    """JournalProblem if the folder is on a file system that is reached over a network."""
    kind = file_system(folder)
    if kind is not None and is_network(kind):
        raise JournalProblem(
            "The journal cannot be kept on a network file system.",
            f"{visible(str(folder))} is on {visible(kind)}, where two computers do not see each other's locks.",
            "Set GREENROOM_STATE_DIR to a folder on a disk of this machine.",
        )


def is_network(kind: str) -> bool:
    """Whether a file system of this kind is, or may be, somewhere else."""
    kind = kind.lower()
    return kind in _NETWORK or (kind.startswith("fuse") and kind not in _LOCAL_FUSE)


def file_system(folder: Path) -> str | None:
    """The kind of file system that the folder is on, in the system's own word. None where it cannot be seen."""
    real = os.path.realpath(folder)
    try:
        if sys.platform == "darwin":
            done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=3, check=False)
            return kind_at(real, macos_mounts(done.stdout))
        text = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, subprocess.SubprocessError):
        return None
    return kind_at(real, linux_mounts(text))


def linux_mounts(text: str) -> list[tuple[str, str]]:
    """Mount points and kinds from /proc/self/mountinfo (proc(5)), in the order of mounting."""
    found = []
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        words = before.split(" ")
        if dash and len(words) > 4:
            found.append((_OCTAL.sub(lambda match: chr(int(match[1], 8)), words[4]), after.split(" ")[0]))
    return found


def macos_mounts(text: str) -> list[tuple[str, str]]:
    """Mount points and kinds from what macOS's `mount` prints."""
    return [(match["point"], match["kind"]) for line in text.splitlines() if (match := _MACOS.match(line))]


def kind_at(path: str, mounts: list[tuple[str, str]]) -> str | None:
    """The kind of the deepest mount that the path is in; of two at one point, the later one covers the other."""
    best: tuple[int, str] | None = None
    for point, kind in mounts:
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and (best is None or len(point) >= best[0]):
            best = (len(point), kind)
    return best[1] if best else None
