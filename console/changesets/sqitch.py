"""sqitch's plan: its changes in their order, and the scripts that deploy and revert them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from console.changesets.migration import MigrationFile, Skipped
from console.changesets.recognise import PLAN
from console.errors import Problem

_CHANGE = re.compile(r"\+?\s*([^\s@#%:\[+-][^\s#:@]*)(?:\s|$)")
_TAG = re.compile(r"@(\S+)")


def read_plan(path: Path) -> tuple[tuple[MigrationFile, ...], tuple[Skipped, ...]]:
    """The changes of the plan in a folder; a change whose script is missing is skipped. Problem without a plan."""
    try:
        lines = (path / PLAN).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise Problem(f"{path / PLAN} cannot be read.", f"{error.strerror}.", "Check who may read it.") from None
    files, skipped = [], []
    for change, script in _changes(lines):
        parts = PurePosixPath(f"{script}.sql").parts
        deploy = path.joinpath("deploy", *parts)
        revert = path.joinpath("revert", *parts)
        if ".." in parts or script.startswith("/") or not deploy.is_file():
            skipped.append(Skipped(deploy, "the plan names it, and it is not there"))
            continue
        files.append(MigrationFile(change, "", deploy, deploy.stat().st_size, revert if revert.is_file() else None))
    return tuple(files), tuple(skipped)


def _changes(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Each change and its script's name. An earlier form of a reworked change has the next tag behind its name."""
    found: list[tuple[str, str]] = []
    tags: dict[int, str] = {}  # the first tag behind a change, by the change's place
    for line in lines:
        words = line.strip()
        if tag := _TAG.match(words):
            for place in range(len(found)):
                tags.setdefault(place, tag[1])
        elif change := _CHANGE.match(words):
            found.append((change[1], change[1]))
    last = {change: place for place, (change, _) in enumerate(found)}
    return [
        (change, script if last[change] == place else f"{script}@{tags.get(place, '')}")
        for place, (change, script) in enumerate(found)
    ]
