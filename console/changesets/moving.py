"""Carrying out renames: all or none, never over another file, with what the files say of their own names put right.

Each file is made anew beside the old one, the old ones are set aside, the new ones get their names, and only then the
old ones go. What fails on the way is taken back; what a lost machine leaves is there under `.greenroom-` names.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from console.changesets.rename import Rename
from console.errors import Problem

_WITHOUT_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)  # what such a file system says


@dataclass(frozen=True, slots=True)
class _Move:
    """One file: where it is, where it waits, the new one, and where that goes."""

    source: Path
    aside: Path
    made: Path
    target: Path


def apply_renames(renames: Sequence[Rename]) -> tuple[Path, ...]:
    """Rename the files and their reverses; the migrations' new paths. Problem, and nothing changed, where one fails."""
    _refuse(renames)
    token = secrets.token_hex(4)
    labels = [(_label(rename.source), _label(rename.target)) for rename in renames]
    moves = [
        _Move(
            source,
            source.with_name(f".greenroom-{token}-{place}.old"),
            source.with_name(f".greenroom-{token}-{place}.new"),
            target,
        )
        for place, (source, target) in enumerate(move for rename in renames for move in rename.moves)
    ]
    done: list[tuple[Path, Path]] = []
    try:
        for move in moves:
            _make(move, labels)
        for move in moves:
            os.rename(move.source, move.aside)
            done.append((move.aside, move.source))
        for move in moves:
            _name(move.made, move.target)
            done.append((move.target, move.made))
    except BaseException as error:
        for now, before in reversed(done):
            with suppress(OSError):
                os.rename(now, before)
        _remove(move.made for move in moves)
        if isinstance(error, OSError):
            raise Problem(
                "The migrations could not be renamed.", f"{error.strerror}.", "Nothing was changed."
            ) from None
        raise
    _remove(move.aside for move in moves)
    return tuple(rename.target for rename in renames)


def _refuse(renames: Sequence[Rename]) -> None:
    """Problem where two would have one name, or a name belongs to a file that does not move."""
    moves = [move for rename in renames for move in rename.moves]
    sources = [source for source, _ in moves]
    targets = [target for _, target in moves]
    for source, target in moves:
        if targets.count(target) > 1 or sources.count(source) > 1:
            raise Problem(
                f"Two migrations would be called {target.name}.", "Nothing was renamed.", "Rename one by hand."
            )
        if os.path.lexists(target) and target not in sources:
            raise Problem(f"{target} is there already.", "Nothing was renamed.", "Rename it or the other one by hand.")
        if not source.is_file():
            raise Problem(f"{source} is not there any more.", "Nothing was renamed.", "Read the folder again.")


def _make(move: _Move, labels: Sequence[tuple[str, str]]) -> None:
    """The file with its new text. A link stays a link, and keeps its text."""
    if move.source.is_symlink():
        os.symlink(os.readlink(move.source), move.made)
        return
    before = move.source.read_bytes()
    after = _relabelled(before, labels)
    with open(move.made, "xb") as file:
        file.write(after)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(move.made, move.source.stat().st_mode & 0o777)


def _relabelled(text: bytes, labels: Sequence[tuple[str, str]]) -> bytes:
    """The text with the old names of renamed migrations, in comments, replaced by the new ones: all in one go."""
    new = {os.fsencode(before): os.fsencode(after) for before, after in labels}
    words = b"|".join(re.escape(each) for each in sorted(new, key=len, reverse=True))
    label = re.compile(rb"(?<![0-9A-Za-z_])(" + words + rb")(?![0-9A-Za-z_])")
    comment = re.compile(rb"--[^\r\n]*")
    return comment.sub(lambda found: label.sub(lambda word: new[word[1]], found[0]), text)


def _name(made: Path, target: Path) -> None:
    """Give a file its name, never over another: a link is refused where the name is taken, a rename would not be."""
    try:
        os.link(made, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _WITHOUT_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(made, target)
        return
    os.unlink(made)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _label(path: Path) -> str:
    return path.name.removesuffix(".sql")
