"""The ground of the contract: one database for each server, used by every check in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest

from console.scratch.server import Server
from tests.audit.contract import ROLES, Ground
from tests.database.reading import reading, superuser

_MADE = """do $$ begin
    if not exists (select from pg_roles where rolname = '{0}') then create role {0} nologin noinherit; end if;
end $$"""


@asynccontextmanager
async def _ground(server: Server) -> AsyncIterator[Ground]:
    name = "audited"
    if name not in server.psql("postgres", sql="select datname from pg_database").split():
        server.create_database(name, None)
    params = server.params(name)
    with closing(superuser(params)) as look:
        for role in (*ROLES, "stranger"):
            look.execute(_MADE.format(role).encode())
        look.execute(b"alter role stranger login")
        async with reading(params) as read, reading(params | {"user": "stranger"}) as little:
            ground = Ground(look, read, little)
            ground.fresh()
            yield ground
            ground.fresh()


@pytest.fixture
async def ground(server: Server) -> AsyncIterator[Ground]:
    async with _ground(server) as made:
        yield made


@pytest.fixture
async def ground18(server18: Server) -> AsyncIterator[Ground]:
    async with _ground(server18) as made:
        yield made
