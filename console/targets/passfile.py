"""A passfile (`.pgpass`), read by us: libpq would print its warnings about one straight onto the screen.

https://www.postgresql.org/docs/current/libpq-pgpass.html
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from console.core.secret import Secret
from console.core.target import Target
from console.errors import ConfigurationProblem

FIELDS = 5
_SOCKET_FOLDERS = {"/var/run/postgresql", "/run/postgresql", "/tmp"}  # noqa: S108  # libpq's defaults


def default_passfile() -> Path:
    """~/.pgpass."""
    return Path("~/.pgpass").expanduser()


def passfile_password(path: Path, target: Target) -> Secret | None:
    """The password on the first line that fits host, port, database and user; None where no line does.

    ConfigurationProblem if the file is not there, is not a plain file, or others may read it.
    """
    text = _private_text(path.expanduser())
    wanted = (target.host, str(target.port), target.database, target.user)
    hosts = {target.host} | ({"localhost"} if target.host in _SOCKET_FOLDERS else set())
    for line in text.splitlines():
        fields = split_line(line)
        if fields is None:
            continue
        fits = [field in {"*", want} for field, want in zip(fields, wanted, strict=False)]
        if (fits[0] or fields[0] in hosts) and all(fits[1:]):
            return Secret(fields[4]) if fields[4] else None
    return None


def split_line(line: str) -> tuple[str, str, str, str, str] | None:
    """The five fields of a line, `\\:` and `\\\\` undone; None for a comment or a line with fewer."""
    if not line or line.startswith("#"):
        return None
    fields = [""]
    characters = iter(line)
    for one in characters:
        if one == "\\":
            fields[-1] += next(characters, "\\")
        elif one == ":" and len(fields) < FIELDS:
            fields.append("")
        elif one == ":":
            break  # libpq too ends the password at a bare colon
        else:
            fields[-1] += one
    return (fields[0], fields[1], fields[2], fields[3], fields[4]) if len(fields) == FIELDS else None


def lines_for(host: str, port: str, user: str, password: Secret) -> str:
    """What a passfile says for one login to any database of one server; nothing where no line can hold the password.

    For a socket in libpq's own folder, libpq looks for localhost.
    """
    if any(character in password.reveal() for character in "\n\r\0"):
        return ""
    hosts = (host, "localhost") if host.startswith("/") else (host,)
    return "".join(
        ":".join(_escaped(field) for field in (each, port)) + f":*:{_escaped(user)}:{_escaped(password.reveal())}\n"
        for each in hosts
    )


def _escaped(field: str) -> str:
    return field.replace("\\", "\\\\").replace(":", "\\:")


def _private_text(path: Path) -> str:
    try:
        # Not blocking: a named pipe would be waited for until somebody writes into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ConfigurationProblem(
            f"The passfile {path} cannot be read.", error.strerror or "", "Make it, with mode 0600, or name another."
        ) from None
    with open(descriptor, encoding="utf-8", errors="surrogateescape") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ConfigurationProblem(f"The passfile {path} is not a file.", "", "Name another.")
        if status.st_mode & 0o077:
            raise ConfigurationProblem(
                f"The passfile {path} can be read by others.",
                f"Its mode is {stat.S_IMODE(status.st_mode):04o}, so it is not used.",
                f"chmod 600 {path}",
            )
        return file.read()
