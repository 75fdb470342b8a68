"""Programs that take the terminal for a while: psql and the editor. The console waits and comes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from console.core.secret import Secret
from console.core.target import Access, Target
from console.errors import MissingComponent, Problem
from console.targets.passfile import lines_for
from console.widgets.choice import Choice, Item

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.database.opening import Link

_ENVIRONMENT = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


async def run_psql(app: GreenroomApp, target: Target, link: Link) -> None:
    """psql on the target, with its parameters in the environment: nothing is seen in the list of processes.

    On a read-only target psql's sessions start read-only. That is a rail, not a wall: who types SET gets over it.
    """
    program = shutil.which("psql")
    if program is None:
        raise MissingComponent(
            "psql is not installed.", "It was not found on the PATH.", "Install PostgreSQL's client programs."
        )
    parameters = await link.parameters()
    environ = dict(os.environ)
    environ.pop("GREENROOM_URL", None)  # it may hold a password
    environ.update({_ENVIRONMENT[name]: value for name, value in parameters.items() if name in _ENVIRONMENT and value})
    environ["PGAPPNAME"] = "greenroom psql"
    contact = app.contacts.by_name.get(target.name)
    direct = contact is not None and contact.overview is not None and not contact.overview.pooled
    access = target.access.value
    if target.access is Access.READ_ONLY and direct:
        environ["PGOPTIONS"] = "-c default_transaction_read_only=on"
    elif target.access is Access.READ_ONLY:
        # A pooler takes no start-up options, and a setting of the session would reach strangers.
        go_on = Item("psql", "Open psql all the same", "it can write: a pooler takes no read-only sessions")
        if await app.push_screen_wait(Choice(f"{target.name} is read-only", [go_on])) is None:
            return
        access = "psql can write here"
    words = f"psql on {target.name} ({target.environment.value.upper()}, {access}); \\q comes back"
    with _password_file(parameters) as variable, app.suspend():
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()
        _run([program], environ | variable)


@contextmanager
def _password_file(parameters: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """PGPASSFILE: the password in a private file while psql runs. In PGPASSWORD, all that it starts would see it."""
    host = parameters["host"] or parameters["hostaddr"]
    lines = lines_for(host, parameters["port"], parameters["user"], Secret(parameters["password"]))
    if not parameters["password"] or not lines:
        yield {}
        return
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")  # in memory, and gone when the user logs out
    with tempfile.TemporaryDirectory(prefix="greenroom-", dir=runtime if os.path.isdir(runtime) else None) as folder:
        path = Path(folder) / "passfile"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(lines)
        yield {"PGPASSFILE": str(path)}


def look_in_editor(app: GreenroomApp, text: str, suffix: str = ".txt") -> None:
    """The text in $EDITOR, from a private file that is deleted again. What is changed there goes nowhere."""
    program, *arguments = _editor()
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        path = Path(folder) / f"value{suffix}"
        path.write_text(text, encoding="utf-8")
        path.chmod(0o400)
        with app.suspend():
            _run([program, *arguments, str(path)], dict(os.environ))


def edit_in_editor(app: GreenroomApp, text: str, suffix: str = ".txt") -> str | None:
    """What the text became in $EDITOR, in a private file that is deleted again; None where it was left or not changed.

    A line feed that the editor puts behind the last line is taken off again. Problem where the editor failed, or what
    it left is no text.
    """
    program, *arguments = _editor()
    with tempfile.TemporaryDirectory(prefix="greenroom-") as folder:
        path = Path(folder) / f"value{suffix}"
        path.write_bytes(text.encode())
        path.chmod(0o600)
        with app.suspend():
            status = _run([program, *arguments, str(path)], dict(os.environ))
        if status:  # `:cq` in vi: the user does not want it
            return None
        try:
            edited = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise Problem("What the editor left could not be read.", str(error), "Nothing was changed.") from None
    if edited.endswith("\n") and not text.endswith("\n"):
        edited = edited.removesuffix("\n").removesuffix("\r")
    return None if edited == text else edited


def open_in_editor(app: GreenroomApp, path: Path) -> None:
    """A file of the user's own in $EDITOR: what is written there stays. Problem where there is no editor."""
    program, *arguments = _editor()
    with app.suspend():
        _run([program, *arguments, str(path)], dict(os.environ))


def _editor() -> list[str]:
    """The editor's program and its arguments. MissingComponent where there is none."""
    words = (os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi").split()
    program = shutil.which(words[0]) if words else None
    if program is None:
        name = words[0] if words else "of EDITOR"
        raise MissingComponent(f"The editor {name} is not installed.", "", "Set EDITOR to one that is.")
    return [program, *words[1:]]


def _run(command: list[str], environ: dict[str, str]) -> int:
    """Run it, block, and give back its exit status: nothing of ours may paint while it has the terminal.

    Its ctrl+c is for it alone.
    """
    before = signal.signal(signal.SIGINT, lambda number, frame: None)  # a handler, so that the child starts without
    try:
        return subprocess.run(command, env=environ, check=False).returncode  # noqa: S603  # argv, never a shell
    except OSError as error:
        raise Problem(f"{Path(command[0]).name} could not be run.", str(error), "Check that it is installed.") from None
    finally:
        signal.signal(signal.SIGINT, before)
