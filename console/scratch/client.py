"""Speaking to a local server with the programs of its own installation, untouched by the PG* variables of the shell.

It starts and stops nothing, and holds no statement of its own.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from console.errors import QueryProblem
from console.scratch.binaries import Binaries
from console.scratch.folders import SOCKET_PORT


class Client:
    """How to reach one server: by the socket in `sockets`, and on 127.0.0.1 too if it has a `port` of its own.

    `user` is its superuser.
    """

    def __init__(
        self, binaries: Binaries, *, port: int | None = None, password: str | None = None, user: str = "postgres"
    ) -> None:
        self.user = user
        self.binaries = binaries
        self.sockets = Path(os.devnull)
        self.port = port or SOCKET_PORT
        self.tcp = port is not None
        self.password = password

    @property
    def host(self) -> str:
        """The folder of the socket, or 127.0.0.1."""
        return "127.0.0.1" if self.tcp else str(self.sockets)

    def params(self, database: str = "postgres", user: str | None = None) -> dict[str, str]:
        """How to connect, as libpq parameters; with the password if there is one."""
        found = {"host": self.host, "port": str(self.port), "user": user or self.user, "dbname": database}
        return found | ({"password": self.password} if self.password else {})

    def uri(self, database: str = "postgres") -> str:
        """How to connect, as a URI without a password."""
        if self.tcp:
            return f"postgresql://{self.user}@{self.host}:{self.port}/{quote(database, safe='')}"
        return f"postgresql://{self.user}@/{quote(database, safe='')}?host={quote(self.host)}&port={self.port}"

    def run(self, program: str, *arguments: str | Path, input_text: str | None = None) -> str:
        """Run a program of the installation on this server, untouched by the PG* variables of the shell.

        Returns what it printed. Raises QueryProblem with its message when it fails.
        """
        done = subprocess.run(  # noqa: S603
            [self.binaries.program(program), *arguments],
            env=self._environment(),
            input=input_text,
            stdin=subprocess.DEVNULL if input_text is None else None,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise QueryProblem(f"{program} failed on the local server.", done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def psql(
        self,
        database: str,
        *files: Path,
        variables: Mapping[str, str] | None = None,
        sql: str | None = None,
        user: str | None = None,
    ) -> str:
        """Run files and then `sql` in psql, stopping at the first error. Returns the rows, unaligned, without heads."""
        arguments: list[str | Path] = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
        arguments += ["-U", user] if user else []
        for name, value in (variables or {}).items():
            arguments += ["-v", f"{name}={value}"]
        for file in files:
            arguments += ["-f", file]
        if sql is not None:
            arguments += ["-f", "-"]  # unlike -c, this fills in variables
        return self.run("psql", *arguments, input_text=sql)

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database, a copy of `template` if given; nobody may be connected to the template."""
        self.run("createdb", "--no-password", *(["--template", template] if template else []), "--", name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, and whoever is connected to it."""
        self.run("dropdb", "--no-password", "--force", "--if-exists", "--", name)

    def answers(self) -> bool | None:
        """Whether a server answers and lets us in; None if nobody answers."""
        command = [str(self.binaries.program("pg_isready")), "-q", "-t", "60"]
        status = subprocess.run(command, env=self._environment(), stderr=subprocess.DEVNULL, check=False).returncode  # noqa: S603
        return {0: True, 1: False}.get(status)

    def _environment(self) -> dict[str, str]:
        found = {"PGHOST": str(self.sockets), "PGPORT": str(self.port), "PGUSER": self.user, "PGDATABASE": "postgres"}
        found |= {"PGCLIENTENCODING": "UTF8", "PGPASSFILE": os.devnull, "LC_MESSAGES": "C"}
        return clean_environment() | found | ({"PGPASSWORD": self.password} if self.password else {})


def clean_environment() -> dict[str, str]:
    """The environment of the shell without the variables that libpq and Postgres listen to."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
