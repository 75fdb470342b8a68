"""A chosen target, open for one command. The console itself keeps its targets in `console.shell.contacts`."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from console.core.present import visible
from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.errors import ConnectionProblem, PasswordWanted
from console.targets.choose import Chosen
from console.targets.sources import password_for

if TYPE_CHECKING:
    from console.database.opening import OpenTunnel
    from console.database.session import Database


def password_of(chosen: Chosen, environ: Mapping[str, str] = os.environ) -> Secret | None:
    """The password of a chosen target, asked for in the terminal where its source wants that and there is one.

    Call it outside of the event loop. Raises what `password_for` raises.
    """
    target, ask = chosen.target, ask_in_terminal if sys.stdin.isatty() else None
    if chosen.password:
        return chosen.password
    if target.secret is SecretSource.NONE and not target.saved:
        return ask(target) if ask and wants_password(target) else None
    password = password_for(target, ask=ask, environ=environ)
    _say_interrupted(target)
    return password


def _say_interrupted(target: Target) -> None:
    """Say that a change of the password was cut off: the one that is in the keyring may not be taken any more."""
    from console.core.output import emit_message
    from console.errors import Problem
    from console.targets import secrets

    if target.secret is not SecretSource.KEYRING:
        return
    with suppress(Problem):  # a keyring that gives nothing is told about where the password is read
        if secrets.read(target, secrets.Slot.PENDING) is not None:
            emit_message(
                f"greenroom: a change of the password of {visible(target.name)} was interrupted. "
                f"greenroom targets rotate {visible(target.name)} finishes it."
            )


def wants_password(target: Target) -> bool:
    """Whether the server asks for a password before it lets this role in; false where it cannot be reached."""
    from console.database.connect import connect

    async def look() -> bool:
        try:
            await (await connect(target, None)).close()
        except PasswordWanted:
            return True
        except ConnectionProblem:
            return False  # who connects next says why
        return False

    return asyncio.run(look())


def ask_in_terminal(target: Target) -> Secret | None:
    """What a person types without an echo, or None."""
    return Secret(getpass.getpass(f"Password for {visible(target.address)}: ")) or None


@asynccontextmanager
async def opened(target: Target, password: Secret | None) -> AsyncIterator[Database]:
    """The target's database for the length of the block; its connections and its tunnel are closed afterwards."""
    from console.database.opening import Link

    async def known(_: Target) -> Secret | None:
        return password

    link = Link(target, known, _open_tunnel)
    try:
        yield link.database
    finally:
        await link.close()


async def _open_tunnel(target: Target) -> OpenTunnel:
    from console.targets.ssh import open_tunnel

    return await open_tunnel(target)
