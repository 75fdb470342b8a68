"""Who runs the server, and where that account can go.

Postgres refuses to run as root, so root hands it to an account that exists already. Nothing here makes a user or
changes the mode of a folder that is not ours: what the account cannot reach is put where it can.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.errors import MissingComponent

ACCOUNTS = ("postgres", "_postgres", "nobody")
"""Tried in this order when we are root."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group that the server runs as. `dropped` is false when that is simply us."""

    name: str
    uid: int
    gid: int
    dropped: bool

    @property
    def process(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a program as this account, without root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def own(self, path: Path) -> None:
        """Give a file or folder that we just made to this account."""
        if self.dropped:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def owning(self, data: Path) -> Account:
        """The account that data belongs to already, if root may act for it; this one for data that is new."""
        if not self.dropped or not data.exists() or data.stat().st_uid in (0, self.uid):
            return self
        entry = pwd.getpwuid(data.stat().st_uid)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, dropped=True)

    def reaches(self, folder: Path) -> bool:
        """Whether the account can enter the folder, or the nearest folder above it that exists.

        The kernel is asked by trying: modes alone do not tell of access lists and mounts.
        """
        if not self.dropped:
            return True
        nearest = next(path for path in (folder, *folder.parents) if path.is_dir())
        command = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(nearest)]
        return subprocess.run(command, cwd="/", stderr=subprocess.DEVNULL, check=False, **self.process).returncode == 0  # noqa: S603


def current_account() -> Account:
    """Us, or for root the first of ACCOUNTS that exists."""
    if os.geteuid() != 0:
        return Account(pwd.getpwuid(os.geteuid()).pw_name, os.geteuid(), os.getegid(), dropped=False)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, dropped=True)
    raise MissingComponent(
        "Postgres does not run as root.",
        f"None of the accounts {', '.join(ACCOUNTS)} exists here to run it.",
        "Run greenroom as an ordinary user.",
    )
