"""A file that is new: written whole or not at all, and never over another."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from console.errors import Problem


def write_new(path: Path, text: str) -> None:
    """Put the text into a file that was not there. Problem where there is one (a dead link is one too), or it fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except FileExistsError:
        raise Problem(
            f"{path} is there already.", "A migration is never written over another file.", "Choose another name."
        ) from None
    except OSError as error:
        raise _unwritten(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise _unwritten(path, error) from None
        raise


def _unwritten(path: Path, error: OSError) -> Problem:
    return Problem(f"{path} cannot be written.", f"{error.strerror}.", "Check the folder, and who may write there.")
