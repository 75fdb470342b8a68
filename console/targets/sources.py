"""A target's password from its one source. There is no second one: a secret never goes where it was not meant to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from console.core.blocking import in_daemon
from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.errors import ConfigurationProblem, ConnectionProblem, MissingComponent
from console.targets import secrets
from console.targets.passfile import default_passfile, passfile_password
from console.targets.services import require_service

COMMAND_SECONDS = 20.0

Ask = Callable[[Target], Secret | None]


def password_for(
    target: Target, *, ask: Ask | None = None, environ: Mapping[str, str] = os.environ, timeout: float = secrets.TIMEOUT
) -> Secret | None:
    """The password, from the target's source; None where its source is `none`.

    `ask` asks a person; without it, and where they give nothing, a source that needs it raises ConnectionProblem.
    KeyringProblem, ConfigurationProblem or MissingComponent where the source cannot be used.
    """
    match target.secret:
        case SecretSource.NONE:
            return None
        case SecretSource.KEYRING:
            return secrets.read(target, timeout=timeout) or _asked(target, ask)
        case SecretSource.ASK:
            return _asked(target, ask)
        case _:
            return _from_file_or_command(target, environ, timeout)


async def password_for_async(
    target: Target,
    *,
    ask: Callable[[Target], Awaitable[Secret | None]] | None = None,
    environ: Mapping[str, str] = os.environ,
    timeout: float = secrets.TIMEOUT,  # noqa: ASYNC109
) -> Secret | None:
    """Like `password_for`, without holding up the event loop or the exit. `ask` is awaited."""
    if target.secret is SecretSource.NONE:
        return None
    if target.secret in {SecretSource.KEYRING, SecretSource.ASK}:
        kept = await secrets.read_async(target, timeout=timeout) if target.secret is SecretSource.KEYRING else None
        given = kept or (await ask(target) if ask else None)
        return _asked(target, lambda _: given)
    try:
        return await in_daemon(lambda: _from_file_or_command(target, environ, timeout), timeout=timeout + 1)
    except TimeoutError:
        raise _command_slow(timeout) from None


class Passwords:
    """The passwords of this run, each fetched once: several targets on one login share it, and a refusal is kept too.

    What a person dismissed is not asked again until `forget`.
    """

    def __init__(self, ask: Callable[[Target], Awaitable[Secret | None]] | None = None) -> None:
        self._ask = ask
        self._known: dict[tuple[object, ...], asyncio.Task[Secret | None]] = {}

    async def get(self, target: Target) -> Secret | None:
        """The target's password, from memory if it was fetched before. Raises what `password_for` raises."""
        key = self._key(target)
        if key not in self._known:
            task = asyncio.create_task(password_for_async(target, ask=self._ask))
            task.add_done_callback(_take_note)
            self._known[key] = task
        # Shielded: one who stops waiting must not stop the others.
        return await asyncio.shield(self._known[key])

    def forget(self, target: Target) -> None:
        """Fetch it again next time: it was refused, or a person wants another try."""
        self._known.pop(self._key(target), None)
        if target.secret is SecretSource.NONE:  # a bare address: it was asked for once the server wanted one
            self._known.pop(self._key(replace(target, secret=SecretSource.ASK)), None)

    @staticmethod
    def _key(target: Target) -> tuple[object, ...]:
        by_database = target.database if target.secret is SecretSource.PASSFILE else ""
        source = (target.secret, target.passfile, target.service, target.service_file, target.password_command)
        return (*source, secrets.username(target), by_database)


def _take_note(task: asyncio.Task[Secret | None]) -> None:
    """Look at the error, so that asyncio does not print it when nobody waits any more: the next who asks gets it."""
    if not task.cancelled():
        task.exception()


def _asked(target: Target, ask: Ask | None) -> Secret:
    secret = ask(target) if ask else None
    if secret:
        return secret
    raise ConnectionProblem(
        f"There is no password for {target.address}.",
        "The keyring has none for this user, host and port." if target.secret is SecretSource.KEYRING else "",
        f"greenroom targets edit {target.name} --password-stdin keeps one; in a terminal you are asked for it."
        " Where the server asks for none: --secret none."
        if target.saved
        else "Put it into PGPASSWORD or a passfile.",
        refused=True,
    )


def _from_file_or_command(target: Target, environ: Mapping[str, str], timeout: float) -> Secret:
    match target.secret:
        case SecretSource.PASSFILE:
            path = Path(target.passfile) if target.passfile else default_passfile()
            found = passfile_password(path, target)
            if found is None:
                raise ConfigurationProblem(
                    f"{path} has no line for {target.address}.", "", "Add HOST:PORT:DATABASE:USER:PASSWORD to it."
                )
            return found
        case SecretSource.SERVICE:
            return _from_service(target, environ)
        case SecretSource.COMMAND:
            return run_password_command(target.password_command, timeout=min(timeout, COMMAND_SECONDS))
    raise AssertionError(target.secret)


def _from_service(target: Target, environ: Mapping[str, str]) -> Secret:
    name = target.service or ""
    # The target names its file: the shell's PGSERVICEFILE is for addresses on the command line.
    where = {"PGSERVICEFILE": target.service_file} if target.service_file else {"HOME": environ.get("HOME", "")}
    said = require_service(name, where)
    ours = {"host": target.host, "port": str(target.port), "user": target.user}
    other = [key for key, value in ours.items() if said.get(key, value) != value]
    if other:
        raise ConfigurationProblem(
            f"The service {name} now says another {' and '.join(other)} than the target {target.name}.",
            "Its password was not used: it may be meant for another server.",
            f"greenroom targets edit {target.name} --address service={name}",
        )
    if not said.get("password"):
        raise ConfigurationProblem(f"The service {name} has no password.", "", "Add one, or set another source.")
    return Secret(said["password"])


def run_password_command(argv: tuple[str, ...], *, timeout: float = COMMAND_SECONDS) -> Secret:
    """The first line that a program prints. No shell, no input, and nothing that it prints is ever shown."""
    try:
        process = subprocess.Popen(  # noqa: S603  # the user's own command, from a file that only they can write
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise MissingComponent(
            "The password command could not be started.", f"{argv[0]}: {error.strerror}", "Check its name."
        ) from None
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise _command_slow(timeout) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        raise ConnectionProblem(
            "The password command failed.",
            f"{argv[0]} ended with status {process.returncode}.",
            "Run it in a terminal: it may want you to log in.",
            refused=True,
        )
    line = output.decode(errors="replace").partition("\n")[0].rstrip("\r")
    if not line:
        raise ConnectionProblem("The password command printed nothing.", argv[0], "Run it in a terminal.", refused=True)
    return Secret(line)


def _command_slow(seconds: float) -> ConnectionProblem:
    return ConnectionProblem(
        "The password command took too long.",
        f"It was stopped after {seconds:g} seconds.",
        "Run it in a terminal: it may want you to log in.",
        refused=True,
    )
