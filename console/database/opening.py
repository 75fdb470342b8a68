"""How one target is reached: its secret asked for once, its tunnel opened once, a refusal remembered.

A refused password is never tried again by itself: servers and poolers lock roles out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from console.core.secret import Secret
from console.core.target import SecretSource, Target
from console.database.connect import Endpoint, connect, parameters
from console.database.pool import Connection
from console.database.pooler_console import DATABASE, PoolerConsole
from console.database.session import Database
from console.errors import ConnectionProblem, PasswordWanted, Problem

SecretReader = Callable[[Target], Awaitable[Secret | None]]
TunnelOpener = Callable[[Target], Awaitable["OpenTunnel"]]


class OpenTunnel:
    """Where to dial, how to close it, and whether it still stands."""

    def __init__(
        self, endpoint: Endpoint, close: Callable[[], Awaitable[None]], alive: Callable[[], bool] = lambda: True
    ) -> None:
        self.endpoint = endpoint
        self.close = close
        self.alive = alive


class Link:
    """One target and the way to it."""

    def __init__(self, target: Target, read_secret: SecretReader, open_tunnel: TunnelOpener) -> None:
        self.target = target
        self.database = Database(self.connect, console=PoolerConsole(self.connect_to_console))
        self._read_secret = read_secret
        self._open_tunnel = open_tunnel
        self._secret: Secret | None = None
        self._asked = False
        self._proven = False
        self._refusal: Problem | None = None
        self._tunnel: OpenTunnel | None = None
        self._turn = asyncio.Lock()
        self._tunnelling = asyncio.Lock()

    @property
    def refusal(self) -> Problem | None:
        """Why no connection is tried any more, if it is so."""
        return self._refusal

    async def connect(self) -> Connection:
        """A new connection. Until one has worked they are tried one at a time, so that a refusal happens once."""
        if self._proven:
            try:
                return await self._dial()
            except ConnectionProblem as problem:
                if problem.refused:  # the password was changed meanwhile
                    self._proven, self._refusal = False, problem
                raise
        async with self._turn:
            if self._refusal is not None:
                raise self._refusal
            try:
                if not self._asked:
                    self._secret = await self._read_secret(self.target)
                    self._asked = True
                connection = await self._first()
            except ConnectionProblem as problem:
                if problem.refused:
                    self._refusal = problem
                raise
            except Problem as problem:
                self._refusal = problem
                raise
            self._proven = True
            return connection

    async def _first(self) -> Connection:
        """The first connection. Where a bare address turns out to want a password, a person is asked for one."""
        try:
            return await self._dial()
        except PasswordWanted:
            if self.target.saved or self.target.secret is not SecretSource.NONE or self._secret is not None:
                raise
            self._secret = await self._read_secret(replace(self.target, secret=SecretSource.ASK))
            if self._secret is None:
                raise
            return await self._dial()

    async def _dial(self) -> Connection:
        return await connect(self.target, self._secret, endpoint=await self.endpoint())

    async def connect_to_console(self) -> Connection:
        """A connection to the pooler's own console at the same address, with the same secret. Never the first one."""
        if not self._proven:
            await (await self.connect()).close()
        target = replace(self.target, database=DATABASE)
        return await connect(target, self._secret, endpoint=await self.endpoint())

    async def endpoint(self) -> Endpoint | None:
        """Where to dial. A tunnel that has ended (a network that was away, a bastion started anew) is opened again."""
        if not self.target.ssh:
            return None
        async with self._tunnelling:
            if self._tunnel is not None and not self._tunnel.alive():
                dead, self._tunnel = self._tunnel, None
                await dead.close()
            if self._tunnel is None:
                self._tunnel = await self._open_tunnel(self.target)
            return self._tunnel.endpoint

    async def parameters(self) -> dict[str, str]:
        """libpq's parameters for another program that goes the same way (psql), the password among them."""
        if not self._proven:
            await (await self.connect()).close()
        return parameters(self.target, self._secret, endpoint=await self.endpoint())

    def forget(self) -> None:
        """The user asked to try again: ask for the secret anew."""
        if self._refusal is not None:
            self._refusal = None
            self._asked = False
            self._secret = None

    async def close(self) -> None:
        """Close connections and tunnel, and let go of the secret."""
        await self.database.close()
        self._secret = None
        if self._tunnel is not None:
            await self._tunnel.close()
            self._tunnel = None
